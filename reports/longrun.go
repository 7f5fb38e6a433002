package reports

import (
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// LongRun sets the short run of a metric beside its long run. Of an arm that is compared with another, changes are effects,
// paired over replications; of a control they are levels in relation to the mean of the horizon.
type LongRun struct {
	Arm    string `json:"arm"`
	Versus string `json:"vs,omitempty"` // empty for a control
	Metric string `json:"metric"`

	Readings   []Reading       `json:"readings"`    // of an arm that is compared: by window; the last is the steady state, where there is one
	Drift      *Reading        `json:"drift"`       // change per 30 days over the steady tail, else over the last third; a fraction of the base
	State      string          `json:"state"`       // steady, moving, unclear or not tested
	SteadyFrom *int            `json:"steady_from"` // first day of the longest tail that is steady; null when none is
	Crossing   *stats.Crossing `json:"crossing"`    // when the effect of a day changes its sign; of an arm that is compared
	BreakEven  *stats.Crossing `json:"break_even"`  // when the sum of all effects since day 0 does
}

// Reading is a relative change over the days [From, To), a fraction, with its interval.
type Reading struct {
	Window string   `json:"window"`
	From   int      `json:"from"`
	To     int      `json:"to"`
	Change *float64 `json:"change"`
	Lo     *float64 `json:"lo"`
	Hi     *float64 `json:"hi"`
	Why    string   `json:"why,omitempty"`
}

// States of a metric at the end of the horizon.
const (
	Steady        = "steady"     // over some tail of four weeks or more the whole interval of the drift lies within the margin
	Moving        = "moving"     // none does, and over the last third the interval excludes 0
	Unsettled     = "unclear"    // neither: more replications or a longer horizon would tell
	SteadyUnknown = "not tested" // the horizon or the replications are too few
)

// SteadyWindow names the reading over the steady state.
const SteadyWindow = "steady state"

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

// Trend is the relative effect on a metric by day, each day standing for the week around it, a fraction.
type Trend struct {
	Arm    string     `json:"arm"`
	Versus string     `json:"vs"`
	Metric string     `json:"metric"`
	Change []*float64 `json:"change"` // by day
	Lo     []*float64 `json:"lo"`
	Hi     []*float64 `json:"hi"`
}

// trendMetrics are followed by day as effects.
var trendMetrics = []string{"revenue", "sessions", "auctions", "active_pinners", "activity", "sightedness", "fatigue", "ctr", "rpm"}

// addLongRun reads every metric of every arm in the short and the long run.
func (s *Summary) addLongRun(read *sampler) {
	s.LongRun, s.Trends = []LongRun{}, []Trend{}
	for arm := range s.Arms {
		base, compared := read.in.Versus(arm)
		for _, m := range read.in.measures() {
			if m.Whole {
				continue
			}
			l := LongRun{Arm: s.Arms[arm].Name, Metric: m.Name, State: SteadyUnknown, Readings: []Reading{}}
			t := tail{read: read, m: m, arm: arm, base: base, compared: compared, days: s.Days}
			if compared {
				l.Versus = s.Arms[base].Name
				s.readWindows(&l)
				d := t.daily()
				short, long := s.ShortRun(), s.LastDays()
				l.Crossing = new(stats.CrossingDay(d, short.To, s.Days-long.From, s.Level))
				l.BreakEven = new(stats.BreakEvenDay(d, short.To, s.Days-long.From, s.Level))
			}
			s.settle(&l, &t)
			s.LongRun = append(s.LongRun, l)
		}
		if compared {
			s.addTrends(read, arm, base)
		}
	}
}

func ptr[T any](x T) *T { return &x }

// ShortRun is the window in which a test of two weeks would read an effect; the whole horizon when it is too short for two.
func (s *Summary) ShortRun() Window {
	if len(s.Windows) < 3 {
		return s.Windows[0]
	}
	return s.Windows[1]
}

// LastDays is the window that ends with the horizon; the whole horizon when it is too short for two.
func (s *Summary) LastDays() Window { return s.Windows[len(s.Windows)-1] }

// LongRunOf finds the long run of a metric; nil when the summary has none of that name.
func (s *Summary) LongRunOf(arm, metric string) *LongRun {
	for i := range s.LongRun {
		if l := &s.LongRun[i]; l.Arm == arm && l.Metric == metric {
			return l
		}
	}
	return nil
}

// Trend finds the effect of an arm on a metric by day; nil when the summary has none of that name.
func (s *Summary) Trend(arm, metric string) *Trend {
	for i := range s.Trends {
		if t := &s.Trends[i]; t.Arm == arm && t.Metric == metric {
			return t
		}
	}
	return nil
}

// Reading finds the reading of a window; nil when there is none.
func (l *LongRun) Reading(window string) *Reading {
	for i := range l.Readings {
		if l.Readings[i].Window == window {
			return &l.Readings[i]
		}
	}
	return nil
}

// readWindows takes the effects that are there already.
func (s *Summary) readWindows(l *LongRun) {
	for _, w := range s.Windows {
		if e := s.Effect(l.Arm, l.Metric, Everyone, w.Name); e != nil {
			l.Readings = append(l.Readings, Reading{w.Name, w.From, w.To, e.Change, e.Lo, e.Hi, e.Why})
		}
	}
}

// settle tests whether the metric is steady at the end, and reads the longest tail that is.
func (s *Summary) settle(l *LongRun, t *tail) {
	weeks := s.Days / stats.Week
	if weeks < leastWeek || len(t.read.replications) < stats.MinimumPairs {
		return
	}
	last := max(leastWeek, weeks/3)
	margin := levelMargin
	if t.compared {
		margin = leastMargin
		if r := l.Reading(s.LastDays().Name); r != nil && r.Change != nil {
			margin = max(margin, effectMargin*math.Abs(*r.Change))
		}
	}
	drift, n := t.drift(last), last
	if !stats.IsFinite(drift.Mean) {
		return
	}
	l.State = state(&drift, margin)
	for w := weeks; w >= leastWeek && l.SteadyFrom == nil; w-- {
		if e := t.drift(w); state(&e, margin) == Steady && t.level(w, margin) {
			drift, n, l.State, l.SteadyFrom = e, w, Steady, new(s.Days-w*stats.Week)
		}
	}
	l.Drift = &Reading{"drift", s.Days - n*stats.Week, s.Days, number(drift.Mean), number(drift.Lo), number(drift.Hi), drift.Why}
	if l.SteadyFrom == nil || !t.compared {
		return
	}
	of := func(arm int) []float64 { return t.read.values(t.m, arm, results.Everything, *l.SteadyFrom, s.Days) }
	c := stats.Compare(of(t.base), of(t.arm), s.Level)
	l.Readings = append(l.Readings, Reading{SteadyWindow, *l.SteadyFrom, s.Days, number(c.Change), number(c.ChangeLo), number(c.ChangeHi), c.Why})
}

// state judges a drift by an interval: an equivalence test against the margin (Schuirmann 1987, J. Pharmacokinetics and
// Biopharmaceutics 15), because a drift that is not significant need not be small.
func state(drift *stats.Estimate, margin float64) string {
	switch {
	case !stats.IsFinite(drift.Lo) || !stats.IsFinite(drift.Hi):
		return SteadyUnknown
	case drift.Lo >= -margin && drift.Hi <= margin:
		return Steady
	case drift.Lo > 0 || drift.Hi < 0:
		return Moving
	}
	return Unsettled
}

// tail reads the end of the horizon of one metric.
type tail struct {
	read      *sampler
	m         *measure
	arm, base int
	compared  bool
	days      int
}

// drift is the slope over the last weeks, per 30 days, in relation to the mean of the base over them: least squares in each
// replication, then Student's t over replications.
func (t *tail) drift(weeks int) stats.Estimate {
	slopes := make([]float64, len(t.read.replications))
	for i, r := range t.read.replications {
		y, base := make([]float64, weeks), 0.0
		for w := range y {
			from := t.days - (weeks-w)*stats.Week
			own := t.read.value(t.m, r, t.arm, results.Everything, from, from+stats.Week)
			y[w], base = own, base+own/float64(weeks)
			if t.compared {
				other := t.read.value(t.m, r, t.base, results.Everything, from, from+stats.Week)
				y[w] -= other
				base += (other - own) / float64(weeks)
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
	early.days -= weeks / 2 * stats.Week
	e := early.drift(weeks - weeks/2)
	return state(&e, margin) == Steady
}

// daily is the difference of each day, by replication.
func (t *tail) daily() [][]float64 {
	out := make([][]float64, len(t.read.replications))
	for i, r := range t.read.replications {
		out[i] = make([]float64, t.days)
		for d := range out[i] {
			of := func(arm int) float64 { return t.read.value(t.m, r, arm, results.Everything, d, d+1) }
			out[i][d] = of(t.arm) - of(t.base)
		}
	}
	return out
}

func (s *Summary) addTrends(read *sampler, arm, base int) {
	for _, name := range trendMetrics {
		m := read.in.measure(name)
		if m == nil {
			panic("reports: no metric " + name)
		}
		t := Trend{Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Metric: name}
		for d := range s.Days {
			from, to := stats.WeekAround(d, s.Days)
			of := func(arm int) []float64 { return read.values(m, arm, results.Everything, from, to) }
			c := stats.Compare(of(base), of(arm), stats.Level)
			t.Change = append(t.Change, number(c.Change))
			t.Lo, t.Hi = append(t.Lo, number(c.ChangeLo)), append(t.Hi, number(c.ChangeHi))
		}
		s.Trends = append(s.Trends, t)
	}
}
