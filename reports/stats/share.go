package stats

import "gonum.org/v1/gonum/stat/distuv"

// ShareInterval is the exact interval of a share of which k of n came out (Clopper & Pearson 1934, Biometrika 26): it covers at least at its level. Without trials
// it is all of [0, 1].
func ShareInterval(k, n int, level float64) (lo, hi float64) {
	tail := (1 - level) / 2
	lo, hi = 0, 1
	if k > 0 {
		lo = distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(tail)
	}
	if k < n {
		hi = distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1 - tail)
	}
	return lo, hi
}

// AtLeast is the chance of k or more of n, each with a probability by itself.
func AtLeast(k, n int, probability float64) float64 {
	if k <= 0 {
		return 1
	}
	return 1 - distuv.Binomial{N: float64(n), P: probability}.CDF(float64(k-1))
}
