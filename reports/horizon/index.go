package horizon

import (
	"errors"
	"fmt"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
)

// penalty of the ridge, in units of n on standardised metrics: short metrics are nearly dependent.
const penalty = 0.01

// short is a test as an index sees it: its fold, the market and the replication that it was in, the effects on all metrics over the last week of a wait, and its own long run.
type short struct {
	fold    int
	market  int
	world   int // 0: all replications of the market
	effects []float64
	truth   float64
}

// shorts are single tests, which are what an index is learned on: one that is learned on means of many tests trusts metrics that one test reads with noise.
func shorts(launches []*Launch, wait int, by split) (out []short) {
	for _, l := range launches {
		for _, test := range l.alone() {
			out = append(out, test.short(wait, by))
		}
	}
	return out
}

// means are the launches over all replications.
func means(launches []*Launch, wait int, by split) (out []short) {
	for _, l := range launches {
		out = append(out, l.short(wait, by))
	}
	return out
}

func (l *Launch) short(wait int, by split) short {
	s := short{fold: by.of(l), market: l.fold, world: l.world, truth: l.Truth()}
	for m := range Metrics {
		s.effects = append(s.effects, l.effect(m, wait-7, wait))
	}
	return s
}

// pick is the effects on some metrics.
func (s *short) pick(metrics []int) (out []float64) {
	for _, m := range metrics {
		out = append(out, s.effects[m])
	}
	return out
}

// least is how much of a metric's spread over all launches those must have that an index is learned on: else they do not show what the metric tells.
const least = 0.1

// telling lists the metrics that move enough among the launches outside of a fold. Where Pinners only learn to overlook ads, sessions stand still.
func telling(all []short, but int) (out []int) {
	for m := range Metrics {
		total, rest := spread(all, m, func(*short) bool { return true }), spread(all, m, func(s *short) bool { return s.fold != but })
		if total > 1e-18 && rest >= least*least*total {
			out = append(out, m)
		}
	}
	return out
}

// spread is the variance of a metric's effects over some launches.
func spread(all []short, metric int, of func(*short) bool) float64 {
	var n, mean, squares float64
	for i := range all {
		if !of(&all[i]) {
			continue
		}
		n++
		d := all[i].effects[metric] - mean
		mean += d / n
		squares += float64(d * (all[i].effects[metric] - mean))
	}
	return squares / max(1, n)
}

// crossable fails where leaving out a fold leaves fewer than two to learn on: what one lever or one market showed is no rule.
func crossable(launches []*Launch, by split) error {
	if len(launches) > 0 && launches[0].earlier != nil {
		if by.within {
			return errors.New("the index is learned on earlier launches, not on those of this report")
		}
		return nil // earlier launches are in two markets at least
	}
	seen := map[int]bool{}
	for _, l := range launches {
		if !l.still {
			seen[by.of(l)] = true
		}
	}
	if len(seen) < 3 {
		return fmt.Errorf("it is learned on all markets or kinds of launches but one, and there are %d; at least 3 are needed, or a sweep of earlier launches", len(seen))
	}
	return nil
}

// split says which tests an index is not learned on to read one: those of the same fold; and where it is learned on the same market, those with the same Pinners.
type split struct {
	of     func(*Launch) int
	within bool
}

// byMarket leaves out a market, byLever a kind of launches.
var (
	byMarket = split{func(l *Launch) int { return l.fold }, false}
	byLever  = split{func(l *Launch) int { return l.lever }, true}
)

// lesson is what an index is learned on to read a test: all tests outside of its fold, and none that was played with the same Pinners, whose luck would tell.
type lesson struct{ fold, market, world int }

func (by split) lesson(s *short) lesson {
	if by.within {
		return lesson{s.fold, s.market, s.world}
	}
	return lesson{s.fold, -1, 0}
}

// holds tells whether a test belongs to the lesson.
func (k lesson) holds(s *short) bool {
	return s.fold != k.fold && (s.market != k.market || k.world != 0 && s.world != k.world)
}

// crossed reads any test after a wait by an index that was learned outside of its fold. It fails where that leaves too few to learn from.
func crossed(launches []*Launch, wait int, by split) (func(*Launch) float64, error) {
	var all []*Launch
	for _, l := range launches {
		all = append(all, l.alone()...)
	}
	return taught(launches, all, wait, by)
}

// taught reads some of the tests so.
func taught(launches, some []*Launch, wait int, by split) (func(*Launch) float64, error) {
	if err := crossable(launches, by); err != nil {
		return nil, err
	}
	p, by := newPupil(launches, wait, by)
	for _, l := range some {
		s := l.short(wait, by)
		if err := p.learn(by.lesson(&s)); err != nil {
			return nil, err
		}
	}
	return func(l *Launch) float64 {
		s := l.short(wait, by)
		return p.known[by.lesson(&s)].read(&s)
	}, nil
}

// pupil learns the indices of one wait, each once.
type pupil struct {
	tests, means []short
	known        map[lesson]*index
}

// newPupil has what an index is learned on after a wait, and what parts that from what it reads.
func newPupil(launches []*Launch, wait int, by split) (*pupil, split) {
	all, by := taughtOn(launches, by)
	return &pupil{shorts(all, wait, by), means(all, wait, by), map[lesson]*index{}}, by
}

// index is what was learned of some metrics, and the moments that it was learned from.
type index struct {
	*longrun.Index
	metrics []int
	of      *estimate.Moments
}

// read is the index of a test.
func (x *index) read(s *short) float64 {
	out := x.Intercept
	for j, m := range x.metrics {
		out += float64(x.Coefficients[j] * s.effects[m])
	}
	return out
}

// learn makes the index of a lesson.
func (p *pupil) learn(k lesson) (err error) {
	if p.known[k] != nil {
		return nil
	}
	x := &index{metrics: telling(p.means, k.fold)}
	x.of = estimate.NewMoments(len(x.metrics) + 1)
	for i := range p.tests {
		if s := &p.tests[i]; k.holds(s) {
			x.of.Add(append(s.pick(x.metrics), s.truth)...)
		}
	}
	if n, m := int(x.of.N), len(x.metrics); n < m+2 {
		return fmt.Errorf("there are %d tests to learn on for %d metrics; at least %d are needed", n, m, m+2)
	}
	if x.Index, err = longrun.Learn(x.of, penalty); err == nil {
		p.known[k] = x
	}
	var still *longrun.Constant
	if errors.As(err, &still) {
		return fmt.Errorf("%s is the same in all tests that it would be learned on", Metrics[x.metrics[still.Metric]])
	}
	return err
}
