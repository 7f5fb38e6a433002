package sim

import (
	"math"
	"slices"
	"testing"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestLessonsOfUniformBids: of 40,000 bids with a uniform law on (0, 1) the platform learns the monopoly price of 0.5, from which revenue is flat, and virtual values 2 x bid - 1. Nothing is
// learned from no bids.
func TestLessonsOfUniformBids(t *testing.T) {
	count := make([]int64, page.Buckets)
	if price, ok := bestPrice(count); ok || price != 0 || lawOf(count) != nil {
		t.Errorf("without bids a price of %v is learned (%v)", price, ok)
	}
	for i := range uint64(40_000) {
		bid, b := rng.Key(7).Uniform(i), 0
		for b+1 < len(count) && page.Edge(b+1) <= bid {
			b++
		}
		count[b]++
	}
	if price, ok := bestPrice(count); !ok || math.Abs(price-0.5) > 0.05 {
		t.Errorf("the price learned is %v, want 0.5", price)
	}
	law := lawOf(count)
	for _, bid := range []float64{0.1, 0.5, 0.77, 1} {
		if got := law.At(bid); math.Abs(got-(2*bid-1)) > 0.1 {
			t.Errorf("virtual value of %v is %v, want %v", bid, got, 2*bid-1)
		}
	}
}

// TestOneReserveForAllSurfacesByHand: bids of 1, 2 and 4 USD on three surfaces. Alone their bids would make reserves of 1 (13 USD against 12), 4 (16 against 14) and 1 USD (7 against 6). All
// together they earn 27, 32 and 16 USD. Without those of the second, 1 USD would earn most.
func TestOneReserveForAllSurfacesByHand(t *testing.T) {
	bids := [][3]int64{{7, 6, 0}, {0, 3, 4}, {4, 3, 0}} // by surface, of 1, 2 and 4 USD
	for together, want := range map[bool][]float64{false: {1, 4, 1}, true: {2, 2, 2}} {
		m := &market.Market{Platform: &market.Platform{Platform: &spec.Platform{Surfaces: make([]spec.Surface, len(bids)), Learning: &spec.Learning{Step: 1, Together: together}}}}
		k := &kernel{View: &page.View{Market: m}}
		counts := make([][]int64, len(bids))
		for i, n := range bids {
			counts[i] = make([]int64, page.Buckets)
			for b := range counts[i] {
				if at := slices.Index([]float64{1, 2, 4}, page.Edge(b)); at >= 0 {
					counts[i][b] = n[at]
				}
			}
		}
		if k.learnReserves(func(i int) []int64 { return counts[i] }); !slices.Equal(k.Reserve, want) {
			t.Errorf("together: %v; reserves of %v, want %v", together, k.Reserve, want)
		}
	}
}
