package estimate

import (
	"fmt"
	"math"
)

// Moments are the number of units, the means and the centred sums of products of k variables. The zero value is not usable; see NewMoments.
type Moments struct {
	N       float64   // units, or the sum of their weights
	Mean    []float64 // of each variable
	Scatter []float64 // sums of products of deviations from the means, rows of the upper triangle: k (k+1) / 2 values
}

// NewMoments makes empty moments of k variables.
func NewMoments(k int) *Moments {
	return &Moments{Mean: make([]float64, k), Scatter: make([]float64, k*(k+1)/2)}
}

// FromSums makes moments of raw sums: n units, the sum of each variable, and the sums of products as rows of the upper triangle (of one
// variable: its sum of squares). It fails on lengths that do not fit, on fewer than one unit and on sums of squares that are too small.
func FromSums(n float64, sums, products []float64) (*Moments, error) {
	k := len(sums)
	if len(products) != k*(k+1)/2 {
		return nil, fmt.Errorf("%d variables have %d products, not %d", k, k*(k+1)/2, len(products))
	}
	if !(n >= 1) {
		return nil, fmt.Errorf("%v units: at least 1 is needed", n)
	}
	m := NewMoments(k)
	m.N = n
	for i, s := range sums {
		m.Mean[i] = s / n
	}
	for i := range k {
		for j := i; j < k; j++ {
			at := m.index(i, j)
			m.Scatter[at] = products[at] - sums[i]*m.Mean[j]
		}
		if square := products[m.index(i, i)]; m.Scatter[m.index(i, i)] < -1e-9*math.Abs(square) {
			return nil, fmt.Errorf("variable %d: a sum of squares of %v is less than the square of the sum over n, %v", i, square, sums[i]*m.Mean[i])
		}
	}
	return m, nil
}

// K is the number of variables.
func (m *Moments) K() int { return len(m.Mean) }

// index is the place of variables i and j in the packed upper triangle.
func (m *Moments) index(i, j int) int { return packed(len(m.Mean), i, j) }

func packed(k, i, j int) int {
	if i > j {
		i, j = j, i
	}
	return i*k - i*(i-1)/2 + j - i
}

// Add adds one unit.
func (m *Moments) Add(x ...float64) { m.AddWeighted(1, x...) }

// AddWeighted adds a unit that counts w times (Welford 1962; West 1979). A weight of 0 adds nothing.
func (m *Moments) AddWeighted(w float64, x ...float64) {
	if w == 0 {
		return
	}
	before := m.N
	m.N += w
	share := w / m.N
	for i := range x {
		di := x[i] - m.Mean[i]
		for j := i; j < len(x); j++ {
			m.Scatter[m.index(i, j)] += before * share * di * (x[j] - m.Mean[j])
		}
	}
	for i := range x {
		m.Mean[i] += share * (x[i] - m.Mean[i])
	}
}

// Merge adds the units of another arm or shard (Chan, Golub & LeVeque 1983, The American Statistician 37). The last bits of the result depend
// on the order; use a Tally where they must not.
func (m *Moments) Merge(o *Moments) {
	if o.N == 0 {
		return
	}
	n := m.N + o.N
	for i := range m.Mean {
		for j := i; j < len(m.Mean); j++ {
			at := m.index(i, j)
			m.Scatter[at] += o.Scatter[at] + (o.Mean[i]-m.Mean[i])*(o.Mean[j]-m.Mean[j])*m.N*o.N/n
		}
	}
	for i := range m.Mean {
		m.Mean[i] += (o.Mean[i] - m.Mean[i]) * o.N / n
	}
	m.N = n
}

// Clone copies the moments.
func (m *Moments) Clone() *Moments {
	c := NewMoments(m.K())
	c.N = m.N
	copy(c.Mean, m.Mean)
	copy(c.Scatter, m.Scatter)
	return c
}

// Covariance of variables i and j over units, with n-1; NaN for fewer than two units.
func (m *Moments) Covariance(i, j int) float64 {
	if m.N <= 1 {
		return math.NaN()
	}
	return m.Scatter[m.index(i, j)] / (m.N - 1)
}

// Variance of variable i over units, with n-1.
func (m *Moments) Variance(i int) float64 { return max(0, m.Covariance(i, i)) }

// Averages are the means of one arm as estimates of what the arm's population would show.
func (m *Moments) Averages() *Averages {
	a := &Averages{Mean: m.Mean, Cov: make([]float64, len(m.Scatter)), DF: m.N - 1, Units: m.N}
	for at, s := range m.Scatter {
		a.Cov[at] = s / (m.N - 1) / m.N
	}
	return a
}

// Point is a metric of one arm: shorthand for the point of its averages.
func (m *Moments) Point(metric Metric) Point { return m.Averages().Point(metric) }
