// Package floor is the least that an auction can cost: a kernel written by hand for one shape of market, against which the engine is
// measured. It makes the dot products, sigmoids, scores, a top five by insertion, second prices and click draws of 50 candidates with
// 16-dimensional interests and 4 slots, and nothing else: no sessions, budgets, pacing, fatigue, ledger or results.
package floor

import (
	"math"

	"marketsim/sim/rng"
)

// Shape of the market that the kernel plays.
const (
	Candidates = 50
	Dimensions = 16
	Slots      = 4
)

// Market is the kernel's data: flat columns.
type Market struct {
	key     rng.Key
	people  []float32 // Dimensions per Pinner
	vectors []float32 // Dimensions per candidate
	bid     [Candidates]float64
	base    [Candidates]float64 // logit of the click rate at zero affinity
	n       uint64
	pinners uint64
}

// New draws a market of a number of Pinners.
func New(pinners int) *Market {
	key := rng.Root(1, 0)
	m := &Market{key: key, people: make([]float32, pinners*Dimensions), vectors: make([]float32, Candidates*Dimensions), pinners: uint64(pinners)}
	for i := range m.people {
		m.people[i] = float32(key.Uniform(uint64(i)) - 0.5)
	}
	for i := range m.vectors {
		m.vectors[i] = float32(key.With(1).Uniform(uint64(i)) - 0.5)
	}
	for i := range m.bid {
		m.bid[i], m.base[i] = key.With(2).Uniform(uint64(i)), -4+key.With(3).Uniform(uint64(i))
	}
	return m
}

// Play holds n auctions for Pinners drawn at random, and returns the revenue.
func (m *Market) Play(n int) float64 {
	revenue := 0.0
	for range n {
		k := m.key.With(m.n)
		at := int(uint64(k)%m.pinners) * Dimensions
		revenue += auction((*[Dimensions]float32)(m.people[at:]), m.vectors, &m.bid, &m.base, k)
		m.n++
	}
	return revenue
}

// auction is the kernel. The exponential is written out in the loop, which spares a call per candidate.
func auction(interests *[Dimensions]float32, vectors []float32, bid, base *[Candidates]float64, key rng.Key) float64 {
	var top, rate [Slots + 1]float64
	for i := range Candidates {
		v := (*[Dimensions]float32)(vectors[i*Dimensions:])
		s0 := float32(interests[0]*v[0]) + float32(interests[4]*v[4]) + float32(interests[8]*v[8]) + float32(interests[12]*v[12])
		s1 := float32(interests[1]*v[1]) + float32(interests[5]*v[5]) + float32(interests[9]*v[9]) + float32(interests[13]*v[13])
		s2 := float32(interests[2]*v[2]) + float32(interests[6]*v[6]) + float32(interests[10]*v[10]) + float32(interests[14]*v[14])
		s3 := float32(interests[3]*v[3]) + float32(interests[7]*v[7]) + float32(interests[11]*v[11]) + float32(interests[15]*v[15])
		x := float64((base[i] + float64((s0+s1)+(s2+s3))) * -math.Log2E)
		const round = 0x1.8p52
		n := (x + round) - round
		r := float64((x - n) * math.Ln2)
		r2 := float64(r * r)
		r4 := float64(r2 * r2)
		e := (1 + r) + float64(r2*(1.0/2+float64(r*(1.0/6)))) + float64(r4*((1.0/24+float64(r*(1.0/120)))+float64(r2*(1.0/720+float64(r*(1.0/5040))))+float64(r4*(1.0/40320+float64(r*(1.0/362880))))))
		p := 1 / (1 + float64(e*math.Float64frombits(uint64(int64(n)+1023)<<52)))
		s := bid[i] * p
		if s <= top[Slots] {
			continue
		}
		k := Slots
		for ; k > 0 && s > top[k-1]; k-- {
			top[k], rate[k] = top[k-1], rate[k-1]
		}
		top[k], rate[k] = s, p
	}
	revenue := 0.0
	for k := range Slots {
		if key.Uniform(uint64(2*k)) < 0.7 && key.Uniform(uint64(2*k+1)) < rate[k] {
			revenue += top[k+1] / rate[k]
		}
	}
	return revenue
}
