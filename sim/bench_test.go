package sim_test

import (
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/floor"
)

// speedSpec is the market on which speed is quoted: 50 candidates, 16 dimensions, 4 slots, GSP, pacing and fatigue on.
func speedSpec(pinners int) *sim.Spec {
	s := spec(pinners, 50)
	s.Warmup, s.Horizon = 0, 14*sim.Day
	m := s.Arms[0].Phases[0].Market
	s.Population.Surfaces = []float64{1}
	m.Surfaces = m.Surfaces[:1]
	m.Groups[0].Pacing = &agents.Multiplicative{Gain: 0.1, Least: 0.01}
	return s
}

// BenchmarkAuction is the whole engine per auction, everything included: drawing the population, sessions, state, retrieval,
// prediction, the mechanism, clicks, the ledger, barriers and day ends. It is told in processor time and in units of a kernel written
// by hand, with which it takes turns.
func BenchmarkAuction(b *testing.B) {
	s := speedSpec(20_000)
	r := floor.NewRatio(20_000)
	for b.Loop() {
		r.Turn(func() int64 { return auctions(run(b, s, 1)) })
	}
	b.ReportMetric(r.PerUnit(), "kernels/auction")
	b.ReportMetric(r.Nanoseconds(), "cpu-ns/auction")
	b.ReportMetric(r.KernelNanoseconds(), "cpu-ns/kernel")
}

// auctions counts those of all arms.
func auctions(replications [][]*sim.Result) (n int64) {
	for _, arms := range replications {
		for _, r := range arms {
			for _, d := range r.Days {
				for _, c := range d.Cells {
					n += c.Auctions
				}
			}
		}
	}
	return n
}

// TestNothingIsAllocatedPerAuction compares the allocations of a run with those of one that has twice the days. The end of a
// day allocates its results, some 200 times for 19,000 auctions; one allocation in every fiftieth auction would show.
func TestNothingIsAllocatedPerAuction(t *testing.T) {
	count := func(days sim.Time) (allocations float64, auctions int64) {
		s := speedSpec(10_000)
		s.Horizon = days * sim.Day
		allocations = testing.AllocsPerRun(1, func() {
			auctions = 0
			for _, d := range run(t, s, 1)[0][0].Days {
				for _, c := range d.Cells {
					auctions += c.Auctions
				}
			}
		})
		return allocations, auctions
	}
	short, few := count(4)
	long, many := count(8)
	perAuction := (long - short) / float64(many-few)
	t.Logf("%v allocations for %d auctions, %v for %d", short, few, long, many)
	if perAuction > 0.02 {
		t.Errorf("%v allocations per auction, want none", perAuction)
	}
}
