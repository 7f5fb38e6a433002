package longfit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// classes are the metrics whose effects can be read, with what of a Pinner they show.
var classes = map[string]string{"sessions": Visits, "sessions_per_pinner_day": Visits, "ctr": Sight}

// readable are their names.
var readable = []string{"sessions", "sessions_per_pinner_day", "ctr"}

// fewest is how many days of effects a fit needs.
const fewest = 5

// Read reads a table of daily effects: day (from 0, when the change began), metric (sessions, sessions_per_pinner_day or ctr), effect, and lo and hi of its 95%
// interval or se, its standard error. Effects are relative, as -1.2% or -0.012. All that is wrong is told at once.
func Read(s *format.Sheet) (list []Effect, bad []format.Mistake) {
	if !s.Has("lo", "hi") && !s.Has("se") {
		return nil, []format.Mistake{{Row: -1, Column: "effect", Message: "there are neither columns `lo` and `hi`, the ends of the 95% interval, nor `se`, the standard error", Help: "add them: day,metric,effect,lo,hi"}}
	}
	days := map[int]bool{}
	for row := range s.Rows {
		e, wrong := readEffect(s, row)
		if wrong != nil {
			wrong.Row = row
			bad = append(bad, *wrong)
			continue
		}
		if wrong := repeated(list, e); wrong != nil {
			wrong.Row = row
			return nil, append(bad, *wrong)
		}
		list = append(list, *e)
		days[e.Day] = true
	}
	if len(bad) == 0 && len(days) < fewest {
		bad = append(bad, format.Mistake{Row: -1, Message: fmt.Sprintf("%s of effects are too few to fit a curve: at least %d", format.Count(len(days), "day"), fewest)})
	}
	return list, bad
}

// repeated refuses a second effect of a day on the same behaviour, which would count as further evidence.
func repeated(list []Effect, e *Effect) *format.Mistake {
	i := slices.IndexFunc(list, func(o Effect) bool { return o.Day == e.Day && o.Class == e.Class })
	switch {
	case i < 0:
		return nil
	case list[i].Metric != e.Metric:
		return &format.Mistake{Column: "metric", Message: fmt.Sprintf("day %d has an effect on %s already, which shows the same as %s", e.Day, list[i].Metric, e.Metric), Help: "write one of the two metrics"}
	}
	return &format.Mistake{Column: "day", Message: fmt.Sprintf("day %d has an effect on %s already, in row %d", e.Day, e.Metric, i+1),
		Help: "write one row for each day and metric: sum up over segments, countries or tests first"}
}

// longest is the last day that an effect may be of.
const longest = 3650

// largest is from which size on an effect without % is not believed to be a fraction.
const largest = 0.5

func readEffect(s *format.Sheet, row int) (*Effect, *format.Mistake) {
	e := &Effect{Metric: metricNamed(s.Cell(row, "metric"))}
	var ok bool
	if e.Class, ok = classes[e.Metric]; !ok {
		return nil, &format.Mistake{Column: "metric", Message: fmt.Sprintf("`%s` is not read; write sessions, sessions_per_pinner_day or ctr", s.Cell(row, "metric")), Help: s.Near(s.Cell(row, "metric"), readable)}
	}
	var err error
	if e.Day, err = strconv.Atoi(s.Cell(row, "day")); err != nil || e.Day < 0 || e.Day > longest {
		return nil, &format.Mistake{Column: "day", Message: fmt.Sprintf("`%s` is no day from 0 to %d", s.Cell(row, "day"), longest), Help: "write whole days since the change began, from 0"}
	}
	x, relative, bad := fraction(s, row, "effect")
	if bad != nil {
		return nil, bad
	}
	if bad = implausible(s.Cell(row, "effect"), x, relative); bad != nil {
		return nil, bad
	}
	e.Value = x
	ends := []string{"lo", "hi"}
	if !s.Has(ends...) {
		ends = []string{"se"}
	}
	var y [2]float64
	for i, name := range ends {
		var also bool
		if y[i], also, bad = fraction(s, row, name); bad != nil {
			return nil, bad
		}
		if also != relative && y[i] != 0 && x != 0 {
			return nil, &format.Mistake{Column: name, Message: fmt.Sprintf("of the effect `%s` and `%s` in column `%s` one has a %% and the other has none", s.Cell(row, "effect"), s.Cell(row, name), name), Help: "write the sign everywhere"}
		}
	}
	if len(ends) == 1 {
		if e.SE = y[0]; !(e.SE > 0) {
			return nil, &format.Mistake{Column: "se", Message: fmt.Sprintf("the standard error `%s` is not above 0", s.Cell(row, "se"))}
		}
		return e, nil
	}
	if e.SE = (y[1] - y[0]) / (2 * stats.Normal); !(e.SE > 0) || x < y[0] || x > y[1] {
		return nil, &format.Mistake{Column: "effect", Message: fmt.Sprintf("the interval from %s to %s does not hold the effect %s", s.Cell(row, "lo"), s.Cell(row, "hi"), s.Cell(row, "effect"))}
	}
	return e, nil
}

// metricNamed is the name of a metric that is read, whatever its capitals and punctuation.
func metricNamed(name string) string {
	plain := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(name))
	if slices.Contains(readable, plain) {
		return plain
	}
	return name
}

// fraction is a cell as a fraction, and whether it has a %.
func fraction(s *format.Sheet, row int, column string) (x float64, relative bool, bad *format.Mistake) {
	text := s.Cell(row, column)
	number, relative := strings.CutSuffix(text, "%")
	x, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, relative, &format.Mistake{Column: column, Message: fmt.Sprintf("`%s` in column `%s` is no number", text, column), Help: "write one, such as -1.2%"}
	}
	if relative {
		x /= 100
	}
	return x, relative, nil
}

// implausible refuses effects below -100%, and large ones without %, which are percentages whose sign was forgotten.
func implausible(text string, x float64, relative bool) *format.Mistake {
	switch {
	case !relative && math.Abs(x) > largest:
		help := fmt.Sprintf("write %s%%", text)
		if x >= -1 {
			help += fmt.Sprintf(", or %s%% if that is meant", format.Number(100*x))
		}
		return &format.Mistake{Column: "effect", Message: fmt.Sprintf("the effect `%s` has no %%, and without it is a fraction: it would be %s", text, format.Percent(x, 0)), Help: help}
	case x < -1:
		return &format.Mistake{Column: "effect", Message: fmt.Sprintf("the effect `%s` is below -100%%, and no metric falls by more than all of it", text), Help: "write the effect relative to control, such as -1.2%"}
	}
	return nil
}

// Echo says how effects were read, metric by metric.
func Echo(list []Effect) string {
	var parts []string
	for _, metric := range readable {
		first, last := -1, -1
		for i := range list {
			if list[i].Metric != metric {
				continue
			}
			if first < 0 || list[i].Day < list[first].Day {
				first = i
			}
			if last < 0 || list[i].Day > list[last].Day {
				last = i
			}
		}
		if first >= 0 {
			parts = append(parts, fmt.Sprintf("%s from %s on day %d to %s on day %d", metric, list[first].words(), list[first].Day, list[last].words(), list[last].Day))
		}
	}
	return format.Count(len(list), "effect") + ": " + strings.Join(parts, ", ")
}

// words are an effect with its 95% interval.
func (e *Effect) words() string {
	half := stats.Normal * e.SE
	return fmt.Sprintf("%s [%s, %s]", format.Percent(e.Value, 2), format.Percent(e.Value-half, 2), format.Percent(e.Value+half, 2))
}
