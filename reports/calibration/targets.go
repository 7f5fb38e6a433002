// Package calibration reads targets that a market should show, and tells what a calibration made of them.
package calibration

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	Bare     bool    // a rate that is written without %
	Curve    string  // that it is a point of: "sessions by hour"; empty: of none
	At       string  // where on it
}

// columns of a targets file; the first two are needed.
var columns = slices.Concat([]string{"metric", "value", "tolerance", "segment", "surface", "group", "from_day", "to_day"}, indices)

// entry is a target as it is written, by column, and the row that it is from.
type entry struct {
	row   int
	cells map[string]string
}

// wrong is a mistake in a column of a target.
func wrong(column, help, text string, args ...any) error {
	return &format.Mistake{Row: -1, Column: column, Message: fmt.Sprintf(text, args...), Help: help}
}

// ReadTargets reads a table of targets: metric, value, tolerance, and where wanted segment, surface, group, from_day and to_day (exclusive), hour, weekday, day,
// cohort and age. Without a column metric it is a table of curves: a column hour, weekday, day or age, and one for each metric.
// A tolerance with % is relative to the value, 5% when it is left out. Input tells what the market has. All that is wrong is told at once.
func ReadTargets(s *format.Sheet, in *reports.Input) ([]Target, []format.Mistake) {
	list, err := named(s)
	if err == nil && list == nil {
		list, err = tabled(s, in)
	}
	if err != nil {
		return nil, []format.Mistake{mistaken(-1, err)}
	}
	return stated(list, in, s.Near)
}

// mistaken is what is wrong with a row.
func mistaken(row int, err error) format.Mistake {
	var m *format.Mistake
	if !errors.As(err, &m) {
		return format.Mistake{Row: row, Message: err.Error()}
	}
	out := *m
	if out.Row < 0 {
		out.Row = row
	}
	out.Message = err.Error()
	return out
}

// named are the rows of a table by column name; nil where it has no column metric.
func named(s *format.Sheet) (list []entry, err error) {
	if !s.Has(columns[0]) {
		return nil, nil
	}
	for _, name := range slices.Concat(s.Columns, s.Unread) {
		if !slices.Contains(columns, name) {
			return nil, wrong(name, s.Near(name, columns), "there is no column `%s` in targets; there are %s", name, strings.Join(columns, ", "))
		}
	}
	if !s.Has("value") {
		return nil, wrong("metric", "add a column `value`", "there is no column `value`")
	}
	for row := range s.Rows {
		cells := map[string]string{}
		for _, name := range s.Columns {
			cells[name] = s.Cell(row, name)
		}
		list = append(list, entry{row, cells})
	}
	return list, nil
}

// Stated reads targets that are written by column name, as a scenario states them; suggest is a remedy for a name that is not known.
func Stated(list []map[string]string, in *reports.Input, suggest func(string, []string) string) ([]Target, []format.Mistake) {
	var all []entry
	for i, cells := range list {
		all = append(all, entry{i, cells})
	}
	return stated(all, in, suggest)
}

func stated(list []entry, in *reports.Input, suggest func(string, []string) string) (out []Target, bad []format.Mistake) {
	taken := map[string]bool{}
	for _, e := range list {
		t, err := readTarget(in, suggest, func(name string) string { return e.cells[name] })
		if err == nil {
			err = take(taken, t)
		}
		if err != nil {
			bad = append(bad, mistaken(e.row, err))
			continue
		}
		out = append(out, *t)
	}
	return out, bad
}

