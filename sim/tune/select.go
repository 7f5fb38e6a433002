package tune

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"marketsim/auction/elementary"
)

// Selection is what a procedure that selects the best says.
type Selection struct {
	Best         int   // index
	Alive        []int // that could still be the best, Best among them
	Replications []int // drawn, by index
	Separated    bool  // one is left: it is the best, or within the indifference zone of it, with the stated probability
}

// KimNelson selects the best of k systems with a probability of at least confidence that it is the best, or no more than delta worse (the fully
// sequential procedure of Kim & Nelson 2001, "A fully sequential procedure for indifference-zone selection in simulation", ACM TOMACS 11, with
// c = 1). Systems may share random numbers. It begins with first observations of each, at least 2, and goes on with one at a time of those that
// are left, up to most. draw gives the first n observations of a system.
func KimNelson(k, first, most int, confidence, delta float64, draw func(alive []int, n int) ([][]float64, error)) (*Selection, error) {
	alive := make([]int, k)
	for i := range alive {
		alive[i] = i
	}
	s := &Selection{Replications: make([]int, k)}
	x, err := draw(alive, first)
	if err != nil {
		return nil, err
	}
	h2 := triangle(k, first, confidence)
	variance := make([][]float64, k)
	for i := range variance {
		variance[i] = make([]float64, k)
		for l := range variance[i] {
			variance[i][l] = differenceVariance(x[i], x[l], first)
		}
	}
	for r := first; ; r++ {
		for _, i := range alive {
			s.Replications[i] = r
		}
		alive = survivors(alive, x, variance, r, h2, delta)
		if len(alive) == 1 || r >= most {
			break
		}
		if x, err = draw(alive, r+1); err != nil {
			return nil, err
		}
	}
	s.Alive, s.Separated, s.Best = alive, len(alive) == 1, alive[0]
	for _, i := range alive {
		if stat.Mean(x[i], nil) > stat.Mean(x[s.Best], nil) {
			s.Best = i
		}
	}
	return s, nil
}

// triangle is h^2 of the procedure: how wide the continuation region begins.
func triangle(k, first int, confidence float64) float64 {
	if k < 2 {
		return 0
	}
	df := float64(first - 1)
	eta := float64(0.5 * (elementary.Pow(2*(1-confidence)/float64(k-1), -2/df) - 1))
	return 2 * eta * df
}

func differenceVariance(a, b []float64, n int) float64 {
	d := make([]float64, n)
	for r := range d {
		d[r] = a[r] - b[r]
	}
	if constant(d) {
		return 0
	}
	return stat.Variance(d, nil)
}

// survivors are those whose sums are not below another's by more than the region allows after r observations.
func survivors(alive []int, x, variance [][]float64, r int, h2, delta float64) (out []int) {
	sum := func(i int) (t float64) {
		for _, v := range x[i][:r] {
			t += v
		}
		return t
	}
	for _, i := range alive {
		beaten := false
		for _, l := range alive {
			if i == l {
				continue
			}
			room := max(0, delta/2*(h2*variance[i][l]/(delta*delta)-float64(r)))
			lead := sum(l) - sum(i)
			beaten = beaten || lead > room || lead == room && room == 0 && (l < i || lead > 0)
		}
		if !beaten {
			out = append(out, i)
		}
	}
	return out
}

// finalists are the best few candidates of the layer that counts, which keep the constraints; where none does, the one that misses least.
func (s *Search) finalists(most int) (list []*Candidate) {
	for _, c := range s.Ranked(s.last()) {
		if len(list) < most && s.Problem.Keeps(c, s.Base(), s.last()) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		list = s.Ranked(s.last())[:1]
	}
	return list
}

// choose selects the best of the finalists. Finalists that break a constraint once they have more replications drop out first.
func (s *Search) choose(most int) (winner *Candidate, finalists []*Candidate, sel *Selection, err error) {
	finalists = s.finalists(most)
	base := math.Abs(stat.Mean(s.Problem.Objective(s.Base(), s.last(), 0), nil))
	delta := s.Options.Indifference * base
	if base == 0 || math.IsNaN(base) {
		delta = s.Options.Indifference * math.Abs(stat.Mean(s.Problem.Objective(finalists[0], s.last(), 0), nil))
	}
	draw := func(alive []int, n int) ([][]float64, error) {
		var list []*Candidate
		for _, i := range alive {
			list = append(list, finalists[i])
		}
		if !s.certain(list) || len(list[0].Samples) < 2 {
			if err := s.ask(list, n); err != nil {
				return nil, err
			}
		}
		out := make([][]float64, len(finalists))
		for i, c := range finalists {
			out[i] = s.Problem.Objective(c, s.last(), 0)
			for len(out[i]) < n && len(out[i]) > 0 { // nothing varies, or it is out already
				out[i] = append(out[i], out[i][len(out[i])-1])
			}
		}
		return out, nil
	}
	sel, err = KimNelson(len(finalists), s.Options.Replications, 4*s.Options.Replications, s.Options.Confidence, max(delta, 1e-300), draw)
	if err != nil {
		return nil, nil, nil, err
	}
	s.mark()
	winner = s.preferred(finalists[sel.Best])
	if !s.Problem.Keeps(winner, s.Base(), s.last()) { // more replications showed it
		winner = s.Ranked(s.last())[0]
	}
	return winner, finalists, sel, nil
}

// Optimism compares what a search saw of its winner with what fresh random numbers show.
type Optimism struct {
	Seen  Band `json:"seen"`  // gain over the market as it stands, relative, as the search saw it; half width of its 95% interval
	Fresh Band `json:"fresh"` // the same on fresh random numbers
	Keeps bool `json:"keeps"` // the constraints hold on fresh random numbers, with their confidence
	Bad   bool `json:"bad"`   // a constraint is clearly broken on fresh random numbers
}

// Confirm reads a winner and the market as it stands, both played with fresh random numbers, beside what the search saw.
func (p *Problem) Confirm(winner, base, freshWinner, freshBase *Candidate) Optimism {
	last := p.Layers - 1
	o := Optimism{Seen: Interval(p.Gain(winner, base, last, 0), 0.975), Fresh: Interval(p.Gain(freshWinner, freshBase, last, 0), 0.975)}
	o.Keeps = p.Keeps(freshWinner, freshBase, last)
	for j := range p.Constraints {
		m := p.Margin(freshWinner, freshBase, last, j)
		o.Bad = o.Bad || m.Mean+m.Half < -1e-12
	}
	return o
}
