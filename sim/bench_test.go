package sim_test

import (
	"fmt"
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/floor"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// speedSpec is the market on which speed is quoted: 50 candidates, 16 dimensions, 4 slots, GSP, pacing and fatigue on. Budgets grow with
// the Pinners: most campaigns are paced, and next to none runs out before the day ends, so that all 50 are candidates all day.
func speedSpec(pinners int) *spec.Spec {
	s := small(pinners, 50)
	s.Warmup, s.Horizon = 0, 14*spec.Day
	m := s.Arms[0].Phases[0].Market
	s.Population.Surfaces = []float64{1}
	m.Surfaces = m.Surfaces[:1]
	m.Groups[0].Pacing = &agents.Predictive{Memory: 300, Least: 0.001}
	m.Groups[0].Daily = &dist.Constant{Value: 0.008 * float64(pinners)}
	return s
}

// BenchmarkAuction is the whole engine per auction, everything included: drawing the population, sessions, state, retrieval,
// prediction, the mechanism, clicks, the ledger, barriers and day ends. It is told in processor time and in units of a kernel written
// by hand, with which it takes turns.
func BenchmarkAuction(b *testing.B) {
	s := speedSpec(20_000)
	r := floor.NewRatio(20_000)
	scored := int64(0)
	for b.Loop() {
		r.Turn(func() int64 {
			all := run(b, s, 1)
			scored += total(all, func(t *results.Tally) int64 { return t.Candidates })
			return auctions(all)
		})
	}
	if mean := float64(scored) / float64(r.Units); mean < 49 {
		b.Errorf("%v candidates an auction, want 50", mean)
	}
	b.ReportMetric(r.PerUnit(), "kernels/auction")
	b.ReportMetric(r.Nanoseconds(), "cpu-ns/auction")
	b.ReportMetric(r.KernelNanoseconds(), "cpu-ns/kernel")
}

// auctions counts those of all arms.
func auctions(replications [][]*results.Result) int64 {
	return total(replications, func(t *results.Tally) int64 { return t.Auctions })
}

func total(replications [][]*results.Result, of func(*results.Tally) int64) (n int64) {
	for _, arms := range replications {
		for _, r := range arms {
			for _, d := range r.Days {
				for i := range d.Cells {
					n += of(&d.Cells[i])
				}
			}
		}
	}
	return n
}

// BenchmarkBarrier tells how much of a replication's time one worker spends alone, with 200,000 Pinners and one arm, and what follows
// for more workers by Amdahl's law. Processor time of one worker.
func BenchmarkBarrier(b *testing.B) {
	s := speedSpec(200_000)
	s.Horizon = 3 * spec.Day
	timing := &sim.Timing{Clock: func() int64 { return floor.CPU().Nanoseconds() }}
	n := int64(0)
	for b.Loop() {
		results, err := sim.Run(b.Context(), s, sim.Options{Jobs: 1, Timing: timing})
		if err != nil {
			b.Fatal(err)
		}
		n += auctions(results)
	}
	barriers := float64(timing.Barriers)
	b.ReportMetric(float64(n)/barriers, "auctions/barrier")
	b.ReportMetric(float64(timing.Settling+timing.Control)/barriers/1000, "alone-us/barrier")
	b.ReportMetric(float64(timing.Windows+timing.Census)/barriers/1000, "shared-us/barrier")
	b.ReportMetric(float64(timing.Setup)/1e6/float64(b.N), "setup-ms/op")
	for _, workers := range []int{2, 16, 64} {
		b.ReportMetric(timing.Speedup(workers), fmt.Sprintf("x-at-%d", workers))
	}
}

// BenchmarkFloors tells what floors cost: processor time of the market on which speed is quoted with a floor that excludes nobody, as a ratio to
// that without, in turns.
func BenchmarkFloors(b *testing.B) {
	for name, set := range map[string]func(*spec.Surface){
		"none":          func(*spec.Surface) {},
		"per_event":     func(s *spec.Surface) { s.Reserve = 1e-9 },
		"per_1000":      func(s *spec.Surface) { s.Floor = 1e-12 },
		"per_1000_high": func(s *spec.Surface) { s.Floor = 0.02 },
	} {
		b.Run(name, func(b *testing.B) {
			plain, floored := speedSpec(20_000), speedSpec(20_000)
			surfaces := floored.Arms[0].Phases[0].Market.Surfaces
			set(&surfaces[0])
			var without, with int64
			for b.Loop() {
				without += spent(b, plain)
				with += spent(b, floored)
			}
			b.ReportMetric(float64(with)/float64(without), "ratio")
		})
	}
}

// spent is the processor time of an auction of a run, in thousandths of a nanosecond.
func spent(b *testing.B, s *spec.Spec) int64 {
	began := floor.CPU()
	n := auctions(run(b, s, 1))
	return (floor.CPU() - began).Nanoseconds() * 1000 / n
}
