package pinners

import (
	"math"
	"testing"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// hearing is a regime that does nothing and counts Pinners whose number of the day is below a half.
type hearing struct {
	spec.Regime
	low bool
}

func (h *hearing) Daily(_ *spec.SlowState, x *spec.Exposure) bool {
	h.low = x.Uniform < 0.5
	return false
}

// TestDepartureIsApartFromTheRegime: of Pinners whose number for the regime is low 30% depart on a day, and as many of the others.
func TestDepartureIsApartFromTheRegime(t *testing.T) {
	const n, departs = 20_000, 0.3
	regime := &hearing{}
	w := &World{Population: &spec.Population{Departure: departs}, Sensitivity: []float64{1}}
	c := Census{Columns: &Columns{Trait: make([]Trait, n), Slow: make([]spec.SlowState, n), Day: make([]Day, n)}, world: w,
		law: &Law{Regime: regime, Needs: spec.Needs{Daily: true, Chance: true}}}
	gone, all := map[bool]float64{}, map[bool]float64{}
	for i := range n {
		c.Trait[i].Key = rng.Root(3, i)
		left := c.evolve(uint32(i))
		if all[regime.low]++; left {
			gone[regime.low]++
		}
	}
	for low, of := range all {
		if share := gone[low] / of; math.Abs(share-departs) > 5*math.Sqrt(departs*(1-departs)/of) {
			t.Errorf("where the number is low %v: %v depart, want %v", low, share, departs)
		}
	}
}
