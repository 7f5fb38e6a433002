package experiment

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate"
	"marketsim/reports/format"
	"marketsim/sim/experiment"
)

// Live is the result of a live test: moments of each side by metric.
type Live struct {
	control, treatment map[string]*side
}

// side is one side's variables of a metric.
type side struct {
	m      *estimate.Moments
	metric estimate.Metric
}

// mostLive is the largest number of a result: products of three such numbers and of sums of them are far from overflowing.
const mostLive = 1e60

// aggregate are the columns of a file with one row per arm and metric.
var aggregate = []string{"arm", "metric", "n", "sum", "sum_squares"}

// ReadLive reads a live test's result: rows of arm, metric, n, sum and sum_squares (or mean and sd), where a ratio metric also has denominator_sum,
// denominator_sum_squares and product_sum; or one row a unit, with an arm column and a column for each variable (revenue, value, clicks,
// impressions, sessions). Arms are named control and treatment, or as the experiment names them. All that is wrong is told at once.
func ReadLive(s *format.Sheet, control, treatment string) (*Live, []format.Mistake) {
	x := &liveReader{sheet: s, live: &Live{map[string]*side{}, map[string]*side{}}, control: []string{"control", control}, treatment: []string{"treatment", treatment}}
	if !s.Has("arm") {
		return nil, []format.Mistake{{Row: -1, Message: "the header lacks the column `arm`", Help: fmt.Sprintf("write %s, or arm and a column for each of revenue, value, clicks, impressions, sessions", strings.Join(aggregate, ","))}}
	}
	read := x.unit
	if s.Has("metric") {
		read = x.sums
		if bad := x.incomplete(); bad != nil {
			return nil, []format.Mistake{*bad}
		}
	}
	var bad []format.Mistake
	for row := range s.Rows {
		if wrong := read(row); wrong != nil {
			wrong.Row = row
			bad = append(bad, *wrong)
		}
	}
	if len(bad) == 0 {
		if err := x.finish(); err != nil {
			bad = append(bad, format.Mistake{Row: -1, Message: err.Error(), Help: "arms are control and treatment, or as in `compare`"})
		}
	}
	return x.live, bad
}

type liveReader struct {
	sheet              *format.Sheet
	live               *Live
	control, treatment []string
	units              [2]*estimate.Moments // of rows by unit
}

