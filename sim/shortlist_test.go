package sim_test

import (
	"context"
	"reflect"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// contest is the market of the cold-start study, small: boosts that rise and fall, predictors that learn, exploring, budgets that run out.
var contest = []string{"run.horizon=3d", "run.replications=1", "market.pinners.count=300", "market.campaigns.groups.mature.count=150", "market.campaigns.groups.new.count=60",
	"market.campaigns.groups.mature.lifetime_budget=40 USD", "market.campaigns.groups.new.lifetime_budget=40 USD", "market.campaigns.groups.mature.value_scale=1x", "market.campaigns.groups.new.value_scale=1x", "market.campaigns.groups.new.support.clicks=20", "market.campaigns.groups.new.support.every=6h"}

// TestListsDecideLikeAll: requests that lists of those who can win decide end as they would with all candidates, to the last bit, in whole markets and on
// every side of tests; with a lag, any number of workers gives the same.
func TestListsDecideLikeAll(t *testing.T) {
	data, err := scenarios.Read("cold_start_study")
	if err != nil {
		t.Fatal(err)
	}
	for _, lag := range []string{"0s", "5m"} {
		set := append([]string{"run.feedback_lag=" + lag}, contest...)
		s, ds := scenarios.Load("study.yaml", data, scenarios.Options{Set: set})
		if s == nil {
			t.Fatal(ds)
		}
		l := s.Experiments[0].Layout(s.Spec, 0, false)
		played := func(jobs int) (out [2]any) {
			units := make([]*results.Trial, len(l.Spec.Arms))
			all, err := sim.Run(context.Background(), l.Spec, sim.Options{Jobs: jobs, Units: func(_, arm int, u *results.Trial) { units[arm] = u }})
			if err != nil {
				t.Fatal(err)
			}
			return [2]any{all, units}
		}
		lists := played(1)
		sim.RankAll(true)
		ranked := played(1)
		sim.RankAll(false)
		for what := range lists {
			if !reflect.DeepEqual(lists[what], ranked[what]) {
				t.Errorf("lag %s: lists give other results (%d)", lag, what)
			}
			if more := played(3); !reflect.DeepEqual(more[what], lists[what]) {
				t.Errorf("lag %s: three workers give other results (%d)", lag, what)
			}
		}
	}
}
