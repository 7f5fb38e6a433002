// Package dist holds the distributions that a scenario can name. All are drawn by inversion: one uniform number makes one
// draw, monotone in it, so that streams stay aligned between arms whatever the law.
package dist

import (
	"fmt"
	"math"

	"marketsim/auction/elementary"
	"marketsim/auction/registry"
)

// Dist is a law of one real number.
type Dist interface {
	// Quantile is the inverse distribution function at u in (0, 1); it does not decrease in u and is finite.
	Quantile(u float64) float64
	// Mean is the expected value.
	Mean() float64
}

// Kinds are the distributions by name. Parameters tagged unit:"*" are in the unit of the place where the distribution stands.
var Kinds = registry.New[Dist]("distribution")

func init() {
	Kinds.Register("constant", "Always the same value; a bare number means this.", &Constant{})
	Kinds.Register("uniform", "Every value between min and max is equally likely.", &Uniform{})
	Kinds.Register("normal", "The normal law, cut off below at min.", &NormalLaw{})
	Kinds.Register("lognormal", "The logarithm is normal with standard deviation sigma; give the median or the mean.", &Lognormal{})
	Kinds.Register("exponential", "Waiting times without memory.", &Exponential{})
	Kinds.Register("gamma", "The gamma law by mean and shape; shape 1 is exponential, a small shape is very uneven.", &Gamma{})
	Kinds.Register("beta", "Shares in (0, 1) with density proportional to x^(a-1) (1-x)^(b-1).", &Beta{})
	Kinds.Register("pareto", "Power-law tail above a minimum.", &Pareto{})
	Kinds.Register("geometric", "Whole numbers 1, 2, ...: trials up to and including the first success.", &Geometric{})
	Kinds.Register("poisson", "Whole numbers 0, 1, 2, ...: counts of rare independent events.", &Poisson{})
	Kinds.Register("empirical", "Listed values, with weights when they are not equally likely.", &Empirical{})
}

// Constant is a single value.
type Constant struct {
	Value float64 `key:"value" unit:"*" doc:"the value"`
}

// Quantile implements Dist.
func (c *Constant) Quantile(float64) float64 { return c.Value }

// Mean implements Dist.
func (c *Constant) Mean() float64 { return c.Value }

// Uniform is the law with constant density on [Min, Max].
type Uniform struct {
	Min float64 `key:"min" unit:"*" default:"0" doc:"lower end"`
	Max float64 `key:"max" unit:"*" doc:"upper end"`
}

// Quantile implements Dist.
func (d *Uniform) Quantile(u float64) float64 { return d.Min + float64(u*(d.Max-d.Min)) }

// Mean implements Dist.
func (d *Uniform) Mean() float64 { return (d.Min + d.Max) / 2 }

// Check reports an empty range.
func (d *Uniform) Check() error {
	if d.Max < d.Min {
		return fmt.Errorf("max %g is below min %g; swap them", d.Max, d.Min)
	}
	return nil
}

// NormalLaw is the normal law, with all mass below Least put on Least.
type NormalLaw struct {
	Mu    float64  `key:"mean" unit:"*" doc:"mean before the cut"`
	SD    float64  `key:"sd" unit:"*" range:"[0, inf)" doc:"standard deviation before the cut"`
	Least *float64 `key:"min" unit:"*" doc:"values below this become this"`
}

// Quantile implements Dist.
func (d *NormalLaw) Quantile(u float64) float64 {
	x := d.Mu + float64(d.SD*Normal(u))
	if d.Least != nil {
		x = max(x, *d.Least)
	}
	return x
}

// Mean implements Dist: with the cut at a, a Phi(z) + mu (1 - Phi(z)) + sd phi(z), z = (a - mu)/sd.
func (d *NormalLaw) Mean() float64 {
	if d.Least == nil || d.SD == 0 {
		return d.Quantile(0.5)
	}
	z := (*d.Least - d.Mu) / d.SD
	below := phi(z)
	return float64(*d.Least*below) + float64(d.Mu*(1-below)) + float64(d.SD*elementary.Exp(-z*z/2)/math.Sqrt(2*math.Pi))
}

// phi is the distribution function of the standard normal law.
func phi(z float64) float64 {
	p, q := elementary.GammaP(0.5, z*z/2)
	if z < 0 {
		return q / 2
	}
	return 0.5 + float64(p/2)
}

