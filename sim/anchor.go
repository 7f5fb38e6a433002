package sim

import (
	"maps"
	"slices"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// seenDays is how many of the warm-up's last days references are taken from: whole weeks have all days of the week.
const seenDays = 7

// notice keeps what Pinners saw on a day of the warm-up.
func (k *kernel) notice(day spec.Time) {
	if day >= 0 {
		return
	}
	sums := &k.lately[-day%seenDays]
	*sums = pinners.ExposureSums{}
	for _, s := range k.shards {
		sums.Add(&s.Census.Exposure)
	}
}

// anchorAll gives regimes whose references are left out those that the warm-up shows, at its end: the last day, which is still open, and
// six before it.
func (k *kernel) anchorAll() {
	if !k.watches() {
		return
	}
	k.Market.Needs = k.Market.Regime.Needs()
	all := k.Pinners.ExposureToday(k.World, k.World.Needs)
	for i := range k.lately {
		if i != 1 { // the place of the day that is still open
			all.Add(&k.lately[i])
		}
	}
	k.exposure = all.Means()
	before := k.Market.Regime
	k.anchor(k.Market)
	if before != k.Market.Regime {
		for i := range k.Pinners.Trait {
			k.Pinners.Introduce(uint32(i), k.Market.Regime)
		}
	}
}

// watched is the market of the warm-up, which collects all that references of any arm are taken from.
func (k *kernel) watched(m *market.Market) *market.Market {
	if k.watches() {
		m.Needs = k.World.Needs
	}
	return m
}

// watches says whether some arm has a regime whose references are left to the warm-up.
func (k *kernel) watches() bool {
	if k.World.Spec.Warmup == 0 {
		return false
	}
	for i := range k.World.Spec.Arms {
		for _, p := range k.World.Spec.Arms[i].Phases {
			if r, ok := p.Market.Regime.(spec.Anchored); ok && r.Open() {
				return true
			}
		}
	}
	return false
}

// anchor gives a market's regime its references, once they are known.
func (k *kernel) anchor(m *market.Market) *market.Market {
	if r, ok := m.Regime.(spec.Anchored); ok && k.exposure != nil && r.Open() {
		m.Regime = r.Anchor(k.exposure)
	}
	return m
}

// referencesOf lists a regime's references in force, by key.
func referencesOf(r spec.Regime) (list []results.Reference) {
	a, ok := r.(spec.Anchored)
	if !ok {
		return nil
	}
	values := a.References()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		list = append(list, results.Reference{Key: key, Value: values[key]})
	}
	return list
}
