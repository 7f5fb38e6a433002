package tune

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A constraint has to hold with its confidence, and what a setting shows of it by two replications says so only where it holds by far: Student's quantile with one degree of
// freedom is 6.3. A search that ends there stays inside the bound. So settings beside the bound are played with more replications, at the place where the surface of the
// constraint's mean leaves what so many will not tell, by the variance of all settings around.
const (
	boundPlays = 8    // replications beside the bound, at least
	boundTries = 5    // settings
	aside      = 1.2  // of the half width that is expected; half as much again after a setting that does not keep
	tight      = 0.05 // of a bound, within which a search has come to it
)

// binds tells whether a constraint keeps a layer's best setting from a better one that was tried.
func (s *Search) binds(layer int) bool {
	best := s.Ranked(layer)[0]
	if !s.Problem.Keeps(best, s.Base(), layer) {
		return false
	}
	for _, c := range s.Evaluated(s.least()) {
		if !s.Problem.Keeps(c, s.Base(), layer) && s.gain(c, layer) > s.gain(best, layer) {
			return true
		}
	}
	return false
}

// boundReplications are those of a setting beside a bound.
func (s *Search) boundReplications() int { return max(boundPlays, s.Options.Replications) }

// BindCost is what all tries beside a bound take.
func (s *Search) BindCost() int { return (boundTries + 1) * s.boundReplications() }

// bind moves a layer's best setting to the bound, and notes when no further setting is worth a try.
func (s *Search) bind(layer, until int) error {
	n, away := s.boundReplications(), aside
	for range boundTries {
		c := s.beyond(layer, n, away)
		if c == nil {
			s.atBound = true
			return nil
		}
		if cost := 2*n - len(c.Samples) - min(n, len(s.Base().Samples)); s.Used+cost > until {
			return nil
		}
		if err := s.ask([]*Candidate{c}, n); err != nil {
			return err
		}
		s.mark()
		if !s.Problem.Keeps(c, s.Base(), layer) {
			away *= 1.5
		}
	}
	return nil
}

// beyond is what to try next for a better setting that keeps the constraints by n replications; nil where all that might be one was played as often. Along levers that take few values
// these are the settings that are better and keep the constraints by their means, the best first, and then those one step aside; else the place where the surfaces have the bound.
func (s *Search) beyond(layer, n int, away float64) *Candidate {
	best := s.Ranked(layer)[0]
	steps := s.beside(best)
	for _, c := range slices.Concat(s.promised(layer, best, len(steps) > 0), steps) {
		if len(c.Samples) == 0 || len(c.Samples) < n && s.better(c, best, layer) {
			return c
		}
	}
	place := s.top(layer, best, 0, func(c *Candidate, j int) float64 {
		return s.Problem.Margin(c, s.Base(), layer, j).Mean - float64(away*s.untold(layer, best, j, n))
	})
	if place == nil {
		return nil
	}
	if c := s.candidate(place); len(c.Samples) < n {
		return c
	}
	return nil
}

// promised are the settings that were played and are better than a layer's best by their means, the best first; none where no lever takes few values.
func (s *Search) promised(layer int, best *Candidate, coarse bool) (list []*Candidate) {
	if !coarse {
		return nil
	}
	for _, c := range s.Evaluated(2) {
		if s.better(c, best, layer) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *Candidate) int { return cmp.Compare(s.gain(b, layer), s.gain(a, layer)) })
	return list
}

// better tells whether a setting gains more than a layer's best and keeps its constraints, by means.
func (s *Search) better(c, best *Candidate, layer int) bool {
	for j := range s.Problem.Constraints {
		if s.Problem.Margin(c, s.Base(), layer, j).Mean < 0 {
			return false
		}
	}
	return s.gain(c, layer) > s.gain(best, layer)
}

// gain is the mean gain of a setting.
func (s *Search) gain(c *Candidate, layer int) float64 {
	return stat.Mean(s.Problem.Gain(c, s.Base(), layer, 0), nil)
}

// untold is the half width that so many replications leave of a constraint's margin, by the variance of the settings around a place.
func (s *Search) untold(layer int, around *Candidate, j, n int) float64 {
	const few = 8
	sum, counted := 0.0, 0.0
	for _, near := range s.neighbours(around, few) {
		if slack := s.Problem.Slack(near.c, s.Base(), layer, j); len(slack) > 1 {
			sum, counted = sum+stat.Variance(slack, nil), counted+1
		}
	}
	if counted == 0 {
		return 0
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(s.Problem.Constraints[j].Confidence)
	return t * math.Sqrt(sum/counted/float64(n))
}

// Untold is the best of the settings along levers that take few values that would be better and keep the constraints by their means, where their replications do not tell that they
// do; nil where there is none.
func (s *Search) Untold() *Candidate {
	if len(s.Problem.Objectives) > 1 || len(s.Problem.Constraints) == 0 {
		return nil
	}
	best := s.Ranked(s.last())[0]
	list := s.promised(s.last(), best, s.Problem.Keeps(best, s.Base(), s.last()) && len(s.beside(best)) > 0)
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// Spare is what the best setting of the layer that counts leaves of the constraint that keeps it from a better one, as a share of the bound, where the budget
// ended before the search came to it; 0 where it came, or where nothing binds.
func (s *Search) Spare() (constraint int, spare float64) {
	layer := s.last()
	if s.atBound || len(s.Problem.Objectives) > 1 || len(s.Problem.Constraints) == 0 || !s.binds(layer) {
		return 0, 0
	}
	best, least := s.Ranked(layer)[0], math.Inf(1)
	for j := range s.Problem.Constraints {
		bound := math.Abs(s.Problem.Constraints[j].Bound)
		if part := s.Problem.Margin(best, s.Base(), layer, j).Mean / bound; bound > 0 && part < least {
			constraint, least = j, part
		}
	}
	if least <= tight || math.IsInf(least, 1) {
		return 0, 0
	}
	return constraint, least
}
