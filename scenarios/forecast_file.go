package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

// forecastRows is what a file of a forecast holds, in its order.
type forecastRows struct {
	days    []string // of each row; empty where the file has no weekdays
	hours   []float64
	traffic []float64
	segment []string // of each row; empty where the file is of all
	lines   []int
}

// forecastFile reads the traffic of a day, or of seven days from that of day 0 on.
func (c *compiler) forecastFile(f *forecastFile, out *spec.Market) {
	const path = "mechanism.forecast_file"
	t, full, ok := c.table(path, f.File, f.Columns, f.Format.orPlain(), forecastKind)
	if !ok {
		c.refused(path, full, t)
		return
	}
	if when := among(t.Header(), timeNames); when != "" && t.Source("weekday") != when && t.Source("hour") != when {
		help, timed := "", when
		if hour := among(t.Header(), hourNames); hour != "" {
			help, timed = fmt.Sprintf("put the times of `%s` and `%s` into one column, such as 2026-03-02T10:00, and ", when, hour), "TIME"
		}
		c.failFile(path, full, &data.Error{Key: "file", Message: fmt.Sprintf("column `%s` holds the time of each row, and a forecast is of the parts of one day or week", when),
			Help: help + fmt.Sprintf("sum it up with `marketsim ingest %s --as forecast --time %s --count %s -o forecast.csv`", f.File, quoted(timed), quoted(t.Source("traffic")))})
		return
	}
	rows, bad := readForecast(t)
	days, by := 0, [][]float64(nil)
	if len(bad) == 0 {
		var wrong misfit
		if days, by, wrong = c.bySegments(&rows); wrong.text != "" {
			bad = []*data.Error{{Line: max(1, wrong.line), Column: 1, Message: wrong.text,
				Help: "give every day the same parts, in order of time, the first being the weekday of day 0, and every segment the same rows"}}
		}
	}
	for _, e := range bad {
		c.failFile(path, full, e)
	}
	if len(bad) > 0 {
		return
	}
	if out.Forecast, out.ForecastDays = summed(by), days; out.Forecast == nil {
		c.failAt(full, &data.Error{Line: 1, Column: 1, Message: "the forecast says that nobody comes", Help: "write at least one positive number"})
	}
	if len(rows.segment) > 0 {
		out.SegmentForecast = by
	}
	c.understood(path, t)
	if said := rows.shifted(len(out.Forecast) / days); said != "" {
		c.note(f.File + ": " + said)
	}
}

func readForecast(t *data.Table) (rows forecastRows, bad []*data.Error) {
	traffic, _ := t.Column("traffic")
	weekday, byDay := t.Column("weekday")
	hour, byHour := t.Column("hour")
	segment, bySegment := t.Column("segment")
	bad = t.Each(func(r *data.Row) {
		rows.lines = append(rows.lines, r.Line)
		rows.traffic = append(rows.traffic, r.Number(traffic))
		if byDay {
			rows.days = append(rows.days, strings.ToLower(r.Text(weekday)))
		}
		if byHour {
			rows.hours = append(rows.hours, hourOf(r, hour))
		}
		if bySegment {
			rows.segment = append(rows.segment, r.Text(segment))
		}
	})
	return rows, bad
}

// misfit is what does not fit, and the line on which it shows; no text: all fits.
type misfit struct {
	text string
	line int
}

// misfit words what does not fit at a row.
func (f *forecastRows) misfit(row int, format string, args ...any) misfit {
	return misfit{fmt.Sprintf(format, args...), f.lines[row]}
}

// bySegments is the number of days and the traffic of each segment, one of all where the file has no segments; wrong words what does not fit.
func (c *compiler) bySegments(rows *forecastRows) (days int, by [][]float64, wrong misfit) {
	if len(rows.segment) == 0 {
		days, wrong = rows.days7()
		return days, [][]float64{rows.traffic}, wrong
	}
	left := len(rows.traffic)
	for _, s := range c.file.Market.Pinners.Segments {
		own := rows.of(s.Name)
		n, wrong := own.days7()
		switch left -= len(own.traffic); {
		case len(own.traffic) == 0:
			return 0, nil, misfit{text: fmt.Sprintf("there is no row of segment %s", s.Name)}
		case wrong.text != "":
			return 0, nil, misfit{fmt.Sprintf("segment %s: %s", s.Name, wrong.text), wrong.line}
		case len(by) > 0 && (n != days || len(own.traffic) != len(by[0])):
			return 0, nil, own.misfit(0, "segment %s has %s, the one before it %d", s.Name, schema.Count(len(own.traffic), "row"), len(by[0]))
		}
		days, by = n, append(by, own.traffic)
	}
	if left > 0 {
		return 0, nil, rows.misfit(c.stranger(rows), "%s %s of segments that the scenario does not have", schema.Count(left, "row"), schema.Verb(left, "is", "are"))
	}
	return days, by, misfit{}
}

// stranger is the first row of a segment that the scenario does not have.
func (c *compiler) stranger(rows *forecastRows) int {
	return max(0, slices.IndexFunc(rows.segment, func(name string) bool {
		return !slices.ContainsFunc(c.file.Market.Pinners.Segments, func(s segment) bool { return s.Name == name })
	}))
}

