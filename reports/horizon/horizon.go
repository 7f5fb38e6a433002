// Package horizon compares ways to guess the long run of a launch from a short test with what the long run was: many simulated launches, each
// with its daily effects on whole markets, read after so many days by several methods.
package horizon

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
	"marketsim/sim/results"
)

// Metrics are what short tests are read for; the first is what launches are for.
var Metrics = results.Listed(results.ShortTests)

// longWindow is how many days at the end of the horizon are the long run.
const longWindow = 28

// Launch is one change with its daily effects on whole markets, relative to the arm it is compared with.
type Launch struct {
	Market, Arm string
	fold        int         // of its market
	lever       int         // of its arm
	base        [][]float64 // of the metrics, by day: what they were compared with
	changed     [][]float64
}

// Days is the length of the horizon.
func (l *Launch) Days() int { return len(l.base[0]) }

// effect is the relative effect on a metric over the days [from, to).
func (l *Launch) effect(metric, from, to int) float64 {
	return stat.Mean(l.changed[metric][from:to], nil)/stat.Mean(l.base[metric][from:to], nil) - 1
}

// Truth is the effect over the last four weeks.
func (l *Launch) Truth() float64 { return l.effect(0, l.Days()-longWindow, l.Days()) }

// Collect makes a launch of an arm's results over all replications of a market.
func Collect(market string, fold, lever int, name string, arms [][]*results.Result, arm, versus int, axes *results.Axes) (*Launch, error) {
	l := &Launch{Market: market, Arm: name, fold: fold, lever: lever}
	for _, metric := range Metrics {
		m, ok := results.LookupMetric(metric)
		if !ok {
			return nil, fmt.Errorf("there is no metric %s", metric)
		}
		l.base, l.changed = append(l.base, daily(m, arms, versus, axes)), append(l.changed, daily(m, arms, arm, axes))
	}
	if l.Days() < 3*longWindow {
		return nil, fmt.Errorf("a horizon of %d days is too short for a long run; at least %d are needed", l.Days(), 3*longWindow)
	}
	return l, nil
}

// daily is a metric of an arm by day, the mean over replications.
func daily(m *results.Metric, all [][]*results.Result, arm int, axes *results.Axes) []float64 {
	out := make([]float64, len(all[0][arm].Days))
	for _, arms := range all {
		for d := range out {
			t := results.Sum(arms[arm], axes, d, d+1, results.Everything)
			out[d] += m.Value(&t) / float64(len(all))
		}
	}
	return out
}

// Row is how a method does when tests are read after so many days.
type Row struct {
	Days int
	longrun.Agreement
	Bias float64 // mean of reading less truth, a fraction
	RMSE float64
	// Regret is the revenue at risk: what decisions leave of the best that could have been done, a fraction of control's over a year, mean over launches.
	// Half of the Pinners see a change until it is decided, and all or none afterwards.
	Regret float64
}

// Report is all methods at all waits.
type Report struct {
	Scenario string `json:"scenario"`
	Launches int    `json:"launches"`
	Wins     int    `json:"wins"` // launches whose long run is a gain
	Horizon  int    `json:"horizon"`
	Seed     uint64 `json:"seed"`
	Rows     []Row  `json:"rows"`
	Sentence string `json:"sentence"`
	Advice   string `json:"advice"`
	Focus    *Focus `json:"focus"`
	// Programme is the launches as a stream of noisy tests; nil where it was not asked for.
	Programme *Programme `json:"programme,omitempty"`
	Flags     []string   `json:"flags"`
}

// Waits are the days after which tests are read, as far as the horizon allows.
var Waits = []int{7, 14, 28, 56, 84}

// Methods by name.
const (
	AsRead      = "revenue so far"      // the mean effect since the start
	LastWeek    = "revenue, last week"  // of the wait
	Extended    = "extrapolated"        // the learning curve, averaged over shapes
	Index       = "surrogate index"     // learned on other markets
	OtherLevers = "index, other levers" // learned on other arms: does it transfer?
	ProxyPrefix = "proxy: "             // the effect on another metric, by its sign
)

// Judge reads all launches by all methods at all waits.
func Judge(launches []*Launch) *Report {
	r := &Report{Launches: len(launches), Rows: []Row{}, Flags: []string{}}
	if len(launches) == 0 {
		return r
	}
	r.Horizon = launches[0].Days()
	for _, l := range launches {
		if l.Truth() > 0 {
			r.Wins++
		}
	}
	for _, wait := range Waits {
		if wait > r.Horizon-longWindow {
			break
		}
		r.at(launches, wait)
	}
	r.conclude()
	r.advise()
	r.focus(launches)
	return r
}

