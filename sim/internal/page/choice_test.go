package page

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// TestSmallestHashes compares the choice of a few in one pass, and of many by sorting, with sorting all.
func TestSmallestHashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := rapid.SliceOfN(rapid.Uint64Range(0, 40), 1, 40).Draw(t, "hashes")
		n := rapid.IntRange(1, len(hashes)).Draw(t, "n")
		w := Scratch{hashes: hashes}
		got := w.smallest(n)
		if want := slices.Sorted(slices.Values(hashes))[n-1]; got != want {
			t.Fatalf("the %d-th smallest of %v is %d, want %d", n, hashes, got, want)
		}
	})
}

// TestBestAd compares the best of several ads with a plain search, with worths of both signs and equal ones.
func TestBestAd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		appeals := make([]market.Appeal, rapid.IntRange(1, 8).Draw(t, "ads"))
		rates := make([]float64, len(appeals))
		for k := range appeals {
			appeals[k] = market.Appeal{Affinity: 1, ConvertBase: 0.5, Value: float64(rapid.IntRange(-3, 3).Draw(t, "value"))}
			rates[k] = float64(rapid.IntRange(0, 4).Draw(t, "rate")) / 4
		}
		objective := spec.Event(rapid.IntRange(int(spec.Impression), int(spec.Conversion)).Draw(t, "objective"))
		want := 0
		for k, x := range appeals {
			if expectedWorth(objective, rates[k], 0.5, x.Value) > expectedWorth(objective, rates[want], 0.5, appeals[want].Value) {
				want = k
			}
		}
		if got := bestAd(objective, appeals, rates, 1); got != want {
			t.Fatalf("ad %d is best, want %d of %v at %v", got, want, appeals, rates)
		}
	})
}
