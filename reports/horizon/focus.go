package horizon

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/sim/rng"
)

// sessions is the index of the metric that tells what a change costs Pinners.
const sessions = 1

// Reading is an effect, a fraction of control, with its 95% interval over draws of the replications; the interval is empty where there is one replication.
type Reading struct {
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
	Right float64 `json:"right"` // share of draws in which it has the sign of the truth; of one replication 0 or 1
}

// Focus is one launch told day by day: the first arm in the first market.
type Focus struct {
	Market   string   `json:"market"`
	Arm      string   `json:"arm"`
	TwoWeeks Reading  `json:"two_weeks"` // the mean effect on revenue over 14 days
	Truth    Reading  `json:"truth"`     // over the last four weeks
	AtOnce   float64  `json:"at_once"`   // what shipping it untested would leave of the best that could be done, a fraction of a year's revenue
	Shipped  float64  `json:"shipped"`   // the same of shipping it after a test of 14 days
	Draws    int      `json:"draws"`     // of the replications; 0: there is one
	Methods  []Method `json:"methods"`
	Curve    Curve    `json:"curve"`
}

// Curve is the interval of the extrapolated reading after 14 days, from the days of the launch alone, and the week's end from which such intervals leave out 0; 0: none does.
type Curve struct {
	Lo   float64 `json:"lo"`
	Hi   float64 `json:"hi"`
	From int     `json:"from"`
}

// Method is when a way to read the launch would have known.
type Method struct {
	Name     string    `json:"name"`
	Day      int       `json:"day"`      // the first week's end from which it has the sign of the truth, then and ever after, in 95% of draws; 0: not within the horizon
	Half     int       `json:"half"`     // the same in half of the draws
	Cost     float64   `json:"cost"`     // what the test until Day and the right decision then leave of the best that could be done, a fraction of a year's revenue
	Sessions float64   `json:"sessions"` // what a test until Day that ships nothing changes of a year's sessions, a fraction
	Ships    bool      `json:"ships"`    // it would ship after 7 days
	Early    float64   `json:"early"`    // what that decision leaves of the best that could be done, a fraction of a year's revenue
	Reads    []Reading `json:"reads"`    // by week's end: the effect on the long run that it reads
}

// told is what a set of launches reads of the first of them, by method and week; nil where a method cannot read.
type told struct {
	truth, two float64
	reads      map[string][]float64
}

// leading is the launch that is told: the first that changes something.
func leading(launches []*Launch) int {
	return slices.IndexFunc(launches, func(l *Launch) bool { return !l.still })
}

// tell reads the first launch at the end of every week.
func (r *Report) tell(launches []*Launch) (t told) {
	l := launches[leading(launches)]
	t = told{l.Truth(), l.effect(0, 0, 14), map[string][]float64{}}
	for _, name := range []string{AsRead, LastWeek, Extended, CookieDay, Index} {
		for wait := 7; wait <= r.Horizon-longWindow; wait += 7 {
			x, err := first(launches, name, wait)
			if err != nil {
				r.misses(name, err)
				delete(t.reads, name)
				break
			}
			t.reads[name] = append(t.reads[name], x)
		}
	}
	return t
}

// first reads the first launch by a method; an index is learned on the other markets.
func first(launches []*Launch, name string, wait int) (float64, error) {
	k := leading(launches)
	if name != Index {
		return launches[k].read(name, wait), nil
	}
	if err := crossable(launches, byMarket); err != nil {
		return 0, err
	}
	all := shorts(launches, wait, byMarket)
	read, err := learn(all, all[k].fold)
	if err != nil {
		return 0, err
	}
	return read(&all[k]), nil
}

// focus tells the first launch, and how sure its readings are.
func (r *Report) focus(launches []*Launch, key rng.Key) {
	l, point := launches[leading(launches)], r.tell(launches)
	var draws []told
	for k := range Draws {
		again := redrawn(launches, key, k)
		if again == nil {
			break
		}
		draws = append(draws, r.tell(again))
	}
	over := func(value float64, of func(told) (float64, bool)) Reading {
		return readingOf(value, point.truth, draws, of)
	}
	r.Focus = &Focus{Market: l.Market, Arm: l.Arm, AtOnce: l.regret(0, true), Shipped: l.regret(14, true), Draws: len(draws),
		Truth:    over(point.truth, func(t told) (float64, bool) { return t.truth, true }),
		TwoWeeks: over(point.two, func(t told) (float64, bool) { return t.two, true })}
	e := l.extrapolated(14)
	r.Focus.Curve = Curve{e.Lo, e.Hi, l.sureFrom(r.Horizon - longWindow)}
	for _, name := range Methods {
		if len(point.reads[name]) == 0 {
			continue
		}
		m := Method{Name: name}
		for w, x := range point.reads[name] {
			m.Reads = append(m.Reads, over(x, func(t told) (float64, bool) {
				if len(t.reads[name]) <= w {
					return 0, false
				}
				return t.reads[name][w], true
			}))
		}
		m.knows(l, point, draws)
		r.Focus.Methods = append(r.Focus.Methods, m)
	}
}

// readingOf is a value with its interval over draws. A draw in which a method cannot read counts as wrong.
func readingOf(value, truth float64, draws []told, of func(told) (float64, bool)) Reading {
	x := Reading{Value: value, Lo: value, Hi: value}
	if len(draws) == 0 {
		if same(value, truth) {
			x.Right = 1
		}
		return x
	}
	var values []float64
	for _, t := range draws {
		v, ok := of(t)
		if !ok {
			continue
		}
		if values = append(values, v); same(v, truth) {
			x.Right += 1 / float64(len(draws))
		}
	}
	if len(values) > 0 {
		slices.Sort(values)
		x.Lo, x.Hi = stat.Quantile(0.025, stat.Empirical, values, nil), stat.Quantile(0.975, stat.Empirical, values, nil)
	}
	return x
}

func same(a, b float64) bool { return (a > 0) == (b > 0) }

// knows finds the day from which a method knows, and what waiting for it costs.
func (m *Method) knows(l *Launch, point told, draws []told) {
	days := []float64{m.rightFrom(point.reads[m.Name], point.truth)}
	if len(draws) > 0 {
		days = nil
	}
	for _, t := range draws {
		days = append(days, m.rightFrom(t.reads[m.Name], point.truth))
	}
	slices.Sort(days)
	day := func(share float64) int {
		if d := stat.Quantile(share, stat.Empirical, days, nil); !math.IsInf(d, 1) {
			return int(d)
		}
		return 0
	}
	m.Day, m.Half = day(0.95), day(0.5)
	m.Ships = m.Reads[0].Value > 0
	m.Early = l.regret(7, m.Ships)
	if m.Day > 0 {
		m.Cost, m.Sessions = l.regret(m.Day, point.truth > 0), l.stopped(sessions, m.Day)
	}
}

// reads tells whether the method reads after so many days.
func (m *Method) reads(days int) bool { return days >= soonest[m.Name] }

// rightFrom is the first week's end on which the method reads, and from which on readings have the sign of the truth, then and ever after; infinite where the last one has not.
func (m *Method) rightFrom(reads []float64, truth float64) float64 {
	day := math.Inf(1)
	for w := len(reads) - 1; w >= 0 && m.reads(7*(w+1)) && same(reads[w], truth); w-- {
		day = float64(7 * (w + 1))
	}
	return day
}
