package sim_test

import (
	"context"
	"os"
	"runtime"
	"testing"

	"marketsim/sim"
	"marketsim/sim/spec"
)

// TestLongMarketFits runs 200,000 Pinners for 28 days against 500 campaigns. What is live after a collection at the end of each day must
// stay below 1 GiB and flat: the peak of the second half is at most a tenth above that of the first. It takes a minute and runs where
// MARKETSIM_LONG is set.
func TestLongMarketFits(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("set MARKETSIM_LONG=1 to run it")
	}
	s := small(200_000, 500)
	s.Warmup, s.Horizon = 0, 28*spec.Day
	s.Arms[0].Phases[0].Market.Candidates = 100
	var peaks [2]uint64
	_, err := sim.Run(context.Background(), s, sim.Options{Jobs: 2, Progress: func(share float64) {
		half := 0
		if share > 0.5 {
			half = 1
		}
		runtime.GC() // without it, what is read depends on when the last collection was
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peaks[half] = max(peaks[half], m.HeapAlloc)
	}})
	if err != nil {
		t.Fatal(err)
	}
	first, second := float64(peaks[0])/(1<<20), float64(peaks[1])/(1<<20)
	t.Logf("live heap up to %.1f MiB in the first half, %.1f MiB in the second", first, second)
	if first == 0 || second > 1024 || second > 1.1*first {
		t.Errorf("live heap up to %.1f MiB, then %.1f MiB", first, second)
	}
}
