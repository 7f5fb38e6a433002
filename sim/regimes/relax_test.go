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
