package experiment

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate"
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

// aggregate are the columns of a file with one row per arm and metric.
var aggregate = []string{"arm", "metric", "n", "sum", "sum_squares"}

// ReadLive reads a live test's result: rows of arm, metric, n, sum and sum_squares, where a ratio metric also has denominator_sum,
// denominator_sum_squares and product_sum; or one row a unit, with an arm column and a column for each variable (revenue, value, clicks,
// impressions, sessions). Arms are named control and treatment, or as the experiment names them. It fails on anything that it cannot read, with
// the line.
func ReadLive(r io.Reader, control, treatment string) (*Live, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("there are no rows below the header")
	}
	x := &liveReader{column: map[string]int{}, live: &Live{map[string]*side{}, map[string]*side{}}, control: []string{"control", control}, treatment: []string{"treatment", treatment}}
	for i, name := range rows[0] {
		x.column[strings.TrimSpace(name)] = i
	}
	read := x.unit
	if _, ok := x.column["metric"]; ok {
		read = x.sums
	}
	if _, ok := x.column["arm"]; !ok {
		return nil, fmt.Errorf("the header lacks the column `arm`; write %s, or arm and a column for each of revenue, value, clicks, impressions, sessions", strings.Join(aggregate, ","))
	}
	for i, row := range rows[1:] {
		if err := read(row); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return x.live, x.finish()
}

type liveReader struct {
	column             map[string]int
	live               *Live
	control, treatment []string
	units              [2]*estimate.Moments // of rows by unit
}

// to is the side that a row belongs to.
func (x *liveReader) to(row []string) (int, error) {
	arm := strings.TrimSpace(row[x.column["arm"]])
	switch {
	case slices.Contains(x.control, arm):
		return estimate.Control, nil
	case slices.Contains(x.treatment, arm):
		return estimate.Treatment, nil
	}
	return 0, fmt.Errorf("there is no arm `%s`; write control or treatment", arm)
}

func (x *liveReader) number(row []string, name string) (float64, error) {
	i, ok := x.column[name]
	if !ok {
		return 0, fmt.Errorf("the column `%s` is missing", name)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(row[i]), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("`%s` is not a number in column `%s`", row[i], name)
	}
	return v, nil
}

func (x *liveReader) numbers(row []string, names ...string) (out []float64, err error) {
	for _, name := range names {
		v, err := x.number(row, name)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// sums reads a row of sums.
func (x *liveReader) sums(row []string) error {
	to, err := x.to(row)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(row[x.column["metric"]])
	known, ok := experiment.LookupMetric(name)
	if !ok {
		return fmt.Errorf("there is no metric `%s`", name)
	}
	v, err := x.numbers(row, "n", "sum", "sum_squares")
	if err != nil {
		return err
	}
	s := &side{metric: estimate.Mean(0)}
	totals, products := v[1:2], v[2:3]
	if known.Den >= 0 {
		d, err := x.numbers(row, "denominator_sum", "denominator_sum_squares", "product_sum")
		if err != nil {
			return fmt.Errorf("%w: `%s` is a ratio", err, name)
		}
		s.metric, totals, products = estimate.Ratio(0, 1), []float64{v[1], d[0]}, []float64{v[2], d[2], d[1]}
	}
	if s.m, err = estimate.FromSums(v[0], totals, products); err != nil {
		return err
	}
	sides := []map[string]*side{x.live.control, x.live.treatment}[to]
	if sides[name] != nil {
		return fmt.Errorf("`%s` has a row of this arm already; add them up, or leave one of them out", name)
	}
	sides[name] = s
	return nil
}

// unit reads a row of one unit; variables without a column are 0.
func (x *liveReader) unit(row []string) error {
	to, err := x.to(row)
	if err != nil {
		return err
	}
	var v [experiment.Variables]float64
	for i, name := range experiment.VariableNames {
		if _, ok := x.column[name]; ok {
			if v[i], err = x.number(row, name); err != nil {
				return err
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
		has := func(v int) bool { _, ok := x.column[experiment.VariableNames[max(v, 0)]]; return v < 0 || ok }
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
