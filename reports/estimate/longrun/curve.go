package longrun

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Observed is the effect of one day of a test.
type Observed struct {
	Day    float64 // since the start, above 0
	Effect float64
	SE     float64 // above 0
}

// Shape is a family of curves that a learned effect may follow: level x form(day, pace) + start.
type Shape struct {
	Name  string
	form  func(day, pace float64) float64
	paces []float64 // tried
	free  float64   // parameters that are fitted: start, level, pace
	prior float64   // of the shape's name; those of one name add up to 1
}

// lags are how many times faster than the reaction itself units get used to what they react to; the exponential is a lag of none.
var lags = []float64{1, 2, 4, 10}

// shapes of learning up to a day: constant; exponential, start + level (1 - exp(-pace t)), which ends; power, start + level t^pace, which does not; and a slow
// start: units react at one pace to what they have got used to at a faster one, so that effects speed up before they slow down (two geometric lags in a row:
// Solow 1960, "On a family of lag distributions", Econometrica 28). A power's exponent is at most 1; and most is there on the day that is asked for, so that
// the mean lag is at most that day: slower curves are straight lines up to then, which the days of a short test can neither tell apart nor rule out.
func shapes(day float64) []Shape {
	out := []Shape{
		{"constant", func(float64, float64) float64 { return 0 }, []float64{0}, 1, 1},
		{"exponential", func(day, pace float64) float64 { return -math.Expm1(-pace * day) }, grid(min(1, 1/day), 1, 60), 3, 1},
		{"power", math.Pow, grid(0.05, 1, 40), 3, 1},
	}
	for _, lag := range lags {
		out = append(out, Shape{"slow start", slowStart(lag), grid(min(1, (1+1/lag)/day), 1, 40), 3, 1 / float64(len(lags))})
	}
	return out
}

// slowStart is the share that is there of a reaction at a pace to what units get used to so many times as fast.
func slowStart(lag float64) func(day, pace float64) float64 {
	return func(day, pace float64) float64 {
		x := pace * day
		if lag == 1 {
			return -math.Expm1(-x) - float64(x*math.Exp(-x))
		}
		return (math.Expm1(-lag*x) - float64(lag*math.Expm1(-x))) / (lag - 1)
	}
}

func grid(from, to float64, n int) (out []float64) {
	for i := range n {
		out = append(out, from*math.Pow(to/from, float64(i)/float64(n-1)))
	}
	return out
}

// Fit is a shape fitted to the days of a test.
type Fit struct {
	Shape        *Shape
	Pace         float64
	Start, Level float64
	Chi          float64 // sum of squared residuals over their variances
	Weight       float64 // of the shape among all, by Akaike's criterion
}

// At is the fitted effect of a day.
func (f *Fit) At(day float64) float64 { return f.Start + f.Level*f.Shape.form(day, f.Pace) }

// Extrapolation is the effect of a later day, averaged over shapes and paces.
type Extrapolation struct {
	Fits   []Fit   // the best of each shape
	Value  float64 // weighted mean
	Lo, Hi float64 // what the days do not rule out
	best   Fit
	all    []candidate
}

// Holds tells whether the days do not rule an effect out.
func (e *Extrapolation) Holds(effect float64) bool { return e.Lo <= effect && effect <= e.Hi }

// candidate is one shape at one pace.
type candidate struct {
	fit             Fit
	value, variance float64 // of the day that is asked for
}

// better puts the curve with the smaller sum of squares first.
func better(a, b candidate) int { return cmp.Compare(a.fit.Chi, b.fit.Chi) }

// Curves are all shapes at all paces for the effect of one day, above 0. They remember their forms, so that tests of the same days cost less; one goroutine at a time.
type Curves struct {
	day  float64
	list []curve
	days []float64 // that forms are known for
}

// curve is one shape at one pace, with its form on the days of a test.
type curve struct {
	shape *Shape
	pace  float64
	form  []float64
}

// NewCurves makes the curves for the effect of a day, above 0.
func NewCurves(day float64) *Curves {
	c := &Curves{day: day}
	for _, s := range shapes(day) {
		for _, pace := range s.paces {
			c.list = append(c.list, curve{shape: &s, pace: pace})
		}
	}
	return c
}

// on makes the forms known for the days of a test.
func (c *Curves) on(seen []Observed) {
	known := 0
	for known < min(len(seen), len(c.days)) && seen[known].Day == c.days[known] {
		known++
	}
	if known == len(seen) {
		return
	}
	c.days = c.days[:known]
	for i := range c.list {
		c.list[i].form = c.list[i].form[:known]
		c.list[i].extend(seen[known:])
	}
	for _, o := range seen[known:] {
		c.days = append(c.days, o.Day)
	}
}

func (v *curve) extend(seen []Observed) {
	for _, o := range seen {
		v.form = append(v.form, v.shape.form(o.Day, v.pace))
	}
}

// Average fits start and level of every shape at every pace by weighted least squares and averages what they say of the day with Akaike's weights (Burnham & Anderson
// 2002, Model Selection and Multimodel Inference, ch. 4). It fails on fewer than 4 days.
func (c *Curves) Average(seen []Observed) (*Extrapolation, error) {
	if len(seen) < 4 {
		return nil, fmt.Errorf("%d days: at least 4 are needed to tell curves apart", len(seen))
	}
	c.on(seen)
	var all []candidate
	for i := range c.list {
		if x, ok := c.list[i].fitted(seen, c.day); ok {
			all = append(all, x)
		}
	}
	return average(all), nil
}

