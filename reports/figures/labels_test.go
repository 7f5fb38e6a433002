package figures

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/spec"
)

func summarised(t *testing.T, in *reports.Input) *reports.Summary {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLabelsKeepClearOfTheData: no line of data runs through a label that stands among the data, in figures with labels of the end of a
// test and of a crossing.
func TestLabelsKeepClearOfTheData(t *testing.T) {
	for _, days := range []int{42, 60, 90} {
		for _, nArms := range []int{2, 3} {
			in := reportstest.Sized(nArms, 4, days)
			cross(in)
			s := summarised(t, in)
			if l := s.LongRunOf("raise", "revenue"); l == nil || l.Crossing == nil || l.Crossing.Day == nil {
				t.Fatalf("%d days: the effect does not change its sign: %+v", days, l)
			}
			f := longRun(in, s)
			p := Options{Width: 1920, Height: 1080}.paper(nil)
			f.layOut(p, in, s.Quick)
			if len(p.notes) < 2 {
				t.Fatalf("%d labels among the data", len(p.notes))
			}
			for i, n := range p.notes {
				for _, line := range p.data {
					for k := 1; k < len(line); k++ {
						if touches(line[k-1], line[k], n) {
							t.Errorf("%d days, %d arms: a line runs through %q", days, nArms, n.text)
						}
					}
				}
				for _, o := range p.notes[:i] {
					if n.left < o.right && o.left < n.right && n.top < o.bottom && o.top < n.bottom {
						t.Errorf("%q covers %q", n.text, o.text)
					}
				}
			}
		}
	}
}

// cross makes arm 1 earn 8% more at first, well beyond the end of a test of two weeks, and 8% less in the end.
func cross(in *reports.Input) {
	for _, arms := range in.Results {
		for d := range arms[1].Days {
			effect := 80 // of 1,000
			if 5*d > 3*in.Days {
				effect = -80
			}
			for i := range arms[1].Days[d].Cells {
				c, base := &arms[1].Days[d].Cells[i], arms[0].Days[d].Cells[i].Revenue
				noise := c.Revenue % (base/200 + 1) // another in every replication
				c.Revenue = base + base/1000*spec.Nano(effect) + noise
			}
		}
	}
}

// TestAHaloHidesNoMoreThanItsLetters: a label over a filled area leaves most of the area below it in sight.
func TestAHaloHidesNoMoreThanItsLetters(t *testing.T) {
	p := Options{Width: 400, Height: 120}.paper(nil)
	p.fill([]point{{0, 0}, {400, 0}, {400, 120}, {0, 120}}, betterBlue)
	p.haloed(point{40, 60}, "a test of 14 days ends", smallSize, ink, -1)
	w := textWidth("a test of 14 days ends", smallSize, false)
	img := rendered(t, p)
	left := 0
	box := image.Rect(40, 60-smallSize/2, 40+int(w), 60+smallSize/2)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == betterBlue {
				left++
			}
		}
	}
	if share := float64(left) / float64(box.Dx()*box.Dy()); share < 0.15 {
		t.Errorf("%.0f%% of the area below the label is in sight", 100*share)
	}
}

// TestOtherScripts: Latin, Greek and Cyrillic are part of the program; any other script is drawn in a font of the machine, or named as
// one that cannot be.
func TestOtherScripts(t *testing.T) {
	if missing := Undrawable("höher Ελλάδα Москва ±→"); missing != "" {
		t.Errorf("no font for %q", missing)
	}
	const name = "提高底价"
	missing := Undrawable(name)
	pieces := runs("r " + name)
	switch {
	case missing == "" && (len(pieces) != 2 || pieces[0].face != liberation || pieces[1].face == liberation || pieces[1].text != name):
		t.Errorf("%q is drawn as %+v", name, pieces)
	case missing != "" && (missing != name || !strings.Contains(pieces[0].text, "□□□□")):
		t.Errorf("%q is drawn as %+v", missing, pieces)
	}
	if w := textWidth(name, smallSize, false); w < 4*smallSize*0.5 {
		t.Errorf("%q takes %g pixels", name, w)
	}
	if Undrawable("\U0010FFFD") == "" {
		t.Error("a character that no font has counts as drawn")
	}
}

// TestTiesAmongLargestCampaignsAreBrokenBySpend: of campaigns with equal budgets those that spend more come first.
func TestTiesAmongLargestCampaignsAreBrokenBySpend(t *testing.T) {
	in := reportstest.Sized(2, 2, 10)
	for _, arms := range in.Results {
		for _, a := range arms {
			for i := range a.Campaigns {
				a.Campaigns[i].Budget = 1 << 50
			}
		}
	}
	list := summarised(t, in).WinnersOf("raise").Largest
	if !slices.IsSortedFunc(list, func(a, b reports.LargeAccount) int {
		switch {
		case a.Spend > b.Spend:
			return -1
		case a.Spend < b.Spend:
			return 1
		}
		return 0
	}) {
		t.Errorf("%+v", list)
	}
}

