package verdict

import (
	"math"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// A drift is negligible below 1% of the effect, or 0.02% of the base where the effect is smaller than that; of a level, below
// 0.5%. All are per 30 days.
const (
	effectMargin = 0.01
	leastMargin  = 0.0002
	levelMargin  = 0.005
	driftDays    = 30
)

// leastWeek is how many whole weeks a tail needs: steadiness is tested on whole weeks, so that the rhythm of the week is no drift.
const leastWeek = 4

// addLongRun reads every metric of every arm in the short and the long run.
func addLongRun(s *reports.Summary, read *reports.Sampler) {
	s.LongRun = []reports.LongRun{}
	for arm := range s.Arms {
		base, compared := read.In.Versus(arm)
		for _, m := range read.In.Metrics() {
			if m.Whole {
				continue
			}
			l := reports.LongRun{Arm: s.Arms[arm].Name, Metric: m.Name, State: reports.SteadyUnknown, Readings: []reports.Reading{}}
			t := tail{read: read, m: m, arm: arm, base: base, compared: compared, days: s.Days}
			if compared {
				l.Versus = s.Arms[base].Name
				readWindows(s, &l)
				l.Crossing, l.BreakEven = turns(s, l.Arm, t.daily())
			}
			settle(s, &l, &t)
			s.LongRun = append(s.LongRun, l)
		}
	}
}

// turns reads when the daily effect of an arm changes its sign, and when the sum of all effects does, while the arm's change holds.
func turns(s *reports.Summary, arm string, daily [][]float64) (crossing, breakEven *stats.Crossing) {
	if !s.TwoRuns(arm) {
		none := stats.Crossing{Why: "there is no short and long run to tell apart"}
		return &none, &none
	}
	short, long := s.ShortRun(arm), s.LastDays(arm)
	held := make([][]float64, len(daily))
	for i := range held {
		held[i] = daily[i][short.From:long.To]
	}
	c := stats.CrossingDay(held, short.To-short.From, long.To-long.From, s.Level)
	b := stats.BreakEvenDay(held, short.To-short.From, long.To-long.From, s.Level)
	return later(&c, short.From), later(&b, short.From)
}

// later counts a crossing from day 0 where its days were counted from another.
func later(c *stats.Crossing, days int) *stats.Crossing {
	for _, x := range []*float64{c.Day, c.Lo, c.Hi} {
		if x != nil {
			*x += float64(days)
		}
	}
	return c
}

// readWindows takes the effects that are there already.
func readWindows(s *reports.Summary, l *reports.LongRun) {
	for _, w := range s.ArmOf(l.Arm).Windows {
		if e := s.Effect(l.Arm, l.Metric, reports.Everyone, w.Name); e != nil {
			l.Readings = append(l.Readings, reports.Reading{Window: w.Name, From: w.From, To: w.To, Change: e.Change, Lo: e.Lo, Hi: e.Hi, Why: e.Why})
		}
	}
}

// settle tests whether the metric is steady at the end, and reads the longest tail that is.
func settle(s *reports.Summary, l *reports.LongRun, t *tail) {
	weeks := s.Days / stats.Week
	if weeks < leastWeek || t.read.Worlds() < stats.MinimumPairs {
		return
	}
	t.readWeeks(weeks)
	last := max(leastWeek, weeks/3)
	margin := levelMargin
	if t.compared {
		margin = leastMargin
		if r := l.Reading(s.LastDays(l.Arm).Name); r != nil && r.Change != nil {
			margin = max(margin, effectMargin*math.Abs(*r.Change))
		}
	}
	drift, n := t.drift(last), last
	if !stats.IsFinite(drift.Mean) {
		return
	}
	l.State = state(&drift, margin)
	for w := weeks; w >= leastWeek && l.SteadyFrom == nil; w-- {
		if e := t.drift(w); state(&e, margin) == reports.Steady && t.level(w, margin) {
			drift, n, l.State, l.SteadyFrom = e, w, reports.Steady, new(s.Days-w*stats.Week)
		}
	}
	l.Drift = &reports.Reading{Window: "drift", From: s.Days - n*stats.Week, To: s.Days, Change: reports.Finite(drift.Mean), Lo: reports.Finite(drift.Lo), Hi: reports.Finite(drift.Hi), Why: drift.Why}
	if l.SteadyFrom == nil || !t.compared {
		return
	}
	c := t.read.Compare(t.m, t.base, t.arm, results.Everything, *l.SteadyFrom, s.Days, s.Level)
	l.Readings = append(l.Readings, reports.Reading{Window: reports.SteadyWindow, From: *l.SteadyFrom, To: s.Days, Change: reports.Finite(c.Change),
		Lo: reports.Finite(c.ChangeLo), Hi: reports.Finite(c.ChangeHi), Why: c.Why})
}

// state judges a drift by an interval: an equivalence test against the margin (Schuirmann 1987, J. Pharmacokinetics and
// Biopharmaceutics 15), because a drift that is not significant need not be small.
func state(drift *stats.Estimate, margin float64) string {
	switch {
	case !stats.IsFinite(drift.Lo) || !stats.IsFinite(drift.Hi):
		return reports.SteadyUnknown
	case drift.Lo >= -margin && drift.Hi <= margin:
		return reports.Steady
	case drift.Lo > 0 || drift.Hi < 0:
		return reports.Moving
	}
	return reports.Unsettled
}

// tail reads the end of the horizon of one metric.
type tail struct {
	read      *reports.Sampler
	m         *reports.Metric
	arm, base int
	compared  bool
	days      int
	weeks     [][]week // by world, the last whole week of the horizon first
	left      int      // how many of them come after the tail
}

// week is a metric's mean over a week in an arm, and in what the arm is compared with (0 where it is not).
type week struct{ own, other float64 }

// readWeeks samples the last weeks of the horizon once: tails of every length are read from them.
func (t *tail) readWeeks(n int) {
	for k := range n {
		to := t.days - k*stats.Week
		own := t.read.Values(t.m, t.arm, results.Everything, to-stats.Week, to)
		other := make([]float64, len(own))
		if t.compared {
			other = t.read.Values(t.m, t.base, results.Everything, to-stats.Week, to)
		}
		if k == 0 {
			t.weeks = make([][]week, len(own))
		}
		for i := range own {
			t.weeks[i] = append(t.weeks[i], week{own[i], other[i]})
		}
	}
}

// drift is the slope over the last weeks, per 30 days, in relation to the mean of the base over them: least squares in each
// replication, then Student's t over replications.
func (t *tail) drift(weeks int) stats.Estimate {
	slopes := make([]float64, len(t.weeks))
	y := make([]float64, weeks)
	for i := range t.weeks {
		base := 0.0
		for w := range y {
			x := &t.weeks[i][t.left+weeks-1-w]
			y[w] = x.own - x.other
			if base += x.own / float64(weeks); t.compared {
				base += (x.other - x.own) / float64(weeks)
			}
		}
		slopes[i] = stats.Slope(y) / math.Abs(base) * driftDays / stats.Week
	}
	return stats.MeanInterval(slopes, stats.Level)
}

// level tells whether the first half of a tail is steady as well, where it is long enough to tell: a curve that flattens out has no
// drift on the whole long before it has none.
func (t *tail) level(weeks int, margin float64) bool {
	if weeks < 2*leastWeek {
		return true
	}
	early := *t
	early.left += weeks / 2
	e := early.drift(weeks - weeks/2)
	return state(&e, margin) == reports.Steady
}

// daily is the difference of each day, by world.
func (t *tail) daily() (out [][]float64) {
	for d := range t.days {
		own, other := t.read.Values(t.m, t.arm, results.Everything, d, d+1), t.read.Values(t.m, t.base, results.Everything, d, d+1)
		if d == 0 {
			out = make([][]float64, len(own))
		}
		for i := range own {
			out[i] = append(out[i], own[i]-other[i])
		}
	}
	return out
}
