package estimate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

// Boundary is a group-sequential design: at look k the test stops when |z| exceeds Z[k].
type Boundary struct {
	Z    []float64 // critical values by look
	Info []float64 // information at each look as a fraction of the last: units so far over units at the end
}

// Naive has the same critical value of one look at every look: what peeking does.
func Naive(looks int, alpha float64) Boundary {
	return equallySpaced(looks, func(int) float64 { return normal(1 - alpha/2) })
}

// Pocock has the same critical value at all of so many equally spaced looks, such that the chance of any false rejection is alpha (Pocock 1977,
// Biometrika 64).
func Pocock(looks int, alpha float64) (Boundary, error) {
	return solved(looks, alpha, func(c float64) Boundary { return equallySpaced(looks, func(int) float64 { return c }) })
}

// OBrienFleming has critical values c sqrt(looks/k): hard to cross early, nearly those of one look at the end (O'Brien & Fleming 1979,
// Biometrics 35).
func OBrienFleming(looks int, alpha float64) (Boundary, error) {
	return solved(looks, alpha, func(c float64) Boundary {
		return equallySpaced(looks, func(k int) float64 { return c * math.Sqrt(float64(looks)/float64(k)) })
	})
}

func equallySpaced(looks int, critical func(k int) float64) Boundary {
	b := Boundary{Z: make([]float64, looks), Info: make([]float64, looks)}
	for k := range looks {
		b.Z[k], b.Info[k] = critical(k+1), float64(k+1)/float64(looks)
	}
	return b
}

// solved finds the constant of a family of boundaries by bisection.
func solved(looks int, alpha float64, family func(c float64) Boundary) (Boundary, error) {
	if looks < 1 || !(alpha > 0 && alpha < 1) {
		return Boundary{}, fmt.Errorf("%d looks at level %v; at least 1 look and a level in (0, 1) are needed", looks, alpha)
	}
	lo, hi := 0.0, 10.0
	for hi-lo > 1e-9 {
		c := (lo + hi) / 2
		if family(c).Error() > alpha {
			lo = c
		} else {
			hi = c
		}
	}
	return family(hi), nil
}

// Error is the chance of any rejection when nothing has an effect.
func (b Boundary) Error() float64 { return b.Power(0) }

// Power is the chance of a rejection when z has mean drift at the last look.
func (b Boundary) Power(drift float64) float64 {
	sum := 0.0
	for _, p := range b.Crossing(drift) {
		sum += p
	}
	return sum
}

// Looks is the mean of the looks that are taken when z has mean drift at the last look.
func (b Boundary) Looks(drift float64) float64 {
	left, sum := 1.0, 0.0
	for _, p := range b.Crossing(drift) {
		sum += left
		left -= p
	}
	return sum
}

// Crossing is the chance of stopping at each look when z has mean drift at the last one, by the recursion of Armitage, McPherson & Rowe (1969,
// JRSS A 132): the density of z sqrt(information) on the paths that went on is carried from look to look by Gauss-Legendre integration.
func (b Boundary) Crossing(drift float64) []float64 {
	out := make([]float64, len(b.Z))
	at, mass := []float64{0}, []float64{1}
	before := 0.0
	for k, z := range b.Z {
		sd := math.Sqrt(b.Info[k] - before)
		mean := drift * (b.Info[k] - before)
		edge := z * math.Sqrt(b.Info[k])
		next, weight := nodes(edge, sd)
		density := make([]float64, len(next))
		for i, u := range at {
			out[k] += mass[i] * (distuv.UnitNormal.Survival((edge-u-mean)/sd) + distuv.UnitNormal.CDF((-edge-u-mean)/sd))
			for j, s := range next {
				d := (s - u - mean) / sd
				density[j] += mass[i] * math.Exp(-d*d/2)
			}
		}
		for j := range density {
			density[j] *= weight[j] / sd / math.Sqrt(2*math.Pi)
		}
		at, mass, before = next, density, b.Info[k]
	}
	return out
}

// nodes of the interval that goes on, dense enough for increments of a standard deviation.
func nodes(edge, sd float64) (at, weight []float64) {
	n := 32 + int(math.Ceil(4*edge/sd))
	at, weight = make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(at, weight, -edge, edge)
	return at, weight
}

// Stop is the first look (from 0) at which the test stops, given z by look; -1: at none of them.
func (b Boundary) Stop(z []float64) int {
	for k, x := range z {
		if math.Abs(x) > b.Z[k] {
			return k
		}
	}
	return -1
}

// Interval is the repeated confidence interval at look k: it covers at all looks together (Jennison & Turnbull 1989, JRSS B 51).
func (b Boundary) Interval(k int, value, se float64) (lo, hi float64) {
	return value - b.Z[k]*se, value + b.Z[k]*se
}
