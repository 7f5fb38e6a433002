package stats_test

import (
	"math"
	"testing"

	"marketsim/reports/stats"
)

// TestQuantilesOfLevels: the half width of a mean of 5 values is t(level, 4) sd/sqrt(5), at the critical values of Fisher & Yates,
// table III (and R's qt).
func TestQuantilesOfLevels(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5}
	for level, critical := range map[float64]float64{0.5: 0.7406971, 0.8: 1.5332063, 0.9: 2.1318468, 0.95: 2.7764451, 0.98: 3.7469474, 0.99: 4.6040949, 0.999: 8.6103016} {
		e := stats.MeanInterval(values, level)
		near(t, "half width", e.Hi-3, critical*math.Sqrt(0.5), 1e-6)
		near(t, "half width", 3-e.Lo, critical*math.Sqrt(0.5), 1e-6)
		c := stats.Compare(make([]float64, 5), values, level)
		near(t, "half width of a difference", c.DifferenceHi-3, critical*math.Sqrt(0.5), 1e-6)
	}
}

// TestFiellerWithCovariance: base and candidate have the variances 500/3 and 50 and the covariance 80, means 105 and 114. With
// k = t(0.975, 3)^2/4 the ends solve (105^2 - k 500/3) r^2 - 2 (105 x 114 - 80 k) r + 114^2 - 50 k = 0, less 1. Without the
// covariance they would be -0.117 and 0.375.
func TestFiellerWithCovariance(t *testing.T) {
	c := stats.Compare([]float64{100, 120, 90, 110}, []float64{112, 118, 105, 121}, 0.95)
	near(t, "change", c.Change, 9.0/105, 1e-12)
	near(t, "lo", c.ChangeLo, -0.0241687150, 1e-9)
	near(t, "hi", c.ChangeHi, 0.2438120363, 1e-9)
}

// TestRoundingIsNoEffect: differences that cancel have a mean of exactly 0, and equal values have themselves as their mean.
func TestRoundingIsNoEffect(t *testing.T) {
	c := stats.Compare([]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, []float64{0.2, 0.4, 0.1, -0.1, 0, 0}, stats.Level)
	if c.Base != 0.1 || c.Difference != 0 || c.Change != 0 || c.P != 1 || c.Identical {
		t.Errorf("%+v", c)
	}
	if !(c.DifferenceLo < 0 && c.DifferenceHi > 0 && c.DifferenceLo == -c.DifferenceHi) {
		t.Errorf("the interval is [%g, %g]", c.DifferenceLo, c.DifferenceHi)
	}
}
