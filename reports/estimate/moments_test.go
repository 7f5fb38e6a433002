package estimate

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/sim/rng"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.9g, want %.9g within %g", what, got, want, tolerance)
	}
}

// normals is a stream of standard normal draws.
type normals struct {
	key rng.Key
	n   uint64
}

func draws(seed uint64) *normals { return &normals{key: rng.Root(seed, 0)} }

func (s *normals) uniform() float64 { s.n++; return s.key.Uniform(s.n) }

func (s *normals) next() float64 { return distuv.UnitNormal.Quantile(s.uniform()) }

// columns is two dependent variables over n units.
func columns(n int) (x, y []float64) {
	s := draws(1)
	for range n {
		u := s.next()
		x, y = append(x, 1e3+u), append(y, 2*u+s.next())
	}
	return x, y
}

func TestMomentsAreThoseOfTheSample(t *testing.T) {
	x, y := columns(1000)
	whole, first, second := NewMoments(2), NewMoments(2), NewMoments(2)
	for i := range x {
		whole.Add(x[i], y[i])
		[]*Moments{first, second}[i%3/2].Add(x[i], y[i])
	}
	first.Merge(second)
	first.Merge(NewMoments(2))
	for _, m := range []*Moments{whole, first, first.Clone()} {
		near(t, "n", m.N, 1000, 0)
		near(t, "mean", m.Mean[0], stat.Mean(x, nil), 1e-10)
		near(t, "variance", m.Variance(0), stat.Variance(x, nil), 1e-10)
		near(t, "covariance", m.Covariance(1, 0), stat.Covariance(x, y, nil), 1e-10)
	}
}

func TestWeightsAreRepetitions(t *testing.T) {
	weighted, repeated := NewMoments(1), NewMoments(1)
	for i, x := range []float64{3, 1, 4, 1, 5} {
		weighted.AddWeighted(float64(i), x)
		for range i {
			repeated.Add(x)
		}
	}
	near(t, "variance", weighted.Variance(0), repeated.Variance(0), 1e-12)
}

func TestSumsThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		n              float64
		sums, products []float64
	}{{10, []float64{1}, nil}, {0, []float64{0}, []float64{0}}, {2, []float64{10}, []float64{1}}} {
		if _, err := FromSums(c.n, c.sums, c.products); err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}