// Join puts targets together; no two of them may be for the same.
func Join(list, more []Target) ([]Target, error) {
	all, taken := slices.Concat(list, more), map[string]bool{}
	for i := range all {
		if err := take(taken, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// take notes what a target is for, and refuses a second one for it.
func take(taken map[string]bool, t *Target) error {
	if taken[t.Name] {
		return wrong("metric", "state one", "there are two targets for %s", t.Name)
	}
	taken[t.Name] = true
	return nil
}

// plain is a name without case and punctuation.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// metricNamed is the name of a metric that is written with other capitals or punctuation, or the name as it is.
func metricNamed(in *reports.Input, name string) (known string, all []string) {
	known = name
	for _, m := range in.Metrics() {
		if m.Name == name {
			return name, nil
		}
		if all = append(all, m.Name); plain(m.Name) == plain(name) {
			known = m.Name
		}
	}
	return known, all
}

func readTarget(in *reports.Input, suggest func(string, []string) string, cell func(string) string) (*Target, error) {
	t := &Target{Term: ask.Term{Metric: cell("metric"), Where: ask.Where{Segment: cell("segment"), Surface: cell("surface"), Group: cell("group")}}, To: in.Days}
	if t.Metric == ofCohort && cell("age") != "" {
		t.Metric = retention
	}
	var all []string
	if t.Metric != retention {
		t.Metric, all = metricNamed(in, t.Metric)
	}
	m := in.Metric(t.Metric)
	switch {
	case t.Metric == retention:
		m = retained
	case t.Metric == "":
		return nil, wrong("metric", "name one, such as ctr", "the row names no metric")
	case m == nil:
		return nil, wrong("metric", suggest(t.Metric, all), "there is no metric named `%s`", t.Metric)
	}
	cut, ok := in.Cut(t.Where)
	if !ok || !m.Has(cut) || m == retained && t.Where != (ask.Where{}) {
		return nil, wrong(t.cut(), "", "this market has no %s for %s", t.Metric, t.Where)
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

// cut is the column that says of whom the target is.
func (t *Target) cut() string {
	switch {
	case t.Where.Segment != "":
		return "segment"
	case t.Where.Surface != "":
		return "surface"
	}
	return "group"
}

// readDays reads the days that count.
func (t *Target) readDays(in *reports.Input, m *reports.Metric, cell func(string) string) error {
	for name, day := range map[string]*int{"from_day": &t.From, "to_day": &t.To} {
		if text := cell(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				return wrong(name, "write a number from 0", "`%s` is no day", text)
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
	x, err := amount(text, "value", t.Metric, unit)
	if err != nil {
		return err
	}
	t.Bare = unit == "%" && !strings.Contains(text, "%")
	t.Name, t.Unit, t.Value = t.words(in.Days), unit, x
	tolerance := cell("tolerance")
	if tolerance == "" {
		tolerance = "5%"
	}
	if relative, is := strings.CutSuffix(tolerance, "%"); is {
		y, e := amount(relative, "tolerance", t.Metric, "")
		t.Relative, t.Tolerance, err = y, y*math.Abs(x)/100, e
	} else {
		t.Tolerance, err = amount(tolerance, "tolerance", t.Metric, unit)
	}
	if err != nil {
		return err
	}
	if t.Tolerance > 0 && t.Tolerance < leastTolerance*max(1e-3, math.Abs(x)) {
		return wrong("tolerance", "write what would be good enough, such as 5%", "the tolerance `%s` of %s is finer than a simulation can meet", tolerance, t.Metric)
	}
	if !(t.Tolerance > 0) || math.IsInf(t.Tolerance, 0) {
		return wrong("tolerance", "", "the tolerance `%s` of %s is not above 0; a target of 0 needs one without %%", tolerance, t.Metric)
	}
	return nil
}

// leastTolerance is the finest tolerance, relative to the value, and of values near 0 to a thousandth of the metric's unit. With a finer one, misses by
// chance, counted in tolerances, have squares beyond what numbers hold.
const leastTolerance = 1e-9

// number is a number and what stands behind it.
var number = regexp.MustCompile(`^([+-]?[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?)\s*((?s).*)$`)

// amount reads a number of a metric, with its unit or without one. Nothing else may stand beside it: of `1,000 USD` or `0,4%` only a part would be read. A
// rate without % is a fraction, as in files of ads.
func amount(text, column, metric, unit string) (float64, error) {
	parts := number.FindStringSubmatch(text)
	x, err := strconv.ParseFloat(strings.ReplaceAll(parts[1], "_", ""), 64)
	rest := parts[2]
	switch {
	case err != nil || math.IsInf(x, 0):
		return 0, wrong(column, "", "`%s` is no number", text)
	case rest == "" && unit == "%" && math.Abs(x) > 1:
		help := fmt.Sprintf("write %s%%", text)
		if column == "tolerance" {
			help += " of the target, or a fraction, such as 0.005 for half a point"
		}
		return 0, wrong(column, help, "`%s` has no %%, and %s is a rate: without %% it is a fraction, and none above 1", text, metric)
	case rest == "" && unit == "%":
		return 100 * x, nil
	case rest == "" || rest == unit:
		return x, nil
	case rest == "%" && unit == "share":
		return x / 100, nil
	case strings.HasPrefix(rest, ","):
		return 0, wrong(column, "", "`%s` is not read: write a point before decimals, and thousands without a separator or with _", text)
	case unit == "" || unit == "count":
		return 0, wrong(column, "", "`%s`: %s is a number without a unit", text, metric)
	}
	return 0, wrong(column, "", "`%s`: %s is in %s", text, metric, unit)
}

// Echo says how targets were read.
func Echo(list []Target) string {
	const most = 8
	var parts []string
	curves := map[string]int{}
	for i := range list {
		if curves[list[i].Curve]++; list[i].Curve == "" {
			parts = append(parts, list[i].Name+" "+wanted(list[i].Value, list[i].Tolerance, list[i].Relative, list[i].Unit))
		} else if curves[list[i].Curve] == 1 {
			parts = append(parts, list[i].Curve)
		}
	}
	if len(parts) > most {
		parts = append(parts[:most-1], fmt.Sprintf("and %d more", len(parts)-most+1))
	}
	return format.Count(len(list), "target") + ": " + strings.Join(parts, ", ")
}

// Bares are rates that have no percent sign and are large for a fraction, as a percentage without its sign would be.
func Bares(list []Target) (notes []string) {
	for i := range list {
		if t := &list[i]; t.Bare && math.Abs(t.Value) > 10 {
			notes = append(notes, fmt.Sprintf("%s has no %% and is read as a fraction, %s: if %s%% is meant, write the sign", t.Name, format.Value(t.Value, "%"), format.Number(t.Value/100)))
		}
	}
	return notes
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