func (r *Report) at(launches []*Launch, wait int) {
	add := func(name string, read func(i int, l *Launch) float64) {
		var past []longrun.Past
		bias, squares, regret := 0.0, 0.0, 0.0
		for i, l := range launches {
			x, truth := read(i, l), l.Truth()
			past = append(past, longrun.Past{Read: x, Truth: truth})
			bias += (x - truth) / float64(len(launches))
			squares += (x - truth) * (x - truth) / float64(len(launches))
			regret += l.regret(wait, x > 0) / float64(len(launches))
		}
		r.Rows = append(r.Rows, Row{Days: wait, Agreement: longrun.Decide(name, past, 0), Bias: bias, RMSE: math.Sqrt(squares), Regret: regret})
	}
	add(AsRead, func(_ int, l *Launch) float64 { return l.effect(0, 0, wait) })
	add(LastWeek, func(_ int, l *Launch) float64 { return l.effect(0, wait-7, wait) })
	add(Extended, func(_ int, l *Launch) float64 { return l.extrapolated(wait) })
	for name, fold := range map[string]func(*Launch) int{Index: func(l *Launch) int { return l.fold }, OtherLevers: func(l *Launch) int { return l.lever }} {
		if reads, err := crossed(launches, wait, fold); err == nil {
			add(name, func(i int, _ *Launch) float64 { return reads[i] })
		}
	}
	for m := 1; m < len(Metrics); m++ {
		add(ProxyPrefix+Metrics[m], func(_ int, l *Launch) float64 { return l.effect(m, 0, wait) })
	}
	rows := r.Rows[len(r.Rows)-countAt(r.Rows, wait):]
	slices.SortStableFunc(rows, func(a, b Row) int { return order(a.Name) - order(b.Name) })
}

func countAt(rows []Row, wait int) (n int) {
	for _, x := range rows {
		if x.Days == wait {
			n++
		}
	}
	return n
}

// order is that of the methods in tables.
func order(name string) int {
	if i := slices.Index([]string{AsRead, LastWeek, Extended, Index, OtherLevers}, name); i >= 0 {
		return i
	}
	return 9
}

// extrapolated is the learning curve of the wait, carried to the middle of the long run.
func (l *Launch) extrapolated(wait int) float64 {
	var days []longrun.Observed
	var effects, steps []float64
	for d := range wait {
		effects = append(effects, l.effect(0, d, d+1))
		if d > 0 {
			steps = append(steps, effects[d]-effects[d-1])
		}
	}
	noise := max(stat.StdDev(steps, nil)/math.Sqrt2, 1e-9)
	for d, x := range effects {
		days = append(days, longrun.Observed{Day: float64(d) + 0.5, Effect: x, SE: noise})
	}
	e, err := longrun.Extrapolate(days, float64(l.Days())-longWindow/2, 0.95)
	if err != nil {
		return effects[len(effects)-1]
	}
	return e.Value
}

// features are the short-run effects from which an index is learned: each of some metrics over the last week of the wait.
func (l *Launch) features(wait int, metrics []int) (out []float64) {
	for _, m := range metrics {
		out = append(out, l.effect(m, wait-7, wait))
	}
	return out
}

// moving lists the metrics that some launch moves within a wait: where Pinners only learn to overlook ads, sessions stand still.
func moving(launches []*Launch, wait int) (out []int) {
	for m := range Metrics {
		for _, l := range launches {
			if math.Abs(l.effect(m, wait-7, wait)) > 1e-9 {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

// penalty of the ridge, in units of n on standardised metrics: short metrics are nearly dependent.
const penalty = 0.01

// crossed predicts every launch by an index that was learned on the launches outside of its fold. It fails where that leaves too few.
func crossed(launches []*Launch, wait int, fold func(*Launch) int) ([]float64, error) {
	out, metrics := make([]float64, len(launches)), moving(launches, wait)
	learned := map[int]*longrun.Index{}
	for i, l := range launches {
		k := fold(l)
		if learned[k] == nil {
			m := estimate.NewMoments(len(metrics) + 1)
			for _, o := range launches {
				if fold(o) != k {
					m.Add(append(o.features(wait, metrics), o.Truth())...)
				}
			}
			index, err := longrun.Learn(m, penalty)
			if err != nil {
				return nil, err
			}
			learned[k] = index
		}
		out[i] = learned[k].Intercept
		for j, x := range l.features(wait, metrics) {
			out[i] += learned[k].Coefficients[j] * x
		}
	}
	return out, nil
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

// lasts tells whether a method decides nine in ten right from a wait on.
func (r *Report) lasts(name string, wait int) bool {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name == name && x.Days >= wait && x.Right < 0.9 {
			return false
		}
	}
	return true
}

// conclude says how often two weeks decide right, which method would have and when, and flags an index that does not transfer.
func (r *Report) conclude() {
	two := r.Find(AsRead, 14)
	if two == nil {
		return
	}
	r.Sentence = fmt.Sprintf("Revenue after 14 days decides %.0f%% of %d launches as the long run does; %.0f%% of what it launches loses", 100*two.Right, r.Launches, 100*two.FalseLaunches)
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name != OtherLevers && r.lasts(x.Name, x.Days) {
			r.Sentence += fmt.Sprintf("; %s decides %.0f%% right after %d days, and no worse than 90%% later", x.Name, 100*x.Right, x.Days)
			break
		}
	}
	if i, o := r.Find(Index, 14), r.Find(OtherLevers, 14); i != nil && o != nil && o.RMSE > 1.5*i.RMSE {
		r.Flags = append(r.Flags, fmt.Sprintf("THE INDEX DOES NOT TRANSFER: on levers that it has not seen its error is %.1f times that on those it has", o.RMSE/i.RMSE))
	}
}
