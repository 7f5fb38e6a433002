package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Crossing is the day from which an effect has the sign of its long run, with an interval. Days count from day 0; the effect
// of the days before the crossing has the sign of the short run.
type Crossing struct {
	Day    *float64 `json:"day"` // null when there is no crossing
	Lo     *float64 `json:"lo"`  // null beside a day: the interval is open to the left
	Hi     *float64 `json:"hi"`  // null beside a day: it reaches beyond the horizon
	Method string   `json:"method,omitempty"`
	Why    string   `json:"why,omitempty"` // a number is missing
}

// How the day and its interval are found.
const (
	crossingMethod  = "isotonic fit; interval: paired t of the week around each day, inverted"
	breakEvenMethod = "first day at which the mean sum changes sign; interval: paired t of the sum up to each day, inverted"
)

// CrossingDay finds when a daily effect that starts with one sign and ends with the other passes zero. The effect is given by
// replication and day; the signs are those of the first `short` and the last `long` days, and each must be clear (paired t).
//
// The day is where the isotonic fit of the mean effect passes zero, which is where the sum of effects up to it is extreme
// (Barlow, Bartholomew, Bremner & Brunk 1972, "Statistical inference under order restrictions"): no bandwidth is chosen, and a
// rhythm of the week only weights the days. The interval holds every day that a paired t test over replications of the week
// around it does not reject as the zero, and all days between (test inversion, as in Fieller 1954).
func CrossingDay(effect [][]float64, short, long int, level float64) Crossing {
	sign, why := reversal(effect, short, long, level)
	if why != "" {
		return Crossing{Why: why}
	}
	days := len(effect[0])
	mean := meanByDay(effect)
	at, best, sum := 0, 0.0, 0.0
	for d, x := range mean {
		if sum += sign * x; sum > best {
			at, best = d+1, sum
		}
	}
	c := Crossing{Day: new(float64(at)), Method: crossingMethod}
	lo, hi := days, -1 // the first and the last day that is not rejected
	for d := range days {
		e := MeanInterval(overDays(effect, func(x []float64) float64 {
			from, to := WeekAround(d, days)
			return sign * stat.Mean(x[from:to], nil)
		}), level)
		if e.Lo <= 0 {
			lo = min(lo, d)
		}
		if e.Hi >= 0 {
			hi = max(hi, d)
		}
	}
	c.bounds(float64(min(lo, at)), float64(max(hi+1, at)), days)
	return c
}

// bounds sets the interval; an end at which nothing is rejected any more is open.
func (c *Crossing) bounds(lo, hi float64, days int) {
	if lo > 0 {
		c.Lo = &lo
	}
	if hi < float64(days) {
		c.Hi = &hi
	}
}

// BreakEvenDay finds when the effects summed since day 0 change their sign: from then on what the short run brought is used up.
// The interval holds every day whose sum a paired t test over replications does not reject as 0.
func BreakEvenDay(effect [][]float64, short, long int, level float64) Crossing {
	sign, why := reversal(effect, short, long, level)
	if why != "" {
		return Crossing{Why: why}
	}
	days := len(effect[0])
	sums := make([][]float64, len(effect))
	for r := range effect {
		sums[r] = make([]float64, days)
		total := 0.0
		for d, x := range effect[r] {
			total += x
			sums[r][d] = total
		}
	}
	at, mean := days+1, meanByDay(sums)
	for d := days - 1; d >= short && sign*mean[d] < 0; d-- {
		at = d + 1
	}
	if at > days {
		return Crossing{Why: "what the short run brought is not used up within the horizon"}
	}
	c := Crossing{Day: new(float64(at)), Method: breakEvenMethod}
	lo, hi := at, at
	for d := short; d < days; d++ {
		e := MeanInterval(overDays(sums, func(x []float64) float64 { return x[d] }), level)
		if e.Lo <= 0 && e.Hi >= 0 {
			lo, hi = min(lo, d+1), max(hi, d+1)
		}
	}
	c.bounds(float64(lo), float64(hi), days)
	return c
}

// reversal is the sign of the short run where the long run clearly has the other one, and else the reason why there is none.
func reversal(effect [][]float64, short, long int, level float64) (sign float64, why string) {
	switch len(effect) {
	case 0:
		return 0, WhyNone
	case 1:
		return 0, WhyOne // a single replication finds nothing
	}
	days := len(effect[0])
	if short+long > days || short < 1 || long < 1 {
		return 0, "the horizon is too short for a short and a long run"
	}
	for _, x := range effect {
		for _, v := range x {
			if !IsFinite(v) {
				return 0, "the metric does not exist on every day"
			}
		}
	}
	early := MeanInterval(overDays(effect, func(x []float64) float64 { return stat.Mean(x[:short], nil) }), level)
	late := MeanInterval(overDays(effect, func(x []float64) float64 { return stat.Mean(x[days-long:], nil) }), level)
	a, b := clearSign(&early), clearSign(&late)
	switch {
	case a == 0 && b == 0:
		return 0, "neither the short nor the long run is clearly different from 0"
	case a == 0:
		return 0, fmt.Sprintf("the effect of the first %d days is not clearly different from 0", short)
	case b == 0:
		return 0, fmt.Sprintf("the effect of the last %d days is not clearly different from 0", long)
	case a == b:
		return 0, "the short and the long run have the same sign"
	}
	return a, ""
}

// clearSign is 0 where an interval holds 0.
func clearSign(e *Estimate) float64 {
	if e.Lo <= 0 && e.Hi >= 0 {
		return 0
	}
	return math.Copysign(1, e.Mean)
}

func meanByDay(effect [][]float64) []float64 {
	mean := make([]float64, len(effect[0]))
	for _, x := range effect {
		for d, v := range x {
			mean[d] += v / float64(len(effect))
		}
	}
	return mean
}

// overDays is a number of each replication.
func overDays(effect [][]float64, of func([]float64) float64) []float64 {
	out := make([]float64, len(effect))
	for r, x := range effect {
		out[r] = of(x)
	}
	return out
}
