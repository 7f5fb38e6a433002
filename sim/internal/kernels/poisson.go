package kernels

import (
	"math"

	"marketsim/sim/dist"
)

// Poisson is the number of events at a uniform number in (0, 1): the inverse of the Poisson distribution, by its normal approximation
// above a mean of 500.
func Poisson(mean, u float64) int64 {
	if mean > 500 {
		return int64(math.Round(max(0, mean+float64(math.Sqrt(mean)*dist.Normal(u)))))
	}
	p := Exp(-mean)
	n := int64(0)
	for sum := p; u > sum && n < 2000; sum += p {
		n++
		p = float64(p * (mean / float64(n)))
	}
	return n
}
