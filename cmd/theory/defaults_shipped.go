package theory

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/sim/results"
)

// Section N, continued: the scenarios that are shipped to start from.

func init() {
	add(Entry{"N18", "Control of shipped scenarios stands still for half a year, but for what is known to move", "Helson (1964), Adaptation-level theory", nil, checkN18})
}

// shipped is a scenario whose control is played.
type shipped struct {
	name         string
	replications int              // so many that no standard error is more than a quarter of a tolerance
	days         int              // 0: halfYear
	pinners      float64          // at most; 0: mostPinners
	moves        map[string]moved // measures that move, of which a run warns; all others stand still
	wide         float64          // how far revenue may lie from what is stated where replications differ much; 0: chancy
}

// moved is a measure of the last 28 days over the first, less 1, how far from it may be, and why it moves.
type moved struct {
	by, within float64
	why        string
}

// The mean state of Pinners that stands still lies within still of 1, a measure that rests on how many visits chance brings within chancy.
const (
	still, chancy = 0.01, 0.02
	halfYear      = 182
	mostPinners   = 3000
)

// shippedControls are all shipped scenarios but budget_law, a market of one day whose lifetime budgets that day uses up, and auctiongym and real_ads, which play files of the
// user's. Scenarios that are swept or have beliefs are played as they stand.
var shippedControls = []shipped{
	{name: "first-look", replications: 6},
	{name: "quickstart", replications: 6, moves: map[string]moved{"activity": {-0.015, 0.0125, "the reaction is steep: who saw many ads comes less often to forget them"}}},
	{name: "ad_load_decision", replications: 11}, {name: "advertiser_reaction", replications: 10, wide: 0.045}, {name: "autobidding", replications: 6},
	{name: "cold_start", replications: 4, moves: map[string]moved{"revenue": {-1, chancy, "lifetime budgets end"}}},
	{name: "cold_start_study", replications: 4, pinners: 1000, moves: map[string]moved{"revenue": {-0.65, 0.04, "lifetime budgets end"}}},
	{name: "earlier_tests", replications: 54}, {name: "ghost_ads", replications: 6}, {name: "google_learning", replications: 8}, {name: "learned_ads", replications: 40},
	{name: "linkedin_density", replications: 6},
	{name: "linkedin_pacing", replications: 6}, {name: "live_long_run", replications: 8, days: 224}, // its experiments do not fit into half a year
	{name: "long_run_regimes", replications: 6, moves: leaving}, {name: "month_six", replications: 54},
	{name: "pandora", replications: 6, moves: leaving},
	{name: "satisfaction", replications: 16}, {name: "short_run", replications: 54}, {name: "short_tests", replications: 54}, {name: "surrogate_index", replications: 54},
	{name: "test_designs", replications: 5, pinners: 2000},
	{name: "what_is_true", replications: 54},
}

// leaving is what moves where 0.05% of Pinners leave for good on each of the days between the first and the last, and none come.
var leaving = map[string]moved{"sessions": {gone, chancy, "Pinners leave for good"}, "revenue": {gone, chancy, "Pinners leave for good"}}

var gone = math.Pow(1-0.0005, halfYear-28) - 1

// checkN18 plays control alone, in expectation, and reads what a run watches (reports: drifts). What moves must be listed, by as much as is stated, and be what the run warns of.
func checkN18(c *Check) {
	for _, x := range shippedControls {
		if c.Share < 0.5 && x.name != "long_run_regimes" && x.name != "month_six" {
			continue
		}
		run := c.control(&x)
		for _, name := range results.Listed(results.Steady) {
			m, _ := results.LookupMetric(name)
			moves, what := x.moves[name], name+" of the last 28 days over the first"
			tolerance := chancy
			switch {
			case moves.why != "":
				tolerance = moves.within
				what += ", since " + moves.why
			case m.State:
				tolerance = still
			case name == "revenue":
				tolerance = cmp.Or(x.wide, chancy)
			}
			c.Estimate(x.name+": "+what, run.lastOverFirst(m), 1+moves.by, c.widened(tolerance))
		}
		if said, want := c.warned(run), slices.Sorted(maps.Keys(x.moves)); c.Share == 1 {
			c.Holds(x.name+": the run warns of what moves, and of nothing else", slices.Equal(said, want), "warned of %s", cmp.Or(strings.Join(said, ", "), "nothing"))
		}
	}
}

// lastOverFirst is a measure of the last 28 days over that of the first 28.
func (r *Run) lastOverFirst(m *results.Metric) reading {
	var v []float64
	for _, all := range r.Results {
		days := len(all[0].Days)
		early, late := results.Sum(all[0], &r.Scenario.Axes, 0, 28, results.Everything), results.Sum(all[0], &r.Scenario.Axes, days-28, days, results.Everything)
		v = append(v, m.Value(&late)/m.Value(&early))
	}
	return estimated(v)
}

// control plays control of a shipped scenario alone, in expectation, since nothing but what Pinners and campaigns do of themselves is asked for.
func (c *Check) control(x *shipped) *Run {
	days := cmp.Or(x.days, halfYear)
	set := []string{fmt.Sprintf("run.horizon=%dd", days), fmt.Sprintf("run.replications=%d", max(4, c.Scaled(x.replications))), "run.outcomes=expected"}
	most := cmp.Or(x.pinners, mostPinners)
	if n := float64(c.Load(x.name, set...).Spec.Population.Count); n > most {
		set = append(set, fmt.Sprintf("run.scale=%g%%", 100*most/n))
	}
	s := c.Load(x.name, set...)
	s.Spec.Arms, s.Spec.Trial = s.Spec.Arms[:1], nil
	return c.play(s)
}

// warned names the measures of which a report of the run says that control moved, sorted.
func (c *Check) warned(r *Run) (names []string) {
	in := &reports.Input{Scenario: r.Scenario.Name, Days: len(r.Results[0][0].Days), Planned: len(r.Results), Arms: []reports.ArmInfo{{Name: "control", Versus: -1}},
		Axes: r.Scenario.Axes, Results: r.Results}
	sum, _, err := reports.Measure(in)
	if err != nil {
		panic(failure{err})
	}
	for _, w := range sum.Warnings {
		if name, _, ok := strings.Cut(w, " of arm control moved"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
