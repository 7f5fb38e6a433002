package equilibrium

import (
	"cmp"
	"math"
	"slices"
)

// Hindsight is what a value maximiser could have won of a list of queries in a second-price auction.
type Hindsight struct {
	Uniform float64 // value won by the best single multiple of the value
	Optimum float64 // value of the linear programme in which each query may be won in part
	Factor  float64 // that multiple, lowest winning bid over value of the most expensive query won
}

// BestUniform solves max sum v x subject to target sum d x <= sum v x, sum d x <= budget and 0 <= x <= 1, d being the competing bids
// (Aggarwal, Badanidiyuru & Mehta 2019, WINE). Every dual solution accepts queries by the ratio d/v alone, so the optimum
// takes them in order of that ratio until a constraint binds, the last one in part, and bidding one multiple of the
// value takes the same queries but that one. A budget of +Inf is none; a target of at most 0 is none.
func BestUniform(values, competing []float64, target, budget float64) Hindsight {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Compare(competing[i]*values[j], competing[j]*values[i])
	})
	var h Hindsight
	spend := 0.0
	for _, i := range order {
		v, d := values[i], competing[i]
		part := 1.0
		if loss := float64(target*d) - v; target > 0 && loss > 0 {
			part = min(part, (h.Uniform-float64(target*spend))/loss)
		}
		if d > 0 {
			part = min(part, (budget-spend)/d)
		}
		if part < 1 {
			h.Optimum = h.Uniform + float64(math.Max(0, part)*v)
			return h
		}
		h.Uniform += v
		spend += d
		h.Factor = max(h.Factor, ratio(d, v))
	}
	h.Optimum = h.Uniform
	return h
}

func ratio(d, v float64) float64 {
	if v == 0 {
		return 0
	}
	return d / v
}

// TargetFactor is the multiple of the value that a value maximiser bids in a second-price auction when it must keep value over spend at
// tau > 1, value and highest competing bid being independent and uniform on [0, 1] (as in Aggarwal, Badanidiyuru & Mehta 2019): 2/tau for
// tau >= 2, and below the larger root of 3 (tau - 1) k^2 - 2 tau k + 1 = 0.
func TargetFactor(tau float64) float64 {
	if tau >= 2 {
		return 2 / tau
	}
	return (float64(2*tau) + math.Sqrt(float64(4*tau*tau)-float64(12*(tau-1)))) / (6 * (tau - 1))
}
