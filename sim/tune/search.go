package tune

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// Answer is what a search found.
type Answer struct {
	Winner     *Candidate   // of the layer that counts
	ByLayer    []*Candidate // the best of each layer: of each horizon under each belief, and in expectation
	Finalists  []*Candidate
	Selection  *Selection
	Front      []*Candidate // for several objectives: those that none beats, by the first objective
	Infeasible bool         // no candidate keeps the constraints; the winner is the one that misses least
	Levers     []Effect     // what each lever does from end to end, the rest as it stands
}

// Effect is what a lever does to the first objective when it alone is moved from the market as it stands.
type Effect struct {
	Path string    `json:"path"`
	Ends []EndGain `json:"ends"`
}

// EndGain is the gain over the market as it stands at an end of a lever's range.
type EndGain struct {
	Value string `json:"value"`
	Gain  Band   `json:"gain"` // half width of the 95% interval
}

// finalists is how many candidates are compared at the end.
const finalistsAtMost = 6

// ErrIdle says that there is nothing to search.
var ErrIdle = errors.New("nothing to search")

// Run searches.
func (s *Search) Run() (*Answer, error) {
	effects, err := s.Probe()
	if err != nil {
		return nil, err
	}
	if len(s.Problem.Levers) == 0 {
		return s.conclude(effects)
	}
	s.stage = "start"
	if err := s.begin(); err != nil {
		return nil, err
	}
	if len(s.Problem.Objectives) > 1 {
		if err := s.spreadAll(); err != nil {
			return nil, err
		}
	}
	left := s.Options.Runs - s.Used
	reserve := min(left/5, finalistsAtMost*s.Options.Replications) // for the selection
	for k := range s.Problem.Layers {
		layer := s.last() - k // the one that counts first
		share := (s.Options.Runs - reserve - s.Used) / (s.Problem.Layers - k)
		until := s.Used + share
		if len(s.Problem.Objectives) == 1 {
			s.stage = "climb"
			if err := s.climb(layer, s.Used+share*6/10); err != nil {
				return nil, err
			}
		}
		s.stage = "refine"
		kept, binds := 0, layer == s.last() && len(s.Problem.Objectives) == 1 && s.binds(layer)
		switch {
		case binds:
			kept = min(s.BindCost(), (until-s.Used)*3/4)
		case layer == s.last() && s.smooths():
			kept = min((spread+1)*s.Options.Replications, (until-s.Used)*3/4)
		}
		if err := s.refine(layer, until-kept); err != nil {
			return nil, err
		}
		if binds {
			s.stage = "bound"
			if err := s.bind(layer, until+reserve); err != nil {
				return nil, err
			}
		} else if kept > 0 {
			s.stage = "smooth"
			if s.smoothTop, err = s.smooth(layer, until+reserve); err != nil {
				return nil, err
			}
		}
	}
	return s.conclude(effects)
}

// conclude selects the winner.
func (s *Search) conclude(effects []Effect) (*Answer, error) {
	s.stage, s.searched = "select", s.Used
	winner, finalists, sel, err := s.choose(finalistsAtMost)
	if err != nil {
		return nil, err
	}
	a := &Answer{Winner: winner, Finalists: finalists, Selection: sel, Levers: effects}
	a.Infeasible = !s.Problem.Keeps(winner, s.Base(), s.last())
	for layer := range s.Problem.Layers {
		a.ByLayer = append(a.ByLayer, s.Ranked(layer)[0])
	}
	a.ByLayer[s.last()] = winner
	if len(s.Problem.Objectives) > 1 {
		a.Front = s.Front(s.last())
	}
	return a, nil
}

// Selecting tells how many runs the selection of the best has asked for, once the search has come to it.
func (s *Search) Selecting() (runs int, selecting bool) { return s.Used - s.searched, s.searched > 0 }

// far is a place away from the market as it stands: each lever at the end that is further off.
func (s *Search) far() []float64 {
	shares := slices.Clone(s.Base().Shares)
	for i, x := range shares {
		shares[i] = 1
		if s.Problem.Levers[i].When || x > 0.5 {
			shares[i] = 0
		}
	}
	return shares
}

// Probe plays the market as it stands and each lever at its ends, and refuses levers that change nothing and objectives that never move, with an
// error that is ErrIdle. Run begins with it; whoever wants to know before that calls it first.
func (s *Search) Probe() ([]Effect, error) {
	if s.effects != nil {
		return s.effects, nil
	}
	if len(s.Problem.Levers) == 0 { // strategies alone are compared
		return nil, s.ask(nil, s.Options.Replications)
	}
	var list []*Candidate
	ends := make([][]*Candidate, len(s.Problem.Levers))
	for i := range s.Problem.Levers {
		for _, x := range s.Problem.Levers[i].ends() {
			shares := slices.Clone(s.Base().Shares)
			if s.Problem.Levers[i].When {
				shares = s.far()
			}
			shares[i] = x
			c := s.candidate(shares)
			list, ends[i] = append(list, c), append(ends[i], c)
		}
	}
	if err := s.ask(list, s.least()); err != nil {
		return nil, err
	}
	var idle []string
	moves := false
	effects := make([]Effect, len(ends))
	for i := range ends {
		effects[i].Path = s.Problem.Levers[i].Path
		same := true
		for k, c := range ends[i] {
			same = same && slices.EqualFunc(c.Samples[:s.least()], ends[i][0].Samples[:s.least()], slices.Equal)
			effects[i].Ends = append(effects[i].Ends, EndGain{c.Setting[i], Interval(s.Problem.Gain(c, s.Base(), s.last(), 0), 0.975)})
			moves = moves || k > 0 && !slices.Equal(s.Problem.Objective(c, s.last(), 0), s.Problem.Objective(ends[i][0], s.last(), 0))
		}
		if same && len(ends[i]) > 1 {
			idle = append(idle, "`"+s.Problem.Levers[i].Path+"`")
		}
	}
	switch {
	case len(idle) > 0:
		return nil, fmt.Errorf("%w: nothing that the objective and the constraints see changes with %s: from one end of the range to the other every number is the same", ErrIdle, strings.Join(idle, ", "))
	case !moves:
		return nil, fmt.Errorf("%w: `%s` is the same at both ends of every lever", ErrIdle, s.Problem.Objectives[0].Name)
	case math.IsNaN(stat.Mean(s.Problem.Objective(s.Base(), s.last(), 0), nil)):
		return nil, fmt.Errorf("%w: `%s` has no value in the market as it stands", ErrIdle, s.Problem.Objectives[0].Name)
	}
	s.effects = effects
	return effects, nil
}

// begin evaluates the points that fill the space, and gives the best of all so far full accuracy.
func (s *Search) begin() error {
	var list []*Candidate
	for _, place := range halton(s.Options.Start, len(s.Problem.Levers), s.Options.Seed) {
		list = append(list, s.candidate(place))
	}
	list = append(list, s.Pool[1:]...)
	for layer := range s.Problem.Layers {
		if _, err := s.race(list, layer); err != nil {
			return err
		}
	}
	return s.ask(nil, s.Options.Replications) // the market as it stands
}
