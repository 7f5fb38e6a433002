package dist

import (
	"fmt"
	"math"
	"slices"

	"marketsim/auction/elementary"
)

func init() {
	Kinds.Register("quantiles", "A law given by some of its quantiles, such as 35% within 1 h, 50% within 1 d, 100% within 30 d.", &Quantiles{Smooth: "log"})
}

// Quantiles is the law that puts a share Shares[i] of its mass at or below Values[i]. Between two of them the value (or its logarithm)
// is uniform; below the first it is uniform down to 0. This is how conversion delays are published: 35% within an hour, 50% within a
// day, none after 30 days (Chapelle 2014, "Modeling delayed feedback in display advertising", KDD, as cited by others).
type Quantiles struct {
	Shares []float64 `key:"shares" unit:"%" range:"(0, 100%]" doc:"parts of the mass, rising, the last 100%"`
	Values []float64 `key:"values" unit:"*" range:"[0, inf)" doc:"at or below which each part lies, rising"`
	Smooth string    `key:"between" default:"log" enum:"log|linear" doc:"what is uniform between two values: the logarithm or the value"`
}

// Check reports lists that do not state a law.
func (d *Quantiles) Check() error {
	n := len(d.Shares)
	switch {
	case n == 0 || n != len(d.Values):
		return fmt.Errorf("%d shares for %d values; write one value per share", n, len(d.Values))
	case math.Abs(d.Shares[n-1]-1) > 1e-12:
		return fmt.Errorf("the last share is %g%%; the largest value holds 100%%", d.Shares[n-1]*100)
	case !slices.IsSorted(d.Shares) || len(slices.Compact(slices.Clone(d.Shares))) != n || !slices.IsSorted(d.Values):
		return fmt.Errorf("shares and values must rise; sort them and drop repeats")
	case d.Smooth == "log" && d.Values[0] == 0 && n > 1:
		return fmt.Errorf("a value of 0 has no logarithm; write `between: linear`")
	}
	return nil
}

// Quantile implements Dist.
func (d *Quantiles) Quantile(u float64) float64 {
	i := 0
	for i < len(d.Shares)-1 && u > d.Shares[i] {
		i++
	}
	if i == 0 {
		return d.Values[0] * u / d.Shares[0]
	}
	a, b := d.Values[i-1], d.Values[i]
	part := (u - d.Shares[i-1]) / (d.Shares[i] - d.Shares[i-1])
	if d.Smooth == "linear" {
		return a + float64(part*(b-a))
	}
	return a * elementary.Pow(b/a, part)
}

// Mean implements Dist: a log-uniform piece on [a, b] has mean (b - a) / log(b/a).
func (d *Quantiles) Mean() float64 {
	mean := d.Values[0] / 2 * d.Shares[0]
	for i := 1; i < len(d.Shares); i++ {
		a, b, mass := d.Values[i-1], d.Values[i], d.Shares[i]-d.Shares[i-1]
		switch {
		case d.Smooth == "linear" || a == b:
			mean += float64(mass * (a + b) / 2)
		default:
			mean += mass * (b - a) / elementary.Log(b/a)
		}
	}
	return mean
}
