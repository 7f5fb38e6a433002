package verdict

import (
	"testing"

	"marketsim/reports"
)

// TestFatigueIsNoGainWherePinnersStayAway: an improvement of what follows sessions is no verdict beside their fall in the same window
// and part, and one everywhere else.
func TestFatigueIsNoGainWherePinnersStayAway(t *testing.T) {
	less, more := -0.01, 0.02
	effect := func(metric, window, segment, verdict string, difference *float64) reports.Effect {
		return reports.Effect{Arm: "a", Versus: "control", Metric: metric, Window: window, Segment: segment, Verdict: verdict, Difference: difference}
	}
	s := &reports.Summary{Effects: []reports.Effect{
		effect("fatigue", "last", "all", reports.VerdictBetter, &less), effect("sessions_per_pinner_day", "last", "all", reports.VerdictWorse, &less),
		effect("fatigue", "first", "all", reports.VerdictBetter, &less), effect("sessions_per_pinner_day", "first", "all", reports.VerdictBetter, &more),
		effect("fatigue", "last", "segment=new", reports.VerdictBetter, &less), effect("roas", "last", "all", reports.VerdictBetter, &more),
		effect("hides", "last", "all", reports.VerdictWorse, &more),
	}}
	followers(s)
	for i, want := range []string{reports.VerdictDown, reports.VerdictWorse, reports.VerdictBetter, reports.VerdictBetter, reports.VerdictBetter, reports.VerdictBetter, reports.VerdictWorse} {
		if got := s.Effects[i].Verdict; got != want {
			t.Errorf("%s of %s in %s: %s, want %s", s.Effects[i].Metric, s.Effects[i].Segment, s.Effects[i].Window, got, want)
		}
	}
}
