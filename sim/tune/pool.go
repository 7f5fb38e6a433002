package tune

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// Evaluate sees to it that every candidate has samples of replications 0 to n-1, in this order. It is called from one goroutine.
type Evaluate func(list []*Candidate, n int) error

// Options say how much a search may take. All of them decide what is asked, so equal options give equal answers.
type Options struct {
	Seed         uint64
	Runs         int     // budget: replications of candidates, all steps together but for the confirmation
	Replications int     // that a candidate has at full accuracy, at least 2
	Start        int     // points that fill the space
	Confidence   float64 // of selecting the best
	Indifference float64 // differences of the objective that do not matter, relative to the market as it stands
	Base         []string
	Note         func(stage string, s *Search) // called after every step; may be nil
}

// Search is a search with all that it knows.
type Search struct {
	Problem  *Problem
	Options  Options
	Pool     []*Candidate // by ID; 0 is the market as it stands
	Used     int          // runs
	Progress []Step       // after each step that asked for runs

	evaluate  Evaluate
	known     map[string]*Candidate
	stage     string
	smoothTop *Candidate // best place of a metamodel; nil: none
	atBound   bool       // no setting beside the bound of a constraint is worth a try any more
	effects   []Effect   // of the levers alone; nil before the probe
	searched  int        // runs when the selection began; 0: it has not
}

// Step is the state of a search after some runs.
type Step struct {
	Stage string  `json:"stage"`
	Runs  int     `json:"runs"`
	Best  int     `json:"best"`  // candidate, of the last layer
	Gain  float64 `json:"gain"`  // over the market as it stands, relative
	Keeps bool    `json:"keeps"` // the constraints
}

// New is a search that knows nothing yet.
func New(p *Problem, o Options, evaluate Evaluate) *Search {
	s := &Search{Problem: p, Options: o, evaluate: evaluate, known: map[string]*Candidate{}, stage: "probe"}
	base := &Candidate{Setting: o.Base, Stage: "as it stands"}
	for i := range p.Levers {
		share := 0.5
		if i < len(o.Base) {
			if x, ok := p.Levers[i].Share(o.Base[i]); ok {
				share = x
			}
		}
		base.Shares = append(base.Shares, share)
	}
	s.Pool = append(s.Pool, base)
	return s
}

// Base is the market as it stands.
func (s *Search) Base() *Candidate { return s.Pool[0] }

// candidate is the one at a place; places that give the same values are one candidate.
func (s *Search) candidate(shares []float64) *Candidate {
	c := &Candidate{ID: len(s.Pool), Stage: s.stage, Shares: make([]float64, len(shares))}
	for i := range s.Problem.Levers {
		c.Shares[i] = fold(shares[i])
		c.Setting = append(c.Setting, s.Problem.Levers[i].Value(c.Shares[i]))
	}
	key := strings.Join(c.Setting, "\x00")
	if old := s.known[key]; old != nil {
		return old
	}
	s.known[key] = c
	s.Pool = append(s.Pool, c)
	return c
}

// fold folds a number into [0, 1].
func fold(x float64) float64 {
	if math.IsNaN(x) {
		return 0.5
	}
	x = math.Mod(math.Abs(x), 2)
	if x > 1 {
		x = 2 - x
	}
	return x
}

// distinct drops repeats.
func distinct(list []*Candidate) (out []*Candidate) {
	for _, c := range list {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// ask evaluates candidates, and the market as it stands beside them.
func (s *Search) ask(list []*Candidate, n int) error {
	list = distinct(append([]*Candidate{s.Base()}, list...))
	var missing []*Candidate
	for _, c := range list {
		if more := n - len(c.Samples); more > 0 {
			s.Used += more
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return s.evaluate(missing, n)
}

// least is how many replications a race begins with.
func (s *Search) least() int { return min(s.Options.Replications, max(2, s.Options.Replications/4)) }

// race evaluates candidates by successive halving: all of them a little, the better half twice as long, and so on. It returns them best first.
func (s *Search) race(list []*Candidate, layer int) ([]*Candidate, error) {
	list = distinct(list)
	alive, n := slices.Clone(list), s.least()
	var out []*Candidate
	for {
		if err := s.ask(alive, n); err != nil {
			return nil, err
		}
		s.sort(alive, layer)
		if n >= s.Options.Replications || s.certain(alive) {
			break
		}
		keep := (len(alive) + 1) / 2
		out = append(slices.Clone(alive[keep:]), out...)
		alive, n = alive[:keep], min(2*n, s.Options.Replications)
	}
	s.mark()
	return append(alive, out...), nil
}

// certain tells whether replications of candidates do not differ, so that more of them say nothing.
func (s *Search) certain(list []*Candidate) bool {
	for _, c := range list {
		if len(c.Samples) < 2 {
			return false
		}
		for j := range c.Samples[0] {
			if !constant(c.column(j)) {
				return false
			}
		}
	}
	return true
}

// sort orders candidates of a layer, the best first: those that keep the constraints by their objective, before those that do not by how much
// they miss (Deb 2000, "An efficient constraint handling method for genetic algorithms"). Objectives are compared by their gains over the
// market as it stands, which take out what replications share.
func (s *Search) sort(list []*Candidate, layer int) {
	type score struct{ miss, gain float64 }
	scores := map[*Candidate]score{}
	for _, c := range list {
		g := stat.Mean(s.Problem.Gain(c, s.Base(), layer, 0), nil)
		if math.IsNaN(g) {
			g = math.Inf(-1)
		}
		scores[c] = score{s.Problem.violation(c, s.Base(), layer), g}
	}
	slices.SortStableFunc(list, func(a, b *Candidate) int {
		x, y := scores[a], scores[b]
		switch {
		case x.miss != y.miss:
			return order(x.miss < y.miss)
		case x.gain != y.gain:
			return order(x.gain > y.gain)
		}
		return a.ID - b.ID
	})
}

func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

// Evaluated are the market as it stands and the candidates that have so many replications, or as many as say anything where nothing varies.
func (s *Search) Evaluated(n int) (list []*Candidate) {
	for _, c := range s.Pool {
		if c.ID == 0 && len(c.Samples) > 0 || len(c.Samples) >= n || len(c.Samples) >= 2 && s.certain([]*Candidate{c}) {
			list = append(list, c)
		}
	}
	return list
}

// Ranked are the candidates with full accuracy, the best of a layer first.
func (s *Search) Ranked(layer int) []*Candidate {
	list := s.Evaluated(s.Options.Replications)
	s.sort(list, layer)
	return list
}

// last is the layer that counts.
func (s *Search) last() int { return s.Problem.Layers - 1 }

// mark notes how far the search has come.
func (s *Search) mark() {
	step := Step{Stage: s.stage, Runs: s.Used}
	if list := s.Ranked(s.last()); len(list) > 0 {
		best := list[0]
		step.Best, step.Keeps = best.ID, s.Problem.Keeps(best, s.Base(), s.last())
		step.Gain = stat.Mean(s.Problem.Gain(best, s.Base(), s.last(), 0), nil)
	}
	s.Progress = append(s.Progress, step)
	if s.Options.Note != nil {
		s.Options.Note(s.stage, s)
	}
}
