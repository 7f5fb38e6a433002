package tune

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// A sample's own best setting lies beside the best one by the cube root of its noise (Kim & Pollard 1990), since noise of near settings differs little
// and the objective is flat there. A polynomial through settings spread evenly over the top averages it out: its best place errs by the square root
// (a metamodel of the response: Kleijnen 2015, "Design and Analysis of Simulation Experiments", chapter 4).
const (
	spread   = 13   // settings of a metamodel
	drop     = 0.04 // of the objective, by which it falls to the ends of the top
	degree   = 3    // of the polynomial: the top may lean
	smoothed = 2    // metamodels at most; the second lies about the best place of the first
)

// smooths tells whether the search has a top that can be smoothed: one lever that takes any number.
func (s *Search) smooths() bool {
	return len(s.Problem.Levers) == 1 && s.Problem.Levers[0].Kind == Continuous && len(s.Problem.Objectives) == 1
}

// smooth finds the best place of a metamodel about a layer's best setting, and plays it; nil where the top lies at an end of the range or is not seen.
func (s *Search) smooth(layer, until int) (*Candidate, error) {
	var found *Candidate
	centre := s.Ranked(layer)[0].Shares[0]
	for range smoothed {
		half := s.topWidth(layer, centre)
		if half == 0 || s.Used+spread*s.Options.Replications > until {
			break
		}
		var list []*Candidate
		for k := range spread {
			list = append(list, s.candidate([]float64{centre + float64(half*(2*float64(k)/(spread-1)-1))}))
		}
		list = distinct(list)
		if err := s.ask(list, s.Options.Replications); err != nil {
			return nil, err
		}
		place, ok := s.summit(layer, centre, half, list)
		if !ok {
			break
		}
		found = s.candidate([]float64{place})
		if err := s.ask([]*Candidate{found}, s.Options.Replications); err != nil {
			return nil, err
		}
		s.mark()
		if math.Abs(place-centre) < half/2 {
			break
		}
		centre = place
	}
	return found, nil
}

// topWidth is how far the objective's top reaches to both sides of a place, in shares of the range: to where it has fallen by drop, or half of all
// that it falls. 0 where it does not fall to both sides.
func (s *Search) topWidth(layer int, centre float64) float64 {
	list := slices.Clone(s.Evaluated(s.least()))
	slices.SortStableFunc(list, func(a, b *Candidate) int { return cmp.Compare(a.Shares[0], b.Shares[0]) })
	var x, y []float64
	for _, c := range list {
		x, y = append(x, c.Shares[0]), append(y, stat.Mean(s.Problem.Objective(c, layer, 0), nil))
	}
	top := slices.Max(y)
	bar := top - min(drop*math.Abs(top), (top-slices.Min(y))/2)
	half := math.Inf(1)
	for _, side := range []float64{-1, 1} {
		reach := math.Inf(1)
		for i := range x {
			if d := side * (x[i] - centre); d > 0 && y[i] < bar {
				reach = min(reach, d)
			}
		}
		half = min(half, reach)
	}
	if math.IsInf(half, 1) {
		return 0
	}
	return min(half, centre, 1-centre)
}

// summit is the best place of the polynomial through settings of an interval, within it.
func (s *Search) summit(layer int, centre, half float64, list []*Candidate) (place float64, ok bool) {
	x, y := mat.NewDense(len(list), degree+1, nil), mat.NewVecDense(len(list), nil)
	for i, c := range list {
		u, power := (c.Shares[0]-centre)/half, 1.0
		for k := range degree + 1 {
			x.Set(i, k, power)
			power *= u
		}
		y.SetVec(i, stat.Mean(s.Problem.Gain(c, s.Base(), layer, 0), nil))
	}
	var beta mat.VecDense
	if beta.SolveVec(x, y) != nil {
		return 0, false
	}
	best, top := 0.0, math.Inf(-1)
	const grid = 4000
	for k := range grid + 1 {
		u := 2*float64(k)/grid - 1
		v := beta.AtVec(0) + float64(u*(beta.AtVec(1)+float64(u*(beta.AtVec(2)+float64(u*beta.AtVec(3))))))
		if v > top {
			best, top = u, v
		}
	}
	return centre + float64(half*best), math.Abs(best) < 1
}

// preferred is the smoothed setting where it keeps the constraints and is no further from the winner than differences matter.
func (s *Search) preferred(winner *Candidate) *Candidate {
	c := s.smoothTop
	if c == nil || !s.Problem.Keeps(c, s.Base(), s.last()) {
		return winner
	}
	x, y := s.Problem.Gain(winner, s.Base(), s.last(), 0), s.Problem.Gain(c, s.Base(), s.last(), 0)
	n := min(len(x), len(y))
	if stat.Mean(x[:n], nil)-stat.Mean(y[:n], nil) > s.Options.Indifference {
		return winner
	}
	return c
}
