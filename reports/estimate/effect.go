package estimate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Effect is an estimated effect with its uncertainty. Numbers that do not exist are NaN, and Why says why.
type Effect struct {
	Value  float64 // in the unit of the metric; of a relative effect, a fraction of control
	SE     float64 // standard error; NaN where an interval is made without one
	DF     float64 // degrees of freedom of Student's t; +Inf: normal
	Lo, Hi float64 // two-sided interval
	P      float64 // two-sided, of no effect
	Why    string
}

// Reasons why a number is missing.
const (
	whyFewUnits  = "fewer than two units: no interval"
	whyZeroBase  = "control is 0: no relative effect"
	whyEmptyDraw = "control is 0 in some draws: no interval"
)

// NewEffect is an effect with the interval and p value of Student's t.
func NewEffect(value, se, df, level float64) Effect {
	e := Effect{Value: value, SE: se, DF: df, Lo: math.NaN(), Hi: math.NaN(), P: math.NaN()}
	if !(df >= 1) || math.IsNaN(se) {
		e.Why = whyFewUnits
		return e
	}
	half := quantile(0.5+level/2, df) * se
	e.Lo, e.Hi = value-half, value+half
	switch {
	case se > 0:
		e.P = 2 * below(-math.Abs(value)/se, df)
	case value == 0:
		e.P = 1
	default:
		e.P = 0
	}
	return e
}

// quantile of Student's t; of the normal law for infinitely many degrees of freedom.
func quantile(p, df float64) float64 {
	if math.IsInf(df, 1) {
		return distuv.UnitNormal.Quantile(p)
	}
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p)
}

// below is the distribution function of the same laws.
func below(x, df float64) float64 {
	if math.IsInf(df, 1) {
		return distuv.UnitNormal.CDF(x)
	}
	return distuv.StudentsT{Sigma: 1, Nu: df}.CDF(x)
}

// Difference is treatment less control, of independent arms, by Welch's t (Welch 1947, Biometrika 34) with Satterthwaite's degrees of freedom
// (Satterthwaite 1946, Biometrics Bulletin 2). With fixed horizon: the interval is right when the test is read once, at a time set before.
func Difference(control, treatment Point, level float64) Effect {
	return NewEffect(treatment.Value-control.Value, math.Sqrt(control.Variance+treatment.Variance), satterthwaite(control, treatment), level)
}

// satterthwaite gives the degrees of freedom of the sum of two independent estimated variances.
func satterthwaite(a, b Point) float64 {
	v := a.Variance + b.Variance
	if v == 0 {
		return a.DF + b.DF
	}
	return v * v / (a.Variance*a.Variance/a.DF + b.Variance*b.Variance/b.DF)
}

// Relative is treatment over control less 1, with the standard error of the delta method: the variance of the ratio made linear,
// Vt / c^2 + Vc t^2 / c^4, and the degrees of freedom of Difference. A control of 0 has no relative effect. For a base that is hardly clear of
// 0 the interval of stats.Fieller is the right one. The sign is that of the difference where control is negative.
func Relative(control, treatment Point, level float64) Effect {
	c, t := control.Value, treatment.Value
	if c == 0 {
		nan := math.NaN()
		return Effect{Value: nan, SE: nan, DF: nan, Lo: nan, Hi: nan, P: nan, Why: whyZeroBase}
	}
	base := math.Abs(c)
	se := math.Sqrt(treatment.Variance+control.Variance*(t/c)*(t/c)) / base
	return NewEffect((t-c)/base, se, satterthwaite(control, treatment), level)
}

// Z is the effect in standard errors.
func (e Effect) Z() float64 { return e.Value / e.SE }

// Covers tells whether the interval holds a value.
func (e Effect) Covers(x float64) bool { return e.Lo <= x && x <= e.Hi }

// times multiplies the effect and its interval by a positive number.
func (e Effect) times(k float64) Effect {
	e.Value, e.SE, e.Lo, e.Hi = e.Value*k, e.SE*k, e.Lo*k, e.Hi*k
	return e
}
