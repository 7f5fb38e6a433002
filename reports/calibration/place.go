package calibration

import (
	"fmt"
	"regexp"
	"strconv"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// indices are the columns that say where on a curve a target lies.
var indices = []string{"hour", "weekday", "day", "cohort", "age"}

// place is where on a curve a target lies; -1: not there.
type place struct {
	Hour, Weekday, Day int
	reports.Cohorts    // Age is -1 where the target is no retention
}

var anywhere = place{-1, -1, -1, reports.Cohorts{Of: reports.Newcomers, Age: -1}}

// retention is the share of a cohort that comes on a day. It is no metric, since it is of Pinners who came together and not of days; with an age
// its short name, which else is the metric of who does not leave, stands for it.
const (
	retention = "cohort_retention"
	ofCohort  = "retention"
)

var retained = &reports.Metric{Metric: &results.Metric{Name: retention, Unit: "%", Denominator: func(*results.Totals) float64 { return 1 }}}

// clock is a number, or an hour as people write it: 8, 08, 08:00.
var clock = regexp.MustCompile(`^([0-9]+)(:00)?$`)

// readPlace reads where on a curve the target lies.
func (t *Target) readPlace(in *reports.Input, m *reports.Metric, cell func(string) string) (err error) {
	t.place = anywhere
	given := 0
	for name, to := range map[string]*int{"hour": &t.Hour, "weekday": &t.Weekday, "day": &t.Day, "age": &t.Age} {
		if text := cell(name); text != "" {
			given++
			if *to, err = index(name, text, in.Days); err != nil {
				return err
			}
		}
	}
	if given > 1 {
		return fmt.Errorf("%s has two of hour, weekday, day and age; a target has one at most", t.Metric)
	}
	if m == retained {
		return t.readCohort(in, cell)
	}
	return t.fits(in, m, cell)
}

// index reads a number on the axis of a curve.
func index(name, text string, days int) (int, error) {
	ends := map[string]int{"hour": 24, "weekday": stats.Week, "day": days, "age": days}
	parts := clock.FindStringSubmatch(text)
	if parts == nil || parts[2] != "" && name != "hour" {
		return 0, wrong(name, "", "`%s` is no %s: write a number from 0 to %d", text, name, ends[name]-1)
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n >= ends[name] {
		return 0, wrong(name, "", "`%s` is no %s: write a number from 0 to %d", text, name, ends[name]-1)
	}
	return n, nil
}

// fits refuses places that the market does not measure.
func (t *Target) fits(in *reports.Input, m *reports.Metric, cell func(string) string) error {
	switch {
	case t.Age >= 0 || cell("cohort") != "":
		return fmt.Errorf("cohort and age belong to cohort_retention; %s is measured by day", t.Metric)
	case t.Hour >= 0 && (!m.ByHour() || t.Where != (ask.Where{})):
		return fmt.Errorf("hours are counted over the whole market and by sessions, auctions, impressions, clicks and revenue: they do not tell %s (%s)", t.Metric, t.Where)
	case t.Weekday >= 0 && !m.ByWeekday():
		return fmt.Errorf("%s exists over the whole horizon only, not by weekday", t.Metric)
	case t.Day >= 0 && (m.Whole || cell("from_day") != "" || cell("to_day") != ""):
		return fmt.Errorf("%s has a day beside from_day or to_day, or exists over the whole horizon only", t.Metric)
	}
	if t.Weekday >= 0 && cell("to_day") == "" {
		t.To -= (t.To - t.From) % stats.Week // whole weeks, so that each weekday counts as often
	}
	if t.Weekday >= 0 && (t.To == t.From || (t.To-t.From)%stats.Week != 0) {
		return fmt.Errorf("a weekday is taken over whole weeks, and these are not: days %d to %d", t.From, t.To-1)
	}
	return nil
}

// joinCurve names the curve that the target is a point of; curves of other days are other curves.
func (t *Target) joinCurve(days int) {
	for axis, at := range map[string]int{"hour": t.Hour, "weekday": t.Weekday, "day": t.Day, "age": t.Age} {
		if at >= 0 {
			t.Curve, t.At = t.named()+" by "+axis+t.window(days), strconv.Itoa(at)
		}
	}
}

// named is what the target is of, without where on a curve.
func (t *Target) named() string {
	name := t.Metric
	if t.Share {
		name = "share of " + name
	}
	if t.Where != (ask.Where{}) {
		name += " (" + t.Where.String() + ")"
	}
	if t.Age >= 0 && t.Of != reports.Newcomers {
		name += " of " + t.cohort()
	}
	return name
}

// readCohort reads whose retention it is, and at which age.
func (t *Target) readCohort(in *reports.Input, cell func(string) string) error {
	if t.Age < 0 || t.Hour >= 0 || t.From > 0 || t.To < in.Days {
		return fmt.Errorf("cohort_retention needs an age in days, and has no days of its own: write metric,value,age and cohort_retention,35%%,7")
	}
	if name := cell("cohort"); name == "existing" {
		t.Of = 0
	} else if name != "" && in.CohortDays > 0 {
		day, err := strconv.Atoi(name)
		if err == nil {
			name = ""
		}
		var ok bool
		if t.Of, ok = in.CohortNamed(name, day); !ok {
			return fmt.Errorf("`%s` is no cohort: write the day on which its Pinners came, its name in cohorts.csv, or existing for who is there on day 0", cell("cohort"))
		}
	}
	_, _, err := in.Followed(t.Cohorts)
	return err
}

// cohort is who the retention is of.
func (p *place) cohort() string {
	if p.Of == 0 {
		return "who is there on day 0"
	}
	return fmt.Sprintf("cohort %d", p.Of)
}

// words are where on a curve a target lies.
func (p *place) words() string {
	switch {
	case p.Hour >= 0:
		return fmt.Sprintf(", hour %d", p.Hour)
	case p.Weekday >= 0:
		return fmt.Sprintf(", weekday %d", p.Weekday)
	case p.Day >= 0:
		return fmt.Sprintf(", day %d", p.Day)
	case p.Age < 0:
		return ""
	}
	return fmt.Sprintf(" at age %d", p.Age)
}

// read is what a replication shows of the target.
func (t *Target) read(s *reports.Sampler, replication int) float64 {
	if t.Age >= 0 {
		return s.Retention(replication, 0, t.Cohorts)
	}
	m := s.In.Metric(t.Metric)
	cut, _ := s.In.Cut(t.Where)
	var x float64
	switch {
	case t.Hour >= 0:
		x = s.Hour(m, replication, 0, t.Hour, t.From, t.To)
	case t.Weekday >= 0:
		x = s.Weekday(m, replication, 0, cut, t.Weekday, t.From, t.To)
	case t.Day >= 0:
		x = s.Value(m, replication, 0, cut, t.Day, t.Day+1)
	default:
		x = s.Value(m, replication, 0, cut, t.From, t.To)
	}
	if t.Share {
		x *= 100 / s.Value(m, replication, 0, results.Everything, t.From, t.To)
	}
	return x
}
