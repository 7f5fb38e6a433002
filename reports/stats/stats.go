// Package stats holds the statistics of reports: intervals and paired comparisons by Student's t and Fieller, corrections for
// several comparisons, the power of a test, days of crossing, survival. It knows numbers only, no metric, arm or market.
package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the confidence level of every interval.
const Level = 0.95

// Method names how effects are made, exactly.
const Method = "paired t over replications; relative interval by Fieller"

// Reasons why a number is missing.
const (
	WhyOne       = "one replication: no interval"
	WhyNone      = "no replication has data"
	whyZeroBase  = "the base is 0: no relative change"
	whyWeakBase  = "the base is not clearly different from 0: no interval of the relative change"
	MinimumPairs = 2
)

// Estimate is a mean over replications with its interval. Numbers that do not exist are NaN.
type Estimate struct {
	Mean, Lo, Hi float64
	N            int
	Why          string // a number is missing
}

// MeanInterval is the mean of independent values with its Student t interval (Student 1908, "The probable error of a mean",
// Biometrika 6). NaN values are left out.
func MeanInterval(values []float64, level float64) Estimate {
	x := Finite(values)
	e := Estimate{Mean: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), N: len(x)}
	switch len(x) {
	case 0:
		e.Why = WhyNone
		return e
	case 1:
		e.Mean, e.Why = x[0], WhyOne
		return e
	}
	mean, variance := stat.MeanVariance(x, nil)
	if Constant(x) {
		mean, variance = x[0], 0
	}
	half := tQuantile(level, len(x)-1) * math.Sqrt(variance/float64(len(x)))
	e.Mean, e.Lo, e.Hi = mean, mean-half, mean+half
	return e
}

// Comparison is a candidate against a base, paired over replications. Numbers that do not exist are NaN.
type Comparison struct {
	Pairs                                  int
	Base, Candidate                        float64 // means over the pairs
	Difference, DifferenceLo, DifferenceHi float64 // candidate - base
	Change, ChangeLo, ChangeHi             float64 // difference / |base|
	P                                      float64 // two-sided, of no difference
	Identical                              bool    // every pair is equal
	Agreed                                 bool    // every pair differs by the same, as far as arithmetic can tell
	Why                                    string  // a number is missing
}

// Compare pairs a candidate's values with the base's, by index. Pairs with a NaN are left out.
//
// The difference has a Student t interval and p value over pairs. The relative change is the ratio of the means less 1, with
// the interval of Fieller (1954, "Some problems in interval estimation", J. Royal Statistical Society B 16): all ratios that
// a paired t test does not reject. It includes 0 exactly when the paired t test of the difference does not reject, and unlike
// the difference over the mean base it accounts for the noise of the base. Where no value is negative it ends at -100%. When every pair is equal the change is exactly 0.
//
// Differences that agree in all pairs do not show how far others would lie: see CompareSteps, of which this is the case without a known step.
func Compare(base, candidate []float64, level float64) Comparison {
	return CompareSteps(base, candidate, level, math.NaN())
}

// CompareSteps is Compare of values of which one event more moves either by a step. Where all differences agree, interval and p value are those of
// AgreeingAbove, since a spread of 0 over a few replications is no certainty. P is below 1 - level exactly when the interval of the difference, and that
// of the change where there is one, leaves out 0.
func CompareSteps(base, candidate []float64, level, step float64) Comparison {
	b, d := Pairs(base, candidate)
	nan := math.NaN()
	c := Comparison{Pairs: len(b), Base: nan, Candidate: nan, Difference: nan, DifferenceLo: nan, DifferenceHi: nan,
		Change: nan, ChangeLo: nan, ChangeHi: nan, P: nan}
	if len(b) == 0 {
		c.Why = WhyNone
		return c
	}
	c.Base, c.Difference = mean(b), mean(d)
	c.Candidate = c.Base + c.Difference
	if !slices.ContainsFunc(d, func(x float64) bool { return x != 0 }) {
		return c.identical()
	}
	if c.Base != 0 {
		c.Change = c.Difference / math.Abs(c.Base)
	} else {
		c.Why = whyZeroBase
	}
	if len(b) < MinimumPairs {
		c.Why = WhyOne
		return c
	}
	c.Agreed = Agree(d, size(b, d))
	c.intervals(b, d, level, step)
	return c
}

// identical is the comparison of pairs that are all equal: nothing is uncertain, however few they are. A single pair that is equal says nothing of others.
func (c Comparison) identical() Comparison {
	c.Difference, c.Change, c.Identical = 0, 0, true
	if c.Pairs < MinimumPairs {
		c.Why = WhyOne
		return c
	}
	c.P = 1
	c.DifferenceLo, c.DifferenceHi, c.ChangeLo, c.ChangeHi = 0, 0, 0, 0
	return c
}

