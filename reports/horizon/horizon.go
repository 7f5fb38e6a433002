// Package horizon compares ways to guess the long run of a launch from a short test with what the long run was: many simulated launches, each
// with its daily effects on whole markets, read after so many days by several methods.
package horizon

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"marketsim/reports/estimate/longrun"
	"marketsim/reports/format"
	"marketsim/sim/rng"
)

// Row is how a method does when single tests are read after so many days: each replication of each launch by itself.
type Row struct {
	Days int
	longrun.Agreement
	Bias float64 // mean of reading less truth, a fraction
	RMSE float64
	// Regret is the revenue at risk: what decisions leave of the best that could have been done, a fraction of control's over a year, mean over launches.
	// Those whom the method needs see a change until it is decided, and all or none afterwards.
	Regret float64
	// Exposed are the Pinners who have the change until the decision, and ExposedDays the days on which one of them came, mean over single tests.
	Exposed     float64
	ExposedDays float64
	// Noisy is Right with A/B noise, after two weeks of a benchmark; nil elsewhere.
	Noisy *float64 `json:",omitempty"`
	// Interval is how a method's own 95% intervals do; nil where it has none.
	Interval *Interval `json:",omitempty"`
	samples  []sample  // by launch
}

// Report is all methods at all waits.
type Report struct {
	Scenario     string   `json:"scenario"`
	Changes      string   `json:"changes"`  // which changes, in how many markets of how many Pinners
	Launches     int      `json:"launches"` // each is as many single tests as there are replications
	Idle         []string `json:"idle"`     // launches that change nothing, which are left out: the arm, and in how many markets
	Unearned     []string `json:"unearned"` // launches without a relative effect, since control earns nothing, which are left out likewise
	Wins         int      `json:"wins"`     // launches whose long run is a gain
	Horizon      int      `json:"horizon"`
	Replications int      `json:"replications"`
	Seed         uint64   `json:"seed"`
	Rows         []Row    `json:"rows"`
	Over         []Over   `json:"over"`    // every change that is played in two markets or more, over these
	Missing      []string `json:"missing"` // methods that could not read, and why
	Sentence     string   `json:"sentence"`
	Quick        bool     `json:"quick"`               // a small version, to see whether all works
	Benchmark    bool     `json:"benchmark"`           // of so many launches that it begins with how methods do over all of them
	Believed     bool     `json:"believed"`            // markets are beliefs of the file about what is true
	Names        []Name   `json:"names"`               // what names of markets mean
	Answers      []Answer `json:"answers"`             // which method to trust, for the launch that is told first
	Across       *Over    `json:"answer_over_beliefs"` // the answer in one market, where any other of the file may be true; nil where there is none
	Focus        *Focus   `json:"focus"`
	// Programme is the launches as a stream of noisy tests; nil where it was not asked for.
	Programme *Programme  `json:"programme,omitempty"`
	Flags     []string    `json:"flags"`                // what must not be overlooked: where the index does not hold
	Earlier   *Earlier    `json:"learned_on,omitempty"` // what the index was learned on; nil: launches in other markets
	Biases    []Bias      `json:"biases"`               // of read-outs of what was learned, by market
	Short     []ShortBias `json:"short_run"`            // what a test of two weeks gets wrong about the long run of the launch that is told
	Checks    []Check     `json:"checks"`               // whether it does; none with one replication
	missed    []missed    // of which Missing is made
	lives     []lived     // the live test of that launch, by market
	key       rng.Key     // of the draws of replications
}

// Waits are the days after which tests are read, as far as the horizon allows.
var Waits = []int{7, 14, 28, 56, 84}

// The names of methods.
const (
	AsRead      = "revenue so far"      // the mean effect since the start
	LastWeek    = "last week's revenue" // of the wait
	Extended    = "extrapolated"        // the learning curve, averaged over shapes
	Post        = "post-period"         // two weeks in which all are treated alike, and a published pace of learning
	CookieDay   = "cookie-cookie-day"   // against Pinners who have the launch for the first time, and that pace
	Lagged      = "lagged start"        // against Pinners who had the launch half as long, and that pace
	Survival    = "survival"            // of the last week, carried on as Pinners left so far
	Holdback    = "holdback"            // against a few who are kept without it after a launch on day 14
	Index       = "surrogate index"     // learned on other markets
	OtherLevers = "index, new kind"     // learned on other arms: does it transfer?
	ProxyPrefix = "proxy: "             // the effect on another metric, by its sign
)

// Judge reads all launches by all methods at all waits; believed says that markets are beliefs of the file about what is true, and the key is that of the draws of replications.
func Judge(all []*Launch, believed bool, key rng.Key) *Report {
	r := &Report{key: key, Believed: believed, Names: []Name{}, Rows: []Row{}, Flags: []string{}, Checks: []Check{}, Biases: []Bias{}, Short: []ShortBias{}, Answers: []Answer{}, Idle: []string{}, Unearned: []string{}, Missing: []string{}, Over: []Over{}}
	if all = r.sift(all); r.Launches == 0 {
		return r
	}
	r.Horizon, r.Replications, r.Earlier = all[0].Days(), max(1, len(all[0].played)), all[0].earlier
	for _, wait := range r.waits() {
		r.at(all, wait)
	}
	if r.Benchmark = benchmark(all, believed); r.Benchmark {
		r.withNoise(all)
	}
	r.overBeliefs(all)
	r.focus(all, key)
	r.sayMissing()
	r.checkIndex(all)
	r.conclude()
	r.bearNoise(all)
	r.across(all)
	r.biases(all)
	return r
}

