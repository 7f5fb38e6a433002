package sim

import (
	"math"
	"testing"

	"marketsim/sim/internal/page"
	"marketsim/sim/rng"
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