// intervals fills in what the spread of the pairs tells.
func (c *Comparison) intervals(b, d []float64, level, step float64) {
	n := float64(len(b))
	t := tQuantile(level, len(b)-1)
	dd, bd, further := stat.Variance(d, nil), stat.Covariance(b, d, nil), 0.0
	if c.Agreed {
		dd, bd = 0, 0
		if known(step) {
			dd, further = step*step*spread(len(b))*spread(len(b)), reach(len(b), step, level)
		}
		c.P = 2 * AgreeingAbove(slices.Repeat([]float64{math.Abs(c.Difference)}, len(b)), step)
	} else {
		c.P = 2 * tailOf(math.Abs(c.Difference)/math.Sqrt(dd/n), len(b)-1)
	}
	if c.Agreed && !known(step) && c.P >= 1-level {
		c.Why = WhyAgreed
		return
	}
	half := max(t*math.Sqrt(dd/n), further)
	c.DifferenceLo, c.DifferenceHi = c.Difference-half, c.Difference+half
	if c.Base != 0 {
		c.ratio(b, d, moments{stat.Variance(b, nil), bd, dd}, t*t/n, further)
	}
}

// moments are the variances of a base and of the differences from it, and their covariance.
type moments struct{ Base, Both, Difference float64 }

// ratio fills in the interval of the relative change, which reaches at least so much further than the difference itself.
func (c *Comparison) ratio(b, d []float64, m moments, k, further float64) {
	lo, hi, ok := Fieller(c.Base, c.Difference, m.Base, m.Both, m.Difference, k)
	if !ok {
		c.Why = whyWeakBase
		return
	}
	c.ChangeLo, c.ChangeHi = lo, hi
	if c.Base < 0 {
		c.ChangeLo, c.ChangeHi = -hi, -lo
	}
	size := math.Abs(c.Base)
	if further > 0 {
		c.ChangeLo, c.ChangeHi = min(c.ChangeLo, (c.Difference-further)/size), max(c.ChangeHi, (c.Difference+further)/size)
	}
	if amounts(b, d) {
		c.ChangeLo = max(c.ChangeLo, -1)
	}
}

// amounts tells whether no value is negative on either side: what cannot be negative falls by 100% at most.
func amounts(b, d []float64) bool {
	for i := range b {
		if b[i] < 0 || b[i]+d[i] < 0 {
			return false
		}
	}
	return true
}

// Fieller solves (d - x b)^2 <= k var(D - x B) for x, where b and d are the means of B and D and k = t^2/n. The set is an
// interval when b differs from 0 by a t test. Written in differences, not in the candidate's values, it keeps its precision
// when the arms hardly differ.
func Fieller(b, d, bb, bd, dd, k float64) (lo, hi float64, ok bool) {
	a := b*b - k*bb
	if a <= 0 {
		return 0, 0, false
	}
	middle := b*d - k*bd
	root := math.Sqrt(max(0, k*(b*b*dd-2*b*d*bd+d*d*bb)+k*k*(bd*bd-bb*dd)))
	return (middle - root) / a, (middle + root) / a, true
}

// Holm adjusts the p values of one family (Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian
// J. of Statistics 6): rejecting where the adjusted value is below a level keeps the chance of any false rejection below it,
// however the tests depend on each other. NaN values are no tests and stay.
func Holm(p []float64) []float64 {
	order := make([]int, 0, len(p))
	adjusted := make([]float64, len(p))
	for i, x := range p {
		adjusted[i] = math.NaN()
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(order)-rank)))
		adjusted[i] = least
	}
	return adjusted
}

// HolmStops is by how many Holm's procedure divides alpha at the first step that rejects nothing, 1 where it rejects all: whatever it does not reject has an
// interval at the level that this leaves which holds 0.
func HolmStops(p []float64, alpha float64) int {
	rejected, tests := 0, 0
	for _, adjusted := range Holm(p) {
		if math.IsNaN(adjusted) {
			continue
		}
		if tests++; adjusted < alpha {
			rejected++
		}
	}
	return max(1, tests-rejected)
}

// Normal is how many standard errors a 95% interval reaches to each side where errors are normal.
const Normal = 1.959963984540054

// tailOf is the chance that Student's t exceeds x.
func tailOf(x float64, df int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.CDF(-x)
}

// tQuantile is the two-sided critical value of Student's t.
func tQuantile(level float64, df int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(0.5 + level/2)
}

// Pairs lists the base and the difference of the pairs that exist.
func Pairs(base, candidate []float64) (b, d []float64) {
	for i := range min(len(base), len(candidate)) {
		if x, y := base[i], candidate[i]; IsFinite(x) && IsFinite(y) {
			b, d = append(b, x), append(d, difference(x, y))
		}
	}
	return b, d
}

// noise is the part of a number, or of one unit of a number that is smaller, that arithmetic may leave in the last bits.
const noise = 1e-12

// difference is y - x, and exactly 0 where that is only rounding.
func difference(x, y float64) float64 {
	if d := y - x; math.Abs(d) > noise*max(math.Abs(x), math.Abs(y)) && max(math.Abs(x), math.Abs(y)) > noise {
		return d
	}
	return 0
}

// mean is that of values that exist: exact where they are all equal, and 0 where they cancel but for rounding.
func mean(x []float64) float64 {
	if Constant(x) {
		return x[0]
	}
	m, most := stat.Mean(x, nil), 0.0
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	if math.Abs(m) <= noise*most {
		return 0
	}
	return m
}

// Constant tells whether all values are equal, in which case a variance that is not 0 is only rounding.
func Constant(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] })
}

// Finite lists the numbers that are neither infinite nor NaN, in their order.
func Finite(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return !IsFinite(v) })
}

// IsFinite tells whether a number is neither infinite nor NaN.
func IsFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
