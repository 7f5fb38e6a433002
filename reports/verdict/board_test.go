package verdict

import (
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
)

func number(x float64) *float64 { return &x }

// TestBoardByHand: of two arms the one that changes a metric most to the better is best; a metric that moves in no arm is set aside, and one that does
// not exist in an arm is read from the other.
func TestBoardByHand(t *testing.T) {
	of := func(arm, metric string, difference *float64, verdict string) reports.Effect {
		return reports.Effect{Arm: arm, Versus: "control", Metric: metric, Segment: reports.Everyone, Window: reports.Everyone, Difference: difference, Verdict: verdict}
	}
	raised, halfKnown, still := boardMetrics[0], boardMetrics[1], boardMetrics[2]
	s := &reports.Summary{ReplicationsDone: 3, Arms: []reports.Arm{{Name: "control"}, {Name: "a", Versus: "control"}, {Name: "b", Versus: "control"}}, Effects: []reports.Effect{
		of("a", raised, number(1), reports.VerdictBetter), of("b", raised, number(2), reports.VerdictBetter),
		of("a", halfKnown, nil, reports.VerdictUnclear), of("b", halfKnown, number(-0.1), reports.VerdictWorse),
		of("a", still, number(0), reports.VerdictIdentical), of("b", still, number(0), reports.VerdictIdentical)}}
	b := board(s)
	if !slices.Equal(b.Metrics, []string{raised, halfKnown}) || !slices.Equal(b.Same, []string{still}) {
		t.Errorf("%v move and %v do not, want %s and %s, and %s", b.Metrics, b.Same, raised, halfKnown, still)
	}
	if len(b.Best) != 1 || b.Best[0].Metric != raised || b.Best[0].Arm != "b" {
		t.Errorf("best: %+v", b.Best)
	}
}

// TestCostsThatFailComeFirst: of the costs, all are named, and the one on which a check of that arm fails stands first.
func TestCostsThatFailComeFirst(t *testing.T) {
	s := &reports.Summary{ReplicationsDone: 3, Arms: []reports.Arm{{Name: "control"}, {Name: "a", Versus: "control"}, {Name: "b", Versus: "control"}},
		Checks: []reports.Check{{Arm: "a", Metric: "hides", Status: reports.Fail}, {Arm: "b", Metric: "surplus", Status: reports.Fail}}}
	for metric, verdict := range map[string]string{"revenue": reports.VerdictBetter, "value": reports.VerdictWorse, "surplus": reports.VerdictWorse, "hides": reports.VerdictWorse,
		"ctr": reports.VerdictWorse} {
		s.Effects = append(s.Effects, reports.Effect{Arm: "a", Versus: "control", Metric: metric, Segment: reports.Everyone, Window: reports.Everyone, Difference: number(1), Verdict: verdict})
	}
	text := finding(s, &reports.Board{Best: []reports.BoardBest{{Metric: "revenue", Arm: "a"}}})
	_, costs, _ := strings.Cut(text, "It costs: ")
	if !strings.HasPrefix(costs, "hides ") {
		t.Errorf("the cost that fails a check is not the first: %q", text)
	}
	for _, metric := range []string{"value", "surplus"} {
		if !strings.Contains(costs, metric) {
			t.Errorf("%s is not named: %q", metric, text)
		}
	}
}
