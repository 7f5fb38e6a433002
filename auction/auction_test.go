package auction_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marketsim/auction"
	"marketsim/auction/auctiontest"
	"marketsim/sim/rng"
)

func TestConformance(t *testing.T) {
	for _, name := range auction.Mechanisms.Names() {
		m, _ := auction.Mechanisms.Get(name)
		t.Run(name, func(t *testing.T) { auctiontest.Run(t, m) })
	}
}

func mechanism(name string, exponent float64) auction.Mechanism {
	r := auction.Ranking{QualityExponent: exponent}
	switch name {
	case "gsp":
		return &auction.GSP{Ranking: r}
	case "vcg":
		return &auction.VCG{Ranking: r}
	case "vcg_cascade":
		return &auction.Cascade{Ranking: r}
	case "vcg_assignment":
		return &auction.Assignment{Ranking: r}
	case "myerson":
		return &auction.Myerson{}
	case "second_price":
		return &auction.SecondPrice{Ranking: r}
	}
	return &auction.FirstPrice{Ranking: r}
}

func request(bids, rates, effects []float64) *auction.Request {
	q := &auction.Request{N: len(bids), Bid: bids, Rate: rates, PCTR: rates, PCVR: rates, Key: 1}
	for i := range bids {
		q.ID = append(q.ID, uint64(i)+1)
	}
	for k, x := range effects {
		q.Slots = append(q.Slots, auction.Slot{Effect: x, Position: k + 1})
	}
	return q
}

// TestKnownPrices checks catalogue entries P-B1 and P-B5, exact to 1e-6 relative.
func TestKnownPrices(t *testing.T) {
	values, rates, slots := []float64{6, 5, 4, 3}, []float64{0.1, 0.2, 0.3, 0.25}, []float64{1, 0.5}
	three, ones := []float64{10, 4, 2}, []float64{1, 1, 1}
	for _, c := range []struct {
		name                string
		m                   auction.Mechanism
		bids, rates, slots  []float64
		winners             []int32
		prices              []float64
		revenue, efficiency float64
	}{
		{"B1 gsp", mechanism("gsp", 1), three, ones, []float64{200, 100}, []int32{0, 1}, []float64{4, 2}, 1000, 2400},
		{"B1 vcg", mechanism("vcg", 1), three, ones, []float64{200, 100}, []int32{0, 1}, []float64{3, 2}, 800, 2400},
		{"B1 vcg 199", mechanism("vcg", 1), three, ones, []float64{200, 199}, []int32{0, 1}, []float64{2.01, 2}, 800, 2796},
		{"B5 s=0", mechanism("gsp", 0), values, rates, slots, []int32{0, 1}, []float64{5, 4}, 0.9, 1.1},
		{"B5 s=0.5", mechanism("gsp", 0.5), values, rates, slots, []int32{1, 2}, []float64{4.898979, 3.464102}, 1.499411, 1.6},
		{"B5 s=1", mechanism("gsp", 1), values, rates, slots, []int32{2, 1}, []float64{3.333333, 3.75}, 1.375, 1.7},
		{"B5 vcg", mechanism("vcg", 1), values, rates, slots, []int32{2, 1}, []float64{2.916667, 3.75}, 1.25, 1.7},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := request(c.bids, c.rates, c.slots)
			o := auctiontest.Play(c.m, q)
			if !slices.Equal(o.Winner, c.winners) {
				t.Fatalf("winners %v, want %v", o.Winner, c.winners)
			}
			revenue, welfare := 0.0, 0.0
			for k, w := range o.Winner {
				if math.Abs(o.Price[k]-c.prices[k]) > 1e-6*c.prices[k] {
					t.Errorf("price of slot %d is %v, want %v", k, o.Price[k], c.prices[k])
				}
				revenue += o.Price[k] * q.Rate[w] * q.Slots[k].Effect
				welfare += q.Bid[w] * q.Rate[w] * q.Slots[k].Effect
			}
			if math.Abs(revenue-c.revenue) > 1e-6*c.revenue || math.Abs(welfare-c.efficiency) > 1e-6*c.efficiency {
				t.Errorf("revenue %v and welfare %v, want %v and %v", revenue, welfare, c.revenue, c.efficiency)
			}
		})
	}
}

// TestTruthIsBest: no candidate gains by misreporting (catalogue P-I1 (1)), 1,000 instances of each mechanism.
func TestTruthIsBest(t *testing.T) {
	laws := []*auction.Virtual{
		auction.NewVirtual(func(u float64) float64 { return 10 * u }), auction.NewVirtual(func(u float64) float64 { return -3 * math.Log1p(-u) }),
		auction.NewVirtual(func(u float64) float64 { return max(8*u-4, 0.3*u) + 0.1 }), // two humps: ironed
	}
	for _, name := range []string{"second_price", "vcg", "vcg_cascade", "vcg_assignment", "myerson"} {
		m := mechanism(name, 1)
		t.Run(name, func(t *testing.T) {
			thorough(t, func(t *rapid.T) {
				q := auctiontest.Draw(t)
				switch name {
				case "second_price":
					q.Slots = q.Slots[:min(1, len(q.Slots))]
				case "vcg_cascade":
					for k := range q.Slots { // a Pinner goes on from slot to slot with one probability
						q.Slots[k].Effect = math.Pow(0.8, float64(k))
					}
					for range q.N {
						q.Continue = append(q.Continue, rapid.Float64Range(0, 1).Draw(t, "continue"))
					}
				case "vcg_assignment":
					for range q.N * len(q.Slots) {
						q.Matrix = append(q.Matrix, rapid.Float64Range(0, 1).Draw(t, "rate"))
					}
				case "myerson":
					for range q.N {
						q.Virtual = append(q.Virtual, rapid.SampledFrom(laws).Draw(t, "law"))
					}
				}
				if q.N == 0 {
					return
				}
				i := rapid.IntRange(0, q.N-1).Draw(t, "who")
				value := q.Bid[i]
				honest := utility(m, q, i, value)
				q.Bid = slices.Clone(q.Bid)
				q.Bid[i] = rapid.Float64Range(0, 20).Draw(t, "lie")
				if lying := utility(m, q, i, value); lying > honest+1e-9 {
					t.Fatalf("candidate %d worth %v gains %v by bidding %v", i, value, lying-honest, q.Bid[i])
				}
			})
		})
	}
}