// Extrapolate adds the interval of the mean effect of so many days around the day. Weights prefer what is simple, so an average takes a curve that has not shown itself yet
// for none; the interval does not use them: it is that of the profile likelihood (Venzon & Moolgavkar 1988, Applied Statistics 37), all effects that some curve has
// without fitting the days worse than the level allows, and it holds the noise of those days, as that of the last day seen.
func (c *Curves) Extrapolate(seen []Observed, over, level float64) (*Extrapolation, error) {
	e, err := c.Average(seen)
	if err == nil {
		more, last := allowed(seen, &e.best, level), seen[len(seen)-1].SE
		e.profile(c.between(seen, e.all, e.best.Chi+more), more, last*last/over)
	}
	return e, err
}

// between adds curves at three paces between any two neighbours one of which has at most a sum of squares: days that tell paces apart well rule out both
// neighbours of the truth.
func (c *Curves) between(seen []Observed, all []candidate, most float64) []candidate {
	out, v := slices.Clone(all), curve{}
	for i := 1; i < len(all); i++ {
		a, b := &all[i-1].fit, &all[i].fit
		if a.Shape.Name != b.Shape.Name || b.Pace < a.Pace || min(a.Chi, b.Chi) > most {
			continue
		}
		for k := 1.0; k < 4; k++ {
			v.shape, v.pace, v.form = a.Shape, a.Pace*math.Pow(b.Pace/a.Pace, k/4), v.form[:0]
			v.extend(seen)
			if x, ok := v.fitted(seen, c.day); ok {
				out = append(out, x)
			}
		}
	}
	return out
}

// allowed is how much more than the best curve's the sum of squares of a curve may be: 1 parameter, the effect of the day, is asked for. Days vary more than
// they say where residuals do (quasi-likelihood, Burnham & Anderson 2002, sec. 2.5), and tell less where residuals follow the day before's, since the same
// Pinners come on both: by (1 + r)/(1 - r), with r corrected for a fitted mean (Marriott & Pope 1954, Biometrika 41).
func allowed(seen []Observed, best *Fit, level float64) float64 {
	n, product, before := float64(len(seen)), 0.0, 0.0
	for i, o := range seen {
		z := (o.Effect - best.At(o.Day)) / o.SE
		if i > 0 {
			product += float64(z * before)
		}
		before = z
	}
	follows := 0.0
	if best.Chi > 0 {
		r := product / best.Chi
		follows = min(max(r+(1+float64(3*r))/n, 0), 0.9)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 3}.Quantile(0.5 + level/2)
	return t * t * max(1, best.Chi/(n-3)) * (1 + follows) / (1 - follows)
}

// profile is the interval of all effects whose best curve has at most so much more than the least sum of squares, and of the weighted mean; own is the variance of what
// is asked for around its curve.
func (e *Extrapolation) profile(all []candidate, more, own float64) {
	least := slices.MinFunc(all, better).fit.Chi
	for _, c := range all {
		if spare := more - (c.fit.Chi - least); spare >= 0 {
			half := math.Sqrt(float64(spare*c.variance) + float64(more*own))
			e.Lo, e.Hi = min(e.Lo, c.value-half), max(e.Hi, c.value+half)
		}
	}
}

// fitted solves for start and level by weighted least squares; false where the days do not tell them apart.
func (v *curve) fitted(seen []Observed, day float64) (candidate, bool) {
	var weight, x, y float64
	for i, o := range seen {
		w := 1 / (o.SE * o.SE)
		weight += w
		x += float64(w * v.form[i])
		y += float64(w * o.Effect)
	}
	x, y = x/weight, y/weight
	var xx, xy, square float64
	for i, o := range seen {
		w, dx := 1/(o.SE*o.SE), v.form[i]-x
		square += float64(w * v.form[i] * v.form[i])
		xx += float64(w * dx * dx)
		xy += float64(w * dx * (o.Effect - y))
	}
	f, variance := Fit{Shape: v.shape, Pace: v.pace, Start: y}, 1/weight
	if v.shape.free > 1 {
		if !(xx > 1e-12*square) {
			return candidate{}, false
		}
		f.Level = xy / xx
		f.Start -= float64(f.Level * x)
		d := v.shape.form(day, v.pace) - x
		variance += float64(d * d / xx)
	}
	for i, o := range seen {
		z := (o.Effect - f.Start - float64(f.Level*v.form[i])) / o.SE
		f.Chi += float64(z * z)
	}
	return candidate{f, f.At(day), variance}, true
}

// average weighs curves by exp(-chi/2 - parameters), each shape as a whole spread over its paces.
func average(all []candidate) *Extrapolation {
	weights, sum := make([]float64, len(all)), 0.0
	e := &Extrapolation{best: slices.MinFunc(all, better).fit, all: all}
	for i, c := range all {
		x := c.fit.Shape
		weights[i] = math.Exp(-(c.fit.Chi-e.best.Chi)/2-x.free) * x.prior / float64(len(x.paces))
		sum += weights[i]
	}
	for i, c := range all {
		weights[i] /= sum
		e.Value += weights[i] * c.value
		e.keep(c.fit, weights[i])
	}
	e.Lo, e.Hi = e.Value, e.Value
	return e
}

// keep notes the best fit of each shape and adds up the shape's weight.
func (e *Extrapolation) keep(f Fit, weight float64) {
	for i := range e.Fits {
		if e.Fits[i].Shape.Name == f.Shape.Name {
			weight += e.Fits[i].Weight
			if f.Chi < e.Fits[i].Chi {
				e.Fits[i] = f
			}
			e.Fits[i].Weight = weight
			return
		}
	}
	f.Weight = weight
	e.Fits = append(e.Fits, f)
}
