package tune

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// surface is a quadratic in the shares of the levers about a centre.
type surface struct {
	centre []float64
	beta   []float64 // constant, linear terms, then squares and products
}

// terms are the values that the coefficients of a surface multiply.
func (f *surface) terms(shares []float64) []float64 {
	d := len(shares)
	out := append(make([]float64, 0, 1+d+d*(d+1)/2), 1)
	for i := range shares {
		out = append(out, shares[i]-f.centre[i])
	}
	for i := range d {
		for k := i; k < d; k++ {
			out = append(out, (shares[i]-f.centre[i])*(shares[k]-f.centre[k]))
		}
	}
	return out
}

func (f *surface) at(shares []float64) (y float64) {
	for i, x := range f.terms(shares) {
		y += float64(f.beta[i] * x)
	}
	return y
}

// fitSurface is the least-squares surface through points with weights; nil when the points do not tell the terms apart.
func fitSurface(centre []float64, places [][]float64, y, weight []float64) *surface {
	f := &surface{centre: centre}
	n := len(f.terms(centre))
	if len(places) < n {
		return nil
	}
	x, b := mat.NewDense(len(places), n, nil), mat.NewVecDense(len(places), nil)
	for r, p := range places {
		if math.IsNaN(y[r]) {
			return nil
		}
		w := math.Sqrt(weight[r])
		for k, t := range f.terms(p) {
			x.Set(r, k, w*t)
		}
		b.SetVec(r, w*y[r])
	}
	var svd mat.SVD
	if !svd.Factorize(x, mat.SVDThin) {
		return nil
	}
	rank := svd.Rank(1e-9)
	if rank < n {
		return nil
	}
	var beta mat.VecDense
	svd.SolveVecTo(&beta, b, rank)
	f.beta = slices.Clone(beta.RawVector().Data)
	return f
}

// shrinks is how often the search for the best point of surfaces narrows, and probes how many places each time tries.
const (
	shrinks = 12
	probes  = 400
)

// refine fits surfaces to the objective and to the constraints' lower margins near the best candidate of a layer, tries their best point, and
// does so again as long as that pays. Levers that take few values are moved by one step each.
func (s *Search) refine(layer, until int) error {
	misses := 0
	for s.Used < until && misses < 3 {
		before := s.Ranked(layer)[0]
		list := s.promising(layer, misses)
		known := len(s.Pool)
		if list = distinct(list); len(list) == 0 {
			return nil
		}
		if s.Used+len(list)*s.Options.Replications > until+s.Options.Replications {
			list = list[:1]
		}
		if err := s.ask(list, s.Options.Replications); err != nil {
			return err
		}
		s.mark()
		if len(s.Pool) == known && len(s.fresh(list)) == 0 && s.Ranked(layer)[0] == before {
			misses++
		}
		if s.Ranked(layer)[0] == before {
			misses++
		}
	}
	return nil
}

// fresh are candidates without full accuracy.
func (s *Search) fresh(list []*Candidate) (out []*Candidate) {
	for _, c := range list {
		if len(c.Samples) < s.Options.Replications {
			out = append(out, c)
		}
	}
	return out
}

// promising are places worth a try next to the best candidate of a layer: the surfaces' best point, and neighbours along coarse levers.
func (s *Search) promising(layer, misses int) (list []*Candidate) {
	best := s.Ranked(layer)[0]
	if place := s.top(layer, best, misses, s.shown(layer)); place != nil {
		list = append(list, s.candidate(place))
	}
	if misses > 0 && len(list) > 0 {
		return list
	}
	return append(list, s.beside(best)...)
}

// beside are the settings one step away from a candidate along levers that take few values.
func (s *Search) beside(c *Candidate) (list []*Candidate) {
	for i := range s.Problem.Levers {
		l := &s.Problem.Levers[i]
		if l.Kind == Continuous {
			continue
		}
		for _, d := range []float64{-1, 1} {
			shares := slices.Clone(c.Shares)
			if x := shares[i] + float64(d*l.step()); x > 0 && x < 1 {
				shares[i] = x
				list = append(list, s.candidate(shares))
			}
		}
	}
	return list
}

// near is a candidate with its distance from a place.
type near struct {
	c *Candidate
	d float64
}

// neighbours are the candidates nearest to one, it first.
func (s *Search) neighbours(best *Candidate, n int) []near {
	var all []near
	for _, c := range s.Evaluated(s.least()) {
		d := 0.0
		for i := range c.Shares {
			d += float64((c.Shares[i] - best.Shares[i]) * (c.Shares[i] - best.Shares[i]))
		}
		all = append(all, near{c, math.Sqrt(d)})
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(a.d, b.d), a.c.ID-b.c.ID) })
	return all[:min(n, len(all))]
}

// shown are the lower ends of the margins that candidates show.
func (s *Search) shown(layer int) func(c *Candidate, j int) float64 {
	return func(c *Candidate, j int) float64 {
		m := s.Problem.Margin(c, s.Base(), layer, j)
		if math.IsNaN(m.Half) {
			m.Half = 0
		}
		return m.Mean - m.Half
	}
}

// top is the best point of the surfaces where margins of constraints are not negative, within the neighbourhood that they were fitted to; nil where none can be fitted. After misses the
// neighbourhood is larger, which smooths over noise.
func (s *Search) top(layer int, best *Candidate, misses int, margin func(c *Candidate, j int) float64) []float64 {
	d := len(s.Problem.Levers)
	all := s.neighbours(best, (1+d+d*(d+1)/2)*(2+misses)+1)
	radius := 0.0
	for _, n := range all {
		radius = max(radius, n.d)
	}
	if radius == 0 {
		return nil
	}
	var places [][]float64
	var weight, gain []float64
	slack := make([][]float64, len(s.Problem.Constraints))
	for _, n := range all {
		places = append(places, n.c.Shares)
		weight = append(weight, float64(len(n.c.Samples))*(1-0.9*n.d/radius))
		gain = append(gain, stat.Mean(s.Problem.Gain(n.c, s.Base(), layer, 0), nil))
		for j := range slack {
			slack[j] = append(slack[j], margin(n.c, j))
		}
	}
	objective := fitSurface(best.Shares, places, gain, weight)
	if objective == nil {
		return nil
	}
	var limits []*surface
	for j := range slack {
		f := fitSurface(best.Shares, places, slack[j], weight)
		if f == nil {
			return nil
		}
		limits = append(limits, f)
	}
	return s.peak(best.Shares, radius, objective, limits)
}

// peak searches a neighbourhood for the best point of a surface where other surfaces are not negative. The neighbourhood narrows about the best.
func (s *Search) peak(centre []float64, radius float64, objective *surface, limits []*surface) []float64 {
	places := halton(probes, len(centre), s.Options.Seed+7)
	best, least, most := centre, math.Inf(1), math.Inf(-1)
	for range shrinks {
		middle := best
		for _, p := range places {
			x := make([]float64, len(centre))
			for i := range x {
				x[i] = min(1, max(0, middle[i]+float64((2*p[i]-1)*radius)))
			}
			miss := 0.0
			for j, f := range limits {
				miss += max(0, -f.at(x)) / s.Problem.scale(s.Base(), s.last(), j)
			}
			if y := objective.at(x); miss < least || miss == least && y > most {
				best, least, most = x, miss, y
			}
		}
		radius *= 0.5
	}
	return best
}
