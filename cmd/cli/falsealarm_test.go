package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// alarms is a market with two arms that differ in nothing but their draws, and eight checks whose bound is the truth.
const alarms = `marketsim: 1
name: alarms
run: {horizon: 2d, seed: %d, replications: 6, randomness: independent}
market:
  pinners: {count: 60, interests: {dimensions: 0}}
  surfaces: {home: {share: 100%%, page: 12 pins, ad_slots: [1, 4]}}
  campaigns: {groups: [{name: shops, count: 8, daily_budget: 5 USD, click_rate: {base: 20%%}, bill: impressions, objective: clicks}]}
arms:
  same: {same_as_control: true}
checks:
  family: {correction: %s}
  list:
`

// TestFalseAlarms: of A/A runs with independent draws and eight checks whose bounds are the truth, so that every verdict but
// INCONCLUSIVE is wrong, at most 10% have any such verdict; without correction there are more. 200 runs with MARKETSIM_LONG=1,
// else 20. (At the corrected rate of 5%, 200 runs have more than 20 with a chance of 0.1%.)
func TestFalseAlarms(t *testing.T) {
	t.Parallel()
	runs := 20
	if os.Getenv("MARKETSIM_LONG") != "" {
		runs = 200
	}
	metrics := []string{"revenue", "value", "roas", "sessions", "clicks", "ctr", "cpm", "saves"}
	loaded := func(seed int, correction string) *scenarios.Scenario {
		text := fmt.Sprintf(alarms, seed, correction)
		for _, m := range metrics {
			text += fmt.Sprintf("    - {id: %s, metric: %s, require: change >= 0%%}\n", strings.ReplaceAll(m, "_", "-"), m)
		}
		s, ds := scenarios.Load("alarms.yaml", []byte(text), scenarios.Options{})
		if s == nil {
			t.Fatal(ds)
		}
		return s
	}
	decided := func(s *scenarios.Scenario, results [][]*results.Result) bool {
		summary, err := verdict.Summarise(newRecord(s).input(results))
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(summary.Checks, func(c reports.Check) bool { return c.Kind == reports.KindCheck && c.Decided > 0 })
	}
	corrected, plain := 0, 0
	for seed := 1; seed <= runs; seed++ {
		holm, none := loaded(seed, "holm"), loaded(seed, "none")
		all, err := sim.Run(context.Background(), holm.Spec, sim.Options{Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		if decided(holm, all) {
			corrected++
		}
		if decided(none, all) {
			plain++
		}
	}
	t.Logf("of %d runs, %d have a wrong verdict with the family corrected and %d without", runs, corrected, plain)
	if corrected*10 > runs {
		t.Errorf("%d of %d runs have a wrong verdict", corrected, runs)
	}
	if plain <= corrected {
		t.Errorf("without correction there should be more than %d wrong verdicts, and there are %d", corrected, plain)
	}
}
