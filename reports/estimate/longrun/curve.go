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
}

// shapes of learning up to a day: constant; exponential, start + level (1 - exp(-pace t)), which ends; power, start + level t^pace, which does not. Learning
// does not speed up, so exponents are at most 1; and most of it is there on the day that is asked for, so that a time constant is at most that day: slower
// curves are straight lines up to then, which the days of a short test can neither tell apart nor rule out.
func shapes(day float64) []Shape {
	return []Shape{
		{"constant", func(float64, float64) float64 { return 0 }, []float64{0}},
		{"exponential", func(day, pace float64) float64 { return -math.Expm1(-pace * day) }, grid(min(1, 1/day), 1, 60)},
		{"power", math.Pow, grid(0.05, 1, 40)},
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
	Shape        Shape
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
}

// candidate is one shape at one pace.
type candidate struct {
	fit             Fit
	value, variance float64 // of the day that is asked for
}

// better puts the curve with the smaller sum of squares first.
func better(a, b candidate) int { return cmp.Compare(a.fit.Chi, b.fit.Chi) }

// Extrapolate fits start and level of every shape at every pace by weighted least squares and averages what they say of a day with Akaike's
// weights (Burnham & Anderson 2002, Model Selection and Multimodel Inference, ch. 4). Weights prefer what is simple, so an average takes a curve that
// has not shown itself yet for none; the interval does not use them: it is that of the profile likelihood (Venzon & Moolgavkar 1988, Applied Statistics
// 37), all effects of the day that some curve has without fitting the days worse than the level allows. The day is above 0. It fails on fewer than 4 days.
func Extrapolate(seen []Observed, day, level float64) (*Extrapolation, error) {
	if len(seen) < 4 {
		return nil, fmt.Errorf("%d days: at least 4 are needed to tell curves apart", len(seen))
	}
	var all []candidate
	form := make([]float64, len(seen))
	for _, s := range shapes(day) {
		for _, pace := range s.paces {
			if c, ok := fitted(seen, s, pace, day, form); ok {
				all = append(all, c)
			}
		}
	}
	best := slices.MinFunc(all, better).fit
	e, more := average(all, best.Chi), allowed(seen, &best, level)
	e.profile(between(seen, all, best.Chi+more, day, form), more)
	return e, nil
}

// between adds curves at three paces between any two neighbours one of which has at most a sum of squares: days that tell paces apart well rule out both
// neighbours of the truth.
func between(seen []Observed, all []candidate, most, day float64, form []float64) []candidate {
	out := slices.Clone(all)
	for i := 1; i < len(all); i++ {
		a, b := &all[i-1].fit, &all[i].fit
		if a.Shape.Name != b.Shape.Name || min(a.Chi, b.Chi) > most {
			continue
		}
		for k := 1.0; k < 4; k++ {
			if c, ok := fitted(seen, a.Shape, a.Pace*math.Pow(b.Pace/a.Pace, k/4), day, form); ok {
				out = append(out, c)
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

// profile is the interval of all effects whose best curve has at most so much more than the least sum of squares, and of the weighted mean.
func (e *Extrapolation) profile(all []candidate, more float64) {
	e.Lo, e.Hi = e.Value, e.Value
	least := slices.MinFunc(all, better).fit.Chi
	for _, c := range all {
		if spare := more - (c.fit.Chi - least); spare >= 0 {
			half := math.Sqrt(spare * c.variance)
			e.Lo, e.Hi = min(e.Lo, c.value-half), max(e.Hi, c.value+half)
		}
	}
}

// fitted solves for start and level of one curve by weighted least squares; false where the days do not tell them apart.
func fitted(seen []Observed, s Shape, pace, day float64, form []float64) (candidate, bool) {
	var weight, x, y float64
	for i, o := range seen {
		form[i] = s.form(o.Day, pace)
		w := 1 / (o.SE * o.SE)
		weight += w
		x += float64(w * form[i])
		y += float64(w * o.Effect)
	}
	x, y = x/weight, y/weight
	var xx, xy, square float64
	for i, o := range seen {
		w, dx := 1/(o.SE*o.SE), form[i]-x
		square += float64(w * form[i] * form[i])
		xx += float64(w * dx * dx)
		xy += float64(w * dx * (o.Effect - y))
	}
	f, variance := Fit{Shape: s, Pace: pace, Start: y}, 1/weight
	if len(s.paces) > 1 {
		if !(xx > 1e-12*square) {
			return candidate{}, false
		}
		f.Level = xy / xx
		f.Start -= float64(f.Level * x)
		d := s.form(day, pace) - x
		variance += float64(d * d / xx)
	}
	for i, o := range seen {
		z := (o.Effect - f.Start - float64(f.Level*form[i])) / o.SE
		f.Chi += float64(z * z)
	}
	return candidate{f, f.At(day), variance}, true
}

// average weighs curves by exp(-chi/2 - parameters), each shape as a whole spread over its paces.
func average(all []candidate, least float64) *Extrapolation {
	weights, sum := make([]float64, len(all)), 0.0
	for i, c := range all {
		parameters, paces := 1.0, float64(len(c.fit.Shape.paces))
		if paces > 1 {
			parameters = 3
		}
		weights[i] = math.Exp(-(c.fit.Chi-least)/2-parameters) / paces
		sum += weights[i]
	}
	e := &Extrapolation{}
	for i, c := range all {
		weights[i] /= sum
		e.Value += weights[i] * c.value
		e.keep(c.fit, weights[i])
	}
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