// of is the rows of a segment.
func (f *forecastRows) of(segment string) (own forecastRows) {
	for i, s := range f.segment {
		if s != segment {
			continue
		}
		own.traffic, own.lines = append(own.traffic, f.traffic[i]), append(own.lines, f.lines[i])
		if len(f.days) > 0 {
			own.days = append(own.days, f.days[i])
		}
		if len(f.hours) > 0 {
			own.hours = append(own.hours, f.hours[i])
		}
	}
	return own
}

// days7 is 1, or 7 where the file has weekdays; wrong words what does not fit.
func (f *forecastRows) days7() (days int, wrong misfit) {
	var starts []int
	seen := map[string]bool{}
	for i, d := range f.days {
		if i > 0 && d == f.days[i-1] {
			continue
		}
		if seen[d] {
			return 0, f.misfit(i, "the rows of weekday %s are not together", d)
		}
		seen[d], starts = true, append(starts, i)
	}
	parts, days := len(f.traffic), 1
	if len(f.days) > 0 {
		if days = len(starts); days != 1 && days != 7 {
			return 0, f.misfit(starts[days-1], "there are %d weekdays; a forecast is of one day or of seven", days)
		}
		parts /= days
		for k, at := range starts {
			if at != k*parts || len(f.traffic)%days != 0 {
				return 0, f.misfit(at, "the weekdays have different numbers of rows")
			}
		}
	}
	return days, f.uneven(parts)
}

// uneven words the first hour that is not where equal parts of a day have it.
func (f *forecastRows) uneven(parts int) misfit {
	for i := range f.hours {
		step := f.step(i)
		if i%parts > 0 && step <= 0 {
			return f.misfit(i, "the hours of a day must rise, and %g follows %g", f.hours[i], f.hours[i-1])
		}
		if i%parts > 1 && math.Abs(step-f.step(i-1)) > 0.02 {
			return f.misfit(i, "hour %g follows hour %g, and the rows before are %.4g h apart", f.hours[i], f.hours[i-1], f.step(i-1))
		}
	}
	part := 24 / float64(parts)
	for i := range f.hours {
		switch first := i%parts == 0; {
		case first && (f.hours[i] < 0 || f.hours[i] > part):
			return f.misfit(i, "the first row of a day begins at hour %g, and a day of %s with one from 0 to %.4g", f.hours[i], schema.Count(parts, "row"), part)
		case !first && math.Abs(f.step(i)-part) > 0.02:
			return f.misfit(i, "a day of %d rows has one every %.4g h, and these are %.4g h apart", parts, part, f.step(i))
		}
	}
	return misfit{}
}

// step is the time from the row before; 0 for the first.
func (f *forecastRows) step(i int) float64 {
	if i == 0 {
		return 0
	}
	return f.hours[i] - f.hours[i-1]
}

// shifted says how the hours of a day of so many parts are taken where the first part does not begin at midnight.
func (f *forecastRows) shifted(parts int) string {
	if len(f.hours) < parts || parts == 0 || f.hours[0] == 0 {
		return ""
	}
	first, last, part := f.hours[0], f.hours[parts-1], 24/float64(parts)
	if first < part {
		return fmt.Sprintf("hour %g is taken for the part of the day from 0 to %.4g, and so on", first, part)
	}
	return fmt.Sprintf("hours %g to %g are taken for the ends of the parts of a day: the first is from 0 to %.4g", first, last, part)
}

var (
	clockTime = regexp.MustCompile(`^(\d{1,2}):(\d\d)(?::00)?(?: ?[-–] ?\d{1,2}:\d\d(?::\d\d)?)?$`)
	// spokenTime is 6 AM, 6:30 pm, 6h, 6h30 or 6 Uhr, and a stretch of time that begins so.
	spokenTime = regexp.MustCompile(`(?i)^(\d{1,2})(?::(\d\d)(?::00)?)? ?(a\.?m\.?|p\.?m\.?|h|uhr)(\d\d)?(?: ?[-–].*)?$`)
)

// hourOf is the hour at which a row's part of the day begins: a number, a time, or a stretch of time.
func hourOf(r *data.Row, at int) float64 {
	text := r.Text(at)
	hour, ok := clockHour(text)
	if !ok {
		x, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		hour, ok = x, err == nil
	}
	if !ok || !(hour >= 0 && hour <= 24) {
		r.Fail(at, "write a number from 0 to 24, or a time such as 06:00 or 6 AM", "%s in column `%s` is not an hour", r.Quote(text), r.Source(at))
	}
	return hour
}

// clockHour is a time of day as people write it, in hours.
func clockHour(text string) (hour float64, ok bool) {
	if m := clockTime.FindStringSubmatch(text); m != nil {
		return number(m[1]) + number(m[2])/60, true
	}
	m := spokenTime.FindStringSubmatch(text)
	if m == nil || m[2] != "" && m[4] != "" {
		return 0, false
	}
	hour = number(m[1])
	switch half := strings.ToLower(m[3][:1]); {
	case half != "a" && half != "p":
	case hour < 1 || hour > 12 || m[4] != "":
		return 0, false
	default:
		hour = float64(int(hour) % 12)
		if half == "p" {
			hour += 12
		}
	}
	return hour + number(m[2]+m[4])/60, true
}

// number is what some digits say; 0 for none.
func number(digits string) float64 {
	n, _ := strconv.Atoi(digits)
	return float64(n)
}
