package dist

import (
	"fmt"
	"math"
	"sort"

	"marketsim/auction/elementary"
)

// Gamma is the gamma law with mean and shape; its variance is mean^2/shape.
type Gamma struct {
	Average float64 `key:"mean" unit:"*" range:"(0, inf)" doc:"mean"`
	Shape   float64 `key:"shape" range:"[0.05, 1e6]" doc:"1 is exponential; below 1 most draws are small and a few large"`
}

// Quantile implements Dist, by the inverse of the regularised incomplete gamma function.
func (d *Gamma) Quantile(u float64) float64 {
	return d.Average / d.Shape * elementary.GammaQuantile(d.Shape, u)
}

// Mean implements Dist.
func (d *Gamma) Mean() float64 { return d.Average }

// Beta is the beta law.
type Beta struct {
	A float64 `key:"a" range:"(0, 1e6]" doc:"first shape"`
	B float64 `key:"b" range:"(0, 1e6]" doc:"second shape; the mean is a/(a+b)"`
}

// Quantile implements Dist, by the inverse of the regularised incomplete beta function.
func (d *Beta) Quantile(u float64) float64 { return elementary.BetaQuantile(d.A, d.B, u) }

// Mean implements Dist.
func (d *Beta) Mean() float64 { return d.A / (d.A + d.B) }

// Geometric counts trials up to and including the first success, so it is at least 1.
type Geometric struct {
	Average float64 `key:"mean" unit:"*" range:"[1, inf)" doc:"mean, at least 1"`
}

// Quantile implements Dist: the least k with 1 - (1-p)^k >= u, p = 1/mean.
func (d *Geometric) Quantile(u float64) float64 {
	if d.Average <= 1 {
		return 1
	}
	return max(1, math.Ceil(elementary.Log1p(-u)/elementary.Log1p(-1/d.Average)))
}

// Mean implements Dist.
func (d *Geometric) Mean() float64 { return d.Average }

// Prepared is the same law, to the bit, for many draws: what does not depend on the draw is computed once.
func Prepared(d Dist) Dist {
	if g, ok := d.(*Geometric); ok && g.Average > 1 {
		return &preparedGeometric{g, elementary.Log1p(-1 / g.Average)}
	}
	return d
}

// preparedGeometric knows log(1-p).
type preparedGeometric struct {
	*Geometric
	failure float64
}

// Quantile implements Dist.
func (d *preparedGeometric) Quantile(u float64) float64 {
	return max(1, math.Ceil(elementary.Log1p(-u)/d.failure))
}

// Poisson counts rare independent events.
type Poisson struct {
	Average float64 `key:"mean" unit:"*" range:"[0, 1e6]" doc:"mean"`
}

// Quantile implements Dist: the least k with P(X <= k) >= u, from the normal approximation and then step by step.
func (d *Poisson) Quantile(u float64) float64 {
	if d.Average <= 0 {
		return 0
	}
	if d.Average < 30 {
		p := elementary.Exp(-d.Average)
		k, sum := 0.0, p
		for sum < u && k < 1000 {
			k++
			p = float64(p * (d.Average / k))
			sum += p
		}
		return k
	}
	k := max(0, math.Floor(d.Average+float64(math.Sqrt(d.Average)*Normal(u))))
	for k > 0 && d.atMost(k-1) >= u {
		k--
	}
	for d.atMost(k) < u {
		k++
	}
	return k
}

// atMost is P(X <= k).
func (d *Poisson) atMost(k float64) float64 {
	_, q := elementary.GammaP(k+1, d.Average)
	return q
}

// Mean implements Dist.
func (d *Poisson) Mean() float64 { return d.Average }

// Empirical draws one of the listed values.
type Empirical struct {
	Values  []float64 `key:"values" unit:"*" doc:"the values"`
	Weights []float64 `key:"weights" doc:"one per value, not negative; equal when left out"`
}

// Quantile implements Dist: values in rising order, each holding its weight's part of (0, 1).
func (d *Empirical) Quantile(u float64) float64 {
	order, total := d.order()
	sum := 0.0
	for _, i := range order {
		sum += d.weight(i)
		if u*total < sum {
			return d.Values[i]
		}
	}
	return d.Values[order[len(order)-1]]
}

// Mean implements Dist.
func (d *Empirical) Mean() float64 {
	sum, total := 0.0, 0.0
	for i, v := range d.Values {
		sum += float64(v * d.weight(i))
		total += d.weight(i)
	}
	return sum / total
}

func (d *Empirical) weight(i int) float64 {
	if len(d.Weights) == 0 {
		return 1
	}
	return d.Weights[i]
}

// order lists the values with a weight, rising.
func (d *Empirical) order() (order []int, total float64) {
	for i := range d.Values {
		if w := d.weight(i); w > 0 {
			order = append(order, i)
			total += w
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return d.Values[order[a]] < d.Values[order[b]] })
	return order, total
}

// Check reports lists of different lengths and weights that are all 0 or negative.
func (d *Empirical) Check() error {
	if len(d.Values) == 0 {
		return fmt.Errorf("an empirical distribution needs at least one value")
	}
	if n := len(d.Weights); n != 0 && n != len(d.Values) {
		return fmt.Errorf("%d weights for %d values; give one weight per value", n, len(d.Values))
	}
	total := 0.0
	for _, w := range d.Weights {
		if w < 0 {
			return fmt.Errorf("weight %g is negative; weights must be 0 or more", w)
		}
		total += w
	}
	if len(d.Weights) > 0 && total == 0 {
		return fmt.Errorf("all weights are 0; at least one must be positive")
	}
	return nil
}
