package estimate

import (
	"fmt"
	"math"
)

// StratumShares are the shares of the strata over all arms, each given as its moments by stratum.
func StratumShares(arms ...[]*Moments) []float64 {
	shares, total := make([]float64, len(arms[0])), 0.0
	for _, arm := range arms {
		for s, m := range arm {
			shares[s] += m.N
			total += m.N
		}
	}
	for s := range shares {
		shares[s] /= total
	}
	return shares
}

// PostStratify weighs the means of an arm's strata by shares of the population instead of by the luck of the draw (Miratrix, Sekhon & Yu 2013,
// "Adjusting treatment effect estimates by post-stratification in randomized experiments", JRSS B 75). The variance is that given the numbers
// of units, sum of w^2 S / n, with degrees of freedom after Satterthwaite by the first variable. It fails where a stratum that counts has fewer
// than two units in the arm.
func PostStratify(arm []*Moments, shares []float64) (*Averages, error) {
	if len(arm) == 0 || len(arm) != len(shares) {
		return nil, fmt.Errorf("%d strata have %d shares", len(arm), len(shares))
	}
	out := &Averages{Mean: make([]float64, arm[0].K()), Cov: make([]float64, len(arm[0].Scatter))}
	squares := 0.0
	for s, m := range arm {
		w := shares[s]
		if w == 0 {
			continue
		}
		if m.N < 2 {
			return nil, fmt.Errorf("stratum %d has %v units of an arm; at least 2 are needed: join it with another", s, m.N)
		}
		a := m.Averages()
		out.Units += m.N
		for i := range out.Mean {
			out.Mean[i] += w * a.Mean[i]
		}
		for i := range out.Cov {
			out.Cov[i] += w * w * a.Cov[i]
		}
		squares += math.Pow(w, 4) * a.Cov[0] * a.Cov[0] / a.DF
	}
	out.DF = out.Units - float64(len(arm))
	if squares > 0 {
		out.DF = out.Cov[0] * out.Cov[0] / squares
	}
	return out, nil
}
