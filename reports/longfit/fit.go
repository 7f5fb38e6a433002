package longfit

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Effect is the relative effect of a test on a day.
type Effect struct {
	Day    int     `json:"day"`
	Class  string  `json:"class"`
	Metric string  `json:"metric"`
	Value  float64 `json:"effect"`
	SE     float64 `json:"se"`
}

// Estimate is a parameter with its 95% interval.
type Estimate struct {
	Key   string  `json:"key"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
	Open  bool    `json:"open"` // the effects do not identify it: the interval is most of its range
}

// Fitted is a family at its best.
type Fitted struct {
	Family  string     `json:"family"`
	Fixed   string     `json:"fixed,omitempty"`
	Params  []Estimate `json:"parameters"`
	Chi2    float64    `json:"chi2"`
	Freedom int        `json:"degrees_of_freedom"`
	P       float64    `json:"p"`   // of so large a chi2 when the family is true
	BIC     float64    `json:"bic"` // chi2 + parameters x ln(effects)
	Weight  float64    `json:"weight"`
	Allowed bool       `json:"allowed"` // the effects do not speak against it: BIC within 6 of the best
	Curve   []float64  `json:"curve"`   // by day, of the class that it moves
	Class   string     `json:"class"`
}

// allowance is how much worse a family's BIC may be before it counts as refuted: 6 is "strong evidence" (Kass & Raftery 1995, JASA 90).
const allowance = 6

// Fit fits every family and compares them, the best first.
func Fit(effects []Effect, l *Lever) []Fitted {
	days := 0
	for _, e := range effects {
		days = max(days, e.Day+1)
	}
	var out []Fitted
	for i := range Families {
		out = append(out, one(&Families[i], effects, l, days))
	}
	slices.SortStableFunc(out, func(a, b Fitted) int { return cmp.Compare(a.BIC, b.BIC) })
	sum := 0.0
	for i := range out {
		out[i].Weight = math.Exp(-(out[i].BIC - out[0].BIC) / 2)
		out[i].Allowed = out[i].BIC-out[0].BIC < allowance
		sum += out[i].Weight
	}
	for i := range out {
		out[i].Weight /= sum
	}
	return out
}

// misses are the effects less the curve, in standard errors.
func misses(f *Family, share []float64, effects []Effect, l *Lever, days int) []float64 {
	curve := f.Mixed(f.values(share), l, days)
	out := make([]float64, len(effects))
	for i, e := range effects {
		expected := 0.0
		if e.Class == f.Class {
			expected = curve[e.Day]
		}
		out[i] = (e.Value - expected) / e.SE
	}
	return out
}

// values are the parameters at shares of their ranges, folded into them.
func (f *Family) values(share []float64) []float64 {
	out := make([]float64, len(share))
	for i, x := range share {
		out[i] = f.Params[i].at(min(1, max(0, x)))
	}
	return out
}

func squares(x []float64) (sum float64) {
	for _, v := range x {
		sum += float64(v * v)
	}
	return sum
}

// one fits a family: from several beginnings by Nelder and Mead, then by Gauss and Newton.
func one(f *Family, effects []Effect, l *Lever, days int) Fitted {
	out := Fitted{Family: f.Name, Fixed: f.Fixed, Class: f.Class, Freedom: len(effects) - len(f.Params)}
	best := f.best(effects, l, days)
	out.Chi2 = squares(misses(f, best, effects, l, days))
	out.BIC = out.Chi2 + float64(len(f.Params))*math.Log(float64(len(effects)))
	out.P = math.NaN()
	if out.Freedom > 0 {
		out.P = 1 - distuv.ChiSquared{K: float64(out.Freedom)}.CDF(out.Chi2)
	}
	values, half := f.values(best), f.halves(best, effects, l, days)
	for i := range f.Params {
		p := &f.Params[i]
		e := Estimate{Key: p.Key, Unit: p.Unit, Value: values[i], Lo: p.at(max(0, best[i]-half[i])), Hi: p.at(min(1, best[i]+half[i])), Open: half[i] > 0.4}
		out.Params = append(out.Params, e)
	}
	out.Curve = f.Mixed(values, l, days)
	return out
}

// beginnings is how many places of the ranges are tried before steps begin at the best few.
const beginnings = 32

// best are the shares of the ranges at which a family fits best: the best of damped steps of Gauss and Newton from several beginnings.
func (f *Family) best(effects []Effect, l *Lever, days int) []float64 {
	n := len(f.Params)
	if n == 0 {
		return nil
	}
	var places [][]float64
	for k := range beginnings {
		place := make([]float64, n)
		for i, root := range []float64{0.8191725, 0.6710436, 0.5497004}[:n] { // a sequence that fills the cube (Roberts 2018)
			_, place[i] = math.Modf(0.5 + float64(k+1)*root)
		}
		places = append(places, place)
	}
	misfit := func(x []float64) float64 { return squares(misses(f, x, effects, l, days)) }
	slices.SortStableFunc(places, func(a, b []float64) int { return cmp.Compare(misfit(a), misfit(b)) })
	var best []float64
	least := math.Inf(1)
	for _, begin := range places[:3] {
		if x := f.descend(begin, effects, l, days); misfit(x) < least {
			best, least = x, misfit(x)
		}
	}
	return best
}

// descend takes damped steps of Gauss and Newton from a place, within the ranges.
func (f *Family) descend(place []float64, effects []Effect, l *Lever, days int) []float64 {
	damping := 0.01
	now := misses(f, place, effects, l, days)
	for range 60 {
		slope := f.slope(place, effects, l, days)
		var square mat.Dense
		square.Mul(slope.T(), slope)
		for i := range place {
			square.Set(i, i, square.At(i, i)*(1+damping)+1e-9)
		}
		var right, move mat.VecDense
		right.MulVec(slope.T(), mat.NewVecDense(len(now), now))
		if move.SolveVec(&square, &right) != nil {
			return place
		}
		next := slices.Clone(place)
		for i := range next {
			next[i] = min(1, max(0, next[i]-min(0.3, max(-0.3, move.AtVec(i)))))
		}
		then := misses(f, next, effects, l, days)
		gain := squares(now) - squares(then)
		if gain > 0 {
			place, now, damping = next, then, damping/5
			if gain < 1e-6*squares(now) {
				break
			}
		} else if damping *= 8; damping > 1e6 {
			break
		}
	}
	return place
}

// slope is by how many standard errors each effect's miss moves per range of each parameter.
func (f *Family) slope(at []float64, effects []Effect, l *Lever, days int) *mat.Dense {
	slope := mat.NewDense(len(effects), len(at), nil)
	for i := range at {
		const h = 1e-4
		up, down := slices.Clone(at), slices.Clone(at)
		up[i], down[i] = min(1, at[i]+h), max(0, at[i]-h)
		a, b := misses(f, up, effects, l, days), misses(f, down, effects, l, days)
		for k := range a {
			slope.Set(k, i, (a[k]-b[k])/(up[i]-down[i]))
		}
	}
	return slope
}

// halves are the half widths of 95% intervals, in shares of the ranges, by the curvature at the best fit; a range itself says that much.
func (f *Family) halves(at []float64, effects []Effect, l *Lever, days int) []float64 {
	n := len(f.Params)
	out := make([]float64, n)
	if n == 0 {
		return out
	}
	slope := f.slope(at, effects, l, days)
	var square, inverse mat.Dense
	square.Mul(slope.T(), slope)
	for i := range n {
		square.Set(i, i, square.At(i, i)+0.1)
		out[i] = 1
	}
	if inverse.Inverse(&square) != nil {
		return out
	}
	for i := range n {
		out[i] = 1.959964 * math.Sqrt(max(0, inverse.At(i, i)))
	}
	return out
}
