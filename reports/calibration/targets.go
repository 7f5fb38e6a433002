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
	From, To int // days [From, To)
	tune.Target
}

// columns of a targets file; the first two are needed.
var columns = []string{"metric", "value", "tolerance", "segment", "surface", "group", "from_day", "to_day"}

// ReadTargets reads a CSV file of targets: metric, value, tolerance, and where wanted segment, surface, group, from_day and to_day (exclusive). Lines that
// begin with # are remarks. A tolerance with % is relative to the value, 5% when it is left out. Input tells what the market has.
func ReadTargets(r io.Reader, in *reports.Input) ([]Target, error) {
	rows, err := format.ReadTable(r)
	if err != nil {
		return nil, fmt.Errorf("the targets are no CSV: %w", err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("there are no targets; write a line `metric,value,tolerance` and below it ctr,0.4%%,5%%")
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		name = strings.TrimSpace(name)
		if !slices.Contains(columns, name) && !slices.Contains(rows[0], columns[0]) {
			return nil, fmt.Errorf("this is no file of targets; the first line names columns: %s", strings.Join(columns, ", "))
		}
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("there is no column `%s` in targets; there are %s", name, strings.Join(columns, ", "))
		}
		at[name] = i
	}
	var list []Target
	for k, row := range rows[1:] {
		t, err := readTarget(in, func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
		if err != nil {
			return nil, fmt.Errorf("target %d: %w", k+1, err)
		}
		list = append(list, *t)
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
		out = append(out, *t)
	}
	return out, nil
}

func readTarget(in *reports.Input, cell func(string) string) (*Target, error) {
	t := &Target{Term: ask.Term{Metric: cell("metric"), Where: ask.Where{Segment: cell("segment"), Surface: cell("surface"), Group: cell("group")}}, To: in.Days}
	m := in.Metric(t.Metric)
	if m == nil {
		return nil, fmt.Errorf("there is no metric named `%s`", t.Metric)
	}
	cut, ok := in.Cut(t.Where)
	if !ok || !m.Has(cut) {
		return nil, fmt.Errorf("this market has no %s for %s", t.Metric, t.Where)
	}
	for name, day := range map[string]*int{"from_day": &t.From, "to_day": &t.To} {
		if text := cell(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				return nil, fmt.Errorf("`%s` is no day", text)
			}
			*day = n
		}
	}
	if t.From < 0 || t.To > in.Days || t.From >= t.To || m.Whole && (t.From > 0 || t.To < in.Days) {
		return nil, fmt.Errorf("days %d to %d of %s do not lie within the horizon of %d days, or the metric exists over all of it only", t.From, t.To, t.Metric, in.Days)
	}
	x, err := amount(cell("value"), t.Metric, m.Unit)
	if err != nil {
		return nil, err
	}
	t.Name, t.Unit, t.Value = t.words(in.Days), m.Unit, x
	tolerance := cell("tolerance")
	if tolerance == "" {
		tolerance = "5%"
	}
	if relative, is := strings.CutSuffix(tolerance, "%"); is {
		y, e := amount(relative, t.Metric, "")
		t.Tolerance, err = y*math.Abs(x)/100, e
	} else {
		t.Tolerance, err = amount(tolerance, t.Metric, m.Unit)
	}
	if err != nil {
		return nil, err
	}
	if !(t.Tolerance > 0) || math.IsInf(t.Tolerance, 0) {
		return nil, fmt.Errorf("the tolerance `%s` of %s is not above 0; a target of 0 needs one without %%", tolerance, t.Metric)
	}
	return t, nil
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
	name := t.Metric
	if t.Where != (ask.Where{}) {
		name += " (" + t.Where.String() + ")"
	}
	if t.From > 0 || t.To < days {
		name += fmt.Sprintf(", days %d to %d", t.From, t.To-1)
	}
	return name
}

// Sampler reads what runs with one arm show of targets, by replication.
func Sampler(list []Target) func(*reports.Input) [][]float64 {
	return func(in *reports.Input) [][]float64 {
		read := reports.NewSampler(in)
		out := make([][]float64, len(read.Replications))
		for i, r := range read.Replications {
			for k := range list {
				cut, _ := in.Cut(list[k].Where)
				out[i] = append(out[i], read.Value(in.Metric(list[k].Metric), r, 0, cut, list[k].From, list[k].To))
			}
		}
		return out
	}
}
