package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

// forecastFile is a file with the traffic of a day or of a week.
type forecastFile struct {
	File    string               `key:"file" doc:"CSV or Parquet file, relative to the scenario, with a column traffic: one row for each of equal parts of the day, or of a week when there is a column weekday; with a column segment such rows for each segment"`
	Columns schema.Named[string] `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format  *FileFormat          `key:"format" doc:"how the file is written, where that is not recognised"`
}

// Short is the key that a name alone stands for.
func (forecastFile) Short() string { return "file" }

var forecastKind = &data.Spec{What: "a forecast of traffic", MaxRows: 10_000, Columns: []data.Column{
	{Name: "traffic", Kind: data.Rate, Most: math.Inf(1), Required: true, Aliases: []string{"sessions", "requests", "visits", "share", "views", "pageviews", "traffic volume", "anteil", "besuche", "sitzungen", "aufrufe", "verkehr"}},
	{Name: "weekday", Kind: data.Text, Aliases: []string{"dow", "day of week", "day", "wochentag"}},
	{Name: "segment", Kind: data.Text, Aliases: []string{"audience", "segment name"}},
	{Name: "hour", Kind: data.Text, Aliases: []string{"hour of day", "stunde", "uhrzeit"}},
}}

// forecast compiles the traffic that pacing reckons with: of one day or of seven, of all or by segment; nothing where it knows the rhythm.
func (c *compiler) forecast(out *spec.Market) {
	m := &c.file.Mechanism
	switch file, list, by := m.ForecastFile != nil, len(m.Forecast) > 0, len(m.ForecastBy) > 0; {
	case file && list:
		c.fail("mechanism.forecast_file", "E207", "leave one of them out", "the forecast is given twice: as a list and as a file")
	case by && (file || list):
		c.fail("mechanism.forecast_by_segment", "E207", "leave one of them out", "the forecast is given twice: for all and by segment")
	case file:
		c.forecastFile(m.ForecastFile, out)
	case by:
		c.forecastBy(out)
	case list:
		if out.Forecast, out.ForecastDays = normalised(m.Forecast), 1; out.Forecast == nil {
			c.fail("mechanism.forecast", "E207", "write at least one positive number", "the forecast says that nobody comes")
		}
	}
}

// forecastBy is the traffic of a day by segment, from lists.
func (c *compiler) forecastBy(out *spec.Market) {
	const path = "mechanism.forecast_by_segment"
	var names []string
	var by [][]float64
	for _, s := range c.file.Market.Pinners.Segments {
		list, ok := c.file.Mechanism.ForecastBy.Get(s.Name)
		switch names = append(names, s.Name); {
		case !ok:
			c.fail(path, "E202", "add it, or `all:` for those not named", "segment `%s` is missing", s.Name)
		case len(by) > 0 && len(list) != len(by[0]):
			c.fail(path+"."+s.Name, "E203", "cut the day into the same parts for all", "the forecast of segment `%s` has %d parts of the day, not %d", s.Name, len(list), len(by[0]))
			return
		}
		by = append(by, list)
	}
	for _, e := range c.file.Mechanism.ForecastBy {
		if !contains(names, e.Name) && e.Name != schema.All {
			c.failKey(path+"."+e.Name, "E202", schema.Suggest(e.Name, names), "there is no segment named `%s`", e.Name)
		}
	}
	if out.Forecast, out.SegmentForecast, out.ForecastDays = summed(by), by, 1; out.Forecast == nil && len(by) > 0 {
		c.fail(path, "E207", "write at least one positive number", "the forecast says that nobody comes")
	}
}

// summed is the traffic of all segments at mean 1; nil where nobody comes or parts are missing.
func summed(by [][]float64) []float64 {
	if len(by) == 0 {
		return nil
	}
	sum := make([]float64, len(by[0]))
	for _, list := range by {
		if len(list) != len(sum) {
			return nil
		}
		for i, x := range list {
			sum[i] += x
		}
	}
	return normalised(sum)
}

// forecastRows is what a file of a forecast holds, in its order.
type forecastRows struct {
	days    []string // of each row; empty where the file has no weekdays
	hours   []float64
	traffic []float64
	segment []string // of each row; empty where the file is of all
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
		c.failFile(path, full, &data.Error{Key: "file", Message: fmt.Sprintf("column `%s` holds the time of each row, and a forecast is of the parts of one day or week", when),
			Help: fmt.Sprintf("sum it up with `marketsim ingest %s --as forecast --time %s --count %s -o forecast.csv`", f.File, quoted(when), quoted(t.Source("traffic")))})
		return
	}
	rows, bad := readForecast(t)
	days, by := 0, [][]float64(nil)
	if len(bad) == 0 {
		var wrong string
		if days, by, wrong = c.bySegments(&rows); wrong != "" {
			bad = []*data.Error{{Line: 1, Column: 1, Message: wrong, Help: "give every day the same parts, in order of time, the first being the weekday of day 0, and every segment the same rows"}}
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
}

func readForecast(t *data.Table) (rows forecastRows, bad []*data.Error) {
	traffic, _ := t.Column("traffic")
	weekday, byDay := t.Column("weekday")
	hour, byHour := t.Column("hour")
	segment, bySegment := t.Column("segment")
	bad = t.Each(func(r *data.Row) {
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

// bySegments is the number of days and the traffic of each segment, one of all where the file has no segments; wrong words what does not fit.
func (c *compiler) bySegments(rows *forecastRows) (days int, by [][]float64, wrong string) {
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
			return 0, nil, fmt.Sprintf("there is no row of segment %s", s.Name)
		case wrong != "":
			return 0, nil, fmt.Sprintf("segment %s: %s", s.Name, wrong)
		case len(by) > 0 && (n != days || len(own.traffic) != len(by[0])):
			return 0, nil, fmt.Sprintf("segment %s has %d rows, the one before it %d", s.Name, len(own.traffic), len(by[0]))
		}
		days, by = n, append(by, own.traffic)
	}
	if left > 0 {
		return 0, nil, fmt.Sprintf("%d rows are of segments that the scenario does not have", left)
	}
	return days, by, ""
}

// of is the rows of a segment.
func (f *forecastRows) of(segment string) (own forecastRows) {
	for i, s := range f.segment {
		if s != segment {
			continue
		}
		own.traffic = append(own.traffic, f.traffic[i])
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
func (f *forecastRows) days7() (days int, wrong string) {
	var starts []int
	seen := map[string]bool{}
	for i, d := range f.days {
		if i > 0 && d == f.days[i-1] {
			continue
		}
		if seen[d] {
			return 0, fmt.Sprintf("the rows of weekday %s are not together", d)
		}
		seen[d], starts = true, append(starts, i)
	}
	parts, days := len(f.traffic), 1
	if len(f.days) > 0 {
		if days = len(starts); days != 1 && days != 7 {
			return 0, fmt.Sprintf("there are %d weekdays; a forecast is of one day or of seven", days)
		}
		parts /= days
		for k, at := range starts {
			if at != k*parts || len(f.traffic)%days != 0 {
				return 0, "the weekdays have different numbers of rows"
			}
		}
	}
	return days, f.uneven(parts)
}

// uneven words the first hour that is not where equal parts of a day have it.
func (f *forecastRows) uneven(parts int) string {
	for i := range f.hours {
		step := f.step(i)
		if i%parts > 0 && step <= 0 {
			return fmt.Sprintf("the hours of a day must rise, and %g follows %g", f.hours[i], f.hours[i-1])
		}
		if i%parts > 1 && math.Abs(step-f.step(i-1)) > 0.02 {
			return fmt.Sprintf("hour %g follows hour %g, and the rows before are %.4g h apart", f.hours[i], f.hours[i-1], f.step(i-1))
		}
	}
	part := 24 / float64(parts)
	for i := range f.hours {
		switch first := i%parts == 0; {
		case first && (f.hours[i] < 0 || f.hours[i] > part):
			return fmt.Sprintf("the first row of a day begins at hour %g, and a day of %d rows with one from 0 to %.4g", f.hours[i], parts, part)
		case !first && math.Abs(f.step(i)-part) > 0.02:
			return fmt.Sprintf("a day of %d rows has one every %.4g h, and these are %.4g h apart", parts, part, f.step(i))
		}
	}
	return ""
}

// step is the time from the row before; 0 for the first.
func (f *forecastRows) step(i int) float64 {
	if i == 0 {
		return 0
	}
	return f.hours[i] - f.hours[i-1]
}

var clockTime = regexp.MustCompile(`^(\d{1,2}):(\d\d)(?::00)?(?: ?[-–] ?\d{1,2}:\d\d(?::\d\d)?)?$`)

// hourOf is the hour at which a row's part of the day begins: a number, a time, or a stretch of time.
func hourOf(r *data.Row, at int) float64 {
	text := r.Text(at)
	if m := clockTime.FindStringSubmatch(text); m != nil {
		hour, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		return float64(hour) + float64(minute)/60
	}
	hour, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || !(hour >= 0 && hour <= 24) {
		r.Fail(at, "write a number from 0 to 24, or a time such as 06:00", "%s in column `%s` is not an hour", r.Quote(text), r.Source(at))
	}
	return hour
}
