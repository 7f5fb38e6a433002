package tuning

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/estimate"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// Noise is the standard error of a simulated test that splits the Pinners of the scenario in two halves, relative to control.
type Noise struct {
	Pinners int           // of the scenario
	Days    []float64     // lengths that were simulated, rising
	SE      [][][]float64 // by belief, metric of TestMetrics and length; NaN where a test does not read the metric
}

// Plan is how large and long a test must be to tell two beliefs apart, and which size is worth most. Reading is normal about a belief's own effect with
// the standard error of the simulated units, the largest under any belief; what a test is worth is the expected value of its sample information, and what it costs is what its days bring
// less than the best strategy in expectation would.
type Plan struct {
	Metric  string `json:"metric"`
	Sizes   []Size `json:"sizes"`   // by days and Pinners
	Enough  int    `json:"enough"`  // of those that tell the pair apart, the one with the highest net value; -1: none does
	Highest int    `json:"highest"` // size with the highest net value; -1: none is worth what it costs
}

// Size is a size of a test. Value, cost and net are in the objective's unit over the horizon.
type Size struct {
	Days    int     `json:"days"`
	Pinners int     `json:"pinners_a_side"`
	Share   float64 `json:"share_a_side"` // of the scenario's Pinners
	Half    Number  `json:"half"`         // half width of the 95% interval of the effect
	Gap     Number  `json:"gap"`          // between the effects under the two beliefs
	Apart   bool    `json:"apart"`        // the interval is half of the gap or less to each side
	Value   Number  `json:"value"`        // expected value of sample information
	Cost    Number  `json:"cost"`
	Net     Number  `json:"net"`
}

// shares are those of a side that are compared, of all Pinners.
var shares = []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5}

// plan sizes a test, or says why it cannot.
func (t *table) plan(x *Test) {
	n := t.found.Noise
	if n == nil {
		x.Unplanned = t.found.Unplanned
		return
	}
	m := t.clearest(x)
	if m < 0 || t.Best < 0 {
		x.Unplanned = "no metric that a split of Pinners reads differs between the two beliefs"
		return
	}
	p := &Plan{Metric: x.Metrics[m], Enough: -1, Highest: -1}
	for l := range t.found.Lengths {
		for _, share := range t.sharesOf(x, m, l) {
			p.Sizes = append(p.Sizes, t.size(x, m, l, share))
		}
	}
	for i := range p.Sizes {
		s := &p.Sizes[i]
		if s.Apart && (p.Enough < 0 || s.Net > p.Sizes[p.Enough].Net) {
			p.Enough = i
		}
		if s.Net > 0 && (p.Highest < 0 || s.Net > p.Sizes[p.Highest].Net) {
			p.Highest = i
		}
	}
	x.Plan = p
}

// clearest is the metric whose effects under the pair lie most standard errors apart at the longest length; -1 where none is read or differs.
func (t *table) clearest(x *Test) int {
	best, most, last := -1, 0.0, len(t.found.Lengths)-1
	for m := range x.Metrics {
		se := t.se(x.Pair.A, m, last, 0.5) + t.se(x.Pair.B, m, last, 0.5)
		if z := math.Abs(t.gap(x, m, last)) / se; z > most {
			best, most = m, z
		}
	}
	return best
}

// mean is the mean effect of a test's strategy under a belief.
func (t *table) mean(x *Test, belief, length, m int) float64 {
	return stat.Mean(t.effect(x.Strategy, belief, length, m), nil)
}

// gap is the difference of the effects under a test's pair.
func (t *table) gap(x *Test, m, length int) float64 {
	return t.mean(x, x.Pair.A, length, m) - t.mean(x, x.Pair.B, length, m)
}

// se is the standard error of a test with a share of all Pinners on each side.
func (t *table) se(belief, m, length int, share float64) float64 {
	n := t.found.Noise
	d := estimate.Design{Days: n.Days, SE: n.SE[belief][m], Share: 0.5}
	return d.At(float64(t.found.Lengths[length]), share, share)
}

// noisiest is the larger standard error under the pair.
func (t *table) noisiest(x *Test, m, length int, share float64) float64 {
	return max(t.se(x.Pair.A, m, length, share), t.se(x.Pair.B, m, length, share))
}

// sharesOf are the shares that are compared at a length, with the least one that tells the pair apart among them.
func (t *table) sharesOf(x *Test, m, length int) (list []float64) {
	root := stats.Normal * t.noisiest(x, m, length, 0.5) / (math.Abs(t.gap(x, m, length)) / 2)
	least := math.Ceil(0.5*root*root*float64(t.found.Noise.Pinners)) / float64(t.found.Noise.Pinners)
	for _, s := range shares {
		if least > 0 && least < s && (len(list) == 0 || least > list[len(list)-1]) {
			list = append(list, least)
		}
		list = append(list, s)
	}
	return list
}

// size reads what a test of a size shows, is worth and costs.
func (t *table) size(x *Test, m, length int, share float64) Size {
	half, gap := stats.Normal*t.noisiest(x, m, length, share), math.Abs(t.gap(x, m, length))
	var mean []float64
	se := 0.0 // the largest, so that a test which reads nothing is worth nothing
	for b := range t.Beliefs {
		mean, se = append(mean, t.mean(x, b, length, m)), max(se, t.se(b, m, length, share))
	}
	s := Size{Days: t.found.Lengths[length], Share: share, Pinners: int(math.Round(share * float64(t.found.Noise.Pinners))), Half: Number(half), Gap: Number(gap), Apart: half <= gap/2*(1+1e-9)}
	s.Value, s.Cost = Number(t.payoff.Normal(mean, se)), Number(t.cost(x.Strategy, length, share))
	s.Net = s.Value - s.Cost
	return s
}

// cost is by how much less than the best strategy in expectation the days of a test bring, in the objective's unit over the horizon: a share of Pinners
// carries the strategy under test, the others stay with the market as it stands. A metric that is no sum over days counts by their share of the horizon.
func (t *table) cost(strategy, length int, share float64) (sum float64) {
	brought := func(s, b int) float64 { return stat.Mean(t.found.Strategies[s].Brought[b][length], nil) }
	for b, w := range t.payoff.Weights {
		sum += float64(w * (brought(t.Best, b) - float64(share*brought(strategy, b)) - float64((1-share)*brought(0, b))))
	}
	if m, ok := results.LookupMetric(t.found.Plan.Goals[0].Metric); !ok || !m.Additive() {
		sum *= float64(t.found.Lengths[length]) / float64(t.found.Plan.Horizons[t.at])
	}
	return t.sign * sum
}
