package horizon

import (
	"encoding/json"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/stats"
	"marketsim/sim/rng"
)

// sessions is the index of the metric that tells what a change costs Pinners.
const sessions = 1

// Reading is an effect over single tests, a fraction of control; of one test Lo and Hi are the value.
type Reading struct {
	Value float64 `json:"value"` // mean over tests
	Lo    float64 `json:"lo"`    // 95% of tests read between Lo and Hi
	Hi    float64 `json:"hi"`
	Right float64 `json:"right"` // share of tests that read the sign of their own long run
	Ship  float64 `json:"ship"`  // share of tests that read a gain
	Error float64 `json:"error"` // root mean square of reading less the test's own long run
	cost  float64 // what these decisions leave of the best that could be done, a fraction of a year's revenue, mean over tests
	tests []outcome
}

// Focus is one launch told day by day: the first arm in the first market.
type Focus struct {
	Market   string  `json:"market"`
	Arm      string  `json:"arm"`
	Tests    int     `json:"tests"`     // single tests: replications, each read by itself
	TwoWeeks Reading `json:"two_weeks"` // the mean effect on revenue over 14 days
	// Truth is the mean effect over the last four weeks, with its 95% interval over draws of the replications (Efron 1979, Annals of Statistics 7); Right: share of the tests
	// whose own long run has its sign.
	Truth Reading `json:"truth"`
	// Truths is where 95% of the tests' own long runs lie.
	Truths Ends `json:"truths"`
	// Sessions are the effects on sessions over 14 days and over the last four weeks, fractions of control, over all tests.
	Sessions [2]float64 `json:"sessions"`
	AtOnce   float64    `json:"at_once"` // what shipping it untested would leave of the best that could be done, a fraction of a year's revenue
	Shipped  float64    `json:"shipped"` // the same of shipping it after a test of 14 days
	Methods  []Method   `json:"methods"`
	Curve    Curve      `json:"curve"`
}

// Ends are those of a range.
type Ends struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Curve is what the extrapolated reading of one test tells by itself, from the days of the test alone.
type Curve struct {
	Lo   float64 `json:"lo"` // of its interval after 14 days, the median over tests
	Hi   float64 `json:"hi"`
	From int     `json:"from,omitempty"` // the week's end from which on the interval leaves out 0 on the right side in nine of ten tests; 0: none
}

// Method is when a way to read the launch would have known.
type Method struct {
	Name string `json:"name"`
	// Day is the first week's end from which on, then and at every later one, nine of ten tests have the sign of the truth; 0: there is none within the horizon, and what is said of that day is left out of JSON.
	Day      int     `json:"day"`
	Right    float64 `json:"right"`    // share of the tests that have it on that day, with its exact 95% interval
	Lo       float64 `json:"lo"`       //
	Hi       float64 `json:"hi"`       //
	Cost     float64 `json:"cost"`     // what deciding on Day leaves of the best that could be done, a fraction of a year's revenue, mean over tests
	Sessions float64 `json:"sessions"` // what a test until Day that ships nothing changes of a year's sessions, a fraction
	Exposed  float64 `json:"exposed"`  // Pinners who have the change until Day, and the days on which one of them came, mean over tests
	OnDays   float64 `json:"exposed_days"`
	// Misses is within what of their own long run 95% of tests in all other markets read on Day, and Certain the share of tests of this launch that read further from 0 than that: a single reader may be certain
	// of the sign. Nil where there are no others.
	Misses   *float64    `json:"misses,omitempty"`
	Certain  *float64    `json:"certain,omitempty"`
	Noisy    []Noisy     `json:"noisy,omitempty"` // on Day, with A/B noise; absent where it is not reliable, or an index
	Ships    *float64    `json:"ships,omitempty"` // share of tests that it would ship after 7 days, and what those decisions leave of the best that could be done, a fraction of a year's revenue; nil where it cannot read by then
	Early    *float64    `json:"early,omitempty"`
	Reads    []*Reading  `json:"reads"`            // by week's end: the effect on the long run that it reads; nil where it cannot
	Unread   []Unread    `json:"unread,omitempty"` // at which week's ends it cannot, and why
	outcomes [][]outcome // by week's end and test
}

// Unread is why a method cannot read at some week's ends.
type Unread struct {
	Days []int  `json:"days"`
	Why  string `json:"why"`
}