// TestArmsFigureMarksTheBest: all arms are named apart, and the best of a column is marked in the numbers behind it.
func TestArmsFigureMarksTheBest(t *testing.T) {
	in := reportstest.Sized(3, 4, 20)
	in.Arms[1].Name, in.Arms[2].Name = "an_arm_with_the_same_long_beginning_and_another_end_1", "an_arm_with_the_same_long_beginning_and_another_end_2"
	for _, arms := range in.Results {
		arms[1].Arm, arms[2].Arm = in.Arms[1].Name, in.Arms[2].Name
	}
	s := summarised(t, in)
	f := arms(in, s)
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(p, in, s.Quick)
	var names []string
	for _, w := range p.texts {
		if strings.Contains(w.text, "…") && strings.HasPrefix(w.text, "an_arm") {
			names = append(names, w.text)
		}
	}
	if len(names) != 2 || names[0] == names[1] {
		t.Errorf("the arms are called %q", names)
	}
	best := 0
	for _, row := range f.rows {
		if row[7] == "true" {
			best++
		}
	}
	if best != len(s.Board.Best) || best == 0 || !strings.HasPrefix(f.title, "Most revenue: "+in.Arms[1].Name) {
		t.Errorf("%d best of %d, title %q", best, len(s.Board.Best), f.title)
	}
}

// TestTheLeadingArmIsShown: a figure of one arm is of the one that clearly raises revenue most, wherever it stands, and a figure of some
// arms has it among them; without one the first arm is shown.
func TestTheLeadingArmIsShown(t *testing.T) {
	s := summarised(t, reportstest.Sized(3, 4, 20))
	raise := s.Arms[1]
	s.Arms = []reports.Arm{s.Arms[0], {Name: "a", Versus: "control"}, {Name: "b", Versus: "control"}, {Name: "c", Versus: "control"}, raise}
	if lead := leadArm(s); s.Board.BestArm("revenue") != "raise" || lead == nil || lead.Name != "raise" {
		t.Errorf("%v leads", lead)
	}
	if names, left := armNames(s); !slices.Equal(names, []string{"control", "a", "b", "raise"}) || !slices.Equal(left, []string{"c"}) {
		t.Errorf("%q are shown and %q are not", names, left)
	}
	s.Board = nil
	if lead := leadArm(s); lead == nil || lead.Name != "a" {
		t.Errorf("%v leads", lead)
	}
	if lead := leadArm(&reports.Summary{Arms: []reports.Arm{{Name: "control"}}}); lead != nil {
		t.Errorf("%v leads a control alone", lead)
	}
}

// TestFiguresShowTheArmThatTheyName: where the leading arm takes the place of another, the numbers under its name are its own.
func TestFiguresShowTheArmThatTheyName(t *testing.T) {
	in := reportstest.Sized(3, 4, 20)
	for _, arms := range in.Results {
		for d := range arms[1].Days {
			for h := range arms[1].Days[d].Hours {
				arms[1].Days[d].Hours[h].Impressions *= 2
			}
		}
	}
	draw := func(in *reports.Input) map[string][][]string {
		s, out := summarised(t, in), map[string][][]string{}
		for _, f := range []*figure{daily(in, s), hourly(in, s), pacing(in, s), budgets(in, s)} {
			for _, row := range f.rows {
				if slices.Contains(row, "raise") {
					out[f.name] = append(out[f.name], row)
				}
			}
		}
		return out
	}
	before := draw(in)
	info, names := in.Arms, []string{"a", "b", "c"}
	in.Arms = []reports.ArmInfo{info[0]}
	for _, n := range names {
		other := info[2]
		other.Name = n
		in.Arms = append(in.Arms, other)
	}
	in.Arms = append(in.Arms, info[1])
	for r, arms := range in.Results {
		in.Results[r] = arms[:1:1]
		for _, n := range names {
			other := *arms[2]
			other.Arm = n
			in.Results[r] = append(in.Results[r], &other)
		}
		in.Results[r] = append(in.Results[r], arms[1])
	}
	after := draw(in)
	for name, rows := range before {
		if len(rows) == 0 || !slices.EqualFunc(rows, after[name], slices.Equal) {
			t.Errorf("%s: of the leading arm %d rows are shown where it is the fourth, %d where it is the first, and they differ", name, len(after[name]), len(rows))
		}
	}
	if len(before) < 3 {
		t.Errorf("figures with the arm: %d", len(before))
	}
}
