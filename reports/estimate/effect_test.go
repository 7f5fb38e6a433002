package estimate

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func sums(t *testing.T, n, sum, squares float64) *Moments {
	t.Helper()
	m, err := FromSums(n, []float64{sum}, []float64{squares})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestRelativeEffectOfAggregates holds a public test value of GrowthBook's statistics package.
func TestRelativeEffectOfAggregates(t *testing.T) {
	control, treatment := sums(t, 3407, 1396.87, 52377.9767), sums(t, 3461, 2422.7, 134698.29)
	e := Relative(control.Point(Mean(0)), treatment.Point(Mean(0)), 0.95)
	near(t, "effect", e.Value, 0.70732, 1e-5)
	near(t, "low", e.Lo, -0.03526, 1e-5)
	near(t, "high", e.Hi, 1.44989, 1e-5)
	near(t, "p", e.P, 0.06191, 1e-5)
	near(t, "degrees of freedom", e.DF, 5842, 0.5)
}

// TestDifference by Welch: 27.5 21.0 ... of Welch's test as R prints it for mtcars, mpg by am: t = -3.7671, df = 18.332, p = 0.001374,
// interval (-11.280, -3.210).
func TestDifference(t *testing.T) {
	manual := []float64{21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4}
	automatic := []float64{21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2, 13.3, 19.2}
	e := Difference(ofValues(manual).Point(Mean(0)), ofValues(automatic).Point(Mean(0)), 0.95)
	near(t, "t", e.Z(), -3.7671, 5e-5)
	near(t, "degrees of freedom", e.DF, 18.332, 5e-4)
	near(t, "p", e.P, 0.001374, 5e-7)
	near(t, "low", e.Lo, -11.280, 5e-4)
	near(t, "high", e.Hi, -3.210, 5e-4)
}

func ofValues(x []float64) *Moments {
	m := NewMoments(1)
	for _, v := range x {
		m.Add(v)
	}
	return m
}

func TestEffectsThatHaveNoInterval(t *testing.T) {
	one := ofValues([]float64{3})
	if e := Difference(one.Point(Mean(0)), one.Point(Mean(0)), 0.95); e.Why == "" || !math.IsNaN(e.Lo) {
		t.Errorf("one unit: %+v", e)
	}
	zero := ofValues([]float64{0, 0})
	if e := Relative(zero.Point(Mean(0)), zero.Point(Mean(0)), 0.95); e.Why != whyZeroBase {
		t.Errorf("control of 0: %+v", e)
	}
	if e := Difference(zero.Point(Mean(0)), zero.Point(Mean(0)), 0.95); e.P != 1 || e.Lo != 0 {
		t.Errorf("equal constants: %+v", e)
	}
}

// TestRatioIsLinear: the delta method's variance is that of the residuals y - r x over the mean of x.
func TestRatioIsLinear(t *testing.T) {
	x, y := columns(500)
	m, residuals := NewMoments(2), make([]float64, len(x))
	for i := range x {
		m.Add(y[i], x[i])
	}
	r := m.Mean[0] / m.Mean[1]
	for i := range x {
		residuals[i] = (y[i] - r*x[i]) / m.Mean[1]
	}
	p := m.Point(Ratio(0, 1))
	near(t, "value", p.Value, r, 1e-15)
	near(t, "variance", p.Variance*500/stat.Variance(residuals, nil), 1, 1e-10)
}

func TestCovariatesThatSayNothing(t *testing.T) {
	m := NewMoments(2)
	for i := range 10 {
		m.Add(float64(i), 3)
	}
	if _, err := Adjust(Mean(0), []int{1}, m, m); err == nil {
		t.Error("a constant covariate is no error")
	}
}

// TestTwoCovariates: the adjusted variance is that of the regression's residuals.
func TestTwoCovariates(t *testing.T) {
	s, m := draws(3), NewMoments(3)
	for range 4000 {
		a, b := s.next(), s.next()
		m.Add(2*a-b+0.5*s.next(), a, b+a)
	}
	a, err := Adjust(Mean(0), []int{1, 2}, m)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "theta of the first", a.Theta[0], 3, 0.04)
	near(t, "theta of the second", a.Theta[1], -1, 0.04)
	near(t, "variance left", a.Point(m).Variance*4000, 0.25, 0.025)
}

func TestStrataNeedUnits(t *testing.T) {
	if _, err := PostStratify([]*Moments{ofValues([]float64{1, 2}), ofValues([]float64{1})}, []float64{0.5, 0.5}); err == nil {
		t.Error("a stratum of one unit is no error")
	}
	if _, err := PostStratify([]*Moments{ofValues([]float64{1, 2}), ofValues(nil)}, []float64{1, 0}); err != nil {
		t.Error(err)
	}
}

// TestStrataByHand: strata of 2 and of 4 units, with means of 2 and 6 and variances of their means of 1 and 1/3, have shares of a quarter and three quarters: a mean of 5, a variance of 1/16 + 3/16
// and, after Satterthwaite, (1/4)^2 / ((1/16)^2 / 1 + (3/16)^2 / 3) = 4 degrees of freedom.
func TestStrataByHand(t *testing.T) {
	a, err := PostStratify([]*Moments{ofValues([]float64{1, 3}), ofValues([]float64{5, 5, 7, 7})}, []float64{0.25, 0.75})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", a.Mean[0], 5, 1e-12)
	near(t, "variance", a.Cov[0], 0.25, 1e-12)
	near(t, "degrees of freedom", a.DF, 4, 1e-12)
}
