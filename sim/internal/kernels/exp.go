package kernels

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/dist"
)

// Exp2 is 2^x with a relative error below 1e-10, several times as fast as math.Exp2: x is split into an integer, which goes
// into the exponent bits, and a rest in [-1/2, 1/2], for which the Taylor series of exp(rest ln 2) is taken to the ninth power,
// in an order that lets its parts be computed side by side (Estrin's scheme).
func Exp2(x float64) float64 {
	if x < -1000 {
		return 0
	}
	if x > 1000 {
		return math.Inf(1)
	}
	const round = 0x1.8p52 // adding and taking it off rounds to the nearest integer
	n := (x + round) - round
	r := float64((x - n) * math.Ln2)
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	p := (1 + r) + float64(r2*(1.0/2+float64(r*(1.0/6)))) + float64(r4*((1.0/24+float64(r*(1.0/120)))+float64(r2*(1.0/720+float64(r*(1.0/5040))))+float64(r4*(1.0/40320+float64(r*(1.0/362880))))))
	return p * math.Float64frombits(uint64(int64(n)+1023)<<52)
}

// Exp is e^x to the accuracy of exp2.
func Exp(x float64) float64 { return Exp2(x * math.Log2E) }

// Sigmoid is 1/(1+exp(-x)).
func Sigmoid(x float64) float64 { return 1 / (1 + Exp(-x)) }

// Logit is log(p/(1-p)), kept finite at the ends so that a certain click stays certain to within 1e-12.
func Logit(p float64) float64 {
	p = min(max(p, 1e-12), 1-1e-12)
	return elementary.Log(p / (1 - p))
}

// Lognormal is a multiplicative error of mean 1.
func Lognormal(sigma, u float64) float64 {
	return elementary.Exp(float64(sigma*dist.Normal(u)) - float64(sigma*sigma/2))
}
