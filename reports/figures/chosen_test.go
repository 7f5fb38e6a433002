package figures

import (
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/sim/results"
)

// manyArms is the standard run with so many arms more, copies of the last, called a, b, c...; the one that raises revenue stands last.
func manyArms(t *testing.T, more int) (*reports.Input, *reports.Summary) {
	t.Helper()
	in := reportstest.Sized(3, 4, 20)
	raise, other := in.Arms[1], in.Arms[2]
	in.Arms = in.Arms[:1]
	for i := range more {
		other.Name = string(rune('a' + i))
		in.Arms = append(in.Arms, other)
	}
	in.Arms = append(in.Arms, raise)
	for r, arms := range in.Results {
		row := []*results.Result{arms[0]}
		for i := range more {
			one := *arms[2]
			one.Arm = string(rune('a' + i))
			row = append(row, &one)
		}
		in.Results[r] = append(row, arms[1])
	}
	return in, summarised(t, in)
}

// TestFiguresShowWhatFails: of more arms than a figure has room for, those whose check fails are drawn first, then the one that leads,
// then by order, and every figure names those that it leaves out.
func TestFiguresShowWhatFails(t *testing.T) {
	t.Parallel()
	in, s := manyArms(t, 6)
	s.Checks = append(s.Checks, reports.Check{ID: "roas", Kind: reports.KindCheck, Arm: "e", Metric: "roas", Status: reports.Fail, Counts: reports.Fail})
	for _, f := range []*figure{daily(in, s), hourly(in, s), pacing(in, s), budgets(in, s), longRun(in, s)} {
		drawn := map[string]bool{}
		for _, row := range f.rows {
			for _, cell := range row {
				drawn[cell] = true
			}
		}
		for arm, want := range map[string]bool{"e": true, "raise": true, "a": true, "b": false, "f": false} {
			if drawn["control"] && drawn[arm] != want {
				t.Errorf("%s: arm %s drawn: %v, want %v", f.name, arm, drawn[arm], want)
			}
		}
		if !strings.Contains(f.subtitle, "Not shown: b, c and 2 more, which the page has.") {
			t.Errorf("%s does not name what it leaves out: %q", f.name, f.subtitle)
		}
	}
	for i := range s.Checks {
		s.Checks[i].Status = reports.Pass
	}
	if names, left := armNames(s); !slices.Equal(names, []string{"control", "a", "b", "raise"}) || notShown(left) != " Not shown: c, d and 2 more, which the page has." {
		t.Errorf("%q are shown, %q", names, notShown(left))
	}
}

// TestArmsFigureShowsJudgedMetrics: the figure of all arms draws the metrics of checks that fail, however many stand before them, then
// those of the other checks, and names the metrics and arms that it leaves out.
func TestArmsFigureShowsJudgedMetrics(t *testing.T) {
	t.Parallel()
	in, _ := manyArms(t, 13)
	in.Questions.Checks = nil
	s := summarised(t, in)
	if len(s.Board.Metrics) <= mostColumns {
		t.Fatalf("%d metrics differ: too few for the test", len(s.Board.Metrics))
	}
	last := s.Board.Metrics[len(s.Board.Metrics)-1]
	f := arms(in, s)
	if !strings.Contains(f.subtitle, "In tables only: ") || !strings.Contains(f.subtitle, reports.Plain(last)) {
		t.Errorf("metrics are left out and not named: %q", f.subtitle)
	}
	if !strings.Contains(f.subtitle, "Not shown: l and m.") {
		t.Errorf("arms are left out and not named: %q", f.subtitle)
	}
}

// TestFailingArmLeadsWhereNoneIsBest: the figures of one arm are of an arm that fails where none raises revenue clearly, and name the levels of
// the intervals that they show alone.
func TestFailingArmLeadsWhereNoneIsBest(t *testing.T) {
	t.Parallel()
	in, s := manyArms(t, 3)
	s.Board.Best = nil
	s.Checks = append(s.Checks, reports.Check{ID: "roas", Kind: reports.KindCheck, Arm: "b", Metric: "roas", Status: reports.Fail, Counts: reports.Fail})
	for _, metric := range []string{"roas", "active_campaigns"} {
		for _, w := range s.Arms[2].Windows {
			e := s.Effect("b", metric, reports.Everyone, w.Name)
			e.Level = 0.99
		}
	}
	f := effects(in, s)
	if leadName(s) != "b" || !strings.Contains(f.subtitle, "Shown: b;") || !strings.Contains(f.subtitle, "95%; 99% for ROAS, which checks judge") {
		t.Errorf("%s leads: %q", leadName(s), f.subtitle)
	}
}
