// Package calibration reads targets that a market should show, and tells what a calibration made of them.
package calibration

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/ask"
	"marketsim/sim/tune"
)

// Target is a number that a company knows of its market.
type Target struct {
	ask.Term
	From, To int  // days [From, To)
	place         // of a curve
	Share    bool // the value is the metric's share of the whole market, in percent
	tune.Target
	Relative float64 // the tolerance in percent of the value; 0: it is stated in the value's unit
	Curve    string  // that it is a point of: "sessions by hour"; empty: of none
	At       string  // where on it
}

// columns of a targets file; the first two are needed.
var columns = slices.Concat([]string{"metric", "value", "tolerance", "segment", "surface", "group", "from_day", "to_day"}, indices)

// ReadTargets reads a CSV file of targets: metric, value, tolerance, and where wanted segment, surface, group, from_day and to_day (exclusive), hour, weekday, day,
// cohort and age. Without a column metric it is a table of curves: a column hour, weekday, day or age, and one for each metric. Lines that
// begin with # are remarks. A tolerance with % is relative to the value, 5% when it is left out. Input tells what the market has.
func ReadTargets(r io.Reader, in *reports.Input) ([]Target, error) {
	rows, err := format.ReadTable(r)
	if err != nil {
		return nil, fmt.Errorf("the targets are no CSV: %w", err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("there are no targets; write a line `metric,value,tolerance` and below it ctr,0.4%%,5%%")
	}
	for i := range rows[0] {
		rows[0][i] = strings.TrimSpace(rows[0][i])
	}
	list, err := named(rows)
	if err == nil && list == nil {
		list, err = tabled(rows, in)
	}
	if err != nil {
		return nil, err
	}
	return Stated(list, in)
}

// named are the rows of a file by column name; nil where the file has no column metric.
func named(rows [][]string) (list []map[string]string, err error) {
	if !slices.Contains(rows[0], columns[0]) {
		return nil, nil
	}
	for _, name := range rows[0] {
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("there is no column `%s` in targets; there are %s", name, strings.Join(columns, ", "))
		}
	}
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, cell := range row[:min(len(row), len(rows[0]))] {
			cells[rows[0][i]] = strings.TrimSpace(cell)
		}
		list = append(list, cells)
	}
	return list, nil
}

