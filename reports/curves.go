package reports

import (
	"fmt"
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// ByHour tells whether a measure can be read by hour of the day, over the whole market.
func (m *Metric) ByHour() bool {
	if m.Own == nil {
		return m.Metric.ByHour()
	}
	whole := m.top.cut == results.Everything && m.bot.cut == results.Everything
	return whole && m.top.metric.ByHour() && m.bot.metric.ByHour()
}

// ByWeekday tells whether a measure can be read by weekday.
func (m *Metric) ByWeekday() bool {
	if m.Own == nil {
		return m.ByDay()
	}
	return m.top.metric.ByDay() && m.bot.metric.ByDay()
}

// Hour is a measure of one hour of the day, over the days [from, to).
func (s *Sampler) Hour(m *Metric, replication, arm, hour, from, to int) float64 {
	t := results.Hour(s.In.Results[replication][arm], hour, from, to)
	return m.over(func(results.Cut) *results.Totals { return &t }, results.Everything)
}

// Weekday is a measure of one weekday over the days [from, to); weekday 0 is that of day 0.
func (s *Sampler) Weekday(m *Metric, replication, arm int, cut results.Cut, weekday, from, to int) float64 {
	return m.over(func(cut results.Cut) *results.Totals {
		t := &results.Totals{}
		for day := from; day < to; day++ {
			if day%stats.Week == weekday {
				t.Add(&s.In.Results[replication][arm].Days[day], len(s.In.Axes.Surfaces), cut)
			}
		}
		return t
	}, cut)
}

// over is a measure of given sums of parts of the market; x/0 is no finite number, which reports leave out.
func (m *Metric) over(sums func(results.Cut) *results.Totals, cut results.Cut) float64 {
	switch {
	case m.absent:
		return math.NaN()
	case m.Own == nil:
		return m.Value(sums(cut))
	}
	return m.Scale * m.top.metric.Value(sums(m.top.cut)) / m.bot.metric.Value(sums(m.bot.cut))
}

// Cohorts are which cohorts a retention is taken over, and on which day of each.
type Cohorts struct {
	Of  int // cohort 0 is who is there on day 0; Newcomers: all who come later, cohort by cohort
	Age int // days since the last day on which somebody joined the cohort
}

// Newcomers are all cohorts but those who are there on day 0.
const Newcomers = -1

// Followed are the cohorts whose retention lies within the horizon, each with the day on which it is read; an error where there is none.
func (in *Input) Followed(c Cohorts) (list []int, days []int, err error) {
	if in.CohortDays == 0 {
		return nil, nil, fmt.Errorf("cohort_retention needs cohorts: write market.pinners.cohorts: 1d")
	}
	last := (in.Days + in.CohortDays - 1) / in.CohortDays
	for k := 0; k <= last; k++ {
		day := k*in.CohortDays - 1 + c.Age
		if k == 0 {
			day = c.Age
		}
		if (c.Of == k || c.Of == Newcomers && k > 0) && day < in.Days {
			list, days = append(list, k), append(days, day)
		}
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("no such cohort is %d days old within the horizon of %d days", c.Age, in.Days)
	}
	return list, days, nil
}

// Retention is the share, in percent, of those who came who have a session at an age, over all cohorts that are asked for; NaN where nobody came.
func (s *Sampler) Retention(replication, arm int, c Cohorts) float64 {
	cohorts, days, _ := s.In.Followed(c) // none: nobody came
	result := s.In.Results[replication][arm]
	came, active := int64(0), int64(0)
	for i, k := range cohorts {
		if k >= len(result.Lives) {
			continue // nobody comes later
		}
		came += cameTo(result, k)
		active += result.Days[days[i]].Cohorts[k].Active
	}
	if came == 0 {
		return math.NaN()
	}
	return 100 * float64(active) / float64(came)
}

// cameTo is how many ever belonged to a cohort.
func cameTo(result *results.Result, cohort int) (n int64) {
	if cohort == 0 {
		x := &result.Days[0].Cohorts[0]
		return x.Pinners + x.Left // there on day 0; those who come that day are the next cohort
	}
	for day := range result.Days {
		n += result.Days[day].Cohorts[cohort].New
	}
	return n
}

// CohortNamed is the cohort of a name, as cohorts.csv writes it, or of the day on which somebody joins it.
func (in *Input) CohortNamed(name string, day int) (cohort int, ok bool) {
	if name == "" {
		if in.CohortDays == 0 || day < 0 || day >= in.Days {
			return 0, false
		}
		return 1 + day/in.CohortDays, true
	}
	for k := 0; in.CohortDays > 0 && (k == 0 || (k-1)*in.CohortDays < in.Days); k++ {
		if got, _ := cohortName(k, in.CohortDays, in.Days); got == name {
			return k, true
		}
	}
	return 0, false
}
