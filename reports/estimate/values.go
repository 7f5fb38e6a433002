package estimate

import (
	"fmt"
	"slices"
)

// leastCycles are the fewest cycles from which the value of a state is told.
const leastCycles = 4

// DifferencesInQ is Switchback of what a period brings now and leaves to the rest of its cycle: Q(state, treated) - Q(state, control), averaged over what was
// visited (Farias, Li, Peng & Zheng 2022, "Markovian interference in experiments", NeurIPS). Strata are the periods of a cycle, such as the hours of a day, at
// whose end all begins anew, as daily budgets do. The state is the period of the cycle and what was spent in it so far; its value, the outcome of the rest of the
// cycle under the policy of the test, is a line in spend for each period, fitted by least squares. Blocks must be drawn by coins of their own: where a block tells
// the next, the state lacks it. The standard error is a jackknife over cycles, since the lines have noise as well. It fails with fewer than four cycles.
func DifferencesInQ(periods []Period, spent []float64, level float64) (Effect, error) {
	cycles := cyclesOf(periods)
	if len(cycles) < leastCycles {
		return Effect{}, fmt.Errorf("%d days are too few to tell what the rest of a day is worth; test for at least %d", len(cycles), leastCycles)
	}
	all, err := differenceInQ(periods, spent)
	if err != nil {
		return Effect{}, err
	}
	var leftOut []float64
	for _, c := range cycles {
		x, err := differenceInQ(slices.Concat(periods[:c[0]], periods[c[1]:]), slices.Concat(spent[:c[0]], spent[c[1]:]))
		if err != nil {
			return Effect{}, err
		}
		leftOut = append(leftOut, x)
	}
	return Jackknife(all, leftOut, level), nil
}

// cyclesOf are the ranges of periods of each cycle, which begins where the stratum is no later than the one before.
func cyclesOf(periods []Period) (out [][2]int) {
	for i := range periods {
		if i == 0 || periods[i].Stratum <= periods[i-1].Stratum {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

// differenceInQ is the estimate by itself.
func differenceInQ(periods []Period, spent []float64) (float64, error) {
	cycles := cyclesOf(periods)
	worth := values(periods, spent, cycles)
	gains := slices.Clone(periods)
	for _, c := range cycles {
		for i := c[0]; i < c[1]; i++ {
			if gains[i].Y -= worth[i]; i+1 < c[1] {
				gains[i].Y += worth[i+1]
			}
		}
	}
	e, err := Switchback(gains, 0, 0.95)
	return e.Value, err
}

// values are what the state at the beginning of each period is worth: the outcome of the rest of its cycle, by what was spent in the cycle before it, along
// the slope that the other cycles tell: a cycle's own outcome would take a part of its own deviation away.
func values(periods []Period, spent []float64, cycles [][2]int) []float64 {
	before, rest, states := make([]float64, len(periods)), make([]float64, len(periods)), map[int]*Moments{}
	for _, c := range cycles {
		for i := c[0] + 1; i < c[1]; i++ {
			before[i] = before[i-1] + spent[i-1]
		}
		sum := 0.0
		for i := c[1] - 1; i >= c[0]; i-- {
			sum += periods[i].Y
			at := periods[i].Stratum
			if rest[i] = sum; states[at] == nil {
				states[at] = NewMoments(2)
			}
			states[at].Add(before[i], sum)
		}
	}
	worth := make([]float64, len(periods))
	for i := range periods {
		worth[i] = states[periods[i].Stratum].lineWithout(before[i], rest[i])
	}
	return worth
}

// lineWithout is the mean of variable 1, moved to the x of one of the units along the slope on variable 0 that the other units tell; 0 where those do not vary in x.
func (m *Moments) lineWithout(x, y float64) float64 {
	x, y = x-m.Mean[0], y-m.Mean[1]
	whole, others := m.Scatter[m.index(0, 0)], m.N/(m.N-1)
	xx := whole - others*x*x
	if !(xx > 1e-9*whole) {
		return m.Mean[1]
	}
	return m.Mean[1] + (m.Scatter[m.index(0, 1)]-others*x*y)/xx*x
}
