package sim_test

import (
	"context"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"marketsim/sim"
)

// TestLongMarketFits runs 200,000 Pinners for 28 days against 500 campaigns. Its memory must stay below 1 GiB and flat: the peak
// of the second half is at most a tenth above that of the first. It takes minutes and runs where MARKETSIM_LONG is set.
func TestLongMarketFits(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("set MARKETSIM_LONG=1 to run it")
	}
	s := spec(200_000, 500)
	s.Warmup, s.Horizon = 0, 28*sim.Day
	s.Arms[0].Phases[0].Market.Candidates = 100
	var peaks [2]atomic.Uint64
	var half atomic.Int32
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(200 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				if p := &peaks[half.Load()]; m.HeapInuse > p.Load() {
					p.Store(m.HeapInuse)
				}
			}
		}
	}()
	_, err := sim.Run(context.Background(), s, sim.Options{Jobs: 2, Progress: func(share float64) {
		if share > 0.5 {
			half.Store(1)
		}
	}})
	close(done)
	if err != nil {
		t.Fatal(err)
	}
	first, second := float64(peaks[0].Load())/(1<<20), float64(peaks[1].Load())/(1<<20)
	t.Logf("peak heap %.0f MiB in the first half, %.0f MiB in the second", first, second)
	if second > 1024 || second > 1.1*first+8 {
		t.Errorf("peak heap %.0f MiB, then %.0f MiB", first, second)
	}
}
