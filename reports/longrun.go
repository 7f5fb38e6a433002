package reports

import (
	"strings"

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

// Trend is the relative effect on a metric by day, each day standing for the week around it, a fraction.
type Trend struct {
	Arm    string     `json:"arm"`
	Versus string     `json:"vs"`
	Metric string     `json:"metric"`
	Change []*float64 `json:"change"` // by day
	Lo     []*float64 `json:"lo"`
	Hi     []*float64 `json:"hi"`
}

// ArmOf finds an arm; nil when there is none of that name.
func (s *Summary) ArmOf(name string) *Arm {
	for i := range s.Arms {
		if s.Arms[i].Name == name {
			return &s.Arms[i]
		}
	}
	return nil
}

// window is an arm's first window whose name begins so, else the days on which its change holds, else the whole horizon.
func (s *Summary) window(arm, begins string) Window {
	a := s.ArmOf(arm)
	if a == nil {
		return Window{Everyone, 0, s.Days}
	}
	best := a.Windows[0]
	for _, w := range a.Windows {
		if strings.HasPrefix(w.Name, begins) {
			return w
		}
		if w.Name == WhileItHolds {
			best = w
		}
	}
	return best
}

// ShortRun is the window in which a test of two weeks would read an arm, from its start; the whole horizon where the arm is read
// over that alone.
func (s *Summary) ShortRun(arm string) Window { return s.window(arm, "first ") }

// LastDays is the window that ends with the horizon, or with the arm's change; the whole horizon where the arm is read over that
// alone.
func (s *Summary) LastDays(arm string) Window { return s.window(arm, "last ") }

// TwoRuns tells whether an arm has a short run and a long run.
func (s *Summary) TwoRuns(arm string) bool {
	return strings.HasPrefix(s.ShortRun(arm).Name, "first ") && strings.HasPrefix(s.LastDays(arm).Name, "last ")
}

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

func (s *Summary) addTrends(read *Sampler) {
	s.Trends = []Trend{}
	for arm := range s.Arms {
		if base, ok := read.In.Versus(arm); ok {
			s.addTrend(read, arm, base)
		}
	}
}

func (s *Summary) addTrend(read *Sampler, arm, base int) {
	for _, name := range results.Listed(results.Trends) {
		m := read.In.Metric(name)
		if m == nil {
			panic("reports: no metric " + name)
		}
		t := Trend{Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Metric: name}
		for d := range s.Days {
			from, to := stats.WeekAround(d, s.Days)
			from, to = within(&s.Arms[arm], d, from, to)
			c := read.Compare(m, base, arm, results.Everything, from, to, stats.Level)
			t.Change = append(t.Change, Finite(c.Change))
			t.Lo, t.Hi = append(t.Lo, Finite(c.ChangeLo)), append(t.Hi, Finite(c.ChangeHi))
		}
		s.Trends = append(s.Trends, t)
	}
}

// within narrows the days around a day to those on which the arm's change holds as it does on that day.
func within(a *Arm, day, from, to int) (int, int) {
	for _, edge := range []int{a.Start, a.Stop} {
		switch {
		case edge == 0:
		case day < edge:
			to = min(to, edge)
		default:
			from = max(from, edge)
		}
	}
	return from, to
}
