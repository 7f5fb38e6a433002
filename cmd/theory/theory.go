// Package theory is the catalogue of facts with known answers that the engine must reproduce: Vickrey's revenue, Varian's
// equilibria, an infinite-server queue. An entry runs scenario files of scenarios/theory on the real engine, or an exported part that
// the engine itself uses, and holds what comes out against what is known. The tests run the entries on small samples, the
// command line on full ones; both read the same rows.
package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// Entry is one known fact.
type Entry struct {
	ID     string   // section and number, such as A1
	Title  string   // what is claimed
	Source string   // who showed it
	Files  []string // scenarios that it runs, without directory and ending; empty: it checks an exported part alone
	Check  func(*Check)
}

var entries []Entry

// add puts an entry into the catalogue; it is called by init functions. An ID that is taken or malformed is a mistake in the
// program.
func add(e Entry) {
	section, number := e.key()
	if section == "" || number < 1 || e.Title == "" || e.Source == "" || e.Check == nil || slices.ContainsFunc(entries, func(o Entry) bool { return o.ID == e.ID }) {
		panic(fmt.Sprintf("theory: entry %q is incomplete or there twice", e.ID))
	}
	entries = append(entries, e)
}

// key splits an ID into section and number.
func (e *Entry) key() (section string, number int) {
	if len(e.ID) < 2 {
		return "", 0
	}
	number, _ = strconv.Atoi(e.ID[1:])
	return e.ID[:1], number
}

// DefaultsSection is what a user meets without writing theory. Its tolerances are required ones, so that its rows have intervals.
const DefaultsSection = "N"

// Defaults tells whether the entry is of that section.
func (e *Entry) Defaults() bool { return e.ID[:1] == DefaultsSection }

// Entries lists the catalogue by section and number.
func Entries() []Entry {
	out := slices.Clone(entries)
	slices.SortFunc(out, func(a, b Entry) int {
		s, n := a.key()
		t, m := b.key()
		return cmp.Or(cmp.Compare(s, t), cmp.Compare(n, m))
	})
	return out
}

// Row is one comparison.
type Row struct {
	What      string
	Want, Got float64
	Tolerance float64 // half-width around Want within which Got must lie; 0: it is a property, not a number
	Error     float64 // standard error of Got; 0 or NaN: it is exact, or not known
	Half      float64 // half-width of the 95% interval of Got, likewise
	Exact     bool    // nothing in Got is left to chance
	OK        bool
	Detail    string // of a property: what was seen
}

// Check collects the rows of one entry.
type Check struct {
	Rows  []Row
	Share float64 // of the full samples, (0, 1]
	Options
	ctx context.Context
}

// Options are how an entry is run.
type Options struct {
	Jobs int    // workers of each run
	Lag  string // feedback lag in place of 0, such as 10m; empty: as the scenarios say
	Seed uint64 // of every scenario; 0: as the scenarios say
}

// Do runs an entry. The share scales every sample that the entry takes; tolerances widen with the root of what is left of it. It
// returns the error of a scenario that cannot be loaded or run, of the context, or of an entry that panics (*sim.Broken).
func (e *Entry) Do(ctx context.Context, share float64, o Options) (rows []Row, err error) {
	c := &Check{Share: share, Options: o, ctx: ctx}
	defer func() {
		switch f := recover().(type) {
		case nil:
		case failure:
			rows, err = c.Rows, f.err
		default: // entries run side by side, and one that breaks must not end the process with the others
			rows, err = c.Rows, sim.Recovered(f)
		}
	}()
	e.Check(c)
	return c.Rows, nil
}

// Exact tells whether a scenario that the entry runs has a feedback lag of 0, since its bidders or budgets need feedback on every auction.
func (e *Entry) Exact() bool {
	for _, name := range e.Files {
		data, err := scenarios.Read("theory/" + name)
		if err != nil {
			continue
		}
		if s, _ := scenarios.Load(name+".yaml", data, scenarios.Options{}); s != nil && s.Spec.Lag == 0 {
			return true
		}
	}
	return false
}

