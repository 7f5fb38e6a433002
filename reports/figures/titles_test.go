package figures

import (
	"strings"
	"testing"

	"marketsim/reports/experiment"
	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// TestTitlesAgreeWithTheAnswer: a search that found its best setting at once says so, and a figure of a test names the design that errs least only where
// there are replications enough to recommend one.
func TestTitlesAgreeWithTheAnswer(t *testing.T) {
	s := &tuning.Summary{Runs: 70, Winner: 3, Progress: []tune.Step{{Runs: 20, Best: 3}, {Runs: 70, Best: 3}}}
	if text := converged(s); !strings.HasPrefix(text, "The best setting is one of the first that were tried") {
		t.Error(text)
	}
	s.Winner, s.Progress = 0, []tune.Step{{Runs: 20}, {Runs: 70}}
	if text := converged(s); !strings.HasPrefix(text, "No setting") {
		t.Error(text)
	}
	x := 0.01
	for n, names := range map[int]bool{2: false, experiment.LeastReplications: true} {
		j := &experiment.Judgement{Metric: "revenue", Design: "pinners", Estimator: experiment.Difference, Replications: n, Truth: &x, Estimate: &x, Bias: &x, RMSE: &x}
		if text := experimentTitle([]*experiment.Judgement{j}); strings.Contains(text, "errs least") != names {
			t.Errorf("%d replications: %s", n, text)
		}
	}
}
