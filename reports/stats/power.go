package stats

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Power is the chance with which Needed replications decide a check whose true value is the one estimated.
const Power = 0.80

// MostNeeded bounds the answer of Needed.
const MostNeeded = 1_000_000

// Needed is how many replications a one-sided t test at level alpha takes to find, with probability Power, a mean that lies delta
// away from the bound when one replication has standard deviation sd: the least n whose power is that large. It is 0 when no
// number up to a million is enough.
func Needed(delta, sd, alpha float64) int {
	if !(math.Abs(delta) > 0) || !IsFinite(sd) || !(alpha > 0) {
		return 0
	}
	effect := math.Abs(delta) / sd
	enough := func(n int) bool { return power(n, effect, alpha) >= Power }
	low := near(effect, alpha)
	high := low
	for step := 1; low > MinimumPairs && enough(low); step *= 4 {
		low, high = max(MinimumPairs, low-step), low
	}
	for step := 1; !enough(high); step *= 4 {
		if high == MostNeeded {
			return 0
		}
		low, high = high, min(MostNeeded, high+step)
	}
	return low + sort.Search(high-low, func(i int) bool { return enough(low + i) })
}

// near is about how many replications are needed, from where the search for the number begins: a power takes hundreds of quantiles. It is what the
// normal law says, and half the square of its quantile for the t test.
func near(effect, alpha float64) int {
	z := distuv.UnitNormal.Quantile(1 - alpha)
	n := math.Ceil((z+distuv.UnitNormal.Quantile(Power))*(z+distuv.UnitNormal.Quantile(Power))/(effect*effect) + z*z/2)
	if !(n < MostNeeded) {
		return MostNeeded
	}
	return max(MinimumPairs, int(n))
}

// power of the one-sided t test at level alpha with n values whose mean is effect standard deviations away: the chance that
// sqrt(n) effect + Z > t S, with Z standard normal and S^2 chi-square over its n-1 degrees of freedom, which is the noncentral t
// (Johnson & Welch 1940, Biometrika 31). The mean over S is taken at the midpoints of equal shares of its law.
func power(n int, effect, alpha float64) float64 {
	const shares = 200
	df := float64(n - 1)
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(1 - alpha)
	law := distuv.ChiSquared{K: df}
	sum := 0.0
	for i := range shares {
		s := math.Sqrt(law.Quantile((float64(i)+0.5)/shares) / df)
		sum += distuv.UnitNormal.CDF(math.Sqrt(float64(n))*effect - t*s)
	}
	return sum / shares
}

// OneSided is the p value of the hypothesis that the mean of z is at most 0, by Student's t: small when the mean is clearly
// above. NaN for fewer than two values; 0 or 1 when all are equal and not 0, 1/2 when all are 0: where they are estimates, AgreeingAbove says how sure
// that makes.
func OneSided(z []float64) float64 {
	if len(z) < MinimumPairs {
		return math.NaN()
	}
	mean, sd := stat.Mean(z, nil), Deviation(z)
	if sd == 0 {
		switch {
		case z[0] > 0:
			return 0
		case z[0] < 0:
			return 1
		}
		return 0.5
	}
	n := float64(len(z))
	return tailOf(mean/sd*math.Sqrt(n), len(z)-1)
}

// Deviation is the standard deviation; exactly 0 when all values are equal.
func Deviation(z []float64) float64 {
	if len(z) < MinimumPairs || Constant(z) {
		return 0
	}
	return stat.StdDev(z, nil)
}