// thorough runs a property on 1,000 instances, where rapid by itself takes 100.
func thorough(t *testing.T, property func(*rapid.T)) {
	for range 10 {
		rapid.Check(t, property)
	}
}

// utility is what candidate i gains: by the table of rates where there is one, else by views of the Pinner who scans from the top.
func utility(m auction.Mechanism, q *auction.Request, i int, value float64) float64 {
	o := auctiontest.Play(m, q)
	on := 1.0
	for k, w := range o.Winner {
		if w < 0 {
			continue
		}
		rate := q.Slots[k].Effect * on * q.Rate[w]
		if q.Matrix != nil {
			rate = q.Matrix[int(w)*len(q.Slots)+k]
		}
		if int(w) == i {
			return rate * (value - o.Price[k])
		}
		if q.Continue != nil {
			on *= q.Continue[w]
		}
	}
	return 0
}

// TestGSPChargesAtLeastVCG for equal bids, every winner (catalogue P-I1 (2)).
func TestGSPChargesAtLeastVCG(t *testing.T) {
	thorough(t, func(t *rapid.T) {
		q := auctiontest.Draw(t)
		gsp, vcg := auctiontest.Play(mechanism("gsp", 1), q), auctiontest.Play(mechanism("vcg", 1), q)
		for k := range gsp.Winner {
			if gsp.Winner[k] != vcg.Winner[k] || gsp.Price[k] < vcg.Price[k]-1e-9 {
				t.Fatalf("slot %d: GSP %d at %v, VCG %d at %v", k, gsp.Winner[k], gsp.Price[k], vcg.Winner[k], vcg.Price[k])
			}
		}
	})
}

// TestTiesAreFair: of two equal candidates each wins half of the auctions, whichever comes first; 4 SD of 20,000 fair draws.
func TestTiesAreFair(t *testing.T) {
	const n = 20_000
	won := 0
	q := request([]float64{1, 1}, []float64{1, 1}, []float64{1})
	for i := range uint64(n) {
		q.Key = uint64(rng.Root(9, 0).With(i))
		won += int(auctiontest.Play(mechanism("gsp", 1), q).Winner[0])
	}
	if share := float64(won) / n; math.Abs(share-0.5) > 4*0.5/math.Sqrt(n) {
		t.Errorf("the second candidate won %v of the ties, want 0.5", share)
	}
}

func benchmarkRequest(n int) (*auction.Request, *auction.Outcome) {
	q := request(make([]float64, n), make([]float64, n), []float64{1, 0.7, 0.5, 0.3})
	q.Reserve = make([]float64, n)
	for i := range n {
		q.Bid[i], q.Rate[i] = rng.Key(1).Uniform(uint64(i)), rng.Key(2).Uniform(uint64(i))
	}
	return q, &auction.Outcome{Winner: make([]int32, 4), Price: make([]float64, 4), Score: make([]float64, n)}
}

func BenchmarkMechanism(b *testing.B) {
	for _, name := range auction.Mechanisms.Names() {
		m, _ := auction.Mechanisms.Get(name)
		for _, n := range []int{10, 50, 200} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				q, o := benchmarkRequest(n)
				b.ReportAllocs()
				for b.Loop() {
					m.Run(q, o)
				}
			})
		}
	}
}

// BenchmarkRatio plays GSP and the loop by hand in turn, so that both meet the same noise, and reports the ratio of their fastest
// batches. It should stay below 1.5.
func BenchmarkRatio(b *testing.B) {
	m := mechanism("gsp", 1)
	for _, n := range []int{10, 50, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q, o := benchmarkRequest(n)
			best := [2]float64{math.Inf(1), math.Inf(1)}
			for b.Loop() {
				for k, f := range []func(){func() { m.Run(q, o) }, func() { byHand(q, o) }} {
					begin := time.Now()
					for range 200 {
						f()
					}
					best[k] = min(best[k], float64(time.Since(begin).Nanoseconds())/200)
				}
			}
			b.ReportMetric(best[0], "ns/gsp")
			b.ReportMetric(best[1], "ns/by-hand")
			b.ReportMetric(best[0]/best[1], "ratio")
		})
	}
}

// BenchmarkByHand is the floor: a loop written for four slots and nothing else.
func BenchmarkByHand(b *testing.B) {
	for _, n := range []int{10, 50, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			q, o := benchmarkRequest(n)
			for b.Loop() {
				byHand(q, o)
			}
		})
	}
}

func byHand(q *auction.Request, o *auction.Outcome) {
	var top [5]float64
	var who [5]int32
	for i := range q.N {
		s := q.Bid[i] * q.Rate[i]
		if s <= top[4] {
			continue
		}
		k := 4
		for ; k > 0 && s > top[k-1]; k-- {
			top[k], who[k] = top[k-1], who[k-1]
		}
		top[k], who[k] = s, int32(i)
	}
	for k := range 4 {
		o.Winner[k], o.Price[k] = who[k], top[k+1]/q.Rate[who[k]]
	}
}
