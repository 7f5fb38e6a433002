package sweeps

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
	"marketsim/sim/results"
)

// Sensitivity is how much moving one axis from one value to another changes an outcome, the other axes held: the main effect of
// a linear model over the points, fitted in each replication (so that common random numbers cancel), with a t interval over
// replications. A numeric axis is a straight line from its lowest to its highest value; any other axis has an effect per value.
type Sensitivity struct {
	Axis string `json:"axis"`
	From string `json:"from"`
	To   string `json:"to"`
	Outcome
	// Change is relative to the mean over points for a level, a fraction; for a change that an arm makes it is in percentage points.
	Change    *float64 `json:"change"`
	Lo        *float64 `json:"lo"`
	Hi        *float64 `json:"hi"`
	P         *float64 `json:"p"`
	PAdjusted *float64 `json:"p_adjusted"` // over all effects on the same outcome's arm
	Verdict   string   `json:"verdict"`
	// Explained is the share of the variance between points that all axes together explain as straight lines and steps; what is
	// missing is curvature and interaction.
	Explained *float64 `json:"explained"`
	Why       string   `json:"why,omitempty"`
	Level     float64  `json:"level"` // of the interval: that at which Holm's procedure stops where the correction decides

	samples []float64 // the change, by replication
}

const whyTogether = "the axes move together: each is read as if it moved alone"

// move is a column of the model: an axis that goes from one value to another.
type move struct {
	axis     int
	from, to string
	x        []float64 // by point
}

// terms are the columns of the model besides the mean. A numeric axis runs from 0 at its lowest value to 1 at its highest.
func (s *Sweep) terms() (out []move) {
	for i := range s.In.Axes {
		a := &s.In.Axes[i]
		if a.Numeric {
			lo, hi := 0, 0
			for p := range a.Values {
				if a.Number(p) < a.Number(lo) {
					lo = p
				}
				if a.Number(p) > a.Number(hi) {
					hi = p
				}
			}
			t := move{axis: i, from: a.Values[lo], to: a.Values[hi], x: make([]float64, len(a.Values))}
			for p := range t.x {
				t.x[p] = (a.Number(p) - a.Number(lo)) / (a.Number(hi) - a.Number(lo))
			}
			out = append(out, t)
			continue
		}
		var levels []string
		for _, v := range a.Values {
			if !slices.Contains(levels, v) {
				levels = append(levels, v)
			}
		}
		for _, level := range levels[1:] {
			t := move{axis: i, from: levels[0], to: level, x: make([]float64, len(a.Values))}
			for p, v := range a.Values {
				if v == level {
					t.x[p] = 1
				}
			}
			out = append(out, t)
		}
	}
	return out
}

// sensitivity fits the model to every outcome.
func (s *Sweep) sensitivity() {
	terms := s.terms()
	if s.Summary.Done == 0 || len(s.Points) < 2 {
		return
	}
	together := !separable(terms, len(s.Points))
	for _, o := range s.order {
		effects, explained := s.fit(o, terms, together)
		for k, t := range terms {
			c := stats.Compare(make([]float64, len(effects[k])), effects[k], stats.Level)
			x := Sensitivity{Axis: s.In.Axes[t.axis].Path, From: t.from, To: t.to, Outcome: o, Change: reports.Finite(c.Difference), Lo: reports.Finite(c.DifferenceLo), Hi: reports.Finite(c.DifferenceHi),
				P: reports.Finite(c.P), Explained: reports.Finite(explained), Level: stats.Level, samples: effects[k]}
			if x.Lo == nil {
				x.Why = c.Why
			}
			if together {
				x.Why = whyTogether
			}
			better := "neither"
			if m, ok := results.LookupMetric(o.Metric); ok {
				better = reports.Direction(m.Better)
			}
			x.Verdict = verdict.Word(better, c.Pairs, c.Difference, c.P, c.Identical)
			s.Summary.Sensitivity = append(s.Summary.Sensitivity, x)
		}
	}
	s.adjust()
}

// adjust corrects p values by Holm, one family per arm.
func (s *Sweep) adjust() {
	families := map[string][]int{}
	var names []string
	for i := range s.Summary.Sensitivity {
		x := &s.Summary.Sensitivity[i]
		if x.P == nil {
			continue
		}
		name := "sensitivity, " + x.Arm
		if families[name] == nil {
			names = append(names, name)
		}
		families[name] = append(families[name], i)
	}
	for _, name := range names {
		p := make([]float64, len(families[name]))
		for k, i := range families[name] {
			p[k] = *s.Summary.Sensitivity[i].P
		}
		level := verdict.StoppedAt(p)
		for k, adjusted := range stats.Holm(p) {
			x := &s.Summary.Sensitivity[families[name][k]]
			if x.PAdjusted, x.Verdict = reports.Finite(adjusted), verdict.Confirmed(x.Verdict, adjusted); x.Verdict == reports.VerdictLost {
				c := stats.Compare(make([]float64, len(x.samples)), x.samples, level)
				x.Level, x.Lo, x.Hi = level, reports.Finite(c.DifferenceLo), reports.Finite(c.DifferenceHi)
			}
		}
		s.Summary.Families = append(s.Summary.Families, reports.Family{Name: name, Size: len(p), Correction: "holm"})
	}
}

