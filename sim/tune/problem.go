package tune

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Objective is what is to be high, or low.
type Objective struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Low  bool   `json:"low,omitempty"` // lower is better
}

// Subjects of constraints.
const (
	Change     = "change"     // relative to the market as it stands, paired by replication
	Difference = "difference" // less the market as it stands, in the metric's unit
	Level      = "value"      // the candidate's own
)

// Constraint is what a setting has to keep.
type Constraint struct {
	Name       string  `json:"name"`
	Unit       string  `json:"unit"`
	Subject    string  `json:"subject"` // change, difference or value
	Most       bool    `json:"most,omitempty"`
	Bound      float64 `json:"bound"`      // at least, or at most; of a change a fraction
	Confidence float64 `json:"confidence"` // one-sided, with which it has to hold
}

// Problem is what is searched for. A sample is one replication's outcomes: of each layer in turn the objectives, then what the constraints are
// about. Layers are views of the same runs, such as horizons; the last is the one that counts.
type Problem struct {
	Levers      []Lever
	Objectives  []Objective
	Constraints []Constraint
	Layers      int
	Beliefs     []Belief // of each horizon the layers before its last, which is their expectation; nil: a horizon is one layer
}

// Width is how many outcomes a layer has.
func (p *Problem) Width() int { return len(p.Objectives) + len(p.Constraints) }

// Candidate is a setting with what is known of it.
type Candidate struct {
	ID      int         `json:"id"`      // by the order of asking; 0 is the market as it stands
	Shares  []float64   `json:"shares"`  // by lever, in [0, 1]
	Setting []string    `json:"setting"` // by lever, as the language writes it; of candidate 0 what the scenario says
	Stage   string      `json:"stage"`   // that asked for it first
	Arm     string      `json:"arm"`     // of the scenario that it plays, in place of a setting; empty: none
	Samples [][]float64 `json:"samples"` // by replication and outcome
}

// column is an outcome over replications.
func (c *Candidate) column(j int) []float64 {
	out := make([]float64, len(c.Samples))
	for r := range out {
		out[r] = c.Samples[r][j]
	}
	return out
}

// Objective is an objective of a layer by replication, turned so that more is better.
func (p *Problem) Objective(c *Candidate, layer, j int) []float64 {
	out := c.column(layer*p.Width() + j)
	if p.Objectives[j].Low {
		for r := range out {
			out[r] = -out[r]
		}
	}
	return out
}

// Slack is by how much a constraint holds, by replication: at least 0 where it does. Base is the market as it stands, with as many replications.
func (p *Problem) Slack(c, base *Candidate, layer, j int) []float64 {
	k := &p.Constraints[j]
	at := layer*p.Width() + len(p.Objectives) + j
	x, b := c.column(at), base.column(at)
	n := min(len(x), len(b))
	mean := math.Abs(stat.Mean(b[:n], nil))
	out := make([]float64, n)
	for r := range out {
		switch k.Subject {
		case Change:
			out[r] = (x[r]-b[r])/mean - k.Bound
		case Difference:
			out[r] = x[r] - b[r] - k.Bound
		default:
			out[r] = x[r] - k.Bound
		}
		if k.Most {
			out[r] = -out[r]
		}
	}
	return out
}

// Band is a mean with a half width.
type Band struct {
	Mean float64 `json:"mean"`
	Half float64 `json:"half"` // 0 where nothing varies; NaN of a single value
}

// Interval is the mean of values with the half width of its one-sided Student interval at a confidence.
func Interval(values []float64, confidence float64) Band {
	n := len(values)
	if n == 0 {
		return Band{math.NaN(), math.NaN()}
	}
	mean, variance := stat.MeanVariance(values, nil)
	if constant(values) {
		return Band{values[0], 0}
	}
	if n < 2 {
		return Band{mean, math.NaN()}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(confidence)
	return Band{mean, t * math.Sqrt(variance/float64(n))}
}

// constant tells whether values differ by rounding only.
func constant(values []float64) bool {
	for _, x := range values {
		if math.Abs(x-values[0]) > 1e-12*math.Abs(values[0]) {
			return false
		}
	}
	return true
}

// Keeps tells whether a candidate keeps all constraints of a layer with their confidence.
func (p *Problem) Keeps(c, base *Candidate, layer int) bool { return p.violation(c, base, layer) == 0 }

// violation sums over constraints by how much the lower ends of their margins miss 0, in units of the bound's size.
func (p *Problem) violation(c, base *Candidate, layer int) (sum float64) {
	for j := range p.Constraints {
		m := p.Margin(c, base, layer, j)
		half := m.Half
		if math.IsNaN(half) {
			half = 0
		}
		switch miss := half - m.Mean; {
		case math.IsNaN(miss):
			sum += 1e6 // the metric has no value there
		case miss > 1e-12:
			sum += miss / p.scale(base, layer, j)
		}
	}
	return sum
}

// scale is the size by which a constraint's misses are counted.
func (p *Problem) scale(base *Candidate, layer, j int) float64 {
	k := &p.Constraints[j]
	if k.Subject == Change {
		return 0.01
	}
	size := math.Abs(stat.Mean(base.column(layer*p.Width()+len(p.Objectives)+j), nil))
	if size > 0 && !math.IsNaN(size) {
		return size / 100
	}
	return 1
}

// Gain is by how much a candidate's objective exceeds the base's, by replication, relative to the base's mean where that is not 0.
func (p *Problem) Gain(c, base *Candidate, layer, j int) []float64 {
	x, b := p.Objective(c, layer, j), p.Objective(base, layer, j)
	n := min(len(x), len(b))
	mean := math.Abs(stat.Mean(b[:n], nil))
	if mean == 0 || math.IsNaN(mean) {
		mean = 1
	}
	out := make([]float64, n)
	for r := range out {
		out[r] = (x[r] - b[r]) / mean
	}
	return out
}
