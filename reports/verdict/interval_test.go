package verdict_test

import (
	"fmt"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
	"marketsim/sim/spec"
)

// apart is the standard market in worlds that earn so unlike amounts that the relative change of revenue has no interval, though the arm earns as much
// more in each.
func apart(n int) *reports.Input {
	in := reportstest.Sized(2, n, 42)
	in.Questions.Invariants = []string{}
	for r, list := range in.Results {
		for d := range list[0].Days {
			for i := range list[0].Days[d].Cells {
				c := &list[0].Days[d].Cells[i].Revenue
				more := float64(*c) * 0.1 * (1 + 0.001*float64(r))
				*c = spec.Nano(float64(*c) * []float64{1, 2.2, 0.3}[r%3])
				list[1].Days[d].Cells[i].Revenue = *c + spec.Nano(more)
			}
		}
	}
	return in
}

// crosses tells whether the interval that a check shows holds its bound, and whether it shows one.
func crosses(c *reports.Check) (holds, shown bool) {
	lo, hi, bound := c.Lo, c.Hi, *c.Bound
	if c.Margin != nil {
		lo, hi, bound = c.Margin.Lo, c.Margin.Hi, 0
	}
	if lo == nil || hi == nil {
		return false, false
	}
	return *lo <= bound && bound <= *hi, true
}

// TestCheckShowsWhatDecidesIt: a check of a relative change is decided at a level at which the change may have no interval, because worlds differ more than
// arms do. It then shows the difference, or how far from its bound the arm lies, with the interval that decides; and its effect has no other.
func TestCheckShowsWhatDecidesIt(t *testing.T) {
	bare, passed := 0, 0
	for _, n := range []int{2, 3} {
		for _, bounds := range [][]float64{{0}, {-0.0005}, {0, -0.0001, 0.02, 0.5}, {-0.5, 0.0003, -0.3, 0.0317}} {
			var checks []ask.Check
			for i, b := range bounds {
				checks = append(checks, asked(fmt.Sprint("c", i), "revenue", ask.Change, ">=", b))
			}
			s, got := answers(t, apart(n), checks...)
			e := s.Effect("raise", "revenue", reports.Everyone, reports.Everyone)
			for i := range got {
				c := &got[i]
				holds, shown := crosses(c)
				if decided := c.Status == reports.Pass || c.Status == reports.Fail; !shown || holds == decided {
					t.Errorf("%d replications, %s beside an interval that holds its bound: %t, shown: %t: %s", n, c.Status, holds, shown, c.Message)
				}
				if e.Family != reports.ChecksFamily || e.Level != c.Level {
					t.Errorf("the effect is of %s at %g, its check of %g: %s", e.Family, e.Level, c.Level, c.Message)
				}
				if c.Margin == nil {
					continue
				}
				bare++
				if c.Status == reports.Pass {
					passed++
				}
				if *c.Bound == 0 && (*c.Margin.Lo != *e.DifferenceLo || *c.Margin.Hi != *e.DifferenceHi) {
					t.Errorf("two intervals of one effect: [%g, %g] and [%g, %g]", *c.Margin.Lo, *c.Margin.Hi, *e.DifferenceLo, *e.DifferenceHi)
				}
				for _, text := range []string{c.Message, verdict.Terse(c)} {
					if !strings.Contains(text, " [") {
						t.Errorf("no interval in %q", text)
					}
				}
			}
		}
	}
	if bare == passed || passed < 4 {
		t.Errorf("%d changes have no interval, %d of them pass: the test shows little", bare, passed)
	}
}

// TestEffectOfACheckByItsDays: a window of a check has the days of one of the table's, whatever either is called, and then it is that effect.
func TestEffectOfACheckByItsDays(t *testing.T) {
	in := reportstest.Sized(2, 4, 42)
	c := asked("early", "revenue", ask.Change, ">", 0.0317)
	w := summarise(t, in).ArmOf("raise").Windows[1]
	c.Window = ask.Window{Name: "days 0 to something", From: w.From, To: w.To}
	s, got := answers(t, in, c, asked("other", "sessions", ask.Change, ">", 0))
	e := s.Effect("raise", "revenue", reports.Everyone, w.Name)
	if e.Family != reports.ChecksFamily || e.Level != got[0].Level || *e.Lo != *got[0].Lo {
		t.Errorf("%+v beside %+v", e, got[0])
	}
}
