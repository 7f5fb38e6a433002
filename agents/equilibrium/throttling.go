package equilibrium

import (
	"fmt"
	"math"
)

// FirstPriceThrottling finds the first-price throttling equilibrium: bidder i enters each auction independently with probability
// theta_i, bids its value and pays it when it wins, ties going to a fair draw; theta_i is 1 or the expected spend is the budget
// (Chen, Kroer & Kumar 2021, "Throttling equilibria in auction markets", where it is shown to be unique). When the others enter
// more, a bidder wins less and can afford to enter more, so theta -> min(1, B / spend of always entering against theta) is
// increasing, and iterating it from 0 rises to the equilibrium. It fails on a market of the wrong shape, and when a million
// rounds are not enough.
func FirstPriceThrottling(m *Budgeted) ([]float64, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	theta := make([]float64, len(m.Budgets))
	for range 1_000_000 {
		moved := 0.0
		for i := range theta {
			next := 1.0
			if full := m.always(i, theta); full > m.Budgets[i] {
				next = m.Budgets[i] / full
			}
			moved = max(moved, math.Abs(next-theta[i]))
			theta[i] = next
		}
		if moved < 1e-14 {
			return theta, nil
		}
	}
	return nil, fmt.Errorf("equilibrium: throttling did not settle")
}

// ThrottledSpend is what each bidder spends in expectation over one auction of each good.
func (m *Budgeted) ThrottledSpend(theta []float64) []float64 {
	out := make([]float64, len(theta))
	for i := range theta {
		out[i] = theta[i] * m.always(i, theta)
	}
	return out
}

// always is what bidder i spends when it enters every auction and the others enter with probabilities theta.
func (m *Budgeted) always(i int, theta []float64) (spend float64) {
	for j, v := range m.Values[i] {
		if v == 0 {
			continue
		}
		win := 1.0
		ties := []float64{1} // probabilities of the number of equal bids that entered
		for k := range theta {
			switch w := m.Values[k][j]; {
			case k == i || w < v:
			case w > v:
				win *= 1 - theta[k]
			default:
				next := make([]float64, len(ties)+1)
				for n, p := range ties {
					next[n] += float64(p * (1 - theta[k]))
					next[n+1] += float64(p * theta[k])
				}
				ties = next
			}
		}
		lot := 0.0
		for n, p := range ties {
			lot += p / float64(n+1)
		}
		spend += float64(v * win * lot)
	}
	return spend
}