// MarshalJSON leaves out what there is on no day.
func (m Method) MarshalJSON() ([]byte, error) {
	type bare Method
	if m.Day > 0 {
		return json.Marshal(bare(m))
	}
	return json.Marshal(struct {
		bare
		Day      *int     `json:"day,omitempty"` // in place of zeros
		Right    *float64 `json:"right,omitempty"`
		Lo       *float64 `json:"lo,omitempty"`
		Hi       *float64 `json:"hi,omitempty"`
		Cost     *float64 `json:"cost,omitempty"`
		Sessions *float64 `json:"sessions,omitempty"`
		Exposed  *float64 `json:"exposed,omitempty"`
		OnDays   *float64 `json:"exposed_days,omitempty"`
	}{bare: bare(m)})
}

// unread notes that the method cannot read at a week's end.
func (m *Method) unread(wait int, why error) {
	m.Reads, m.outcomes, m.Day = append(m.Reads, nil), append(m.outcomes, nil), 0
	at := slices.IndexFunc(m.Unread, func(x Unread) bool { return x.Why == why.Error() })
	if at < 0 {
		at, m.Unread = len(m.Unread), append(m.Unread, Unread{Why: why.Error()})
	}
	m.Unread[at].Days = append(m.Unread[at].Days, wait)
}

// leading is the launch that is told: the first that changes something.
func leading(launches []*Launch) *Launch {
	return launches[slices.IndexFunc(launches, func(l *Launch) bool { return !l.still })]
}

// focus tells the first launch, each of its replications read as one test.
func (r *Report) focus(launches []*Launch, key rng.Key) {
	l := leading(launches)
	two, now := readTests(l, "", 14, func(t *Launch) float64 { return t.effect(0, 0, 14) }), readTests(l, "", 0, func(*Launch) float64 { return 1 })
	late := readTests(l, "", 14, func(*Launch) float64 { return 1 })
	r.Focus = &Focus{Market: l.Market, Arm: l.Arm, Tests: len(l.alone()), TwoWeeks: two, Truth: l.truth(key), AtOnce: now.cost, Shipped: late.cost, Curve: l.curve(r.Horizon - LongRun)}
	own := readTests(l, "", 0, (*Launch).Truth)
	r.Focus.Truths = Ends{own.Lo, own.Hi}
	r.Focus.Sessions = [2]float64{l.effect(sessions, 0, 14), l.effect(sessions, r.Horizon-LongRun, r.Horizon)}
	for _, name := range Methods {
		if m, ok := r.follow(launches, name); ok {
			r.Focus.Methods = append(r.Focus.Methods, m)
		}
	}
}

// readTests reads every test of a launch by a method after a wait. Each is of a market of its own, with a long run of its own.
func readTests(l *Launch, method string, wait int, reading func(*Launch) float64) (x Reading) {
	var reads []float64
	n := float64(len(l.alone()))
	for _, t := range l.alone() {
		o := outcomeOf(t, method, wait, reading)
		x.Error += (o.read - t.Truth()) * (o.read - t.Truth()) / n
		reads, x.tests = append(reads, o.read), append(x.tests, o)
		x.cost += o.cost / n
		if o.read > 0 {
			x.Ship += 1 / n
		}
		if o.right {
			x.Right += 1 / n
		}
	}
	x.Value, x.Error = stat.Mean(reads, nil), math.Sqrt(x.Error)
	x.Lo, x.Hi = middle(reads)
	return x
}

// middle is where 95% of values are.
func middle(values []float64) (lo, hi float64) {
	slices.Sort(values)
	return stat.Quantile(0.025, stat.Empirical, values, nil), stat.Quantile(0.975, stat.Empirical, values, nil)
}

// truth is the long run with its interval over draws of the replications, the value where there is one.
func (l *Launch) truth(key rng.Key) Reading {
	x := readTests(l, "", 0, (*Launch).Truth)
	x.Value, x.Lo, x.Hi = l.Truth(), l.Truth(), l.Truth()
	if x.Right = x.Ship; x.Value <= 0 {
		x.Right = 1 - x.Ship
	}
	var draws []float64
	for k := range Draws {
		if again := l.redrawn(key, k); again != nil {
			draws = append(draws, again.Truth())
		}
	}
	if len(draws) > 0 {
		x.Lo, x.Hi = middle(draws)
	}
	return x
}

