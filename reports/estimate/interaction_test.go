package estimate

import (
	"math"
	"testing"

	"marketsim/sim/rng"
)

// TestInteractionByHand: means of 10, 12, 15 and 21 with variances of 0.04, 0.01, 0.02 and 0.03 and ten degrees of freedom each. Both are 4 more than the parts add up
// to, 0.4 of control. The slope by control is (21 - 12 - 15) / 10 = -0.6.
func TestInteractionByHand(t *testing.T) {
	at := func(value, variance float64) Point { return Point{Value: value, Variance: variance, DF: 10} }
	e := Interaction(at(10, 0.04), at(12, 0.01), at(15, 0.02), at(21, 0.03), 0.95)
	v := 0.03 + 0.01 + 0.02 + 0.04*0.36
	df := v * v * 10 / (0.03*0.03 + 0.01*0.01 + 0.02*0.02 + 0.04*0.04*0.36*0.36)
	for name, x := range map[string][2]float64{"value": {e.Value, 0.4}, "standard error": {e.SE, math.Sqrt(v) / 10}, "degrees of freedom": {e.DF, df}} {
		if math.Abs(x[0]-x[1]) > 1e-12 {
			t.Errorf("%s %v, want %v", name, x[0], x[1])
		}
	}
	if e := Interaction(at(0, 1), at(1, 1), at(1, 1), at(1, 1), 0.95); !math.IsNaN(e.Value) || e.Why != whyZeroBase {
		t.Errorf("without a base: %+v", e)
	}
}

// TestInteractionCovers: over 4,000 draws of exponential units whose means multiply, intervals hold the interaction in 95% +- 1.4%.
func TestInteractionCovers(t *testing.T) {
	key, covered := rng.Root(1, 0).Named("interaction"), 0
	for draw := range 4000 {
		var cells [4]Point
		for c, mean := range [4]float64{1, 1.5, 2, 3} {
			m := NewMoments(1)
			for i := range 200 {
				m.Add(-mean * math.Log(key.Uniform(uint64((draw*4+c)*200+i))))
			}
			cells[c] = m.Point(Mean(0))
		}
		if Interaction(cells[0], cells[1], cells[2], cells[3], 0.95).Covers(0.5) {
			covered++
		}
	}
	if share := float64(covered) / 4000; math.Abs(share-0.95) > 0.014 {
		t.Errorf("intervals hold the interaction in %.2f%%", 100*share)
	}
}
