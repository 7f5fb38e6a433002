package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/reports/stats"
)

// TestAgreementIsNotCertainty: 14 events and 13, twice. Values a step apart have SD 1/sqrt(2), so t is 2 with one degree of freedom, and
// Student's t with one is Cauchy's law: p = 1 - 2 atan(2) / pi. Without a known step two agreeing signs have p = 2 x 2^-2.
func TestAgreementIsNotCertainty(t *testing.T) {
	base, candidate := []float64{14, 14}, []float64{13, 13}
	c := stats.CompareSteps(base, candidate, 0.95, 1)
	near(t, "p of 2", c.P, max(0.5, 1-2*math.Atan(2)/math.Pi), 1e-9) // two events, tossed: 2 x 2^-2
	near(t, "half of the interval", c.DifferenceHi-c.Difference, 12.7062047364*0.5, 1e-8)
	if !(c.ChangeLo < 0 && c.ChangeHi > 0) {
		t.Errorf("two replications that lost one event each leave 0 out: %+v", c)
	}
	if c = stats.Compare(base, candidate, 0.95); c.P != 0.5 || !math.IsNaN(c.ChangeLo) || c.Why != stats.WhyAgreed {
		t.Errorf("without a step: %+v", c)
	}
	near(t, "six that lost one each", stats.CompareSteps(six(14), six(13), 0.95, 1).P, math.Exp2(1-6), 1e-12)
	// 85 campaigns more, three times: t = 85 / (0.5 / sqrt(3)) with two degrees of freedom, p = 1 - t / sqrt(2 + t^2).
	tt := 85 / (0.5 / math.Sqrt(3))
	c = stats.CompareSteps([]float64{85, 85, 85}, []float64{170, 170, 170}, 0.95, 1)
	near(t, "p of many", c.P, 1-tt/math.Sqrt(2+tt*tt), 1e-12)
	if c.P > 2e-5 || !(c.ChangeLo > 0.97 && c.ChangeHi < 1.03) {
		t.Errorf("doubled in every replication: %+v", c)
	}
	// Rounding of money hides no agreement: 0.1 + 0.2 - 0.3 is not 0.
	if c = stats.Compare([]float64{0.3, 0.7}, []float64{0.1 + 0.2 + 0.4, 1.1}, 0.95); !c.Agreed {
		t.Errorf("differences that agree but for rounding: %+v", c)
	}
	if e := stats.Agreed([]float64{3, 3}, 0.95, 1); !(e.Lo < 0 && e.Hi > 6) {
		t.Errorf("3 events twice: %+v", e)
	}
	// No event in two replications: values a step apart have half an interval of t x step / 2, as 3 events twice have; money has no step where there is none.
	e := stats.Agreed([]float64{0, 0}, 0.95, 1)
	near(t, "half of the interval of no events", e.Hi, 12.7062047364*0.5, 1e-8)
	if e = stats.Agreed([]float64{0, 0}, 0.95, 0); e.Lo != 0 || e.Hi != 0 {
		t.Errorf("no money twice: %+v", e)
	}
	if n := stats.NeededAgreeing([]float64{1, 1}, math.NaN(), 0.025); n != 6 {
		t.Errorf("%d agreeing replications reject at 2.5%%, want 6: 2^-6 < 0.025 < 2^-5", n)
	}
}

func six(x float64) []float64 { return []float64{x, x, x, x, x, x} }

// TestIntervalAndPValueAreOne: at every level the interval leaves out 0 exactly when p is below what the level leaves, whether values agree or
// not, with a known step or without; and it leaves out a bound exactly when the one-sided test of a check rejects it.
func TestIntervalAndPValueAreOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "n")
		count := rapid.IntRange(3, 40)
		base, candidate := make([]float64, n), make([]float64, n)
		lost, spread := rapid.IntRange(-3, 3).Draw(t, "lost"), rapid.IntRange(0, 1).Draw(t, "spread")
		for i := range base {
			base[i] = float64(count.Draw(t, "base"))
			candidate[i] = base[i] + float64(lost+spread*rapid.IntRange(-1, 1).Draw(t, "more"))
		}
		level := rapid.SampledFrom([]float64{0.8, 0.95, 0.99, 0.997}).Draw(t, "level")
		step := rapid.SampledFrom([]float64{1, math.NaN()}).Draw(t, "step")
		c := stats.CompareSteps(base, candidate, level, step)
		if c.Identical || math.Abs(c.P-(1-level)) < 1e-9 {
			return
		}
		clear := c.P < 1-level
		if out := c.DifferenceLo > 0 || c.DifferenceHi < 0; out != clear {
			t.Fatalf("p %g, interval of the difference %+v", c.P, c)
		}
		if out := c.ChangeLo > 0 || c.ChangeHi < 0; stats.IsFinite(c.ChangeLo) && out != clear {
			t.Fatalf("p %g, interval of the change %+v", c.P, c)
		}
		bound, z := 0.013, make([]float64, n)
		for i := range z {
			z[i] = candidate[i] - base[i] - bound*base[i]
		}
		above := stats.OneSided(z)
		if c.Agreed {
			above = stats.AgreeingAbove(z, step)
		}
		if p := 2 * min(above, 1-above); stats.IsFinite(c.ChangeLo) && math.Abs(p-(1-level)) > 1e-9 && (p < 1-level) != (c.ChangeLo > bound || c.ChangeHi < bound) {
			t.Fatalf("p %g of the bound, interval %+v", p, c)
		}
	})
}
