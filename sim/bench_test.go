package sim_test

import (
	"math"
	"testing"
	"time"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/rng"
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

// BenchmarkAuction is the whole engine per auction, everything included: sessions, state, retrieval, prediction, the
// mechanism, clicks, the ledger, barriers and day ends. Compare ns/auction with BenchmarkKernel of the same run.
func BenchmarkAuction(b *testing.B) {
	s := speedSpec(20_000)
	auctions, spent := int64(0), time.Duration(0)
	for b.Loop() {
		begin := time.Now()
		results := run(b, s, 1)
		spent += time.Since(begin)
		for _, d := range results[0][0].Days {
			for _, c := range d.Cells {
				auctions += c.Auctions
			}
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(auctions), "ns/auction")
}

// BenchmarkKernel is the floor: a loop written for 50 candidates, 16 dimensions and 4 slots that only does dot products,
// polynomial sigmoids, scores, a top five by insertion, prices and click draws, over as many Pinners.
func BenchmarkKernel(b *testing.B) {
	const pinners, ads, dims = 20_000, 50, 16
	key := rng.Root(1, 0)
	people, vectors := make([]float32, pinners*dims), make([]float32, ads*dims)
	for i := range people {
		people[i] = float32(key.Uniform(uint64(i)) - 0.5)
	}
	var bid, base [ads]float64
	for i := range vectors {
		vectors[i] = float32(key.With(1).Uniform(uint64(i)) - 0.5)
	}
	for i := range ads {
		bid[i], base[i] = key.With(2).Uniform(uint64(i)), -4+key.With(3).Uniform(uint64(i))
	}
	revenue, n := 0.0, 0
	begin := time.Now()
	for b.Loop() {
		k := key.With(uint64(n))
		revenue += kernel(people[int(uint64(k)%pinners)*dims:][:dims], vectors, &bid, &base, k)
		n++
	}
	b.ReportMetric(float64(time.Since(begin).Nanoseconds())/float64(n), "ns/auction")
	if revenue == 0 {
		b.Error("nothing was sold")
	}
}

func kernel(taste, vectors []float32, bid, base *[50]float64, key rng.Key) float64 {
	var top [5]float64
	var rate [5]float64
	for i := range 50 {
		v := vectors[i*16:][:16]
		var s0, s1, s2, s3 float32
		for d := 0; d < 16; d += 4 {
			s0 += taste[d] * v[d]
			s1 += taste[d+1] * v[d+1]
			s2 += taste[d+2] * v[d+2]
			s3 += taste[d+3] * v[d+3]
		}
		p := 1 / (1 + poly(-(base[i] + float64((s0+s1)+(s2+s3)))))
		s := bid[i] * p
		if s <= top[4] {
			continue
		}
		k := 4
		for ; k > 0 && s > top[k-1]; k-- {
			top[k], rate[k] = top[k-1], rate[k-1]
		}
		top[k], rate[k] = s, p
	}
	revenue := 0.0
	for k := range 4 {
		if key.Uniform(uint64(2*k)) < 0.7 && key.Uniform(uint64(2*k+1)) < rate[k] {
			revenue += top[k+1] / rate[k]
		}
	}
	return revenue + 1e-12
}

// poly is exp by the same series as the engine's.
func poly(x float64) float64 {
	x *= math.Log2E
	const round = 0x1.8p52
	n := (x + round) - round
	r := (x - n) * math.Ln2
	r2 := r * r
	r4 := r2 * r2
	p := (1 + r) + r2*(1.0/2+r*(1.0/6)) + r4*((1.0/24+r*(1.0/120))+r2*(1.0/720+r*(1.0/5040))+r4*(1.0/40320+r*(1.0/362880)))
	return p * math.Float64frombits(uint64(int64(n)+1023)<<52)
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
