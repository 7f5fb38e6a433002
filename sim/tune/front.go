package tune

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// gains are a candidate's mean gains by objective.
func (s *Search) gains(c *Candidate, layer int) []float64 {
	out := make([]float64, len(s.Problem.Objectives))
	for j := range out {
		out[j] = stat.Mean(s.Problem.Gain(c, s.Base(), layer, j), nil)
	}
	return out
}

// dominates tells whether a is nowhere worse than b and somewhere better.
func dominates(a, b []float64) bool {
	better := false
	for j := range a {
		if !(a[j] >= b[j]) {
			return false
		}
		better = better || a[j] > b[j]
	}
	return better
}

// Front are the candidates with full accuracy that keep the constraints and that no other beats in every objective, by the first objective.
func (s *Search) Front(layer int) (front []*Candidate) {
	var list []*Candidate
	for _, c := range s.Evaluated(s.Options.Replications) {
		if s.Problem.Keeps(c, s.Base(), layer) {
			list = append(list, c)
		}
	}
	for i, c := range list {
		mine := s.gains(c, layer)
		if !slices.ContainsFunc(list, func(x *Candidate) bool { return dominates(s.gains(x, layer), mine) }) &&
			!slices.ContainsFunc(list[:i], func(x *Candidate) bool { return slices.Equal(s.gains(x, layer), mine) }) {
			front = append(front, c)
		}
	}
	slices.SortStableFunc(front, func(a, b *Candidate) int {
		return cmp.Or(cmp.Compare(s.gains(a, layer)[0], s.gains(b, layer)[0]), a.ID-b.ID)
	})
	return front
}

// Knee is the index of the point of a front that lies furthest beyond the line, or plane, through the best point of each objective, where every
// objective is scaled to the front's range (Das 1999, "On characterizing the knee of the Pareto curve"); -1 where there are too few points.
func Knee(front [][]float64) int {
	if len(front) < 3 {
		return -1
	}
	d := len(front[0])
	lo, hi := slices.Clone(front[0]), slices.Clone(front[0])
	for _, p := range front {
		for j, x := range p {
			lo[j], hi[j] = min(lo[j], x), max(hi[j], x)
		}
	}
	best, far := -1, math.Inf(-1)
	for i, p := range front {
		sum := 0.0
		for j := range d {
			if hi[j] > lo[j] {
				sum += (p[j] - lo[j]) / (hi[j] - lo[j])
			}
		}
		if sum > far {
			best, far = i, sum
		}
	}
	return best
}

// spreadAll searches for the fronts of the longest horizon: in expectation, and under each belief where there are any, in equal parts of the budget.
func (s *Search) spreadAll() error {
	begun, most, worlds := s.Used, s.Options.Runs*8/10, s.Problem.Worlds()
	for k := range worlds {
		if err := s.spread(s.last()-k, begun+(most-begun)*(k+1)/worlds); err != nil {
			return err
		}
	}
	return nil
}

// spread searches for the front of a layer until so many runs are used, by differential evolution (GDE3: Kukkonen & Lampinen 2005):
// each member of a population is tried against a mixture of three others, and the better half of all, by fronts and then by distance from neighbours, goes on.
func (s *Search) spread(layer, until int) error {
	s.stage = "spread"
	d := len(s.Problem.Levers)
	random := rand.New(rand.NewPCG(s.Options.Seed+uint64(s.last()-layer), 3))
	size := max(8, 4*d)
	members := s.best(s.Evaluated(s.least()), layer, size)
	for s.Used+len(members)*s.Options.Replications/2 <= until && len(members) >= 4 {
		var trials []*Candidate
		for i := range members {
			order := random.Perm(len(members))
			order = slices.DeleteFunc(order, func(k int) bool { return k == i })
			a, b, c := members[order[0]], members[order[1]], members[order[2]]
			shares, forced := slices.Clone(members[i].Shares), random.IntN(d)
			for k := range shares {
				if u := random.Float64(); u < 0.7 || k == forced {
					shares[k] = a.Shares[k] + float64(0.6*(b.Shares[k]-c.Shares[k]))
				}
			}
			trials = append(trials, s.candidate(shares))
		}
		known := s.Used
		if err := s.ask(trials, s.least()); err != nil {
			return err
		}
		members = s.best(distinct(append(slices.Clone(members), trials...)), layer, size)
		if err := s.ask(s.within(members, until), s.Options.Replications); err != nil {
			return err
		}
		s.mark()
		if s.Used == known {
			break
		}
	}
	return s.fill(layer, until)
}

// fill tries what lies one step beside the front along levers that take few values, until all of it has been tried: mixtures of members that lie close together are members again.
func (s *Search) fill(layer, until int) error {
	for {
		var list []*Candidate
		for _, c := range s.Front(layer) {
			list = append(list, s.beside(c)...)
		}
		if list = s.within(s.fresh(distinct(list)), until); len(list) == 0 {
			return nil
		}
		if err := s.ask(list, s.Options.Replications); err != nil {
			return err
		}
		s.mark()
	}
}

// best are the n candidates that go on: by violation, by front, and within a front those with the most room around them.
func (s *Search) best(list []*Candidate, layer, n int) (out []*Candidate) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *Candidate) int {
		return cmp.Or(cmp.Compare(s.Problem.violation(a, s.Base(), layer), s.Problem.violation(b, s.Base(), layer)), a.ID-b.ID)
	})
	feasible := slices.IndexFunc(list, func(c *Candidate) bool { return !s.Problem.Keeps(c, s.Base(), layer) })
	if feasible < 0 {
		feasible = len(list)
	}
	rest, missed := list[:feasible], list[feasible:]
	for len(out) < n && len(rest) > 0 {
		var front, behind []*Candidate
		for _, c := range rest {
			mine := s.gains(c, layer)
			if slices.ContainsFunc(rest, func(x *Candidate) bool { return dominates(s.gains(x, layer), mine) }) {
				behind = append(behind, c)
			} else {
				front = append(front, c)
			}
		}
		if len(front) == 0 {
			break
		}
		for len(front) > n-len(out) {
			front = s.thin(front, layer)
		}
		out, rest = append(out, front...), behind
	}
	return append(out, missed[:min(len(missed), n-len(out))]...)
}

// thin drops the candidate with the least room around it (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm").
func (s *Search) thin(front []*Candidate, layer int) []*Candidate {
	room := make([]float64, len(front))
	for j := range s.Problem.Objectives {
		order := make([]int, len(front))
		for i := range order {
			order[i] = i
		}
		at := func(i int) float64 { return s.gains(front[i], layer)[j] }
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(at(a), at(b)), a-b) })
		size := at(order[len(order)-1]) - at(order[0])
		room[order[0]], room[order[len(order)-1]] = math.Inf(1), math.Inf(1)
		for k := 1; k+1 < len(order) && size > 0; k++ {
			room[order[k]] += (at(order[k+1]) - at(order[k-1])) / size
		}
	}
	least := 0
	for i := range room {
		if room[i] < room[least] {
			least = i
		}
	}
	return slices.Delete(front, least, least+1)
}

// within are the first of a list whose missing replications fit into what is left until so many runs are used.
func (s *Search) within(list []*Candidate, until int) []*Candidate {
	left := until - s.Used
	for i, c := range list {
		if left -= max(0, s.Options.Replications-len(c.Samples)); left < 0 {
			return list[:i]
		}
	}
	return list
}
