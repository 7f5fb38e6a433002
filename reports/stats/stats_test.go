package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"marketsim/reports/stats"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g instead of %.10g", what, got, want)
	}
}

// TestMeanInterval: 1..5 have mean 3 and SE sqrt(2.5/5); t(0.975, 4) = 2.7764451052 (Fisher & Yates, table III).
func TestMeanInterval(t *testing.T) {
	e := stats.MeanInterval([]float64{1, 2, math.NaN(), 3, 4, 5}, 0.95)
	near(t, "mean", e.Mean, 3, 0)
	near(t, "hi", e.Hi, 3+2.7764451052*math.Sqrt(0.5), 1e-8)
	near(t, "lo", e.Lo, 3-2.7764451052*math.Sqrt(0.5), 1e-8)
	if one := stats.MeanInterval([]float64{7}, 0.95); one.Mean != 7 || !math.IsNaN(one.Lo) || one.Why == "" {
		t.Errorf("one value: %+v", one)
	}
	if none := stats.MeanInterval(nil, 0.95); !math.IsNaN(none.Mean) || none.Why == "" {
		t.Errorf("no value: %+v", none)
	}
	if same := stats.MeanInterval([]float64{0.1, 0.1, 0.1}, 0.95); same.Lo != 0.1 || same.Hi != 0.1 {
		t.Errorf("equal values: %+v", same)
	}
}

// TestCompareSleep uses Student's sleep data, the example of the 1908 paper: in R, t.test(extra ~ group, paired = TRUE) gives
// t = -4.0621, df = 9, p = 0.002833, interval of the mean difference [0.7001142, 2.4598858].
func TestCompareSleep(t *testing.T) {
	one := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	two := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	c := stats.Compare(one, two, 0.95)
	near(t, "difference", c.Difference, 1.58, 1e-12)
	near(t, "lo", c.DifferenceLo, 0.7001142, 1e-6)
	near(t, "hi", c.DifferenceHi, 2.4598858, 1e-6)
	near(t, "p", c.P, 0.002833, 1e-6)
	near(t, "change", c.Change, 1.58/0.75, 1e-9)
	if !math.IsNaN(c.ChangeLo) || c.Why == "" {
		t.Errorf("the base is within 1.4 of its standard errors of 0, so the ratio has no bounded interval: %+v", c)
	}
}

// TestCompareFieller checks the defining property at both ends: there the paired t statistic of candidate - (1+x) base is
// exactly the critical value t(0.975, 5) = 2.5705818356.
func TestCompareFieller(t *testing.T) {
	base := []float64{101, 98, 105, 110, 95, 102}
	candidate := []float64{104, 99, 111, 113, 99, 103}
	c := stats.Compare(base, candidate, 0.95)
	near(t, "change", c.Change, 18.0/611, 1e-12)
	for _, x := range []float64{c.ChangeLo, c.ChangeHi} {
		r := make([]float64, len(base))
		mean, variance := 0.0, 0.0
		for i := range r {
			r[i] = candidate[i] - (1+x)*base[i]
			mean += r[i] / 6
		}
		for i := range r {
			variance += (r[i] - mean) * (r[i] - mean) / 5
		}
		near(t, "t at the end of the interval", math.Abs(mean)/math.Sqrt(variance/6), 2.5705818356, 1e-8)
	}
}

func TestCompareEdges(t *testing.T) {
	same := []float64{0.1, 0.2, 0.3}
	c := stats.Compare(same, same, 0.95)
	if !c.Identical || c.Change != 0 || c.ChangeLo != 0 || c.ChangeHi != 0 || c.P != 1 {
		t.Errorf("equal pairs: %+v", c)
	}
	if c = stats.Compare([]float64{0, 0}, []float64{0, 0}, 0.95); !c.Identical || c.Change != 0 {
		t.Errorf("all 0: %+v", c)
	}
	if c = stats.Compare([]float64{0, 0}, []float64{1, 2}, 0.95); !math.IsNaN(c.Change) || c.Why == "" || math.IsNaN(c.DifferenceLo) {
		t.Errorf("base 0: %+v", c)
	}
	if c = stats.Compare([]float64{2}, []float64{3}, 0.95); c.Change != 0.5 || !math.IsNaN(c.P) || !math.IsNaN(c.ChangeLo) || c.Why == "" {
		t.Errorf("one pair: %+v", c)
	}
	if c = stats.Compare([]float64{math.NaN()}, []float64{3}, 0.95); c.Pairs != 0 || c.Why == "" {
		t.Errorf("no pair: %+v", c)
	}
	// A loss that halves is an improvement by half of its size.
	c = stats.Compare([]float64{-10, -10.2, -9.8}, []float64{-4.9, -5.2, -4.9}, 0.95)
	near(t, "change of a loss", c.Change, 0.5, 1e-12)
	if !(c.ChangeLo < 0.5 && c.ChangeHi > 0.5 && c.ChangeLo > 0.4) {
		t.Errorf("interval of a loss: %+v", c)
	}
}