// failure unwinds an entry whose scenario cannot be run.
type failure struct{ err error }

// Size is a change of a scenario that sets a sample size, scaled by the share that is wanted; at least 1.
func (c *Check) Size(path string, full int) string {
	return fmt.Sprintf("%s=%d", path, c.Scaled(full))
}

// Scaled is a sample size scaled by the share that is wanted; at least 1.
func (c *Check) Scaled(full int) int { return max(1, int(math.Round(float64(full)*c.Share))) }

// Near holds a mean of n observations with a known SD against its expectation, within 4 standard errors.
func (c *Check) Near(what string, got, want, sd, n float64) {
	e := sd / math.Sqrt(n)
	c.Within(what, got, want, 4*e)
	r := &c.Rows[len(c.Rows)-1]
	r.Error, r.Half, r.Exact = e, 1.96*e, e < 1e-9*math.Abs(want)
}

// Within holds a number against the known one.
func (c *Check) Within(what string, got, want, tolerance float64) {
	c.Rows = append(c.Rows, Row{What: what, Want: want, Got: got, Tolerance: tolerance, OK: math.Abs(got-want) <= tolerance})
}

// Holds records a property and what was seen of it.
func (c *Check) Holds(what string, ok bool, format string, args ...any) {
	c.Rows = append(c.Rows, Row{What: what, OK: ok, Detail: fmt.Sprintf(format, args...)})
}

// Run is a scenario that was run.
type Run struct {
	Scenario *scenarios.Scenario
	Results  [][]*results.Result // by replication and arm
}

// Run runs a shipped scenario with changes ("path=value").
func (c *Check) Run(name string, set ...string) *Run {
	return c.play(c.Load(name, set...))
}

func (c *Check) play(s *scenarios.Scenario) *Run {
	results, err := units.Play(c.ctx, s.Spec, c.Jobs)
	if err != nil {
		panic(failure{fmt.Errorf("%s: %w", s.Name, err)})
	}
	return &Run{s, results}
}

// Load reads a shipped scenario with changes.
func (c *Check) Load(name string, set ...string) *scenarios.Scenario {
	data, err := scenarios.Read(name)
	if err != nil {
		panic(failure{err})
	}
	if c.Seed > 0 {
		set = append(slices.Clone(set), fmt.Sprintf("run.seed=%d", c.Seed))
	}
	s, ds := scenarios.Load(name+".yaml", data, scenarios.Options{Set: set})
	if s != nil && s.Spec.Lag == 0 && c.Lag != "" {
		set = append(slices.Clone(set), "run.feedback_lag="+c.Lag)
		s, ds = scenarios.Load(name+".yaml", data, scenarios.Options{Set: set})
	}
	if s == nil {
		text := ""
		for _, d := range ds {
			text += "\n" + d.Text()
		}
		panic(failure{fmt.Errorf("%s cannot be run:%s", name, text)})
	}
	return s
}

// Total sums an arm of the first replication over all days and cells.
func (r *Run) Total(arm int) *results.Totals { return r.Sum(0, arm, results.Everything) }

// Sum sums an arm of a replication over all days and a part of the market.
func (r *Run) Sum(replication, arm int, cut results.Cut) *results.Totals {
	result := r.Results[replication][arm]
	t := results.Sum(result, &r.Scenario.Axes, 0, len(result.Days), cut)
	return &t
}

// Campaign finds a campaign of an arm of the first replication by its full name.
func (r *Run) Campaign(arm int, name string) *results.CampaignResult {
	campaigns := r.Results[0][arm].Campaigns
	i := slices.IndexFunc(campaigns, func(x results.CampaignResult) bool { return x.Name == name })
	if i < 0 {
		panic(failure{fmt.Errorf("%s has no campaign %s", r.Scenario.Name, name)})
	}
	return &campaigns[i]
}
