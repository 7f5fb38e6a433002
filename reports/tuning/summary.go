package tuning

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"marketsim/reports"
	"marketsim/sim/tune"
	"marketsim/sim/units/neutral"
)

// Number is a number that JSON can write: null where it does not exist.
type Number float64

// MarshalJSON writes null for what is no finite number.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as NaN.
func (n *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(data, (*float64)(n))
}

// Band is a mean with the half width of its 95% interval, or of the one-sided interval at a constraint's own confidence.
type Band struct {
	Mean Number `json:"mean"`
	Half Number `json:"half"`
}

func band(b tune.Band) Band { return Band{Number(b.Mean), Number(b.Half)} }

// Candidate is a setting that was played.
type Candidate struct {
	ID           int      `json:"id"` // 0: the market as it stands
	Stage        string   `json:"stage"`
	Setting      []string `json:"setting"`
	Shares       []Number `json:"shares"` // where the values lie in the levers' ranges, in [0, 1]
	Replications int      `json:"replications"`
	Layers       []Layer  `json:"layers"` // by horizon; over beliefs of each horizon by belief, then in expectation
}

// Layer is what a setting brings about at a horizon.
type Layer struct {
	Objectives []Band `json:"objectives"` // in the metrics' units
	Gains      []Band `json:"gains"`      // over the market as it stands, relative; better is more
	Slack      []Band `json:"slack"`      // by constraint: at least 0 where it holds
	Keeps      bool   `json:"keeps"`      // all constraints, with their confidence
}

// Lever is a lever with its value in the market as it stands.
type Lever struct {
	tune.Lever
	Base  string `json:"base"`
	AtEnd string `json:"at_end,omitempty"` // lower or upper: the best value is at that end of the range, and no constraint is why
}

// Effect is what a lever does alone, from end to end.
type Effect struct {
	Path string   `json:"path"`
	Ends []string `json:"ends"`
	Gain []Band   `json:"gain"`
}

// Summary is the one result object of a search, and the content of its summary.json.
type Summary struct {
	Schema       int    `json:"schema"`
	Kind         string `json:"kind"` // tune
	Scenario     string `json:"scenario"`
	Question     string `json:"question,omitempty"`
	Hash         string `json:"scenario_hash"`
	Version      string `json:"version"`
	Seed         uint64 `json:"seed"`
	Quick        bool   `json:"quick"`
	Shortened    string `json:"shortened,omitempty"` // what a quick version has less of
	Days         int    `json:"days"`
	Replications int    `json:"replications"` // at full accuracy
	Runs         int    `json:"runs"`
	Budget       int    `json:"budget"`

	Headline string   `json:"headline"`
	Warnings []string `json:"warnings"`
	ExitCode int      `json:"exit_code"` // 0, 1 where no setting keeps the constraints, 3 where fresh random numbers do not confirm them

	Levers      []Lever            `json:"levers"`
	Objectives  []tune.Objective   `json:"objectives"`
	Constraints []tune.Constraint  `json:"constraints"`
	Require     []string           `json:"require"`
	Horizons    []int              `json:"horizons"`
	Candidates  []Candidate        `json:"candidates"`
	Progress    []tune.Step        `json:"progress"`
	Winner      int                `json:"winner"`
	Infeasible  bool               `json:"infeasible"`
	ByHorizon   []int              `json:"by_horizon"` // best candidate of each; over beliefs in expectation
	Finalists   []int              `json:"finalists"`
	Separated   bool               `json:"separated"` // one finalist is the best with the promised probability
	Alive       []int              `json:"alive"`     // finalists that could be the best
	Promise     map[string]float64 `json:"promise"`
	Effects     []Effect           `json:"effects"`
	Fronts      []Front            `json:"fronts"` // by layer, as those of a candidate

	Confirmed  int    `json:"confirmed_replications"`
	FreshSeed  uint64 `json:"fresh_seed"`
	Seen       Band   `json:"seen"`
	Fresh      Band   `json:"fresh"`
	FreshSlack []Band `json:"fresh_slack"`
	FreshKeeps bool   `json:"fresh_keeps"`

	Decision *Decision `json:"decision,omitempty"` // over beliefs; null without beliefs

	Myopia    []Myopia `json:"myopia"`
	Curves    []Curve  `json:"curves"`
	BreakEven *int     `json:"break_even_day"` // from which on the best of the longest horizon is ahead of the best of the shortest; null: not within the horizon
}

// Found is a search with all that was played for it.
type Found struct {
	Plan                   *tune.Plan
	Search                 *tune.Search
	Answer                 *tune.Answer
	FreshWinner, FreshBase *tune.Candidate
	FreshSeed              uint64
	Curve                  func(c *tune.Candidate, belief int) ([][]float64, error) // by day of Days and replication; of the belief after the last the expectation
	Days                   []int                                                    // of the curves
	Strategies             []Compared                                               // over beliefs, the market as it stands first; nil without beliefs
	Lengths                []int                                                    // days of the tests that Strategies show, rising
	Noise                  *Noise                                                   // of the test that comes next; nil: it is not known
	Unplanned              string                                                   // why
}

