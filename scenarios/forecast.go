package scenarios

import (
	"fmt"
	"math"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

// forecastFile is a file with the traffic of a day or of a week.
type forecastFile struct {
	File    string               `key:"file" doc:"CSV or Parquet file, relative to the scenario, with a column traffic: one row for each of equal parts of the day, or of a week when there is a column weekday"`
	Columns schema.Named[string] `key:"columns" doc:"columns of the file under other names: ours to theirs, or to their number from 1"`
	Format  *FileFormat          `key:"format" doc:"how the file is written, where that is not recognised"`
}

// Short is the key that a name alone stands for.
func (forecastFile) Short() string { return "file" }

var forecastKind = &data.Spec{What: "a forecast of traffic", MaxRows: 10_000, Columns: []data.Column{
	{Name: "traffic", Kind: data.Rate, Most: math.Inf(1), Required: true, Aliases: []string{"sessions", "requests", "visits", "share"}},
	{Name: "weekday", Kind: data.Text, Aliases: []string{"dow", "day of week", "day", "wochentag"}},
	{Name: "hour", Kind: data.Number, Least: 0, Most: 24, Aliases: []string{"hour of day", "stunde"}},
}}

// forecastRows is what a file of a forecast holds, in its order.
type forecastRows struct {
	days    []string // of each row; empty where the file has no weekdays
	hours   []float64
	traffic []float64
}

// forecastFile reads the traffic of a day, or of seven days from that of day 0 on; nil when something is wrong with it.
func (c *compiler) forecastFile(f *forecastFile) (curve []float64, days int) {
	const path = "mechanism.forecast_file"
	t, full, ok := c.table(path, f.File, f.Columns, f.Format.orPlain(), forecastKind)
	if !ok {
		return nil, 0
	}
	rows, bad := readForecast(t)
	if len(bad) == 0 {
		var wrong string
		if days, wrong = rows.days7(); wrong != "" {
			bad = []*data.Error{{Line: 1, Column: 1, Message: wrong, Help: "give every day the same parts, in order of time, the first being the weekday of day 0"}}
		}
	}
	for _, e := range bad {
		c.failFile(path, full, e)
	}
	if len(bad) > 0 {
		return nil, 0
	}
	if curve = normalised(rows.traffic); curve == nil {
		c.failAt(full, &data.Error{Line: 1, Column: 1, Message: "the forecast says that nobody comes", Help: "write at least one positive number"})
	}
	c.understood(path, t)
	return curve, days
}

func readForecast(t *data.Table) (rows forecastRows, bad []*data.Error) {
	traffic, _ := t.Column("traffic")
	weekday, byDay := t.Column("weekday")
	hour, byHour := t.Column("hour")
	bad = t.Each(func(r *data.Row) {
		rows.traffic = append(rows.traffic, r.Number(traffic))
		if byDay {
			rows.days = append(rows.days, strings.ToLower(r.Text(weekday)))
		}
		if byHour {
			rows.hours = append(rows.hours, r.Number(hour))
		}
	})
	return rows, bad
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
	for i := 1; i < len(f.hours); i++ {
		if i%parts != 0 && f.hours[i] <= f.hours[i-1] {
			return 0, fmt.Sprintf("the hours of a day must rise, and %g follows %g", f.hours[i], f.hours[i-1])
		}
	}
	return days, ""
}