// Counted is how many launches there are, in words.
func (r *Report) Counted() string {
	if r.Launches == 1 {
		return "1 launch"
	}
	return fmt.Sprintf("%d launches", r.Launches)
}

// changes says which changes are launched, in how many markets, of how many Pinners each.
func changes(all []*Launch, n int) string {
	if n == 0 {
		return ""
	}
	text := fmt.Sprintf("Changes that are launched: %s, in ", format.And(arms(all)))
	if text += format.Count(len(all)/n, "market"); len(all[0].base) <= known {
		return text + "."
	}
	least, most := math.Inf(1), 0.0
	for _, l := range all {
		least, most = min(least, l.base[known][0]), max(most, l.base[known][0])
	}
	from, to := format.Fixed(least, 0), format.Fixed(most, 0)
	if from == to {
		return fmt.Sprintf("%s of %s Pinners each.", text, to)
	}
	return fmt.Sprintf("%s of %s to %s Pinners.", text, from, to)
}

// at reads the launches after one wait.
func (r *Report) at(launches []*Launch, wait int) {
	first, all := len(r.Rows), newIntervals(launches, wait)
	for _, name := range Methods {
		reading, err := reader(launches, name, wait)
		if errors.Is(err, errTooShort) {
			continue
		}
		if err != nil {
			r.misses(name, nil, wait, err)
			continue
		}
		r.Rows = append(r.Rows, row(launches, name, wait, reading, all.of(name, reading)))
	}
	for m := 1; m < len(Metrics); m++ {
		r.Rows = append(r.Rows, row(launches, ProxyPrefix+Metrics[m], wait, func(l *Launch) float64 { return l.effect(m, 0, wait) }, nil))
	}
	slices.SortStableFunc(r.Rows[first:], func(a, b Row) int { return order(a.Name) - order(b.Name) })
}

// row compares what a method reads of single tests with what came of them, over the launches that change something. Replications draw Pinners and campaigns anew, so each is a market of
// its own, with a long run of its own. of is the method's interval of a test; nil where it has none.
func row(launches []*Launch, name string, wait int, reading func(*Launch) float64, of span) Row {
	var past []longrun.Past
	x := Row{Days: wait}
	for _, l := range launches {
		if l.still {
			continue
		}
		s := sample{market: l.Market, fold: l.fold}
		for _, test := range l.alone() {
			o := outcomeOf(test, name, wait, reading)
			if of != nil {
				o.lo, o.hi = of(test)
			}
			off := o.read - test.Truth()
			past, s.tests = append(past, longrun.Past{Read: o.read, Truth: test.Truth()}), append(s.tests, o)
			x.Bias, x.RMSE, x.Regret = x.Bias+off, x.RMSE+float64(off*off), x.Regret+o.cost
			pinners, days := test.exposed(name, wait)
			x.Exposed, x.ExposedDays = x.Exposed+pinners, x.ExposedDays+days
		}
		x.samples = append(x.samples, s)
	}
	n := float64(len(past))
	for i := range x.samples {
		x.samples[i].weight = float64(len(x.samples[i].tests)) / n
	}
	x.Bias, x.RMSE, x.Regret, x.Agreement = x.Bias/n, math.Sqrt(x.RMSE/n), x.Regret/n, longrun.Decide(name, past, 0)
	x.Exposed, x.ExposedDays = x.Exposed/n, x.ExposedDays/n
	x.Interval = judged(x.samples)
	return x
}

// Methods lists what reads revenue, in the order of tables.
var Methods = []string{AsRead, LastWeek, Extended, Post, CookieDay, Lagged, Survival, Holdback, Index, OtherLevers}

func order(name string) int {
	if i := slices.Index(Methods, name); i >= 0 {
		return i
	}
	return len(Methods)
}

// reader reads a launch by a method after a wait, without noise. It fails where an index has nothing to learn from, and where the method needs a longer wait.
func reader(launches []*Launch, method string, wait int) (func(*Launch) float64, error) {
	switch method {
	case Index:
		return crossed(launches, wait, byMarket)
	case OtherLevers:
		return crossed(launches, wait, byLever)
	}
	if wait < soonest[method] {
		return nil, fmt.Errorf("%w: at least %d days are needed", errTooShort, soonest[method])
	}
	return func(l *Launch) float64 { return l.read(method, wait) }, nil
}

// read reads one launch by a method that needs no others.
func (l *Launch) read(method string, wait int) float64 {
	switch method {
	case Extended:
		return l.carried(wait)
	case Survival:
		return l.survival(wait)
	}
	return l.compared(method, wait)
}

// Find is a method's row at a wait; nil where it has none.
func (r *Report) Find(name string, wait int) *Row {
	for i := range r.Rows {
		if r.Rows[i].Name == name && r.Rows[i].Days == wait {
			return &r.Rows[i]
		}
	}
	return nil
}
