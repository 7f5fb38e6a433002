package verdict

import (
	"slices"
	"testing"

	"marketsim/reports"
)

// TestColumnsOfTheBoard: metrics of checks that fail stand first, then those of the other checks, then what an arm clearly moves.
func TestColumnsOfTheBoard(t *testing.T) {
	s := &reports.Summary{Checks: []reports.Check{
		{Kind: reports.KindCheck, Metric: "ctr", Status: reports.Pass}, {Kind: reports.KindCheck, Metric: "roas", Status: reports.Fail},
		{Kind: reports.KindInvariant, Metric: "slots", Status: reports.Fail},
	}, Effects: []reports.Effect{{Arm: "a", Metric: "active_campaigns", Segment: reports.Everyone, Window: reports.Everyone, Verdict: reports.VerdictWorse}}}
	if got := columns(s, []string{"a"})[:4]; !slices.Equal(got, []string{"roas", "ctr", "active_campaigns", boardMetrics[0]}) {
		t.Errorf("the columns begin with %q", got)
	}
}