// Lognormal is exp of a normal law.
type Lognormal struct {
	Median  *float64 `key:"median" unit:"*" range:"(0, inf)" doc:"half of the draws lie below it"`
	Average *float64 `key:"mean" unit:"*" range:"(0, inf)" doc:"mean, in place of the median"`
	Sigma   float64  `key:"sigma" range:"[0, 10]" doc:"standard deviation of the logarithm"`
}

func (d *Lognormal) median() float64 {
	if d.Median != nil {
		return *d.Median
	}
	if d.Average == nil {
		return 1
	}
	return *d.Average * elementary.Exp(-d.Sigma*d.Sigma/2)
}

// Quantile implements Dist.
func (d *Lognormal) Quantile(u float64) float64 {
	return d.median() * elementary.Exp(d.Sigma*Normal(u))
}

// Mean implements Dist.
func (d *Lognormal) Mean() float64 { return d.median() * elementary.Exp(d.Sigma*d.Sigma/2) }

// Check reports when median and mean are both given.
func (d *Lognormal) Check() error {
	if (d.Median != nil) == (d.Average != nil) {
		return fmt.Errorf("a lognormal needs either `median` or `mean`, not both or neither")
	}
	return nil
}

// Exponential is the law of waiting times without memory.
type Exponential struct {
	Average float64 `key:"mean" unit:"*" range:"(0, inf)" doc:"mean"`
}

// Quantile implements Dist.
func (d *Exponential) Quantile(u float64) float64 { return -d.Average * elementary.Log1p(-u) }

// Mean implements Dist.
func (d *Exponential) Mean() float64 { return d.Average }

// Pareto has P(X > x) = (Min/x)^Alpha.
type Pareto struct {
	Min   float64 `key:"min" unit:"*" range:"(0, inf)" doc:"smallest value"`
	Alpha float64 `key:"alpha" range:"(1, inf)" doc:"tail exponent; the variance is infinite up to 2"`
}

// Quantile implements Dist.
func (d *Pareto) Quantile(u float64) float64 { return d.Min * elementary.Pow(1-u, -1/d.Alpha) }

// Mean implements Dist.
func (d *Pareto) Mean() float64 { return d.Min * d.Alpha / (d.Alpha - 1) }

// Normal is the quantile of the standard normal law, by the rational approximation of Wichura ("Algorithm AS 241: the
// percentage points of the normal distribution", Applied Statistics 37, 1988; PPND16, relative error 1e-16).
func Normal(u float64) float64 {
	q := u - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * ratio(r, &central)
	}
	r := u
	if q > 0 {
		r = 1 - u
	}
	r = math.Sqrt(-elementary.Log(r))
	x := 0.0
	if r <= 5 {
		x = ratio(r-1.6, &middle)
	} else {
		x = ratio(r-5, &tail)
	}
	if q < 0 {
		return -x
	}
	return x
}

// rational is the coefficients of a quotient of polynomials of degree 7, constant term first.
type rational struct{ over, under [8]float64 }

func ratio(r float64, c *rational) float64 {
	a, b := &c.over, &c.under
	return (float64((float64((float64((float64((float64((float64((float64(a[7]*r)+a[6])*r)+a[5])*r)+a[4])*r)+a[3])*r)+a[2])*r)+a[1])*r) + a[0]) /
		(float64((float64((float64((float64((float64((float64((float64(b[7]*r)+b[6])*r)+b[5])*r)+b[4])*r)+b[3])*r)+b[2])*r)+b[1])*r) + 1)
}

var central = rational{
	over: [8]float64{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
		45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727},
	under: [8]float64{1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
		21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610},
}

var middle = rational{
	over: [8]float64{1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
		1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4},
	under: [8]float64{1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
		0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9},
}

var tail = rational{
	over: [8]float64{6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
		0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
	under: [8]float64{1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15},
}

// Scaled is a law multiplied by a positive factor, such as one stated in other units.
type Scaled struct {
	Of Dist
	By float64
}

// Quantile implements Dist.
func (s *Scaled) Quantile(u float64) float64 { return s.By * s.Of.Quantile(u) }

// Mean implements Dist.
func (s *Scaled) Mean() float64 { return s.By * s.Of.Mean() }
