package horizon

import (
	"fmt"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
)

// penalty of the ridge, in units of n on standardised metrics: short metrics are nearly dependent.
const penalty = 0.01

// short is a launch as an index sees it: its fold, the effects on all metrics over the last week of a wait, and the truth.
type short struct {
	fold    int
	effects []float64
	truth   float64
}

func shorts(launches []*Launch, wait int, fold func(*Launch) int) (out []short) {
	for _, l := range launches {
		out = append(out, l.short(wait, fold))
	}
	return out
}

func (l *Launch) short(wait int, fold func(*Launch) int) short {
	s := short{fold: fold(l), truth: l.Truth()}
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
func crossable(launches []*Launch, fold func(*Launch) int) error {
	seen := map[int]bool{}
	for _, l := range launches {
		if !l.still {
			seen[fold(l)] = true
		}
	}
	if len(seen) < 3 {
		return fmt.Errorf("it is learned on all markets or kinds of launches but one, and there are %d; at least 3 are needed", len(seen))
	}
	return nil
}

// crossed reads a launch after a wait by an index that was learned on the launches outside of its fold. It fails where that leaves too few to learn from.
func crossed(launches []*Launch, wait int, fold func(*Launch) int) (func(*Launch) float64, error) {
	if err := crossable(launches, fold); err != nil {
		return nil, err
	}
	all, learned := shorts(launches, wait, fold), map[int]func(*short) float64{}
	for i := range all {
		k := all[i].fold
		if learned[k] == nil {
			var err error
			if learned[k], err = learn(all, k); err != nil {
				return nil, err
			}
		}
	}
	return func(l *Launch) float64 {
		s := l.short(wait, fold)
		return learned[s.fold](&s)
	}, nil
}

// learn makes an index of the launches outside of a fold.
func learn(all []short, but int) (func(*short) float64, error) {
	metrics := telling(all, but)
	m := estimate.NewMoments(len(metrics) + 1)
	for i := range all {
		if s := &all[i]; s.fold != but {
			m.Add(append(s.pick(metrics), s.truth)...)
		}
	}
	if n, k := int(m.N), len(metrics); n < k+2 {
		return nil, fmt.Errorf("there are %d launches to learn on for %d metrics; at least %d are needed", n, k, k+2)
	}
	index, err := longrun.Learn(m, penalty)
	if err != nil {
		return nil, err
	}
	return func(s *short) float64 {
		out := index.Intercept
		for j, m := range metrics {
			out += float64(index.Coefficients[j] * s.effects[m])
		}
		return out
	}, nil
}