// TestCompareAgrees: the interval of the change leaves out 0 exactly when the paired t test rejects, and holds the estimate.
func TestCompareAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		base := rapid.SliceOfN(rapid.Float64Range(50, 150), n, n).Draw(t, "base")
		candidate := rapid.SliceOfN(rapid.Float64Range(50, 150), n, n).Draw(t, "candidate")
		c := stats.Compare(base, candidate, 0.95)
		if math.IsNaN(c.ChangeLo) || c.Identical || math.Abs(c.P-0.05) < 1e-9 {
			return
		}
		if (c.P < 0.05) != (c.ChangeLo > 0 || c.ChangeHi < 0) {
			t.Fatalf("p %g, interval [%g, %g]", c.P, c.ChangeLo, c.ChangeHi)
		}
		if c.Change < c.ChangeLo || c.Change > c.ChangeHi {
			t.Fatalf("%g outside of [%g, %g]", c.Change, c.ChangeLo, c.ChangeHi)
		}
	})
}

// TestCoverage: over 4,000 draws of 6 pairs with a true change of 3% and correlation 0.8, 95% intervals hold the truth in 95%
// of them; 4 SD of that share are 4 sqrt(0.95 x 0.05 / 4000) = 0.0138.
func TestCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const draws, truth = 4000, 0.03
	held, heldMean, rejected := 0, 0, 0
	for range draws {
		base, candidate, null := make([]float64, 6), make([]float64, 6), make([]float64, 6)
		for i := range base {
			shared := random.NormFloat64()
			base[i] = 100 + 8*shared + 4*random.NormFloat64()
			candidate[i] = 100*(1+truth) + 8*shared + 4*random.NormFloat64()
			null[i] = 100 + 8*shared + 4*random.NormFloat64()
		}
		if c := stats.Compare(base, candidate, 0.95); c.ChangeLo <= truth && truth <= c.ChangeHi {
			held++
		}
		if e := stats.MeanInterval(base, 0.95); e.Lo <= 100 && 100 <= e.Hi {
			heldMean++
		}
		if c := stats.Compare(base, null, 0.95); c.P < 0.05 {
			rejected++
		}
	}
	near(t, "coverage of the change", float64(held)/draws, 0.95, 0.0138)
	near(t, "coverage of the mean", float64(heldMean)/draws, 0.95, 0.0138)
	near(t, "false alarms", float64(rejected)/draws, 0.05, 0.0138)
}

// TestHolm: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") in R is 0.03 0.06 0.06 0.02.
func TestHolm(t *testing.T) {
	got := stats.Holm([]float64{0.01, 0.04, math.NaN(), 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, math.NaN(), 0.06, 0.02} {
		if math.IsNaN(want) {
			if !math.IsNaN(got[i]) {
				t.Errorf("%d: %g is not a test", i, got[i])
			}
			continue
		}
		near(t, "adjusted", got[i], want, 1e-15)
	}
}

// TestHolmProperties: adjusted values keep the order, are no smaller than the raw ones, and at most 1.
func TestHolmProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "p")
		a := stats.Holm(p)
		for i := range p {
			if a[i] < p[i] || a[i] > 1 {
				t.Fatalf("p %v adjusted %v", p, a)
			}
			for j := range p {
				if p[i] < p[j] && a[i] > a[j] {
					t.Fatalf("order: p %v adjusted %v", p, a)
				}
			}
		}
	})
}
