package tune

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Belief is what may be true of a market.
type Belief struct {
	Name   string   `json:"name"`
	Weight float64  `json:"weight"` // probability that it is true
	Set    []string `json:"set"`    // "path=value", on top of the scenario
}

// Worlds is how many layers a horizon has: one for each belief and one for their expectation; without beliefs one.
func (p *Problem) Worlds() int {
	if p.Beliefs == nil {
		return 1
	}
	return len(p.Beliefs) + 1
}

// Layer is the layer of a horizon, 0 being the shortest, under a belief; of the belief after the last it is their expectation.
func (p *Problem) Layer(horizon, belief int) int { return horizon*p.Worlds() + belief }

// Mixed puts samples under each belief, which have the outcomes of every horizon in turn, side by side: of each horizon all beliefs, then their expectation.
func (p *Problem) Mixed(samples [][][]float64) [][]float64 {
	out, w := make([][]float64, len(samples[0])), p.Width()
	for r := range out {
		for at := 0; at < len(samples[0][r]); at += w {
			mean := make([]float64, w)
			for b := range samples {
				for j, x := range samples[b][r][at : at+w] {
					mean[j] += float64(p.Beliefs[b].Weight * x)
				}
				out[r] = append(out[r], samples[b][r][at:at+w]...)
			}
			out[r] = append(out[r], mean...)
		}
	}
	return out
}

// Margin is the mean slack of a constraint with the half width of its interval, at the constraint's own confidence. In expectation over beliefs it is
// that of the belief under which the least room is left: a constraint holds whatever is true.
func (p *Problem) Margin(c, base *Candidate, layer, j int) Band {
	n := len(p.Beliefs)
	if p.Beliefs == nil || layer%p.Worlds() < n {
		return Interval(p.Slack(c, base, layer, j), p.Constraints[j].Confidence)
	}
	first := layer - n
	least, room := p.Margin(c, base, first, j), math.Inf(1)
	for b := range p.Beliefs {
		m := p.Margin(c, base, first+b, j)
		if x := (m.Mean - m.Half) / p.scale(base, first+b, j); x < room || math.IsNaN(m.Mean) {
			least, room = m, x
		}
	}
	return least
}

// Chance is at least how likely it is that a candidate keeps all constraints of a layer, given its replications: one less the sum over constraints of the
// probabilities that the mean slack is below 0 (Bonferroni), each by Student's law about the replications' mean, which is the posterior of a normal mean
// under a flat prior. It is exact for one constraint.
func (p *Problem) Chance(c, base *Candidate, layer int) float64 {
	out := 1.0
	for j := range p.Constraints {
		slack := p.Slack(c, base, layer, j)
		mean, n := stat.Mean(slack, nil), len(slack)
		switch {
		case math.IsNaN(mean):
			return 0
		case constant(slack) || n < 2:
			if mean < -1e-12 {
				return 0
			}
		default:
			se := stat.StdDev(slack, nil) / math.Sqrt(float64(n))
			out -= distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.CDF(-mean / se)
		}
	}
	return max(0, out)
}

// Behind is by how much a point lies behind a front: the most by which some point of the front exceeds it in every objective, and at least 0 (the additive
// epsilon indicator of a single point: Zitzler et al. 2003, "Performance assessment of multiobjective optimizers"). Of one objective it is the regret.
func Behind(front [][]float64, mine []float64) (most float64) {
	for _, q := range front {
		least := math.Inf(1)
		for j := range q {
			least = min(least, q[j]-mine[j])
		}
		most = max(most, least)
	}
	return most
}
