package experiment_test

import (
	"math"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim/experiment"
)

// looked is a market in which Pinners do not meet: fixed bids without budgets.
const looked = `marketsim: 1
name: looked
run: {warmup: 0d, horizon: 5d, seed: 7}
market:
  pinners: {count: 400}
  campaigns: {groups: [{name: shops, count: 2, bidding: {kind: fixed, bid: 1 USD}}]}
arms:
  dear: {set: {mechanism.reserve: 0.80 USD}}
experiments:
  test: {compare: [dear, control], when: {every: 1d}, metrics: [revenue], designs: {users: {split: pinner}}}
`

// loadLooked is the test of that market with more set.
func loadLooked(t *testing.T, set ...string) (*experiment.Experiment, *scenarios.Scenario) {
	t.Helper()
	s, ds := scenarios.Load("looked.yaml", []byte(looked), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("test")
	if err != nil {
		t.Fatal(err)
	}
	return e, s
}

// sequential is the reading of a test with looks.
func sequential(t *testing.T, e *experiment.Experiment, o *reading.Outcome) (found *reading.Reading) {
	t.Helper()
	all := reading.Read(e, o)
	for i := range all {
		if all[i].Estimator == reading.Sequential {
			found = &all[i]
		}
	}
	if found == nil {
		t.Fatal("no reading of looks")
	}
	return found
}

// TestFalseAlarmsOfLooks: of 500 tests without a treatment that are looked at on five days 5% stop with an effect under either boundary, and 14.2% under the critical value of one
// look (P-G7), within four standard errors; the same tests reject twice as often and more without correction. In so small a market days are seldom normal, and all three are on the low side.
func TestFalseAlarmsOfLooks(t *testing.T) {
	const tests = 500
	want := map[string]float64{"pocock": 0.05, "obrien_fleming": 0.05, "uncorrected": 0.141689}
	rejects, rules := map[string]float64{}, map[string]*experiment.Experiment{}
	e, s := loadLooked(t)
	for rule := range want {
		rules[rule], _ = loadLooked(t, "experiments.test.when.looks="+rule)
	}
	for r := range tests {
		o := playDesigns(t, e, s, 1, r, true)
		for rule := range want {
			x := sequential(t, rules[rule], o)
			if x.P < 0.05 {
				rejects[rule]++
			}
			if x.Stopped < 1 || x.Stopped > 5 || x.P >= 0.05 && x.Stopped != 5 {
				t.Fatalf("%s, replication %d: p %v after %v days", rule, r, x.P, x.Stopped)
			}
		}
	}
	for rule, p := range want {
		if got := rejects[rule] / tests; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/tests) {
			t.Errorf("%s: %.3f of tests without an effect reject, want %.3f", rule, got, p)
		}
	}
	if rejects["uncorrected"] < 2*max(rejects["pocock"], rejects["obrien_fleming"]) {
		t.Errorf("of %d tests reject %v", tests, rejects)
	}
}
