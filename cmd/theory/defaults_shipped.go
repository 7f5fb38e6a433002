package theory

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/sim/results"
)

// Section N, continued: the scenarios that are shipped to start from.

func init() {
	add(Entry{"N18", "Control of shipped scenarios stands still for half a year, or the run says that it does not", "Helson (1964), Adaptation-level theory", nil, checkN18})
}

// shippedControls are the scenarios that need no file of the user's and that half a year holds. budget_law is a market of one day, whose lifetime budget the first day uses up; the
// warm-up of advertiser_reaction and the experiments of live_long_run last longer.
var shippedControls = []string{
	"first-look", "quickstart", "ad_load_decision", "autobidding", "cold_start", "cold_start_study", "ghost_ads", "google_learning", "learned_ads", "linkedin_density", "linkedin_pacing",
	"long_run_regimes", "month_six", "pandora", "satisfaction", "short_tests", "test_designs", "what_is_true",
}

// halfYear are the days that are played.
const halfYear = 180

// checkN18 reads how often Pinners come (activity), how willing to click they are (sightedness), and revenue, in the last 28 days over the first 28. Four replications of 500
// Pinners tell the last to 1% or so, so that it is asked whether a drift of more than 1% shows.
func checkN18(c *Check) {
	list := shippedControls
	if c.Share < 0.5 {
		list = []string{"month_six", "long_run_regimes"}
	}
	for _, name := range list {
		run := c.control(name)
		if said := c.drift(run); said != "" {
			c.Holds(name+": the run says that control moves", true, "%s", said)
			continue
		}
		seen, stands := "", true
		for _, x := range []struct {
			what string
			of   func(*results.Totals) float64
		}{
			{"activity", func(t *results.Totals) float64 { return t.State.Activity }}, {"sightedness", func(t *results.Totals) float64 { return t.State.Sightedness }},
			{"revenue", func(t *results.Totals) float64 { return t.Revenue.Float() }},
		} {
			r := run.halfYearOn(x.of)
			stands = stands && math.Abs(r.mean-1) < 0.01+r.half()
			seen += fmt.Sprintf(", %s %+.2f ±%.2f%%", x.what, 100*(r.mean-1), 100*r.half())
		}
		c.Holds(name+": no drift of more than 1% shows", stands, "%s", seen[2:])
	}
}

// halfYearOn is a figure of the last 28 days over that of the first 28.
func (r *Run) halfYearOn(of func(*results.Totals) float64) reading {
	var v []float64
	for _, all := range r.Results {
		early, late := results.Sum(all[0], &r.Scenario.Axes, 0, 28, results.Everything), results.Sum(all[0], &r.Scenario.Axes, halfYear-28, halfYear, results.Everything)
		v = append(v, of(&late)/of(&early))
	}
	return estimated(v)
}

// control plays control of a shipped scenario alone, in expectation, since nothing but what Pinners and campaigns do of themselves is asked for.
func (c *Check) control(name string) *Run {
	const pinners = 500.0
	set := []string{fmt.Sprintf("run.horizon=%dd", halfYear), "run.replications=4", "run.outcomes=expected"}
	if n := float64(c.Load(name, set...).Spec.Population.Count); n > pinners {
		set = append(set, fmt.Sprintf("run.scale=%g%%", 100*pinners/n))
	}
	s := c.Load(name, set...)
	s.Spec.Arms, s.Spec.Trial = s.Spec.Arms[:1], nil
	return c.play(s)
}

// drift is what a report of the run says of its control, cut to the metrics that move; empty where it stands still.
func (c *Check) drift(r *Run) string {
	in := &reports.Input{Scenario: r.Scenario.Name, Days: halfYear, Planned: len(r.Results), Arms: []reports.ArmInfo{{Name: "control", Versus: -1}},
		Axes: r.Scenario.Axes, Results: r.Results}
	sum, _, err := reports.Measure(in)
	if err != nil {
		panic(failure{err})
	}
	moving := slices.DeleteFunc(slices.Clone(sum.Warnings), func(w string) bool { return !strings.Contains(w, "although nothing changes") })
	for i, w := range moving {
		moving[i], _, _ = strings.Cut(w, " from the first")
	}
	return strings.ReplaceAll(strings.Join(moving, "; "), " of arm control", "")
}
