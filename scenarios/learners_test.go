package scenarios_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"marketsim/agents"
	"marketsim/scenarios"
	"marketsim/sim"
)

// learners is a small market in which one group learns; the arm differs in nothing.
const learners = `marketsim: 1
name: learners
run: {warmup: 1d, horizon: 2d, seed: 3, replications: 1, feedback_lag: %s}
market:
  pinners: {count: 300}
  campaigns:
    groups:
      - {name: learners, count: 6, daily_budget: 5 USD, bidding: %s, pacing: %s}
      - {name: shops, count: 10, daily_budget: 5 USD}
arms:
  same: {same_as_control: true}
`

// parameters that strategies and pacing methods require.
var required = map[string]string{
	"formula": "bid: 0.5 * value",
	"fixed":   "bid: 0.5 USD", "target_cpa": "target: 0.4 USD", "target_roas": "target: 200%", "cost_cap": "cap: 0.4 USD", "asymmetric_equilibrium": "own_max: 1 USD, rival_max: 2 USD",
	"dual": "rate: 0.01 USD", "dual_averaging": "rate: 0.01 USD",
}

func variant(name string) string {
	if p := required[name]; p != "" {
		return fmt.Sprintf("{kind: %s, %s}", name, p)
	}
	return name
}

// TestEveryLearnerIsReproducible: whatever the strategy or pacing method, the result is the same for any number of workers, two arms that
// differ in nothing agree to the last unit after the market forked, and so it is with a lag and without.
func TestEveryLearnerIsReproducible(t *testing.T) {
	type market struct{ bidding, pacing string }
	var markets []market
	for _, name := range agents.Strategies.Names() {
		markets = append(markets, market{variant(name), "auto"})
	}
	for _, name := range agents.Pacings.Names() {
		markets = append(markets, market{"truthful", variant(name)})
	}
	for _, m := range markets {
		for _, lag := range []string{"10m", "0"} {
			s, ds := scenarios.Load("learners.yaml", fmt.Appendf(nil, learners, lag, m.bidding, m.pacing), scenarios.Options{})
			if s == nil {
				t.Fatalf("%+v: %s", m, text(t, ds))
			}
			one, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			four, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 4})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(one, four) {
				t.Errorf("%+v, lag %s: four workers change the result", m, lag)
			}
			control, same := one[0][0], one[0][1]
			if !reflect.DeepEqual(control.Days, same.Days) || !reflect.DeepEqual(control.Campaigns, same.Campaigns) {
				t.Errorf("%+v, lag %s: an arm that differs in nothing differs", m, lag)
			}
		}
	}
}
