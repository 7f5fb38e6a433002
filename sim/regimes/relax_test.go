package regimes_test

import (
	"testing"

	"marketsim/sim/regimes"
	"marketsim/sim/spec"
)

// TestRelaxationArrives: under a load that stays, activity and sightedness come to their targets to the last bit of single precision,
// however slow they are, and stay there.
func TestRelaxationArrives(t *testing.T) {
	pandora := &regimes.Pandora{Slope: -0.05, TimeConstant: 100 * spec.Day, MeasuredAfter: 625 * spec.Day}
	pandora.Per, pandora.Reference = "session", new(0.0)
	blindness := &regimes.AdBlindness{Rate: 0.01, PerAd: -0.05}
	blindness.Per, blindness.Reference = "session", new(0.0)
	x := spec.Exposure{Sessions: 1, Ads: 9, Sensitivity: 1, Uniform: 0.5} // 1 - 0.05 * 9 = 0.55
	h := spec.SlowState{Activity: 1, Sightedness: 1}
	for range 4000 {
		pandora.Daily(&h, &x)
		blindness.Daily(&h, &x)
	}
	if want := float32(0.55); h.Activity != want || h.Sightedness != want {
		t.Errorf("activity %v, sightedness %v, want %v", h.Activity, h.Sightedness, want)
	}
}

// TestFirstAdsAreTheReference: who saw no ad in the warm-up is at rest with the first ads that come, and not with what others saw; other ads move it.
func TestFirstAdsAreTheReference(t *testing.T) {
	others := spec.WarmupExposure{Relevance: 9, Landing: 1, PerSession: 4}
	for _, open := range []spec.Anchored{&regimes.GoogleSearch{Rate: 0.05, Relevance: 0.2, Landing: 0.2}, &regimes.Satisfaction{Rate: 0.05, Relevance: 0.1, Landing: 0.5, Return: 0.3}} {
		r := open.Anchor(&others)
		h := spec.SlowState{Activity: 1, Sightedness: 1}
		r.Birth(&h, 0)
		for day, relevance := range []float64{0, 4, 4, 4, 4, 6} {
			if h.Sightedness != 1 || h.Activity != 1 {
				t.Errorf("%T: on day %d sightedness is %v, activity %v; want 1", r, day, h.Sightedness, h.Activity)
			}
			r.Daily(&h, &spec.Exposure{Sessions: 1, Ads: min(3, int(relevance)), Relevance: relevance, Landing: 1, Sensitivity: 2, Uniform: 0.5})
		}
		if h.Sightedness <= 1 && h.Activity <= 1 {
			t.Errorf("%T: ads of more relevance teach nothing", r)
		}
	}
}