// design is the matrix of the model: the mean, then the terms.
func design(terms []move, points int) *mat.Dense {
	x := mat.NewDense(points, 1+len(terms), nil)
	for p := range points {
		x.Set(p, 0, 1)
		for k := range terms {
			x.Set(p, 1+k, terms[k].x[p])
		}
	}
	return x
}

// separable tells whether the points tell the terms apart.
func separable(terms []move, points int) bool {
	var svd mat.SVD
	if points < 1+len(terms) || !svd.Factorize(design(terms, points), mat.SVDNone) {
		return false
	}
	return svd.Cond() < 1e8
}

// fit gives the effect of every term in every replication, relative to the mean of a level, and the mean share of the variance
// between points that the model explains (NaN where the terms are read one by one).
func (s *Sweep) fit(o Outcome, terms []move, together bool) (effects [][]float64, explained float64) {
	effects = make([][]float64, len(terms))
	var shares []float64
	for r := range s.Summary.Done {
		y := make([]float64, len(s.Points))
		for p := range y {
			y[p] = s.samples[o][p][r]
		}
		scale := 1.0
		if o.Versus == "" {
			scale = math.Abs(stat.Mean(y, nil))
			if scale < 1e-12 {
				scale = math.NaN() // there is nothing to relate an effect to
			}
		}
		var beta []float64
		if together {
			for k := range terms {
				beta = append(beta, leastSquares(terms[k:k+1], y)[1])
			}
		} else {
			b := leastSquares(terms, y)
			beta = b[1:]
			shares = append(shares, explainedShare(b, terms, y))
		}
		for k := range terms {
			e := beta[k] / scale
			if math.Abs(e) < 1e-12 { // what arithmetic leaves of nothing
				e = 0
			}
			effects[k] = append(effects[k], e)
		}
	}
	return effects, stats.MeanInterval(shares, stats.Level).Mean
}

// leastSquares solves for the mean and the terms by QR; NaN where an outcome does not exist at some point.
func leastSquares(terms []move, y []float64) []float64 {
	out := make([]float64, 1+len(terms))
	var b mat.VecDense
	if slices.ContainsFunc(y, math.IsNaN) || b.SolveVec(design(terms, len(y)), mat.NewVecDense(len(y), slices.Clone(y))) != nil {
		for i := range out {
			out[i] = math.NaN()
		}
		return out
	}
	for i := range out {
		out[i] = b.AtVec(i)
	}
	return out
}

// explainedShare is the part of the variance of y that a model explains; NaN when y does not vary.
func explainedShare(b []float64, terms []move, y []float64) float64 {
	mean := stat.Mean(y, nil)
	rest, all := 0.0, 0.0
	for p := range y {
		fit := b[0]
		for k := range terms {
			fit += b[1+k] * terms[k].x[p]
		}
		rest += (y[p] - fit) * (y[p] - fit)
		all += (y[p] - mean) * (y[p] - mean)
	}
	if all <= 1e-24*mean*mean*float64(len(y)) {
		return math.NaN()
	}
	return 1 - rest/all
}

// Over is the mean of an outcome over some points, with its interval over replications; NaN where it does not exist.
func (s *Sweep) Over(points []int, o Outcome) (mean, lo, hi float64) {
	values := make([]float64, s.Summary.Done)
	for r := range values {
		for _, p := range points {
			values[r] += s.samples[o][p][r] / float64(len(points))
		}
	}
	e := stats.MeanInterval(values, stats.Level)
	return e.Mean, e.Lo, e.Hi
}

// Line is the straight line of a numeric axis in an outcome's own unit: its height in the middle of the axis, where all points
// lie on average as they do, and how far it rises from the lowest to the highest value.
func (s *Sweep) Line(axis int, o Outcome, change float64) (middle, rise float64) {
	all := make([]int, len(s.Points))
	a := &s.In.Axes[axis]
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
	for p := range all {
		all[p] = p
		x := a.Number(p)
		lo, hi, sum = min(lo, x), max(hi, x), sum+x/float64(len(all))
	}
	mean, _, _ := s.Over(all, o)
	if rise = change; o.Versus == "" {
		rise *= math.Abs(mean)
	}
	return mean + rise*((lo+hi)/2-sum)/(hi-lo), rise
}

// Size words how far an outcome moves, with its interval.
func (x *Sensitivity) Size() string {
	if x.Versus == "" {
		return format.Change(format.ValueOf(x.Change), format.ValueOf(x.Lo), format.ValueOf(x.Hi))
	}
	return strings.TrimSuffix(format.Interval(format.ValueOf(x.Change), format.ValueOf(x.Lo), format.ValueOf(x.Hi)), " exactly") + " points"
}