// Summarise makes the summary of a search. Input labels it.
func Summarise(in *reports.Input, f *Found) (*Summary, error) {
	p, a := f.Search.Problem, f.Answer
	s := &Summary{Schema: reports.SchemaVersion, Kind: "tune", Scenario: in.Scenario, Question: in.Question, Hash: in.Hash, Version: in.Version, Seed: in.Seed, Quick: in.Quick, Shortened: in.Shortened,
		Days: in.Days, Replications: f.Search.Options.Replications, Runs: f.Search.Used, Budget: f.Plan.Runs, Warnings: slices.Clone(in.Warnings),
		Objectives: p.Objectives, Constraints: p.Constraints, Horizons: f.Plan.Horizons, Progress: f.Search.Progress, Winner: a.Winner.ID, Infeasible: a.Infeasible,
		Separated: a.Selection.Separated, Promise: map[string]float64{"probability": f.Plan.Probability, "indifference": f.Plan.Indifference}, FreshSeed: f.FreshSeed}
	if j, spare := f.Search.Spare(); spare > 0 {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the search has not come to the bound of %s, beyond which better settings lie: the best one found leaves %.0f%% of it. It would take about %d runs (tune.budget.runs)",
			p.Constraints[j].Name, 100*spare, f.Plan.Runs+f.Search.BindCost()))
	}
	for i := range f.Plan.Levers {
		s.Levers = append(s.Levers, Lever{Lever: f.Plan.Levers[i], Base: f.Plan.Base[i]})
	}
	if c := f.Search.Untold(); c != nil {
		s.Warnings = append(s.Warnings, s.words(c.Setting)+" would bring more, and its replications do not tell whether it keeps every constraint: more of them (-n) do")
	}
	for i := range f.Plan.Limits {
		s.Require = append(s.Require, f.Plan.Limits[i].Require)
	}
	for _, c := range f.Search.Pool {
		s.Candidates = append(s.Candidates, read(f.Search, c))
	}
	for h := range s.Horizons {
		s.ByHorizon = append(s.ByHorizon, a.ByLayer[p.Layer(h, p.Worlds()-1)].ID)
	}
	for _, c := range a.Finalists {
		s.Finalists = append(s.Finalists, c.ID)
	}
	for _, i := range a.Selection.Alive {
		s.Alive = append(s.Alive, a.Finalists[i].ID)
	}
	for i := range a.Levers {
		e := Effect{Path: a.Levers[i].Path}
		for _, x := range a.Levers[i].Ends {
			e.Ends, e.Gain = append(e.Ends, x.Value), append(e.Gain, band(x.Gain))
		}
		s.Effects = append(s.Effects, e)
	}
	s.fronts(f)
	s.confirm(f)
	s.Decision = decide(f)
	if err := errors.Join(s.horizons(f), s.Decision.breakEvens(f)); err != nil {
		return nil, err
	}
	s.conclude(f)
	return s, nil
}

// read is a candidate with its means.
func read(search *tune.Search, c *tune.Candidate) Candidate {
	p := search.Problem
	out := Candidate{ID: c.ID, Stage: c.Stage, Setting: c.Setting, Replications: len(c.Samples)}
	for _, x := range c.Shares {
		out.Shares = append(out.Shares, Number(x))
	}
	if len(c.Samples) == 0 {
		return out
	}
	for layer := range p.Layers {
		l := Layer{Keeps: p.Keeps(c, search.Base(), layer), Slack: []Band{}}
		for j := range p.Objectives {
			o := tune.Interval(p.Objective(c, layer, j), 0.975)
			if p.Objectives[j].Low {
				o.Mean = -o.Mean
			}
			l.Objectives = append(l.Objectives, band(o))
			l.Gains = append(l.Gains, band(tune.Interval(p.Gain(c, search.Base(), layer, j), 0.975)))
		}
		for j := range p.Constraints {
			l.Slack = append(l.Slack, band(p.Margin(c, search.Base(), layer, j)))
		}
		out.Layers = append(out.Layers, l)
	}
	return out
}

// confirm reads the winner on fresh random numbers.
func (s *Summary) confirm(f *Found) {
	p := f.Search.Problem
	o := p.Confirm(f.Answer.Winner, f.Search.Base(), f.FreshWinner, f.FreshBase)
	s.Confirmed, s.Seen, s.Fresh, s.FreshKeeps, s.FreshSlack = len(f.FreshWinner.Samples), band(o.Seen), band(o.Fresh), o.Keeps, []Band{}
	for j := range p.Constraints {
		s.FreshSlack = append(s.FreshSlack, band(p.Margin(f.FreshWinner, f.FreshBase, p.Layers-1, j)))
	}
	switch {
	case s.Infeasible:
		s.ExitCode = reports.ExitFail
	case o.Bad:
		s.ExitCode = reports.ExitFail
		s.Warnings = append(s.Warnings, "on fresh random numbers the winner breaks a constraint: raise run.replications")
	case !o.Keeps:
		s.ExitCode = reports.ExitInconclusive
		s.Warnings = append(s.Warnings, "fresh random numbers do not confirm with the stated confidence that the winner keeps its constraints: raise tune.budget.confirm")
	}
}

// Candidate is a candidate by its ID.
func (s *Summary) Candidate(id int) *Candidate { return &s.Candidates[id] }

// Last is what a candidate brings about at the scenario's own horizon.
func (c *Candidate) Last() *Layer { return &c.Layers[len(c.Layers)-1] }

// JSON is the content of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	data, err := neutral.JSON(s, " ", true)
	if err != nil {
		return nil, fmt.Errorf("the summary cannot be written as JSON: %w", err)
	}
	return data, nil
}

// Parse reads what JSON wrote.
func Parse(data []byte) (*Summary, error) {
	s := &Summary{}
	if err := json.Unmarshal(data, s); err != nil || s.Kind != "tune" || s.Schema != reports.SchemaVersion {
		return nil, fmt.Errorf("this is not the summary.json of a search of this program")
	}
	return s, nil
}
