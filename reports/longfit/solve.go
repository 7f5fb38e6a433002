package longfit

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// problem is what families are fitted to: effects by class and day.
type problem struct {
	effects []Effect
	lever   *Lever
	span    int // days of a curve
	classes []class
}

// class is the piece of the effects that is of one class.
type class struct {
	name     string
	from, to int
	days     []int
	// shared is the part of each day's standard error that it can share with its neighbours, from 0 to 1: what is wider than theirs is its own.
	shared []float64
	kept   map[Serial][]float64 // correlations from day to day, by model of errors, once they are known
}

// around is how many days to either side are a day's neighbours.
const around = 2

// wide is how many times as large as its neighbours' a day's standard error is before it counts as a day of its own: standard errors of a few replications differ by
// chance by a third.
const wide = 1.4

// share sets what of each standard error is shared: no more than the median of the day and its neighbours. Errors grow smoothly where Pinners leave by chance; a day that few
// came on is noisier than those around it by itself, and must not be read as if what wanders were larger on it.
func (c *class) share(effects []Effect) {
	for i := range effects {
		var near []float64
		for _, e := range effects[max(0, i-around):min(len(effects), i+around+1)] {
			near = append(near, e.SE)
		}
		slices.Sort(near)
		usual, own := near[(len(near)-1)/2], effects[i].SE
		if c.shared = append(c.shared, 1); own > wide*usual {
			c.shared[i] = usual / own
		}
	}
}

// pose sorts the effects.
func pose(effects []Effect, l *Lever) *problem {
	p := &problem{effects: slices.Clone(effects), lever: l}
	slices.SortStableFunc(p.effects, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Day, b.Day))
	})
	for i, e := range p.effects {
		if i == 0 || p.effects[i-1].Class != e.Class {
			p.classes = append(p.classes, class{name: e.Class, from: i})
		}
		c := &p.classes[len(p.classes)-1]
		c.to, c.days = i+1, append(c.days, e.Day)
		p.span = max(p.span, e.Day+1)
	}
	for k := range p.classes {
		c := &p.classes[k]
		c.share(p.effects[c.from:c.to])
	}
	return p
}

// trial is a family on its way to the effects, with what is held of their errors, by class.
type trial struct {
	*problem
	family *Family
	errors []Serial
	held   map[int]bool // parameters that stay where they are
}

// misses are the effects less the curve, in standard errors.
func (t *trial) misses(share []float64) []float64 {
	curve := t.family.Mixed(t.family.values(share), t.lever, t.span)
	out := make([]float64, len(t.effects))
	for i, e := range t.effects {
		expected := 0.0
		if e.Class == t.family.Class {
			expected = curve[e.Day]
		}
		out[i] = (e.Value - expected) / e.SE
	}
	return out
}

// whitened are misses made independent, and the logarithm of the determinant of their correlations.
func (t *trial) whitened(misses []float64) (out []float64, determinant float64) {
	out = make([]float64, len(misses))
	for k, c := range t.classes {
		determinant += t.errors[k].whiten(out[c.from:c.to], misses[c.from:c.to], &c)
	}
	return out, determinant
}

// independent are the misses at a place, made independent.
func (t *trial) independent(at []float64) []float64 {
	out, _ := t.whitened(t.misses(at))
	return out
}

// beginnings is how many places of the ranges are tried before steps begin at the best few.
const beginnings = 32

// best are the shares of the ranges at which a family fits best: the best of damped steps of Gauss and Newton from several beginnings.
func (t *trial) best() []float64 {
	n := len(t.family.Params)
	if n == 0 {
		return nil
	}
	type beginning struct {
		at     []float64
		misfit float64
	}
	misfit := func(x []float64) float64 { return squares(t.independent(x)) }
	var places []beginning
	for k := range beginnings {
		place := make([]float64, n)
		for i, root := range []float64{0.8191725, 0.6710436, 0.5497004}[:n] { // a sequence that fills the cube (Roberts 2018)
			_, place[i] = math.Modf(0.5 + float64(k+1)*root)
		}
		places = append(places, beginning{place, misfit(place)})
	}
	slices.SortStableFunc(places, func(a, b beginning) int { return cmp.Compare(a.misfit, b.misfit) })
	var best []float64
	least := math.Inf(1)
	for _, begin := range places[:3] {
		x := t.descend(begin.at)
		if m := misfit(x); m < least {
			best, least = x, m
		}
	}
	return best
}

// descend takes damped steps of Gauss and Newton from a place, within the ranges.
func (t *trial) descend(place []float64) []float64 {
	if len(place) == 0 {
		return place
	}
	damping := 0.01
	now := t.independent(place)
	for range 60 {
		slope := t.slope(place, t.independent)
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
		then := t.independent(next)
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

// slope is by how much each miss moves per range of each parameter.
func (t *trial) slope(at []float64, misses func([]float64) []float64) *mat.Dense {
	if len(at) == 0 {
		return nil
	}
	slope := mat.NewDense(len(t.effects), len(at), nil)
	for i := range at {
		const h = 1e-4
		if t.held[i] {
			continue
		}
		up, down := slices.Clone(at), slices.Clone(at)
		up[i], down[i] = min(1, at[i]+h), max(0, at[i]-h)
		a, b := misses(up), misses(down)
		for k := range a {
			slope.Set(k, i, (a[k]-b[k])/(up[i]-down[i]))
		}
	}
	return slope
}

// profile is how far a parameter can go towards an end of its range, 0 or 1, until what all models of errors make of the best place of the
// others is worse by more.
func (t *trial) profile(i int, at []float64, end, more float64) float64 {
	held := *t
	held.held = map[int]bool{i: true}
	least, place := t.surprise(at), slices.Clone(at)
	grows := func(x float64) bool {
		place[i] = x
		place = held.descend(place)
		return t.surprise(place)-least > more
	}
	near, far := at[i], end
	if !grows(far) {
		return far
	}
	copy(place, at)
	for range 7 {
		if middle := (near + far) / 2; grows(middle) {
			far = middle
		} else {
			near = middle
		}
	}
	return (near + far) / 2
}

// vague is what a range itself says of a parameter: added to the curvature in units of ranges.
const vague = 0.1
