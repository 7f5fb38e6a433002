package horizon

import (
	"fmt"
	"math"
	"slices"

	"marketsim/sim/rng"
)

// outcome is what one test says by a method after a wait.
type outcome struct {
	test   *Launch
	read   float64
	right  bool    // it has the sign of the test's own long run
	cost   float64 // what its decision leaves of the best that could be done, a fraction of a year's revenue
	lo, hi float64 // the method's own 95% interval of that test; infinite where it has none
}

// outcomeOf reads a test by a method after a wait.
func outcomeOf(t *Launch, method string, wait int, reading func(*Launch) float64) outcome {
	read := reading(t)
	return outcome{t, read, same(read, t.Truth()), t.regret(method, wait, read > 0), math.Inf(-1), math.Inf(1)}
}

// sample is the single tests of one change in one market.
type sample struct {
	market string
	fold   int     // of the market, whose tests are drawn again together
	weight float64 // of all samples together 1
	tests  []outcome
}

// rights is how many of the tests are decided right.
func (s *sample) rights() (n int) {
	for i := range s.tests {
		if s.tests[i].right {
			n++
		}
	}
	return n
}

// mean is the cost of the tests' decisions and the share that is right, each test counted as often as weights say; nil: once.
func (s *sample) mean(weights []float64) (cost, right float64) {
	n := float64(len(s.tests))
	for i := range s.tests {
		times := 1.0
		if weights != nil {
			times = weights[i]
		}
		if cost += float64(times * s.tests[i].cost / n); s.tests[i].right {
			right += times / n
		}
	}
	return cost, right
}

// redraw draws the tests of every market again, with replacement, and finds what a method costs and how often it is right: in the mean by the weights of samples, or at worst in the sample in which it is worst. None where
// there is one test of each.
func redraw(key rng.Key, of []sample, worst bool) (costs, rights []float64) {
	if len(of) == 0 || len(of[0].tests) < 2 {
		return nil, nil
	}
	for draw := range Draws {
		cost, right := 0.0, 0.0
		if worst {
			cost, right = math.Inf(-1), 1
		}
		for i := range of {
			c, x := of[i].mean(weightsOf(key.With(uint64(of[i].fold)), draw, len(of[i].tests)))
			if worst {
				cost, right = max(cost, c), min(right, x)
			} else {
				cost, right = cost+float64(of[i].weight*c), right+float64(of[i].weight*x)
			}
		}
		costs, rights = append(costs, cost), append(rights, right)
	}
	return costs, rights
}

// weightsOf draws n tests again, with replacement: how often each counts.
func weightsOf(key rng.Key, draw, n int) []float64 {
	weights := make([]float64, n)
	for i := range n {
		weights[int(key.With(uint64(draw)).Uniform(uint64(i))*float64(n))]++
	}
	return weights
}

// redraw finds a method's cost and share of right decisions where tests are drawn again: from the first week's end from which on nine in ten of those drawn are right, and where there is none at the last. days are those
// week's ends, 0 where there is none. All are empty of single tests.
func (m *Method) redraw(key rng.Key) (costs, rights []float64, days []int) {
	if len(m.outcomes) == 0 || len(m.outcomes[len(m.outcomes)-1]) < 2 {
		return nil, nil, nil
	}
	n := len(m.outcomes[len(m.outcomes)-1])
	for draw := range Draws {
		weights := weightsOf(key, draw, n)
		at, last := 0, len(m.outcomes)-1
		for week := last; week >= 0 && m.holdsIn(week, weights); week-- {
			at = 7 * (week + 1)
		}
		if days = append(days, at); at > 0 {
			last = at/7 - 1
		}
		cost, right := (&sample{tests: m.outcomes[last]}).mean(weights)
		costs, rights = append(costs, cost), append(rights, right)
	}
	return costs, rights, days
}

// holdsIn tells whether nine in ten of the tests that are drawn are right at a week's end.
func (m *Method) holdsIn(week int, weights []float64) bool {
	if len(m.outcomes[week]) == 0 {
		return false
	}
	_, right := (&sample{tests: m.outcomes[week]}).mean(weights)
	return enough(right)
}

// drawn says from which day on the method is right where the tests are drawn again; a draw in which it is so from no day on has day 0.
func (a *Answer) drawn(days []int) {
	n := len(days)
	if n < 2 {
		return
	}
	days = slices.Sorted(slices.Values(days))
	never := 0
	for never < n && days[never] == 0 {
		never++
	}
	days = append(days[never:], days[:never]...)
	share := float64(never) / float64(n)
	a.EarliestDay, a.LatestDay, a.Never = days[n/40], days[n-1-n/40], &share
}

// redrawnDays says from which day on the method is right where the tests are drawn again; empty where that is not known.
func (a *Answer) redrawnDays() string {
	switch {
	case a.Never == nil:
		return ""
	case a.LatestDay > a.EarliestDay:
		return fmt.Sprintf("Other tests of this kind may make it reliable from any day between %d and %d on (95%% of redraws).", a.EarliestDay, a.LatestDay)
	case a.LatestDay < a.EarliestDay:
		return fmt.Sprintf("Other tests of this kind may make it reliable from day %d on at the earliest, and in %s of redraws on no day within the horizon.", a.EarliestDay, part(*a.Never))
	case *a.Never > 0:
		return fmt.Sprintf("In %s of redraws of the tests it is reliable on no day within the horizon.", part(*a.Never))
	}
	return ""
}
