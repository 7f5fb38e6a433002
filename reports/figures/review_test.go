package figures

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
)

// pages lays out the review of several runs: the usual one, and those that strain the layout.
func pages(t *testing.T, visit func(name string, p *paper, s *reports.Summary)) {
	t.Helper()
	pagesOn(t, func(*figure) Options { return Options{} }, visit)
}

// pagesOn lays them out on a sheet of a size.
func pagesOn(t *testing.T, size func(*figure) Options, visit func(name string, p *paper, s *reports.Summary)) {
	t.Helper()
	long := reportstest.Sized(2, 2, 60)
	long.Arms[1].Name = "an-arm-with-a-very-long-name-that-nobody-would-write-but-somebody-will-paste"
	long.Arms[1].Changes = []string{strings.Repeat("market.surfaces.home.ad_slots: [3, 7, 11, 15, 19, 23] ", 8)}
	for _, arms := range long.Results {
		arms[1].Arm = long.Arms[1].Name
	}
	quick := reportstest.Sized(2, 2, 3)
	quick.Quick = true
	judged := reportstest.Sized(3, 4, 60)
	for name, in := range map[string]*reports.Input{"usual": reportstest.Input(), "one arm": reportstest.Sized(1, 2, 20), "one replication": reportstest.Sized(2, 1, 20),
		"long names": long, "quick": quick, "judged": judged} {
		s, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		if name == "judged" {
			for i := range 6 {
				s.Checks = append(s.Checks, reports.Check{ID: fmt.Sprint("check-", i), Kind: reports.KindCheck, Arm: "raise", Status: reports.Inconclusive,
					Counts: reports.Inconclusive, Message: "revenue changes by +1.2% [-1.0, 3.4]; required: change >= 0%; 12 replications would decide it with a chance of 80%"})
			}
		}
		var arm *reports.Arm
		if len(s.Arms) > 1 {
			arm = &s.Arms[1]
		}
		f := newReview(in, s, arm).figure()
		p := size(f).vector(nil)
		f.layOut(p, in, s.Quick)
		visit(name, p, s)
	}
}

// TestReviewTextIsLegible: no text is smaller than 24 pixels, leaves the margins, or covers another, on a slide and on a phone.
func TestReviewTextIsLegible(t *testing.T) {
	legible := func(name string, p *paper, _ *reports.Summary) { covered(t, name, p) }
	pages(t, legible)
	pagesOn(t, func(f *figure) Options { return f.onPhone(false) }, func(name string, p *paper, s *reports.Summary) { legible(name+", narrow", p, s) })
}

// TestReviewAnswersTheReader: what changed, by how much, how sure, whether to ship, and which run it was.
func TestReviewAnswersTheReader(t *testing.T) {
	pages(t, func(name string, p *paper, s *reports.Summary) {
		var b strings.Builder
		for _, w := range p.texts {
			b.WriteString(w.text + "\n")
		}
		want := []string{"Simulated", s.Scenario, s.Hash, fmt.Sprintf("seed %d", s.Seed), s.Version}
		if len(s.Arms) > 1 {
			want = append(want, s.Arms[1].Answer, "Pinners", "Advertisers", "Platform", "Campaigns worse and better off", "Sessions per Pinner", "Revenue", "%")
		}
		if s.ReplicationsDone > 1 && len(s.Arms) > 1 {
			want = append(want, "% [", "95%", "Holm")
		}
		if name == "judged" {
			want = append(want, "Checks (2 more in index.html)", "INCONCLUSIVE")
		}
		for _, text := range append(want, "run 20261124T120000Z-test") {
			if !strings.Contains(b.String(), text) {
				t.Errorf("%s does not say %q:\n%s", name, text, &b)
			}
		}
	})
}

// TestReviewVersions: light and dark are 1920 x 1080 and differ in ground, and the SVG holds the same texts as text.
func TestReviewVersions(t *testing.T) {
	in := reportstest.Input()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	ground := map[string]color.Color{}
	for _, v := range reviewVersions {
		p := v.paper(Options{Width: 1920, Height: 1080}, v.theme)
		newReview(in, s, &s.Arms[1]).figure().layOut(p, in, s.Quick)
		var b bytes.Buffer
		if err := p.save(&b); err != nil {
			t.Fatal(err)
		}
		if v.suffix == ".svg" {
			if !strings.Contains(b.String(), "Sessions per Pinner and day</text>") || !strings.Contains(b.String(), `width="1920" height="1080"`) {
				t.Error("the SVG lacks its texts or its size")
			}
			continue
		}
		img, err := png.Decode(&b)
		if err != nil || img.Bounds().Dx() != 1920 || img.Bounds().Dy() != 1080 {
			t.Fatalf("%s: %v, %v", v.suffix, img.Bounds(), err)
		}
		ground[v.suffix] = img.At(5, 5)
	}
	if luminance(ground[".png"]) < 0.9 || luminance(ground["-dark.png"]) > 0.05 {
		t.Errorf("grounds are %v", ground)
	}
}

