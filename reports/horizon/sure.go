package horizon

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/sim/rng"
)

// candidate is a method that may be named in an answer.
type candidate struct {
	Answer
	draws []float64 // its cost where the tests are drawn again, by draw
}

// equal is by how little costs differ that are the same but for rounding.
const equal = 1e-12

// choose names the method with the least cost, as tables print it, with those that cost as much, and says in what share of redraws of the tests it is the cheapest, and which is the next. The
// least cost of the tests as they are is partly luck: a method that is right from day 35 on in 22 of 24 tests and from day 42 on in 21 changes its day, and so its cost, with a single test.
// Of those that cost as much the one is named that costs least in the mean over redraws.
func choose(list []candidate) (a Answer) {
	if len(list) == 0 {
		return a
	}
	best := slices.MinFunc(list, func(a, b candidate) int {
		if math.Abs(a.Cost-b.Cost) > equal {
			return cmp.Compare(a.Cost, b.Cost)
		}
		return cmp.Compare(stat.Mean(a.draws, nil), stat.Mean(b.draws, nil))
	})
	a = best.Answer
	a.Tied = tied(list, &a)
	if len(best.draws) < 2 {
		return a
	}
	shares := cheapest(list, &a)
	for i := range list {
		switch c := &list[i]; {
		case c.same(&a):
			a.Sure = shares[i]
		case shares[i] > a.NextSure:
			a.Next, a.NextDays, a.NextSure = c.Method, c.Days, shares[i]
		}
	}
	return a
}

// same tells whether answers name one method after one wait.
func (a *Answer) same(b *Answer) bool { return a.Method == b.Method && a.Days == b.Days }

// reads tells whether another answer reads the same number by another name: after a week the revenue so far is the last week's.
func (a *Answer) reads(b *Answer) bool {
	week := func(x *Answer) bool { return x.Days == 7 && (x.Method == AsRead || x.Method == LastWeek) }
	return week(a) && week(b)
}

// tied lists what costs as much as an answer.
func tied(list []candidate, named *Answer) string {
	var out []string
	for i := range list {
		if c := &list[i]; !c.same(named) && !c.reads(named) && math.Abs(c.Cost-named.Cost) <= equal {
			out = append(out, fmt.Sprintf("%s after %d days", c.Method, c.Days))
		}
	}
	return some(out)
}

// ties names what ties with what.
func (a *Answer) ties() string {
	if a.Tied == "" {
		return ""
	}
	return fmt.Sprintf(" A tie: %s after %d days costs as much as %s.", a.Method, a.Days, a.Tied)
}

// cheapest is by candidate the share of redraws in which it costs least; what costs as much counts for the one that is named.
func cheapest(list []candidate, named *Answer) []float64 {
	shares, draws := make([]float64, len(list)), len(list[0].draws)
	for k := range draws {
		least := math.Inf(1)
		for i := range list {
			least = min(least, list[i].draws[k])
		}
		costs := func(c candidate) bool { return c.draws[k] <= least+equal }
		at := slices.IndexFunc(list, func(c candidate) bool { return c.same(named) && costs(c) })
		if at < 0 {
			at = slices.IndexFunc(list, costs)
		}
		shares[at] += 1 / float64(draws)
	}
	return shares
}

// weightsOf draws n tests again, with replacement: how often each counts.
func weightsOf(key rng.Key, draw, n int) []float64 {
	weights := make([]float64, n)
	for i := range n {
		weights[int(key.With(uint64(draw)).Uniform(uint64(i))*float64(n))]++
	}
	return weights
}

// outcome is what one test of the launch that is told says by a method at a week's end.
type outcome struct {
	right bool
	cost  float64
}

// redraw finds a method's cost where tests are drawn again: from the first week's end from which on nine in ten of those drawn are right, and where there is none at the last. days are those
// week's ends, 0 where there is none.
func (m *Method) redraw(key rng.Key) (costs []float64, days []int) {
	if len(m.outcomes) == 0 {
		return nil, nil
	}
	n := len(m.outcomes[len(m.outcomes)-1])
	if n < 2 {
		return []float64{m.Cost}, []int{m.Day}
	}
	for draw := range Draws {
		weights := weightsOf(key, draw, n)
		at, last := 0, len(m.outcomes)-1
		for week := last; week >= 0 && m.holdsIn(week, weights); week-- {
			at = 7 * (week + 1)
		}
		if days = append(days, at); at > 0 {
			last = at/7 - 1
		}
		cost := 0.0
		for i, x := range m.outcomes[last] {
			cost += float64(weights[i] * x.cost / float64(n))
		}
		costs = append(costs, cost)
	}
	return costs, days
}

// holdsIn tells whether nine in ten of the tests that are drawn are right at a week's end.
func (m *Method) holdsIn(week int, weights []float64) bool {
	right, n := 0.0, 0.0
	for i, x := range m.outcomes[week] {
		if n += weights[i]; x.right {
			right += weights[i]
		}
	}
	return len(m.outcomes[week]) > 0 && enough(right/n)
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
	a.EarliestDay, a.LatestDay, a.Never = days[n/40], days[n-1-n/40], float64(never)/float64(n)
}

// unsure tells whether the answer is the cheapest in less than half of the redraws, where that is known.
func (a *Answer) unsure() bool { return a.Next != "" && a.Sure < 0.5 }

// next is what costs least most often besides, with its share of redraws; empty where that is nothing.
func (a *Answer) next() string {
	switch {
	case a.NextSure < 0.01-equal: // less than a hundredth
		return ""
	case a.For == thisHere: // there the day is drawn too
		return fmt.Sprintf("%s: %s", a.Next, part(a.NextSure))
	}
	return fmt.Sprintf("%s after %d days: %s", a.Next, a.NextDays, part(a.NextSure))
}

// certainly says in how many redraws the answer costs least.
func (a *Answer) certainly() string {
	if a.Next == "" && a.Sure == 0 {
		return ""
	}
	text := fmt.Sprintf(" It is the cheapest method in %s of redraws of the tests", part(a.Sure))
	if next := a.next(); next != "" {
		text += " (" + next + ")"
	}
	text += ", which says nothing of how sure one test is"
	day := "; the day from which on it is right"
	switch {
	case a.LatestDay > a.EarliestDay:
		text += fmt.Sprintf("%s lies between %d and %d in 95%% of the redraws", day, a.EarliestDay, a.LatestDay)
	case a.LatestDay < a.EarliestDay:
		text += fmt.Sprintf("%s is %d at the earliest, and in %s of the redraws it is not right within the horizon", day, a.EarliestDay, part(a.Never))
	case a.Never > 0:
		text += fmt.Sprintf("; in %s of the redraws it is not right within the horizon", part(a.Never))
	}
	return text + "."
}
