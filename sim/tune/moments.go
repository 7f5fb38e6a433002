package tune

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Target is a number that a market should show.
type Target struct {
	Name      string  `json:"name"`
	Unit      string  `json:"unit"`
	Value     float64 `json:"value"`
	Tolerance float64 `json:"tolerance"` // within which it counts as met, in the unit
}

// Moments finds values of free parameters at which a market shows its targets: the method of simulated moments (McFadden 1989; Pakes & Pollard
// 1989) on common random numbers, by Levenberg's and Marquardt's steps from the best of several beginnings. A sample is one replication's
// outcomes, one for each target.
type Moments struct {
	Search  *Search // what was asked so far; its levers are the free parameters, no choices among them
	Targets []Target
}

// Direction is a way in which parameters can move together while the targets stay within their tolerances.
type Direction struct {
	Weights []float64 `json:"weights"` // by parameter, of length 1 together; in shares of the ranges
	Width   float64   `json:"width"`   // how far, in shares of the ranges, to each side
}

// Calibrated is what Moments found.
type Calibrated struct {
	Best        *Candidate
	Misfit      float64     // sum of squared misses, each in units of its tolerance
	Before      float64     // the same of the market as it stands
	Sensitivity [][]float64 // by target and parameter: how many tolerances the target moves over the parameter's whole range, as steep as it is at the best point
	Half        []float64   // by parameter: half width of the 95% interval that tolerances and replications leave, in shares
	Loose       []Direction // that the targets do not identify
	Missed      []int       // targets that are off by more than their tolerance and the 95% interval's half width
	Unclear     []int       // the others that are off by more than their tolerance, or whose half width is larger than it
	Idle        []int       // targets that no parameter moves from one end of its range to the other
	Cut         bool        // the runs were used up before steps stopped leading on
}

// NewMoments begins a calibration.
func NewMoments(levers []Lever, targets []Target, o Options, evaluate Evaluate) *Moments {
	p := &Problem{Levers: levers, Layers: 1}
	for _, t := range targets {
		p.Objectives = append(p.Objectives, Objective{Name: t.Name, Unit: t.Unit})
	}
	return &Moments{Search: New(p, o, evaluate), Targets: targets}
}

// misses are a candidate's distances from the targets in tolerances.
func (m *Moments) misses(c *Candidate) []float64 {
	out := make([]float64, len(m.Targets))
	for j, t := range m.Targets {
		x := stat.Mean(c.column(j), nil)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			x = t.Value + float64(1e3*t.Tolerance)
		}
		out[j] = (x - t.Value) / t.Tolerance
	}
	return out
}

func (m *Moments) misfit(c *Candidate) (sum float64) {
	for _, x := range m.misses(c) {
		sum += float64(x * x)
	}
	return sum
}

// place is where a candidate's values lie in the ranges.
func (m *Moments) place(c *Candidate) []float64 {
	out := slices.Clone(c.Shares)
	for i := range out {
		if c.ID > 0 {
			if x, ok := m.Search.Problem.Levers[i].Share(c.Setting[i]); ok {
				out[i] = x
			}
		}
	}
	return out
}

// Run calibrates.
func (m *Moments) Run() (*Calibrated, error) {
	s := m.Search
	idle, err := m.Probe()
	if err != nil {
		return nil, err
	}
	best, err := m.begin()
	if err != nil {
		return nil, err
	}
	slope, damping, cut := (*mat.Dense)(nil), 0.01, false
	for range 14 {
		s.stage = "climb"
		if slope == nil {
			if slope, err = m.jacobian(best); err != nil {
				return nil, err
			}
		}
		next := s.candidate(m.step(best, slope, damping))
		if next == best {
			break
		}
		if cut = s.Used+s.Options.Replications > s.Options.Runs; cut {
			break
		}
		if err := s.ask([]*Candidate{next}, s.Options.Replications); err != nil {
			return nil, err
		}
		before, after := m.misfit(best), m.misfit(next)
		if after < before {
			best, slope, damping = next, nil, damping/5
			if before-after < float64(1e-3*before)+1e-9 {
				break
			}
			continue
		}
		if damping *= 10; damping > 1e4 {
			break
		}
	}
	out, err := m.conclude(best)
	if out != nil {
		out.Cut, out.Idle = cut, idle
	}
	return out, err
}

// begin gives the best of the market as it stands and of settings that fill the space.
func (m *Moments) begin() (*Candidate, error) {
	s := m.Search
	s.stage = "start"
	_, list := m.ends()
	list = append(list, s.Base())
	for _, p := range halton(s.Options.Start, len(s.Problem.Levers), s.Options.Seed) {
		list = append(list, s.candidate(p))
	}
	if err := s.ask(list, s.least()); err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b *Candidate) int {
		if x, y := m.misfit(a), m.misfit(b); x != y {
			return order(x < y)
		}
		return a.ID - b.ID
	})
	best := list[0]
	return best, s.ask([]*Candidate{best}, s.Options.Replications)
}

// A parameter is moved by smallMove of its range to see what it does, and by largeMove where chance is a tenth or more of what that shows.
const smallMove, largeMove = 0.03, 0.12

// jacobian is by how many tolerances each target moves per whole range of each parameter, by differences on common random numbers.
func (m *Moments) jacobian(at *Candidate) (*mat.Dense, error) {
	out := mat.NewDense(len(m.Targets), len(at.Shares), nil)
	all := make([]int, len(at.Shares))
	for i := range all {
		all[i] = i
	}
	unclear, err := m.differences(at, out, all, smallMove)
	if err == nil && len(unclear) > 0 {
		_, err = m.differences(at, out, unclear, largeMove)
	}
	return out, err
}

