package page

import (
	"math"
	"testing"

	"marketsim/sim/dist"
	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestWhatIsAwaitedKnowsNoDelays: when a click's expectation ends is drawn from the law of delays, apart from when its conversion comes: both are within the median of the law in a
// quarter of the cases.
func TestWhatIsAwaitedKnowsNoDelays(t *testing.T) {
	camp := market.Campaign{Objective: spec.Conversion, Spec: &spec.Group{}}
	m := &market.Market{Economy: &market.Economy{Economy: &spec.Economy{Conversions: spec.ConversionDelay{Delay: &dist.Exponential{Average: 3600}, Window: 1000 * spec.Day}},
		Campaigns: []market.Campaign{camp}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	s := &Shard{View: &View{Market: m}, market: m, Cells: make([]results.Tally, 1)}
	s.Totals = NewTotals(1)
	const n = 10_000
	both, median := 0, spec.Time(41*60+35)*spec.Second // and 0.3 s: ln 2 of an hour
	for i := range n {
		s.Late = s.Late[:0]
		r := reaction{key: rng.Root(3, i), own: 7, worth: 1, pcvr: 0.5, clicked: spec.Unit, converted: spec.Unit}
		s.await(&r, &camp)
		s.convert(&r, &camp)
		if len(s.Late) != 2 {
			t.Fatalf("%d are on their way, want 2", len(s.Late))
		}
		if s.Late[0].At < median && s.Late[1].At < median {
			both++
		}
	}
	if share := float64(both) / n; math.Abs(share-0.25) > 5*math.Sqrt(0.25*0.75/n) {
		t.Errorf("both are early in %v of the cases, want 0.25", share)
	}
}
