package equilibrium

import (
	"math"

	"marketsim/auction/elementary"
)

// exact makes the multipliers of a solution near the equilibrium exact. It takes the ties that show in the shares, at some levels of what
// counts as a share, and keeps the multipliers that make the dual smallest; the solution itself only where it is better than all.
func (s *smoothed) exact() []float64 {
	best, least := append([]float64(nil), s.beta...), s.dual(s.beta)
	for _, share := range []float64{1e-4, 1e-6, 1e-9} {
		beta := s.tied(share)
		if f := s.dual(beta); f <= least+float64(1e-14*(1+math.Abs(least))) {
			best, least = beta, min(f, least)
		}
	}
	return best
}

// dual is what the equilibrium minimises, without smoothing.
func (s *smoothed) dual(beta []float64) float64 {
	f := 0.0
	for j := range s.weight {
		price := 0.0
		for i, b := range beta {
			price = max(price, b*s.m.Values[i][j])
		}
		f += price / s.unit
	}
	for _, i := range s.active {
		if !(beta[i] > 0) {
			return math.Inf(1)
		}
		f -= float64(s.m.Budgets[i] / s.unit * elementary.Log(beta[i]))
	}
	return f
}

// tied solves for the multipliers given who shares which good. Bidders who share a good bid the same on it, so within a group of
// bidders that shared goods connect, multipliers have known ratios. The group's one free factor is 1 when one of its bidders does
// not pace, and otherwise such that the prices of the goods it wins add up to its budgets.
func (s *smoothed) tied(show float64) []float64 {
	n, m := len(s.beta), s.m
	group, ratio := make([]int, n), make([]float64, n)
	for i := range group {
		group[i], ratio[i] = i, 1
	}
	winner := make([]int, len(s.weight)) // of each good: one of those who share it
	for j, w := range s.weight {
		first := -1
		for i := range w {
			if w[i] < show {
				continue
			}
			if first < 0 {
				first = i
				continue
			}
			if group[i] == group[first] {
				continue
			}
			// ratio_i v_i f = ratio_first v_first, for all of i's group.
			f, joined, into := ratio[first]*m.Values[first][j]/(ratio[i]*m.Values[i][j]), group[i], group[first]
			for k := range group {
				if group[k] == joined {
					group[k], ratio[k] = into, ratio[k]*f
				}
			}
		}
		winner[j] = first
	}
	out := make([]float64, n)
	for g := range n {
		factor := s.factor(g, group, ratio, winner)
		for i := range group {
			if group[i] == g {
				out[i] = min(1, ratio[i]*factor)
			}
		}
	}
	return out
}

// factor is what a group's ratios are multiplied by.
func (s *smoothed) factor(g int, group []int, ratio []float64, winner []int) float64 {
	budgets, prices, full := 0.0, 0.0, 0.0
	for i := range group {
		if group[i] != g {
			continue
		}
		budgets += s.m.Budgets[i]
		if s.beta[i] > 1-unpaced {
			full = max(full, 1/ratio[i])
		}
	}
	for j, i := range winner {
		if group[i] == g {
			prices += float64(ratio[i] * s.m.Values[i][j])
		}
	}
	switch {
	case full > 0:
		return full
	case prices == 0:
		return 0 // nothing is won: the caller keeps what the solver found
	}
	return budgets / prices
}

// unpaced is how near to 1 the barrier leaves the multiplier of a bidder who does not pace.
const unpaced = 1e-5