// greys renders something small without colour: luminance by pixel, 0 for the ground and 1 for the farthest from it.
func greys(t *testing.T, th theme, draw func(*paper)) []float64 {
	t.Helper()
	p := Options{Width: 160, Height: 40}.paper(th)
	draw(p)
	img := rendered(t, p)
	grey := image.NewGray(img.Bounds())
	out := make([]float64, 0, 160*40)
	for y := range 40 {
		for x := range 160 {
			grey.Set(x, y, img.At(x, y))
			out = append(out, math.Abs(float64(grey.GrayAt(x, y).Y)-float64(grey.GrayAt(0, 0).Y))/255)
		}
	}
	return out
}

// unlike is how much two pictures differ, relative to the ink of both.
func unlike(a, b []float64) float64 {
	apart, ink := 0.0, 0.0
	for i := range a {
		apart += math.Abs(a[i] - b[i])
		ink += a[i] + b[i]
	}
	return apart / ink
}

// TestReadableInGreyscale: lines of arms, marks of verdicts and marks of windows differ in shape, not in colour alone.
func TestReadableInGreyscale(t *testing.T) {
	for name, th := range map[string]theme{"light": nil, "dark": darkTheme} {
		var pictures [][]float64
		for arm := range maxArms {
			pictures = append(pictures, greys(t, th, func(p *paper) { p.line([]point{{10, 20}, {150, 20}}, armColour(arm), 3.5, armDash(arm)) }))
		}
		distinct(t, name+" arms", pictures)
		pictures = nil
		for _, verdict := range []string{reports.VerdictBetter, reports.VerdictWorse, reports.VerdictUnclear} {
			pictures = append(pictures, greys(t, th, func(p *paper) { p.verdictMark(point{80, 20}, verdict) }))
		}
		distinct(t, name+" verdicts", pictures)
		r := &review{short: reports.Window{Name: "first"}, long: reports.Window{Name: "last"}}
		pictures = nil
		for i := range 2 {
			pictures = append(pictures, greys(t, th, func(p *paper) { r.windowMark(&page{paper: p}, i, point{80, 20}, ink, 8) }))
		}
		distinct(t, name+" windows", pictures)
	}
}

func distinct(t *testing.T, what string, pictures [][]float64) {
	t.Helper()
	for i, a := range pictures {
		if slices.Max(a) < 0.2 {
			t.Errorf("%s: number %d can hardly be seen", what, i)
		}
		for j := range i {
			if d := unlike(a, pictures[j]); d < 0.2 {
				t.Errorf("%s: numbers %d and %d differ by %.2f of their ink only", what, j, i, d)
			}
		}
	}
}

// TestAFailedCheckIsTheTitle: what fails stands above everything else, with its size, and so does what moved most where revenue does not.
func TestAFailedCheckIsTheTitle(t *testing.T) {
	in := reportstest.Sized(3, 4, 14)
	in.Questions.Checks = []ask.Check{{ID: "hidden", Arm: "raise", Metric: "hides", Window: ask.Window{Name: "all", To: 14}, Require: "change > 0%",
		Rule: ask.Rule{Subject: ask.Change, Op: ">"}, OnInconclusive: "inconclusive"}}
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	if title := newReview(in, s, &s.Arms[1]).title(); !strings.HasPrefix(title, "raise fails its check hidden: hides -") || !strings.Contains(title, "%") {
		t.Errorf("the title of an arm that fails a check is %q", title)
	}
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Metric == "revenue" {
			e.Verdict = reports.VerdictUnclear
		}
	}
	s.LongRun = nil
	if title := newReview(in, s, &s.Arms[2]).title(); !strings.HasPrefix(title, "fewer_ads: ") || strings.Contains(title, "revenue") {
		t.Errorf("where revenue does not move the title is %q", title)
	}
}

// TestReviewsAreOfTheirArm: the page of each arm speaks of that arm, also where another leads.
func TestReviewsAreOfTheirArm(t *testing.T) {
	in := reportstest.Sized(3, 4, 14)
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Arms[1:] {
		arm := &s.Arms[1+i]
		if f := newReview(in, s, arm).figure(); !strings.Contains(f.title, arm.Name) {
			t.Errorf("the page of %s begins: %s", arm.Name, f.title)
		}
	}
}
