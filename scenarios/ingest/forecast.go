package ingest

import (
	"fmt"
	"strconv"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

const (
	hourUS = int64(3600e6)
	dayUS  = 24 * hourUS
)

// forecast is the mean traffic of each hour of the day, or of each hour of the seven days from the log's first on.
func (l *Log) forecast(t *data.Table) (out table, bad []*data.Error) {
	at := handles(t, "time", "count")
	level := t.OnlyDates("time")
	if level && !l.Week {
		return out, []*data.Error{t.Hourless("time", "the traffic of a day goes by its hours",
			"give times with hours, such as 2026-03-02T10:00, a row each; of totals by date `--week` makes the traffic of each weekday, level over its hours")}
	}
	hours := map[int64]float64{} // since day 0
	first, last, rows := int64(1)<<62, -int64(1)<<62, 0
	bad = t.Each(func(r *data.Row) {
		when, _ := r.Moment(at[0])
		n := 1.0
		if at[1] >= 0 {
			n = r.Number(at[1])
		}
		hour := floor(when, hourUS)
		hours[hour] += n
		first, last, rows = min(first, hour), max(last, hour), rows+1
	})
	if len(bad) > 0 {
		return out, bad
	}
	from, to := floor(first, 24), floor(last, 24)+1
	days := int64(1)
	if l.Week {
		days = 7
		if to-from < 7 {
			return out, []*data.Error{{Message: fmt.Sprintf("the log covers %s; a forecast of a week needs seven", schema.Count(int(to-from), "day")), Help: "leave --week out"}}
		}
	}
	sums, seen := make([]float64, 24*days), make([]int64, days)
	for day := from; day < to; day++ {
		seen[(day-from)%days]++
		for h := range int64(24) {
			sums[(day-from)%days*24+h] += hours[day*24+h]
		}
	}
	out.said = fmt.Sprintf("%s of %s", schema.Count(rows, "row"), schema.Count(int(to-from), "day"))
	if level {
		out.said += "; dates without hours: traffic by weekday, level over the hours of each"
	}
	out.fill(sums, seen, l.Week, level)
	return out, nil
}

// fill writes the means of a day's or a week's hours, or those of the days alone.
func (out *table) fill(sums []float64, seen []int64, week, level bool) {
	out.header = []string{"hour", "traffic"}
	switch {
	case level:
		out.header = []string{"weekday", "traffic"}
	case week:
		out.header = []string{"weekday", "hour", "traffic"}
	}
	for i, sum := range sums {
		day := int64(i) / 24
		mean := strconv.FormatFloat(sum/float64(seen[day]), 'g', 10, 64)
		switch {
		case level && i%24 == 0: // all of a day is at midnight
			out.rows = append(out.rows, []string{strconv.FormatInt(day, 10), mean})
		case level:
		case week:
			out.rows = append(out.rows, []string{strconv.FormatInt(day, 10), strconv.Itoa(i % 24), mean})
		default:
			out.rows = append(out.rows, []string{strconv.Itoa(i), mean})
		}
	}
}

// floor divides downwards.
func floor(x, by int64) int64 {
	q := x / by
	if x%by < 0 {
		q--
	}
	return q
}
