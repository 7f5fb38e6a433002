package sim

import (
	"math"

	"marketsim/sim/dist"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }

// logit is log(p/(1-p)), kept finite at the ends so that a certain click stays certain to within 1e-12.
func logit(p float64) float64 {
	p = min(max(p, 1e-12), 1-1e-12)
	return math.Log(p / (1 - p))
}

// lognormal is a multiplicative error of mean 1.
func lognormal(sigma, u float64) float64 { return math.Exp(sigma*dist.Normal(u) - sigma*sigma/2) }

// orInf reads a budget as currency, +Inf where there is none.
func (n Nano) orInf() float64 {
	if n == 0 {
		return math.Inf(1)
	}
	return n.Float()
}

// Float is the amount in units of currency.
func (n Nano) Float() float64 { return float64(n) / Unit }