// Stated reads targets that are written by column name, as a scenario states them.
func Stated(list []map[string]string, in *reports.Input) (out []Target, err error) {
	for i, row := range list {
		t, err := readTarget(in, func(name string) string { return row[name] })
		if err != nil {
			return nil, fmt.Errorf("target %d: %w", i+1, err)
		}
		if out, err = Join(out, []Target{*t}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Join puts targets together; no two of them may be for the same.
func Join(list, more []Target) ([]Target, error) {
	for i := range more {
		if slices.ContainsFunc(list, func(o Target) bool { return o.Name == more[i].Name }) {
			return nil, fmt.Errorf("there are two targets for %s: state one", more[i].Name)
		}
	}
	return append(list, more...), nil
}

func readTarget(in *reports.Input, cell func(string) string) (*Target, error) {
	t := &Target{Term: ask.Term{Metric: cell("metric"), Where: ask.Where{Segment: cell("segment"), Surface: cell("surface"), Group: cell("group")}}, To: in.Days}
	if t.Metric == ofCohort && cell("age") != "" {
		t.Metric = retention
	}
	m := in.Metric(t.Metric)
	switch {
	case t.Metric == retention:
		m = retained
	case m == nil:
		return nil, fmt.Errorf("there is no metric named `%s`", t.Metric)
	}
	cut, ok := in.Cut(t.Where)
	if !ok || !m.Has(cut) || m == retained && t.Where != (ask.Where{}) {
		return nil, fmt.Errorf("this market has no %s for %s", t.Metric, t.Where)
	}
	if err := t.readDays(in, m, cell); err != nil {
		return nil, err
	}
	if err := t.readPlace(in, m, cell); err != nil {
		return nil, err
	}
	if err := t.readValue(in, m, cell); err != nil {
		return nil, err
	}
	t.joinCurve(in.Days)
	return t, nil
}

// readDays reads the days that count.
func (t *Target) readDays(in *reports.Input, m *reports.Metric, cell func(string) string) error {
	for name, day := range map[string]*int{"from_day": &t.From, "to_day": &t.To} {
		if text := cell(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				return fmt.Errorf("`%s` is no day", text)
			}
			*day = n
		}
	}
	if t.From < 0 || t.To > in.Days || t.From >= t.To || m.Whole && (t.From > 0 || t.To < in.Days) {
		return fmt.Errorf("days %d to %d of %s do not lie within the horizon of %d days, or the metric exists over all of it only", t.From, t.To, t.Metric, in.Days)
	}
	return nil
}

// readValue reads the value and its tolerance. A metric that adds up has a share with %: of the whole market over all hours or weekdays, over the days that count.
func (t *Target) readValue(in *reports.Input, m *reports.Metric, cell func(string) string) error {
	text, unit := cell("value"), m.Unit
	t.Share = strings.HasSuffix(text, "%") && unit != "%" && m.Own == nil && m.Additive()
	if t.Share {
		unit = "%"
		if t.Where == (ask.Where{}) && t.place == anywhere {
			return fmt.Errorf("`%s` of %s is a share of what? Name an hour, a weekday, a day, a segment, a surface or a group", text, t.Metric)
		}
	}
	x, err := amount(text, t.Metric, unit)
	if err != nil {
		return err
	}
	t.Name, t.Unit, t.Value = t.words(in.Days), unit, x
	tolerance := cell("tolerance")
	if tolerance == "" {
		tolerance = "5%"
	}
	if relative, is := strings.CutSuffix(tolerance, "%"); is {
		y, e := amount(relative, t.Metric, "")
		t.Relative, t.Tolerance, err = y, y*math.Abs(x)/100, e
	} else {
		t.Tolerance, err = amount(tolerance, t.Metric, unit)
	}
	if err != nil {
		return err
	}
	if !(t.Tolerance > 0) || math.IsInf(t.Tolerance, 0) {
		return fmt.Errorf("the tolerance `%s` of %s is not above 0; a target of 0 needs one without %%", tolerance, t.Metric)
	}
	return nil
}

// number is a number and what stands behind it.
var number = regexp.MustCompile(`^([+-]?[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?)\s*((?s).*)$`)

// amount reads a number of a metric, with its unit or without one. Nothing else may stand beside it: of `1,000 USD` or `0,4%` only a part would be read.
func amount(text, metric, unit string) (float64, error) {
	parts := number.FindStringSubmatch(text)
	x, err := strconv.ParseFloat(strings.ReplaceAll(parts[1], "_", ""), 64)
	rest := parts[2]
	switch {
	case err != nil || math.IsInf(x, 0):
		return 0, fmt.Errorf("`%s` is no number", text)
	case rest == "" || rest == unit:
		return x, nil
	case rest == "%" && unit == "share":
		return x / 100, nil
	case strings.HasPrefix(rest, ","):
		return 0, fmt.Errorf("`%s` is not read: write a point before decimals, and thousands without a separator or with _", text)
	case unit == "" || unit == "count":
		return 0, fmt.Errorf("`%s`: %s is a number without a unit", text, metric)
	}
	return 0, fmt.Errorf("`%s`: %s is in %s", text, metric, unit)
}

func (t *Target) words(days int) string {
	return t.named() + t.place.words() + t.window(days)
}

// window is the days that count where these are not all.
func (t *Target) window(days int) string {
	if t.Day >= 0 || t.From == 0 && t.To == days {
		return ""
	}
	return fmt.Sprintf(", days %d to %d", t.From, t.To-1)
}

// Sampler reads what runs with one arm show of targets, by replication.
func Sampler(list []Target) func(*reports.Input) [][]float64 {
	return func(in *reports.Input) [][]float64 {
		read := reports.NewSampler(in)
		out := make([][]float64, len(read.Replications))
		for i, r := range read.Replications {
			for k := range list {
				out[i] = append(out[i], list[k].read(read, r))
			}
		}
		return out
	}
}