func same(a, b float64) bool { return (a > 0) == (b > 0) }

// enough tells whether a share of tests is at least what a method must get right.
func enough(share float64) bool { return share >= sure-1e-9 }

// follow reads the tests of the first launch by a method at the end of every week at which it can; false where there is none. A method is not right at a week's end at which it cannot be learned.
func (r *Report) follow(launches []*Launch, name string) (m Method, ok bool) {
	l := leading(launches)
	m.Name = name
	for wait := 7; wait <= r.Horizon-LongRun; wait += 7 {
		reading, err := lessonFor(launches, l, name, wait)
		if err != nil {
			if m.unread(wait, err); !errors.Is(err, errTooShort) {
				r.misses(name, l, wait, err)
			}
			continue
		}
		x := readTests(l, name, wait, reading)
		m.outcomes, ok = append(m.outcomes, x.tests), true
		if m.Reads = append(m.Reads, &x); !enough(x.Right) {
			m.Day = 0
		} else if m.Day == 0 {
			m.Day = wait
		}
	}
	if ok {
		m.weigh(l)
		m.misses(launches, l)
	}
	return m, ok
}

// lessonFor reads the tests of one launch by a method; an index is learned for these alone.
func lessonFor(launches []*Launch, l *Launch, name string, wait int) (func(*Launch) float64, error) {
	switch name {
	case Index:
		return taught(launches, l.alone(), wait, byMarket)
	case OtherLevers:
		return taught(launches, l.alone(), wait, byLever)
	}
	return reader(launches, name, wait)
}

// weigh finds what waiting for the method costs, and what deciding after a week would.
func (m *Method) weigh(l *Launch) {
	n := float64(len(l.alone()))
	if x := m.Reads[0]; x != nil {
		m.Ships, m.Early = &x.Ship, &x.cost
	}
	if m.Day == 0 {
		return
	}
	x := m.Reads[m.Day/7-1]
	m.Right, m.Cost, m.Sessions = x.Right, x.cost, l.stopped(m.Name, sessions, m.Day)
	m.Exposed, m.OnDays = l.exposed(m.Name, m.Day)
	m.Lo, m.Hi = stats.ShareInterval(int(math.Round(m.Right*n)), len(l.alone()), 0.95)
}

// misses finds by how much the method's readings of tests in other markets miss, which is what a team can know, and how many tests of this launch read more than that.
func (m *Method) misses(launches []*Launch, l *Launch) {
	if m.Day == 0 {
		return
	}
	reading, err := reader(launches, m.Name, m.Day)
	if err != nil {
		return
	}
	var off []float64
	for _, other := range launches {
		if other.fold == l.fold || other.still {
			continue
		}
		for _, t := range other.alone() {
			off = append(off, math.Abs(reading(t)-t.Truth()))
		}
	}
	if len(off) == 0 {
		return
	}
	slices.Sort(off)
	misses, certain := stat.Quantile(0.95, stat.Empirical, off, nil), 0.0
	for _, t := range l.alone() {
		if math.Abs(reading(t)) > misses {
			certain += 1 / float64(len(l.alone()))
		}
	}
	m.Misses, m.Certain = &misses, &certain
}

// reads tells whether the method reads after so many days.
func (m *Method) reads(days int) bool {
	return days/7 <= len(m.Reads) && m.Reads[days/7-1] != nil
}

// curve is what the extrapolated readings of single tests tell by themselves.
func (l *Launch) curve(until int) (c Curve) {
	var lo, hi []float64
	for _, t := range l.alone() {
		e := t.extrapolated(14)
		lo, hi = append(lo, e.Lo), append(hi, e.Hi)
	}
	slices.Sort(lo)
	slices.Sort(hi)
	c.Lo, c.Hi = lo[len(lo)/2], hi[len(hi)/2]
	for wait := 14; wait <= until; wait += 7 {
		if !enough(l.certain(wait)) {
			c.From = 0
		} else if c.From == 0 {
			c.From = wait
		}
	}
	return c
}

// certain is the share of tests whose interval leaves out 0 on the right side.
func (l *Launch) certain(wait int) (share float64) {
	for _, t := range l.alone() {
		if e := t.extrapolated(wait); !e.Holds(0) && same(e.Value, t.Truth()) {
			share += 1 / float64(len(l.alone()))
		}
	}
	return share
}
