package figures

import (
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// TestSharesOfEveryArm: titles of budgets and pacing speak of every arm, of several by the least and the most.
func TestSharesOfEveryArm(t *testing.T) {
	for _, c := range []struct {
		shares []float64
		want   string
	}{
		{[]float64{15.2}, "15% in control"},
		{[]float64{15.2, 13}, "15% in control, 13% in a"},
		{[]float64{4, 4.2, 3.9}, "4% in every arm"},
		{[]float64{2, 4.2, 3.9}, "2% in control, 4% in every other arm"},
		{[]float64{2, 5, 1, 3}, "2% in control, from 1% (b) to 5% (a) in the others"},
	} {
		if got := acrossArms([]string{"control", "a", "b", "c"}[:len(c.shares)], c.shares); got != c.want {
			t.Errorf("%v: %q, want %q", c.shares, got, c.want)
		}
	}
}

// long is a run of several arms and groups whose names differ in the middle of what there is no room for.
func long(t *testing.T) (*reports.Input, *reports.Summary) {
	in := reportstest.Sized(3, 4, 20)
	called := map[string]string{}
	for i, g := range in.Axes.Groups {
		called[g] = "shops_of_the_northern_region_with_small_budgets_" + string(rune('a'+i)) + "_and_names_that_go_on"
	}
	in.Axes.Groups = []string{called[in.Axes.Groups[0]], called[in.Axes.Groups[1]]}
	for _, arms := range in.Results {
		for _, arm := range arms {
			for i := range arm.Campaigns {
				arm.Campaigns[i].Group = called[arm.Campaigns[i].Group]
			}
		}
	}
	for a := 1; a < len(in.Arms); a++ {
		in.Arms[a].Name = "a_reserve_on_every_surface_for_all_campaigns_" + string(rune('a'+a)) + "_and_more_of_the_same"
		for _, arms := range in.Results {
			arms[a].Arm = in.Arms[a].Name
		}
	}
	return in, summarised(t, in)
}

// TestLongNamesStayOnThePaperAndApart: with long names of arms and groups no text leaves the paper, and no two names look the same.
func TestLongNamesStayOnThePaperAndApart(t *testing.T) {
	in, s := long(t)
	for _, f := range []*figure{arms(in, s), daily(in, s), effects(in, s), hourly(in, s), budgets(in, s), longRun(in, s), pacing(in, s), winners(in, s)} {
		p := Options{Width: 1920, Height: 1080}.paper(nil)
		f.layOut(p, in, s.Quick)
		var cuts []string
		for _, w := range p.texts {
			if w.left < 0 || w.right > p.width || w.bottom > p.height {
				t.Errorf("%s: %q reaches from %.0f to %.0f", f.name, w.text, w.left, w.right)
			}
			if strings.Contains(w.text, "…") {
				cuts = append(cuts, w.text)
			}
		}
		if f.name == "winners" && len(cuts) < len(in.Axes.Groups) {
			t.Errorf("the groups are called %q", cuts)
		}
		if f.name == "winners" && len(slices.Compact(slices.Sorted(slices.Values(cuts)))) < len(cuts) {
			t.Errorf("%s: two of %q look the same", f.name, cuts)
		}
	}
}

// TestFiguresOfOneArmShowTheOneThatLeads: who wins and the days of the effect are of the arm that raises revenue most, wherever it stands.
func TestFiguresOfOneArmShowTheOneThatLeads(t *testing.T) {
	in, s := long(t)
	s.Board.Best = []reports.BoardBest{{Metric: "revenue", Arm: in.Arms[2].Name}}
	name := in.Arms[2].Name
	if f := winners(in, s); !strings.HasPrefix(f.title, name) || !strings.Contains(f.subtitle, "1 more arm is in winners.csv") {
		t.Errorf("winners: %q, %q", f.title, f.subtitle)
	}
	if f := longRun(in, s); !strings.Contains(f.title, name) {
		t.Errorf("longrun: %q", f.title)
	}
	s.Arms = append(s.Arms[:1:1], slices.Concat([]reports.Arm{{Name: "x", Versus: "control"}, {Name: "y", Versus: "control"}}, s.Arms[1:])...)
	if list, left := compared(s); len(left) != 1 || list[len(list)-1].Name != name {
		t.Errorf("%d arms with %q last are shown and %v are not", len(list), list[len(list)-1].Name, left)
	}
}

// TestBandsOfWhatIsNeverNegativeEndAtZero: a symmetric interval around a small mean does not draw budgets that ran out below zero times.
func TestBandsOfWhatIsNeverNegativeEndAtZero(t *testing.T) {
	if got := positive([]float64{1, 2}, []float64{-3, 1.5}); !slices.Equal(got, []float64{0, 1.5}) {
		t.Errorf("%v", got)
	}
	if got := positive([]float64{1, -2}, []float64{-3, -4}); !slices.Equal(got, []float64{-3, -4}) {
		t.Errorf("a band of what may be negative ends at %v", got)
	}
}
