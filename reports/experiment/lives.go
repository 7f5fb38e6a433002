package experiment

import (
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Estimators by the Pinners' first session in the test.
const (
	Survival = "survival"       // share of Pinners who are still there so many days later, by Kaplan and Meier (1958, JASA 53)
	Lifetime = "lifetime_value" // sum of a metric over those days, a Pinner, by the means of the days and the share who are still there (Lin and others 1997, Biometrics 53)
	Cohort   = "cohort"         // effect on the Pinners who came first in a window of days, from then on to the end of the test
)

// readLives reads who stays and what they bring by days since the first session, and cohorts by the day of it.
func (w *windower) readLives() {
	for _, x := range w.Windows() {
		if x[0] >= w.To {
			break
		}
		w.addLife(Survival, Survival, int((x[1]-w.From)/spec.Day), (*life).survival)
	}
	for _, name := range w.Metrics {
		m, _ := experiment.LookupMetric(name)
		for _, x := range w.Windows() {
			if x[0] >= w.To || m.Goal {
				break
			}
			if m.Den < 0 {
				w.addLife(Lifetime, m.Name, int((x[1]-w.From)/spec.Day), func(l *life, days, leftOut int) float64 { return l.value(m.Num, days, leftOut) })
			}
			w.addCohort(m, x)
		}
	}
}

// life is what groups of a market did by days since the first session.
type life []bucketed

func lifeOf(u *results.Trial, groups []int) *life {
	var out life
	for age := range u.Ages {
		out = append(out, buckets(u.Ages[age:age+1], groups))
	}
	return &out
}

// survival is the share who are still there after so many days.
func (l *life) survival(days, leftOut int) float64 {
	share := 1.0
	for _, day := range (*l)[:days] {
		if g := day.without(leftOut); g.Pinners > 0 {
			share *= 1 - float64(g.Left)/float64(g.Pinners)
		}
	}
	return share
}

// value is what a Pinner brings of a variable in so many days.
func (l *life) value(variable, days, leftOut int) (sum float64) {
	share := 1.0
	for _, day := range (*l)[:days] {
		if g := day.without(leftOut); g.Pinners > 0 {
			v, n := g.variables(), float64(g.Pinners)
			sum += float64(share * v[variable] / n)
			share *= 1 - float64(g.Left)/n
		}
	}
	return sum
}

// addLife reads a level after so many days of those treated since the test's start against control; the truth compares the whole markets.
func (w *windower) addLife(estimator, metric string, days int, level func(l *life, days, leftOut int) float64) {
	c, t := lifeOf(w.units, controls), lifeOf(w.units, joined(0))
	whole := func(arm int) float64 { return level(lifeOf(w.o.Units[arm], everybody), days, all) }
	w.put(estimator, metric, Windowed{To: days, Truth: whole(experiment.WholeTreatment)/whole(experiment.WholeControl) - 1}, func(leftOut int) (float64, float64) {
		return level(c, days, leftOut), level(t, days, leftOut)
	})
}

// everybody is the one group of a whole market.
var everybody = []int{results.InControl}

// addCohort reads the effect on Pinners who came first within a window.
func (w *windower) addCohort(m experiment.Metric, x [2]spec.Time) {
	from, to := int((x[0]-w.From)/spec.Day), int((x[1]-w.From)/spec.Day)
	of := func(u *results.Trial, groups []int) bucketed { return buckets(u.Cohorts[from:to], groups) }
	c, t := of(w.units, controls), of(w.units, joined(0))
	whole := func(arm int) float64 {
		s := of(w.o.Units[arm], everybody)
		return s.without(all).level(m)
	}
	w.put(Cohort, m.Name, Windowed{From: int(x[0] / spec.Day), To: int(x[1] / spec.Day),
		Truth: whole(experiment.WholeTreatment)/whole(experiment.WholeControl) - 1}, func(leftOut int) (float64, float64) {
		return c.without(leftOut).level(m), t.without(leftOut).level(m)
	})
}
