package calibration

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// ofRows are the columns of a table of curves that say what its rows are of.
var ofRows = slices.Concat([]string{"tolerance", "segment", "surface", "group", "from_day", "to_day"}, indices)

// aged is the head of a column of retention at an age: d7, day 7, day_7.
var aged = regexp.MustCompile(`^(?i:d|day)[ _]?([0-9]+)$`)

// known tells of a name whether it is a column of a table of curves.
func known(in *reports.Input) func(string) bool {
	return func(name string) bool {
		return slices.Contains(ofRows, name) || name == retention || in.Metric(name) != nil
	}
}

// sized tells whether a column is how many came, of which retention says the rest: no metric has cohorts or ages, so where rows are of these it is no target.
func sized(head []string, name string, in *reports.Input) bool {
	cohorts := slices.Contains(head, "cohort") || slices.Contains(head, "age")
	return slices.Contains([]string{"size", "pinners", "users"}, name) && (cohorts || in.Metric(name) == nil)
}

// tabled are the targets of a table of curves, a row for each point of a curve and a column for each metric, or a row for each cohort and a column for each age.
func tabled(s *format.Sheet, in *reports.Input) (list []entry, err error) {
	var curves []string
	head := slices.Concat(s.Columns, s.Unread)
	for _, name := range head {
		switch {
		case slices.Contains(ofRows, name) || sized(head, name, in):
		case known(in)(name) || aged.MatchString(name):
			curves = append(curves, name)
		case !slices.ContainsFunc(head, known(in)): // what else the file may be is not shown
			return nil, wrong("", "",
				"this is no file of targets: no column of its first line is known; it names columns: %s, or, for curves, hour, weekday, day or age and a metric for each further column", strings.Join(columns, ", "))
		default:
			_, all := metricNamed(in, name)
			return nil, wrong(name, s.Near(name, all), "this is no file of targets: `%s` is no column and no metric; the first line names columns: %s, or, for curves, hour, weekday, day or age and a metric for each further column", name, strings.Join(columns, ", "))
		}
	}
	if !slices.ContainsFunc(head, func(name string) bool { return slices.Contains(indices, name) }) || len(curves) == 0 {
		return nil, wrong("", "", "this is no file of targets; the first line names columns: %s, or, for curves, hour, weekday, day or age and a metric for each further column", strings.Join(columns, ", "))
	}
	for _, column := range curves {
		curve, err := curveOf(s, column, in)
		if err != nil {
			return nil, wrong(column, "", "%s: %v", column, err)
		}
		list = append(list, curve...)
	}
	return list, nil
}

// curveOf are the targets of one column.
func curveOf(s *format.Sheet, column string, in *reports.Input) (list []entry, err error) {
	for row := range s.Rows {
		cells := map[string]string{"metric": column, "value": s.Cell(row, column)}
		for _, head := range s.Columns {
			if slices.Contains(ofRows, head) {
				cells[head] = s.Cell(row, head)
			}
		}
		if parts := aged.FindStringSubmatch(column); parts != nil {
			cells["metric"], cells["age"] = retention, parts[1]
		}
		if cells["value"] != "" {
			list = append(list, entry{row, cells})
		}
	}
	if err := weekdays(list); err != nil {
		return nil, err
	}
	return list, shape(list, column, in)
}

// weekdays turns names of weekdays into numbers, in the order in which they stand: the first is the weekday of day 0.
func weekdays(list []entry) error {
	var names []string
	numbered := false
	for _, e := range list {
		cells := e.cells
		name := cells["weekday"]
		_, err := strconv.Atoi(name)
		switch {
		case name == "":
		case err == nil:
			numbered = true
		case slices.Contains(names, name):
			return fmt.Errorf("the weekday %s stands twice", name)
		default:
			cells["weekday"] = strconv.Itoa(len(names))
			names = append(names, name)
		}
	}
	if len(names) > 0 && (numbered || len(names) != stats.Week) {
		return fmt.Errorf("there are %d weekdays by name; write all seven, the weekday of day 0 first, or numbers from 0", len(names))
	}
	return nil
}

// shape makes a curve of a metric that adds up, and that is written in numbers, one of shares of its sum: a market in a computer has fewer Pinners than a company.
// The level is a target of its own.
func shape(list []entry, name string, in *reports.Input) error {
	m := in.Metric(name)
	if m == nil || m.Own != nil || !m.Additive() || len(list) == 0 {
		return nil
	}
	sum := 0.0
	for _, e := range list {
		cells := e.cells
		if strings.HasSuffix(cells["value"], "%") {
			return nil
		}
		x, err := amount(cells["value"], name, name, m.Unit)
		if err != nil {
			return err
		}
		if cells["tolerance"] != "" && !strings.HasSuffix(cells["tolerance"], "%") {
			return fmt.Errorf("the tolerance `%s`: a curve of %s is read as shares of its sum, so write a tolerance with %%", cells["tolerance"], name)
		}
		sum += x
	}
	want := map[string]int{"hour": 24, "weekday": stats.Week, "day": in.Days}
	for index, n := range want {
		if list[0].cells[index] != "" && len(list) != n {
			return fmt.Errorf("there are %d rows: a curve is read as shares of its sum, which needs all %d (%s 0 to %d)", len(list), n, index, n-1)
		}
	}
	if !(sum > 0) {
		return fmt.Errorf("the curve has no sum above 0")
	}
	for _, e := range list {
		cells := e.cells
		x, _ := amount(cells["value"], name, name, m.Unit)
		cells["value"] = strconv.FormatFloat(100*x/sum, 'g', -1, 64) + "%"
	}
	return nil
}