// differences enters the slopes of some parameters, moved by a share of their ranges, and tells of which of them chance is a large part.
func (m *Moments) differences(at *Candidate, out *mat.Dense, parameters []int, by float64) (unclear []int, err error) {
	s, place := m.Search, m.place(at)
	var list []*Candidate
	for _, i := range parameters {
		h := max(by, 1.01*s.Problem.Levers[i].step())
		if place[i]+h > 1 {
			h = -h
		}
		moved := slices.Clone(place)
		moved[i] += h
		list = append(list, s.candidate(moved))
	}
	if err := s.ask(list, s.Options.Replications); err != nil {
		return nil, err
	}
	from := m.misses(at)
	for k, c := range list {
		i, all, clear := parameters[k], 0.0, 0.0
		h := m.place(c)[i] - place[i]
		for j, x := range m.misses(c) {
			if h == 0 {
				continue
			}
			slope := (x - from[j]) / h
			share := beyondChance(at.column(j), c.column(j))
			out.Set(j, i, slope*share)
			all, clear = all+float64(slope*slope), clear+float64(slope*slope*share)
		}
		if clear < 0.9*all {
			unclear = append(unclear, i)
		}
	}
	return unclear, nil
}

// beyondChance is by which factor a difference between two candidates is taken, given what each replication shows: 0 where Student's test at 5% to one side does not tell
// it from 0, and nearer 1 the clearer it is. Where a parameter makes chance fall otherwise (a rate at which Pinners come draws other sessions), differences of
// chance over a small step would pass for steep slopes, lead astray and seem to identify what they do not.
func beyondChance(from, to []float64) float64 {
	differences := make([]float64, len(from))
	for r := range from {
		differences[r] = to[r] - from[r]
	}
	b := Interval(differences, 0.95)
	if share := b.Half / b.Mean; !math.IsNaN(share) { // NaN: no number to tell, or no difference
		return max(0, 1-float64(share*share))
	}
	return 1
}

// step is where a damped step of Gauss and Newton leads, within the ranges.
func (m *Moments) step(at *Candidate, slope *mat.Dense, damping float64) []float64 {
	place := m.place(at)
	n := len(place)
	var square mat.Dense
	square.Mul(slope.T(), slope)
	for i := range n {
		square.Set(i, i, float64(square.At(i, i)*(1+damping))+1e-6)
	}
	var right, move mat.VecDense
	right.MulVec(slope.T(), mat.NewVecDense(len(m.Targets), m.misses(at)))
	if move.SolveVec(&square, &right) != nil {
		return place
	}
	for i := range place {
		place[i] = min(1, max(0, place[i]-min(0.4, max(-0.4, move.AtVec(i)))))
	}
	return place
}

// loose is how wide a direction may be, in shares of the ranges, before it counts as not identified.
const loose = 0.15

// conclude reads what the best point says.
func (m *Moments) conclude(best *Candidate) (*Calibrated, error) {
	s := m.Search
	s.stage = "read"
	slope, err := m.jacobian(best)
	if err != nil {
		return nil, err
	}
	out := &Calibrated{Best: best, Misfit: m.misfit(best), Before: m.misfit(s.Base())}
	noise := make([]float64, len(m.Targets))
	for j, t := range m.Targets {
		moves := slices.Clone(slope.RawRowView(j))
		for i := range moves {
			moves[i] += 0 // turns -0 into 0
		}
		out.Sensitivity = append(out.Sensitivity, moves)
		b := Interval(best.column(j), 0.975)
		noise[j] = b.Half / t.Tolerance
		switch miss := math.Abs(b.Mean - t.Value); {
		case !(miss <= t.Tolerance+b.Half):
			out.Missed = append(out.Missed, j)
		case miss > t.Tolerance, b.Half > t.Tolerance:
			out.Unclear = append(out.Unclear, j)
		}
	}
	out.Loose = directions(slope)
	out.Half = halves(slope, noise)
	return out, nil
}

// directions are the eigenvectors of the weighted sensitivities along which the targets hardly move, the widest first.
func directions(slope *mat.Dense) (list []Direction) {
	_, n := slope.Dims()
	var square mat.SymDense
	square.SymOuterK(1, slope.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(&square, true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for k, x := range eigen.Values(nil) { // rising
		width := 1 / math.Sqrt(max(1e-12, x))
		if width <= loose {
			break
		}
		d := Direction{Width: min(1, width)}
		for i := range n {
			d.Weights = append(d.Weights, vectors.At(i, k))
		}
		list = append(list, d)
	}
	return list
}

// halves are the half widths of the parameters' 95% intervals: what tolerances, read as 95% intervals of the targets, and replications leave open.
func halves(slope *mat.Dense, noise []float64) []float64 {
	rows, n := slope.Dims()
	weighted := mat.DenseCopyOf(slope)
	for j := range rows {
		w := 1 / math.Sqrt(1+float64(noise[j]*noise[j]))
		if math.IsNaN(w) {
			w = 1
		}
		for i := range n {
			weighted.Set(j, i, w*weighted.At(j, i))
		}
	}
	var square mat.Dense
	square.Mul(weighted.T(), weighted)
	for i := range n {
		square.Set(i, i, square.At(i, i)+1) // a parameter lies within its range, whatever the targets say
	}
	var inverse mat.Dense
	out := make([]float64, n)
	if inverse.Inverse(&square) != nil {
		for i := range out {
			out[i] = 1
		}
		return out
	}
	for i := range out {
		out[i] = min(1, math.Sqrt(inverse.At(i, i)))
	}
	return out
}
