package sim_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/models"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// market is a small market with everything switched on: three surfaces, two segments, interests, fatigue, pacing, budgets.
func market(campaigns int) *spec.Market {
	members := make([]spec.Member, campaigns)
	nan := math.NaN()
	for i := range members {
		members[i] = spec.Member{Name: fmt.Sprintf("shops/%d", i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan}
	}
	median := 1.0
	slots := []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.8, Position: 5}, {Effect: 0.6, Position: 9}, {Effect: 0.4, Position: 13}}
	return &spec.Market{
		Economy: spec.Economy{
			Groups: []spec.Group{{
				Name: "shops", Members: members, Ads: 1, Objective: spec.Click, Bills: spec.Click,
				Value: spec.Value{Dist: &dist.Lognormal{Median: &median, Sigma: 0.5}}, Daily: &dist.Constant{Value: 20},
				ClickRate: spec.Rate{Base: &dist.Constant{Value: 0.02}, Affinity: 1}, ConversionRate: spec.Rate{Base: &dist.Constant{Value: 0.05}},
				Start: -spec.Never, End: spec.Never,
				Campaigning: spec.Campaigning{Strategy: &agents.Truthful{}, Pacing: &agents.Predictive{Memory: 300, Least: 0.001}},
			}},
			Fatigue: spec.Fatigue{PerAd: 0.02, HalfLife: 8 * spec.Hour, Effect: 1}, Regime: &regimes.NoRegime{},
			Organic: spec.Organic{SaveRate: 0.02, ClickRate: 0.05}, Leave: spec.Leave{Base: 0.02, PerFatigue: 0.05, HideRate: 0.002},
			Conversions: spec.ConversionDelay{Delay: &dist.Exponential{Average: 12 * 3600}, Window: 7 * spec.Day},
		},
		Platform: spec.Platform{
			Surfaces:   []spec.Surface{{Name: "home", Pins: 24, Slots: slots}, {Name: "search", Pins: 20, Slots: slots[:3]}, {Name: "related", Pins: 16, Slots: slots[:2]}},
			Prediction: spec.Prediction{CTR: &models.Oracle{}, CVR: &models.Oracle{}},
			Mechanism:  &auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}, PacingInterval: 15 * spec.Minute,
		},
	}
}

func small(pinners, campaigns int) *spec.Spec {
	topics, shares := make([]string, 16), make([]float64, 16)
	for i := range topics {
		topics[i], shares[i] = fmt.Sprint("topic", i), 1.0/16
	}
	control := market(campaigns)
	return &spec.Spec{
		Name: "test", Seed: 7, Replications: 1, Warmup: spec.Day, Horizon: 3 * spec.Day, Lag: spec.Minute,
		Population: spec.Population{
			Count: pinners, Envelope: 3, Requests: &dist.Geometric{Average: 3}, Dwell: &dist.Exponential{Average: 45}, Surfaces: []float64{0.55, 0.3, 0.15},
			Segments: []spec.Segment{{Name: "casual", Share: 0.7, SessionsPerDay: &dist.Gamma{Average: 0.3, Shape: 0.8}}, {Name: "core", Share: 0.3, SessionsPerDay: &dist.Gamma{Average: 1.6, Shape: 2}}},
			Rhythm:   spec.Rhythm{Amplitude: 0.5, Peak: 20 * spec.Hour}, Interests: spec.Interests{Dimensions: 16, Focus: 0.5, Topics: topics, Shares: shares},
		},
		Arms: []spec.Arm{{Name: "control", Phases: []spec.Phase{{Market: control}}}},
	}
}

func run(t testing.TB, s *spec.Spec, jobs int) [][]*results.Result {
	t.Helper()
	results, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// TestWorkersNeverChangeAResult compares every number of a run with 1, 2 and 8 workers.
func TestWorkersNeverChangeAResult(t *testing.T) {
	s := small(5000, 40)
	want := run(t, s, 1)
	if want[0][0].Days[2].Cells[0].Clicks == 0 {
		t.Fatal("nothing happened")
	}
	for _, jobs := range []int{2, 8} {
		if got := run(t, s, jobs); !reflect.DeepEqual(got, want) {
			t.Errorf("-j %d differs from -j 1", jobs)
		}
	}
}

// TestMoneyIsConserved: spend by campaign, surface, day, hour and group each add up to revenue, to the last unit; and nobody
// exceeds a budget when overdelivery is written off.
func TestMoneyIsConserved(t *testing.T) {
	for _, lag := range []spec.Time{0, spec.Minute, spec.Hour} {
		s := small(2000, 20)
		s.Lag = lag
		s.Arms[0].Phases[0].Market.Groups[0].Daily = &dist.Constant{Value: 3}
		for _, r := range run(t, s, 2)[0] {
			var cells, hours, groups, campaigns, over, overGroups spec.Nano
			for _, d := range r.Days {
				for _, c := range d.Cells {
					cells += c.Revenue
					over += c.Overdelivery
				}
				for _, h := range d.Hours {
					hours += h.Revenue
				}
				for _, g := range d.Groups {
					groups += g.Revenue
					overGroups += g.Overdelivery
				}
			}
			for _, c := range r.Campaigns {
				campaigns += c.Spend
				if c.Spend > c.Budget {
					t.Errorf("lag %d: %s spent %d of %d", lag, c.Name, c.Spend, c.Budget)
				}
			}
			if cells == 0 || cells != hours || cells != groups || cells != campaigns || over != overGroups {
				t.Errorf("lag %d: revenue by cell %d, hour %d, group %d, campaign %d; overdelivery %d, %d", lag, cells, hours, groups, campaigns, over, overGroups)
			}
			if (lag == 0) != (over == 0) {
				t.Errorf("lag %d: overdelivery %d", lag, over)
			}
		}
	}
}

// TestBudgetsPayToTheLastUnit: a day's budget from which more was charged than it holds pays all that it holds and no more; what is
// left of the charges is overdelivery.
func TestBudgetsPayToTheLastUnit(t *testing.T) {
	for _, lag := range []spec.Time{spec.Minute, spec.Hour} {
		s := small(2000, 20)
		s.Lag, s.Horizon = lag, spec.Day
		g := &s.Arms[0].Phases[0].Market.Groups[0]
		g.Daily, g.Pacing = &dist.Constant{Value: 3}, nil
		beyond := 0
		for _, c := range run(t, s, 2)[0][0].Campaigns {
			if c.Overdelivery > 0 {
				beyond++
			}
			if c.Spend > 3*spec.Unit || (c.Overdelivery > 0 && c.Spend != 3*spec.Unit) {
				t.Errorf("lag %d: %s spent %v of a budget of 3, with %v beyond it", lag, c.Name, c.Spend.Float(), c.Overdelivery.Float())
			}
		}
		if beyond < 5 {
			t.Errorf("lag %d: only %d of 20 campaigns were charged beyond their budgets", lag, beyond)
		}
	}
}
