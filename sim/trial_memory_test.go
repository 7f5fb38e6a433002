package sim_test

import (
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestBytesThatATestTakesAPinner: a test takes 24 bytes a Pinner, and 48 where requests are assigned, since one Pinner's are on both sides. At its end these are
// handed over as they are, with a byte that says who is in each row: nothing is copied.
func TestBytesThatATestTakesAPinner(t *testing.T) {
	row := float64(unsafe.Sizeof(results.Unit{}))
	if row != 24 {
		t.Errorf("a unit has %v bytes", row)
	}
	for name, x := range map[string]struct {
		spec.Shared
		want float64
	}{
		"split by Pinner":  {spec.Shared{Pinners: 0.5}, row + 1},
		"split by request": {spec.Shared{Pinners: 0.5, Auctions: true}, 2*row + 1},
	} {
		few, many := allocated(t, 8_000, nil), allocated(t, 40_000, nil)
		fewTested, manyTested := allocated(t, 8_000, &x.Shared), allocated(t, 40_000, &x.Shared)
		got := ((manyTested - many) - (fewTested - few)) / 32_000
		if got < x.want-1 || got > x.want+1.5 { // 1: rows that are free
			t.Errorf("%s: a test takes %.2f bytes a Pinner, want %.0f", name, got, x.want)
		}
	}
}

// allocated is what a run of one arm allocates; with a test of a treatment that changes nothing unless x is nil.
func allocated(t *testing.T, pinners int, x *spec.Shared) float64 {
	t.Helper()
	var least []float64
	for range 3 {
		s := small(pinners, 2)
		s.Horizon, s.Warmup = spec.Day, 0
		if x != nil {
			shared := *x
			shared.Key, shared.Treatment = "test", market(2)
			s.Trial, s.Arms[0].Shared = &spec.Trial{From: 0, To: s.Horizon}, &shared
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		trialOf(t, s, 1)
		runtime.ReadMemStats(&after)
		least = append(least, float64(after.TotalAlloc-before.TotalAlloc))
	}
	return slices.Min(least)
}
