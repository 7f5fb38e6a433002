package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// WhyAgreed says why values that agree have no interval.
const WhyAgreed = "all replications agree, and too few of them to tell how far others would lie"

// MostAgreeing bounds the answer of NeededAgreeing.
const MostAgreeing = 1000

// Agree tells whether values that are not all 0 are equal, as far as arithmetic on numbers of some size can tell.
func Agree(x []float64, size float64) bool {
	if len(x) < MinimumPairs || !slices.ContainsFunc(x, func(v float64) bool { return v != 0 }) {
		return false
	}
	return slices.Max(x)-slices.Min(x) <= noise*size
}

// size is the largest number that differences were taken of.
func size(b, d []float64) (most float64) {
	for i := range b {
		most = max(most, math.Abs(b[i]), math.Abs(b[i]+d[i]))
	}
	return most
}

// spread is the least standard deviation that n values which agree are taken to have, in steps: that of values which lie half a step to
// either side of their mean. A number is known to one event only, so a spread of 0 is not told from this one.
func spread(n int) float64 {
	if n%2 == 1 {
		return 0.5
	}
	return math.Sqrt(float64(n)/float64(n-1)) / 2
}

// AgreeingAbove is OneSided of values whose differences, or which themselves, agree in all replications. Their spread is at least that of values a step
// apart, a step being what one event more would move; and so many events, in all replications together, do not fall on one side by chance more often than
// tosses of a coin do, which is the sign test. Where the step is not known (NaN), replications count instead of events.
func AgreeingAbove(z []float64, step float64) float64 {
	if len(z) < MinimumPairs {
		return math.NaN()
	}
	n, mean := len(z), stat.Mean(z, nil)
	if mean == 0 {
		return 0.5
	}
	sd, tosses := Deviation(z), float64(n)
	if known(step) {
		sd, tosses = math.Hypot(sd, step*spread(n)), float64(n)*math.Abs(mean)/step
	}
	p := math.Exp2(-tosses)
	if sd > 0 {
		p = max(p, tailOf(math.Abs(mean)/sd*math.Sqrt(float64(n)), n-1))
	}
	if p = min(p, 0.5); mean < 0 {
		return 1 - p
	}
	return p
}

// reach is how far from the mean of n values that agree lies the furthest mean which they do not reject by the tosses alone.
func reach(n int, step, level float64) float64 {
	return step * math.Log2(2/(1-level)) / float64(n)
}

// LevelsAgree is Agree of levels. Levels that are all 0 agree where the step is known: no event in a few replications does not show how rare events are.
// An amount of money that is 0 has no known step.
func LevelsAgree(x []float64, step float64) bool {
	if len(x) < MinimumPairs {
		return false
	}
	return Agree(x, math.Abs(x[0])) || known(step) && Constant(x)
}

// Agreed is the mean of levels that agree with the interval of all means that AgreeingAbove does not reject; that of other values is MeanInterval.
func Agreed(values []float64, level, step float64) Estimate {
	e, x := MeanInterval(values, level), Finite(values)
	if !LevelsAgree(x, step) {
		return e
	}
	n := len(x)
	switch {
	case known(step):
		half := max(tQuantile(level, n-1)*step*spread(n)/math.Sqrt(float64(n)), reach(n, step, level))
		e.Lo, e.Hi = e.Mean-half, e.Mean+half
	case math.Exp2(float64(1-n)) >= 1-level:
		e.Lo, e.Hi, e.Why = math.NaN(), math.NaN(), WhyAgreed
	}
	return e
}

// Shifted is the mean of how far the subject of a test lies from its bound, with the interval that decides it: the one of a level leaves out 0 exactly when
// OneSided rejects at half of what the level leaves, or AgreeingAbove where what they are made of agrees.
func Shifted(z []float64, agreed bool, step, level float64) Estimate {
	e, n := MeanInterval(z, level), len(z)
	switch {
	case !agreed || n < MinimumPairs:
	case known(step):
		half := max(tQuantile(level, n-1)*math.Hypot(Deviation(z), step*spread(n))/math.Sqrt(float64(n)), reach(n, step, level))
		e.Lo, e.Hi = e.Mean-half, e.Mean+half
	case math.Exp2(float64(1-n)) >= 1-level:
		e.Lo, e.Hi, e.Why = math.NaN(), math.NaN(), WhyAgreed
	}
	return e
}

// NeededAgreeing is how many values that agree as these do reject a mean of 0 on one side at level alpha, more than there are; 0 when no number
// up to MostAgreeing does.
func NeededAgreeing(z []float64, step, alpha float64) int {
	mean := math.Abs(stat.Mean(z, nil))
	for n := len(z) + 1; n <= MostAgreeing; n++ {
		if AgreeingAbove(slices.Repeat([]float64{mean}, n), step) < alpha {
			return n
		}
	}
	return 0
}

func known(step float64) bool { return step > 0 && IsFinite(step) }
