package models_test

import (
	"math"
	"testing"

	"marketsim/sim/models"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestLinearLearnsFromWhatItServed: the error of a step is that of the prediction as it is served, cut to [0, 1]. By hand, with a step of 0.4 from 0.5 and
// without clicks: two Pinners with the attribute bring the constant to 0.3 and 0.26, the attribute's weight to -0.2 and -0.24, and one without it the constant
// to 0.156; the sum is then -0.084, 0 is served, and another view without a click moves nothing. With clicks all of it is mirrored at 0.5.
func TestLinearLearnsFromWhatItServed(t *testing.T) {
	for _, clicks := range []float64{0, 1} {
		p := (&models.Linear{Step: 0.4, Own: 0, Prior: 0.5}).New(&spec.AdCatalogue{Keys: make([]rng.Key, 1), Attributes: [][]int{{}, {0}}, Kinds: 1}).(spec.Learner)
		for i, segment := range []int{1, 1, 0, 1} {
			p.Learn(&spec.Lesson{Segment: segment, Viewed: 1, Happened: clicks})
			b := &spec.PredictionBatch{Ads: []int32{0}, Rates: []float64{0}}
			p.Predict(b)
			want := []float64{0.3, 0.26, 0.156, 0.156}[i]
			if clicks == 1 {
				want = 1 - want
			}
			if math.Abs(b.Rates[0]-want) > 1e-12 {
				t.Errorf("clicks %v, view %d: %v, want %v", clicks, i, b.Rates[0], want)
			}
		}
	}
}
