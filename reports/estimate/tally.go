package estimate

import (
	"math/big"
	"math/bits"
)

// Tally adds up integers of k variables over units: n, sums, and sums of products in 128 bits. It is exact, so neither the order of units nor
// the way they are split into shards shows in a result. It holds sums up to 9e18 and products up to 1.7e38, without a check.
type Tally struct {
	N       int64
	sum     []int64
	product []wide // rows of the upper triangle
}

// wide is a signed integer of 128 bits in two's complement.
type wide struct{ hi, lo uint64 }

// NewTally makes an empty tally of k variables.
func NewTally(k int) *Tally {
	return &Tally{sum: make([]int64, k), product: make([]wide, k*(k+1)/2)}
}

// Add adds one unit.
func (t *Tally) Add(x ...int64) {
	t.N++
	at := 0
	for i := range x {
		t.sum[i] += x[i]
		for j := i; j < len(x); j++ {
			t.product[at].add(times(x[i], x[j]))
			at++
		}
	}
}

// Merge adds the units of another tally of the same variables.
func (t *Tally) Merge(o *Tally) {
	t.N += o.N
	for i := range t.sum {
		t.sum[i] += o.sum[i]
	}
	for i := range t.product {
		t.product[i].add(o.product[i])
	}
}

// Sum of variable i.
func (t *Tally) Sum(i int) int64 { return t.sum[i] }

// Moments of the tally, each variable times its unit: what a step of the integer is worth, such as 1e-9 of a currency; 1 for variables beyond
// the list. Means and centred products are made from exact numbers.
func (t *Tally) Moments(units ...float64) *Moments {
	k := len(t.sum)
	for len(units) < k {
		units = append(units, 1)
	}
	m := NewMoments(k)
	if t.N == 0 {
		return m
	}
	m.N = float64(t.N)
	n := big.NewInt(t.N)
	for i := range k {
		m.Mean[i] = quotient(big.NewInt(t.sum[i]), n) * units[i]
		for j := i; j < k; j++ {
			at := m.index(i, j)
			centred := new(big.Int).Mul(t.product[at].big(), n)
			centred.Sub(centred, new(big.Int).Mul(big.NewInt(t.sum[i]), big.NewInt(t.sum[j])))
			m.Scatter[at] = quotient(centred, n) * units[i] * units[j]
		}
	}
	return m
}

func quotient(a, b *big.Int) float64 {
	x, _ := new(big.Rat).SetFrac(a, b).Float64()
	return x
}

// times is the exact product of two integers.
func times(a, b int64) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	if b < 0 {
		hi -= uint64(a)
	}
	return wide{hi, lo}
}

func (w *wide) add(o wide) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, o.lo, 0)
	w.hi, _ = bits.Add64(w.hi, o.hi, carry)
}

func (w *wide) big() *big.Int {
	x := new(big.Int).Lsh(big.NewInt(int64(w.hi)), 64)
	return x.Add(x, new(big.Int).SetUint64(w.lo))
}
