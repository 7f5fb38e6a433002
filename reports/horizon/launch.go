package horizon

import (
	"fmt"
	"math"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/results"
	"marketsim/sim/rng"
)

// Metrics are what short tests are read for; the first is what launches are for.
var Metrics = results.Listed(results.ShortTests)

// Where series of Pinners are, after those of the metrics: who have not left, of which survival is read; who came on the day; and who were there on it at all, since the first day.
// No index is learned on them.
var (
	staying = len(Metrics)
	active  = staying + 1
	known   = staying + 2
)

// LongRun is how many days at the end of the horizon are the long run.
const LongRun = 28

// Launch is one change with its daily effects on whole markets, relative to the arm it is compared with.
type Launch struct {
	Market, Arm string
	fold        int         // of its market
	lever       int         // of its arm
	weight      float64     // of its market: the probability of a belief, or 1
	base        [][]float64 // of the series, by day: what they were compared with, mean over replications
	changed     [][]float64
	played      []played                       // by replication; empty: there is one
	curves      *longrun.Curves                // of its long run, which launches of one horizon share; nil: not made yet
	still       bool                           // it changes nothing: an index learns on it that nothing follows from nothing, and nothing is decided
	tests       []*Launch                      // each replication by itself, as a team's one test is read; nil: not parted yet
	of          *Launch                        // of one replication: the launch that it is one of
	spans       map[int]*longrun.Extrapolation // by wait: what was extrapolated
	world       int                            // of one replication: its number, from 1 on; 0: all
	earlier     *Earlier                       // what an index that reads it was learned on; nil: launches in other markets
}

// played is a launch in one replication, its metrics by day.
type played struct{ base, changed [][]float64 }

// Days is the length of the horizon.
func (l *Launch) Days() int { return len(l.base[0]) }

// effect is the relative effect on a metric over the days [from, to); 0 where control has none of it.
func (l *Launch) effect(metric, from, to int) float64 {
	control := mean(l.base[metric][from:to])
	if control == 0 {
		return 0
	}
	return mean(l.changed[metric][from:to])/control - 1
}

// mean is that of the days on which a metric has a value: a day without ads has no click rate. Without any it is 0.
func mean(days []float64) float64 {
	n, sum := 0.0, 0.0
	for _, x := range days {
		if !math.IsNaN(x) {
			n, sum = n+1, sum+x
		}
	}
	return sum / max(1, n)
}

// alone is each replication of a launch by itself: one test, as a team runs it.
func (l *Launch) alone() []*Launch {
	if l.tests != nil {
		return l.tests
	}
	for i := range l.played {
		c := *l
		c.spans, c.tests = nil, nil
		c.base, c.changed, c.played, c.of, c.world = l.played[i].base, l.played[i].changed, nil, l, i+1
		l.tests = append(l.tests, &c)
	}
	if l.tests == nil {
		l.tests = []*Launch{l}
	}
	return l.tests
}

// whole is the launch over all replications, whose long run a test is about.
func (l *Launch) whole() *Launch {
	if l.of != nil {
		return l.of
	}
	return l
}

// Truth is the effect over the last four weeks.
func (l *Launch) Truth() float64 { return l.effect(0, l.Days()-LongRun, l.Days()) }

// idle tells whether a launch changes none of the metrics on any day: there is nothing to decide.
func (l *Launch) idle() bool {
	for m := range l.base {
		for d := range l.base[m] {
			if math.Abs(l.effect(m, d, d+1)) > 1e-9 {
				return false
			}
		}
	}
	return true
}

// Collect makes a launch of an arm's results over all replications of a market.
func Collect(market string, fold, lever int, name string, arms [][]*results.Result, arm, versus int, axes *results.Axes) (*Launch, error) {
	l := &Launch{Market: market, Arm: name, fold: fold, lever: lever, weight: 1}
	for _, results := range arms {
		l.played = append(l.played, played{daily(results[versus], axes), daily(results[arm], axes)})
	}
	l.weigh(nil)
	if err := Lasts(l.Days()); err != nil {
		return nil, err
	}
	return l, nil
}

// Lasts is an error where days are too few for a short run and a long one.
func Lasts(days int) error {
	if days < 3*LongRun {
		return fmt.Errorf("a horizon of %d days is too short for a long run; at least %d are needed", days, 3*LongRun)
	}
	return nil
}

// Weigh says how much the launch's market counts where all are weighed, such as by how likely a belief is; 1 where nothing is said.
func (l *Launch) Weigh(weight float64) { l.weight = weight }

// daily is all series of one result by day.
func daily(r *results.Result, axes *results.Axes) [][]float64 {
	out := make([][]float64, known+1)
	came := 0.0
	for d := range r.Days {
		t := results.Sum(r, axes, d, d+1, results.Everything)
		for i, name := range Metrics {
			m, _ := results.LookupMetric(name)
			out[i] = append(out[i], m.Value(&t))
		}
		if came += t.State.New; d == 0 {
			came = t.State.Pinners + t.State.Left
		}
		out[staying], out[active], out[known] = append(out[staying], t.State.Pinners), append(out[active], t.State.Active), append(out[known], came)
	}
	return out
}

// weigh makes the launch's daily metrics the mean over its replications, each as often as weights say; nil: once.
func (l *Launch) weigh(weights []float64) {
	l.base, l.changed = make([][]float64, len(l.played[0].base)), make([][]float64, len(l.played[0].base))
	for m := range l.base {
		l.base[m], l.changed[m] = make([]float64, len(l.played[0].base[m])), make([]float64, len(l.played[0].base[m]))
		for d := range l.base[m] {
			l.base[m][d] = weighed(l.played, weights, func(p *played) float64 { return p.base[m][d] })
			l.changed[m][d] = weighed(l.played, weights, func(p *played) float64 { return p.changed[m][d] })
		}
	}
}

// weighed is the mean of a day over the replications in which it has a value.
func weighed(all []played, weights []float64, of func(*played) float64) float64 {
	n, sum := 0.0, 0.0
	for k := range all {
		w := 1.0
		if weights != nil {
			w = weights[k]
		}
		if x := of(&all[k]); !math.IsNaN(x) {
			n, sum = n+w, sum+float64(w*x)
		}
	}
	return sum / n
}

// Draws is how often replications are drawn again, with replacement, to find out how sure a reading is (Efron 1979, Annals of Statistics 7).
const Draws = 200

// redrawn is the launch with its replications drawn again; nil where there is one.
func (l *Launch) redrawn(key rng.Key, draw int) *Launch {
	n := len(l.played)
	if n < 2 {
		return nil
	}
	c := *l
	c.spans, c.tests = nil, nil
	c.weigh(weightsOf(key, draw, n))
	return &c
}
