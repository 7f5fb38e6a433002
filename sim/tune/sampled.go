package tune

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// doubt is the probability that a strategy may break a constraint, given a reading, up to which it may still be chosen.
const doubt = 0.05

// after is what the best choice brings when beliefs have such weights, whose sum is the probability of what was read. A strategy may be chosen that keeps the
// constraints under every belief, or but for a doubt; under a belief where it breaks one it counts for no more than the choice without a reading.
func (p *Payoff) after(weights []float64, prior int) float64 {
	total, most := 0.0, math.Inf(-1)
	for _, w := range weights {
		total += w
	}
	for s := range p.Values {
		value, broken := 0.0, 0.0
		for b, w := range weights {
			v := p.Values[s][b]
			if !p.allowed(s, b) {
				broken += w
				v = min(v, p.Values[prior][b])
			}
			value += float64(w * v)
		}
		if broken <= float64(doubt*total) {
			most = max(most, value)
		}
	}
	return most
}

// Sampled is the expected value of sample information: what it is worth to choose after an experiment whose outcome has a probability of likelihood[b][x] under
// belief b (Raiffa & Schlaifer 1961, "Applied Statistical Decision Theory", chapter 4: preposterior analysis). It is at most EVPI. NaN where no strategy is robust.
func (p *Payoff) Sampled(likelihood [][]float64) float64 {
	prior := p.Best()
	if prior < 0 {
		return math.NaN()
	}
	informed, weights := 0.0, make([]float64, len(p.Weights))
	for x := range likelihood[0] {
		for b, w := range p.Weights {
			weights[b] = w * likelihood[b][x]
		}
		informed += p.after(weights, prior)
	}
	return max(0, informed-p.Expected(prior))
}

// cells is into how many stretches a reading is cut, those at the ends without an end.
const cells = 4000

// Normal is the expected value of sample information of a reading that is normal about the mean under each belief, with one standard error: with one of its own
// for each belief, a test without any information would still tell them apart by how far off it is.
func (p *Payoff) Normal(mean []float64, se float64) float64 {
	lo, hi := slices.Min(mean)-float64(8*se), slices.Max(mean)+float64(8*se)
	likelihood := make([][]float64, len(mean))
	for b := range mean {
		below, sharp := 0.0, max(se, math.SmallestNonzeroFloat64)
		for k := range cells {
			upTo := 1.0
			if k < cells-1 {
				end := lo + float64((hi-lo)*float64(k+1)/cells)
				upTo = distuv.UnitNormal.CDF((end - mean[b]) / sharp)
			}
			likelihood[b] = append(likelihood[b], upTo-below)
			below = upTo
		}
	}
	return p.Sampled(likelihood)
}
