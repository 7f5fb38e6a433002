package tuning

import (
	"testing"

	"marketsim/sim/ask"
	"marketsim/sim/tune"
)

// TestNoiseIsNoInformation: a test whose readings are all noise is worth nothing, though one belief's readings are ten times as noisy as the other's; one without noise is worth
// all that it is worth to know the belief.
func TestNoiseIsNoInformation(t *testing.T) {
	alike := [][][]float64{{{100}}, {{100}}}
	strategy := func(changed float64) Compared {
		return Compared{Brought: [][][]float64{{{1}}, {{1}}}, Shown: [][][][]float64{{alike[0]}, {{{changed}}}}}
	}
	payoff := &tune.Payoff{Weights: []float64{0.6, 0.4}, Values: [][]float64{{10, 0}, {7, 6}}}
	for _, x := range []struct{ noise, worth float64 }{{1e4, 0}, {1e-6, payoff.EVPI()}} {
		noise := &Noise{Pinners: 1000, Days: []float64{14}, SE: [][][]float64{{{x.noise}}, {{10 * x.noise}}}}
		table := &table{Decision: &Decision{Beliefs: make([]tune.Belief, 2)}, payoff: payoff, sign: 1,
			found: &Found{Plan: &tune.Plan{Goals: []tune.Goal{{Term: ask.Term{Metric: "revenue"}}}, Horizons: []int{180}}, Lengths: []int{14}, Noise: noise,
				Strategies: []Compared{strategy(100), strategy(90)}}}
		got := table.size(&Test{Strategy: 1, Metrics: []string{"revenue"}, Pair: Pair{A: 0, B: 1}}, 0, 0, 0.5)
		if d := float64(got.Value) - x.worth; d < -1e-3 || d > 1e-3 {
			t.Errorf("standard errors of %v and %v are worth %v, want %v", x.noise, 10*x.noise, got.Value, x.worth)
		}
	}
}