// incomplete is what a table of sums lacks.
func (x *liveReader) incomplete() *format.Mistake {
	var missing []string
	for _, name := range aggregate {
		if !x.sheet.Has(name) && !(x.sheet.Has("mean", "sd") && strings.HasPrefix(name, "sum")) {
			missing = append(missing, "`"+name+"`")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &format.Mistake{Row: -1, Column: "metric", Message: "there is no column " + strings.Join(missing, ", "),
		Help: "write " + strings.Join(aggregate, ",") + ", or mean and sd in place of the sums"}
}

// to is the side that a row belongs to.
func (x *liveReader) to(row int) (int, *format.Mistake) {
	arm := x.sheet.Cell(row, "arm")
	is := func(name string) bool { return strings.EqualFold(name, arm) }
	switch {
	case slices.ContainsFunc(x.control, is):
		return estimate.Control, nil
	case slices.ContainsFunc(x.treatment, is):
		return estimate.Treatment, nil
	}
	return 0, &format.Mistake{Column: "arm", Message: fmt.Sprintf("there is no arm `%s`; write control or treatment", arm), Help: x.sheet.Near(arm, slices.Compact(slices.Sorted(slices.Values(slices.Concat(x.control, x.treatment)))))}
}

func (x *liveReader) number(row int, name string) (float64, *format.Mistake) {
	text := x.sheet.Cell(row, name)
	v, err := strconv.ParseFloat(strings.TrimSuffix(text, " USD"), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, &format.Mistake{Column: name, Message: fmt.Sprintf("`%s` is not a number in column `%s`", text, name)}
	}
	if math.Abs(v) > mostLive {
		return 0, &format.Mistake{Column: name, Message: fmt.Sprintf("%g in column `%s` is more than %g", v, name, mostLive), Help: "no test has so many units or so much of anything: check which column is which"}
	}
	return v, nil
}

func (x *liveReader) numbers(row int, names ...string) (out []float64, bad *format.Mistake) {
	for _, name := range names {
		v, bad := x.number(row, name)
		if bad != nil {
			return nil, bad
		}
		out = append(out, v)
	}
	return out, nil
}

// own are the number of a row's units, their sum and the sum of their squares.
func (x *liveReader) own(row int) ([]float64, *format.Mistake) {
	if x.sheet.Has("sum", "sum_squares") {
		return x.numbers(row, "n", "sum", "sum_squares")
	}
	v, bad := x.numbers(row, "n", "mean", "sd")
	if bad != nil {
		return nil, bad
	}
	n, mean, sd := v[0], v[1], v[2]
	if sd < 0 {
		return nil, &format.Mistake{Column: "sd", Message: fmt.Sprintf("a standard deviation of %v is below 0", sd), Help: "check which column is which"}
	}
	return []float64{n, n * mean, float64(n*mean*mean) + float64((n-1)*sd*sd)}, nil
}

// sums reads a row of sums.
func (x *liveReader) sums(row int) *format.Mistake {
	to, bad := x.to(row)
	if bad != nil {
		return bad
	}
	name := x.sheet.Cell(row, "metric")
	if lower := strings.ToLower(name); lower != name {
		if _, ok := experiment.LookupMetric(lower); ok {
			name = lower
		}
	}
	known, ok := experiment.LookupMetric(name)
	if !ok {
		var all []string
		for _, m := range experiment.Metrics() {
			all = append(all, m.Name)
		}
		return &format.Mistake{Column: "metric", Message: fmt.Sprintf("there is no metric `%s`", name), Help: x.sheet.Near(name, all)}
	}
	v, bad := x.own(row)
	switch {
	case bad != nil:
		return bad
	case v[0] != math.Trunc(v[0]):
		return &format.Mistake{Column: "n", Message: fmt.Sprintf("n is %v: units come whole", v[0]), Help: "write how many units the arm had: check which column is which"}
	}
	s := &side{metric: estimate.Mean(0)}
	totals, products := v[1:2], v[2:3]
	if known.Den >= 0 {
		d, bad := x.numbers(row, "denominator_sum", "denominator_sum_squares", "product_sum")
		if bad != nil {
			bad.Message += fmt.Sprintf(": `%s` is a ratio", name)
			return bad
		}
		s.metric, totals, products = estimate.Ratio(0, 1), []float64{v[1], d[0]}, []float64{v[2], d[2], d[1]}
	}
	var err error
	if s.m, err = estimate.FromSums(v[0], totals, products); err != nil {
		message := strings.NewReplacer("variable 0: ", "", "variable 1: ", "denominator: ").Replace(err.Error())
		return &format.Mistake{Column: "n", Message: "`" + name + "`: " + message, Help: "check which column is which"}
	}
	sides := []map[string]*side{x.live.control, x.live.treatment}[to]
	if sides[name] != nil {
		return &format.Mistake{Column: "metric", Message: fmt.Sprintf("`%s` has a row of this arm already", name), Help: "add them up, or leave one of them out"}
	}
	sides[name] = s
	return nil
}

// unit reads a row of one unit; variables without a column are 0.
func (x *liveReader) unit(row int) *format.Mistake {
	to, bad := x.to(row)
	if bad != nil {
		return bad
	}
	var v [experiment.Variables]float64
	for i, name := range experiment.VariableNames {
		if x.sheet.Has(name) {
			if v[i], bad = x.number(row, name); bad != nil {
				return bad
			}
		}
	}
	if x.units[to] == nil {
		x.units[to] = estimate.NewMoments(experiment.Variables)
	}
	x.units[to].Add(v[:]...)
	return nil
}

// finish makes the metrics of rows by unit, and misses a side that is not there.
func (x *liveReader) finish() error {
	for _, m := range experiment.Metrics() {
		has := func(v int) bool { return v < 0 || x.sheet.Has(experiment.VariableNames[v]) }
		if !m.Goal && x.units[0] != nil && x.units[1] != nil && has(m.Num) && has(m.Den) {
			x.live.control[m.Name], x.live.treatment[m.Name] = &side{x.units[0], metricOf(m)}, &side{x.units[1], metricOf(m)}
		}
	}
	for name := range x.live.control {
		if x.live.treatment[name] == nil {
			return fmt.Errorf("`%s` has no row of the treatment", name)
		}
	}
	if len(x.live.control) == 0 || len(x.live.treatment) == 0 {
		return fmt.Errorf("one of the sides has no rows that can be read")
	}
	return nil
}

// Effect repeats the test's statistics: the relative effect on a metric, or of a goal the difference of shares, by Welch's t or the delta method. False where the file lacks it.
func (l *Live) Effect(metric string) (estimate.Effect, bool) {
	c, t := l.control[metric], l.treatment[metric]
	if c == nil || t == nil {
		return estimate.Effect{}, false
	}
	if m, _ := experiment.LookupMetric(metric); m.Goal {
		return estimate.Difference(c.m.Point(c.metric), t.m.Point(t.metric), Level), true
	}
	return relative(c.m.Point(c.metric), t.m.Point(t.metric)), true
}

// SampleRatio is the p value of the planned shares of control and treated units, from the first metric of the file by name.
func (l *Live) SampleRatio(control, treatment float64) (float64, error) {
	var names []string
	for name := range l.control {
		names = append(names, name)
	}
	first := slices.Min(names)
	return estimate.SampleRatio([]float64{l.control[first].m.N, l.treatment[first].m.N}, []float64{control, treatment})
}

// Corrected is a live reading less the bias that the market has for its design, with an interval that carries the noise of both.
func Corrected(live estimate.Effect, j *Judgement) estimate.Effect {
	if j.Bias == nil || j.BiasLo == nil || j.BiasHi == nil {
		return estimate.Effect{Value: math.NaN(), SE: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), P: math.NaN(), Why: "the bias has no interval: run more replications"}
	}
	t := distuv.StudentsT{Sigma: 1, Nu: float64(j.Replications - 1)}.Quantile(0.5 + Level/2)
	bias := (*j.BiasHi - *j.BiasLo) / 2 / t
	return estimate.NewEffect(live.Value-*j.Bias, math.Sqrt(live.SE*live.SE+bias*bias), min(live.DF, float64(j.Replications-1)), Level)
}
