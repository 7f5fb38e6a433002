package tune

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"marketsim/sim/dist"
	"marketsim/sim/rng"
)

// reserves is the revenue of a second price with a reserve over sampled auctions of two bidders.
type reserves struct{ high, low []float64 }

func auctions(values func(u float64) float64, key rng.Key, n int) *reserves {
	type pair struct{ high, low float64 }
	list := make([]pair, n)
	for i := range list {
		a, b := values(key.With(uint64(i)).Uniform(0)), values(key.With(uint64(i)).Uniform(1))
		list[i] = pair{max(a, b), min(a, b)}
	}
	slices.SortFunc(list, func(a, b pair) int { return cmp.Compare(a.high, b.high) })
	x := &reserves{}
	for _, p := range list {
		x.high, x.low = append(x.high, p.high), append(x.low, p.low)
	}
	return x
}

func (x *reserves) revenue(reserve float64) (sum float64) {
	at, _ := slices.BinarySearch(x.high, reserve)
	for _, low := range x.low[at:] {
		sum += max(low, reserve)
	}
	return sum / float64(len(x.high))
}

// TestSmoothTop: the reserves of P-A4 to P-A6 are found within 0.02 from 240,000 sampled auctions, by the metamodel. The samples' own best reserves lie off
// by 0.005, 0.017 and 0.029 on average (0.52 (v / (R"/2)^2 / N)^(1/3) with v = 2 f F r^2), so that some of the last are further off than that.
func TestSmoothTop(t *testing.T) {
	one := 1.0
	lognormal := &dist.Lognormal{Median: &one, Sigma: 1}
	for _, law := range []struct {
		name     string
		values   func(u float64) float64
		most, at float64
	}{{"uniform", func(u float64) float64 { return u }, 1, 0.5}, {"exponential", func(u float64) float64 { return -math.Log(1 - u) }, 3, 1},
		{"lognormal", lognormal.Quantile, 4, 1.35341475}} {
		var misses []float64
		for seed := range uint64(6) {
			var all []*reserves
			for r := range 4 {
				all = append(all, auctions(law.values, rng.Root(seed, r), 60_000))
			}
			p := &Problem{Levers: []Lever{{Path: "reserve", Kind: Continuous, Hi: law.most}}, Objectives: []Objective{{Name: "revenue"}}, Layers: 1}
			o := Options{Seed: seed, Runs: 200, Replications: 4, Start: 8, Confidence: 0.95, Indifference: 0.001, Base: []string{"0.1"}}
			_, a := run(t, p, o, func(c *Candidate, r int) []float64 {
				return []float64{all[r%4].revenue(number(t, p.Levers[0].Value(c.Shares[0])))}
			})
			misses = append(misses, number(t, a.Winner.Setting[0])-law.at)
		}
		t.Logf("%s: %.4f", law.name, misses)
		squares := 0.0
		for seed, miss := range misses {
			squares += miss * miss / float64(len(misses))
			if math.Abs(miss) > 0.02 {
				t.Errorf("%s, seed %d: the reserve is off by %v, want 0.02 at most", law.name, seed, miss)
			}
		}
		if rms := math.Sqrt(squares); rms > 0.008 { // the samples' own best: 0.012 of exponential values
			t.Errorf("%s: reserves are off by %v on the root of the mean square, want 0.008 at most", law.name, rms)
		}
	}
}
