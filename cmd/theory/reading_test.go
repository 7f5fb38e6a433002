package theory

import (
	"math"
	"testing"
)

// TestReadings: a jackknifed mean is the mean with its standard error, and a jackknifed ratio has the error of the delta method where parts are many.
func TestReadings(t *testing.T) {
	x, y := make([]float64, 400), make([]float64, 400)
	for i := range x {
		x[i] = 10 + float64(i%7) // mean 12.98, SD 2.0
		y[i] = 5 + float64(i%3)
	}
	mean := estimated(x)
	sum := func(v []float64, without int) (total float64) {
		for i := range v {
			if i != without {
				total += v[i]
			}
		}
		return total
	}
	n := func(without int) float64 {
		if without < 0 {
			return 400
		}
		return 399
	}
	j := jackknifed(400, func(without int) float64 { return sum(x, without) / n(without) })
	near(t, "jackknifed mean", j.mean, mean.mean, 1e-9)
	near(t, "its error", j.err, mean.err, 1e-9)
	near(t, "error of a mean", mean.err, 2.0016/20, 2e-3)
	near(t, "half-width with 399 degrees of freedom", mean.half()/mean.err, 1.9659, 1e-4)
	ratio := jackknifed(400, func(without int) float64 { return sum(x, without) / sum(y, without) })
	apart := mean.over(estimated(y))
	near(t, "ratio", ratio.mean, apart.mean, 1e-9)
	near(t, "error of a ratio of sums that do not hang together", ratio.err, apart.err, 0.02*apart.err)
	if !math.IsNaN(estimated(x[:1]).half()) {
		t.Error("one value has an interval")
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
