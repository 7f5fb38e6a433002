package experiment_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"marketsim/scenarios"
	"marketsim/sim/spec"

	reading "marketsim/reports/experiment"
)

// lateSides is a market of one Pinner who loads a page every 0.72 s, with a place for every campaign, of which each pays 0.0002 USD a page: 1 USD an hour. Control's reserve
// excludes them all.
const lateSides = `marketsim: 1
name: late-sides
run: {horizon: 1d, seed: 9, replications: 1, feedback_lag: 5m}
market:
  pinners:
    count: 1
    segments: [{name: everyone, share: 100%, sessions_per_day: 120_000}]
    session_process: regular
    requests_per_session: 1
    dwell: 0.1s
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
    interests: {dimensions: 0}
  surfaces: {page: {share: 100%, page: 12 pins, ad_slots: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], examination: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    groups: []
mechanism: {auction: first_price, candidates: 0, reserve: 0.0003 USD}
arms:
  new: {set: {mechanism.reserve: 0 USD}}
experiments:
  test:
    compare: [new, control]
    metrics: [revenue]
    designs: {requests: {split: auction, share: 50%}}
`

// playLate plays the experiment of the market above, of campaigns that a list says.
func playLate(t *testing.T, groups string, set ...string) *reading.Outcome {
	t.Helper()
	s, ds := scenarios.Load("late.yaml", []byte(lateSides), scenarios.Options{Set: append([]string{"market.campaigns.groups=" + groups}, set...)})
	if s == nil {
		t.Fatal(ds)
	}
	return play(t, &s.Experiments[0], s, 1)
}

// endingEvenly are twelve campaigns whose budgets last until the 3rd to the 9th hour, at times that fall evenly between two refreshes.
func endingEvenly(refresh time.Duration) string {
	list := ""
	for i := range 12 {
		whole := (3 + float64(i)/2) / refresh.Hours()
		list += fmt.Sprintf("{name: b%d, lifetime_budget: %.6f USD}, ", i, refresh.Hours()*(math.Floor(whole)+(float64(i)+0.5)/12))
	}
	return "[{name: own, objective: impressions, value: 0.0002 USD, bidding: truthful, pacing: none, lifetime_budget: 1 USD, list: [" + list + "]}]"
}

// TestBudgetsOfSidesAreKnownAsLate: a budget runs over by its spend rate x the mean delay of spend, delay + refresh / 2, whether it is that of a whole market or of a
// side, whose half of the requests spends half as fast. It never pays more than it holds. Tolerances are four standard errors of twelve ends anywhere between two refreshes.
func TestBudgetsOfSidesAreKnownAsLate(t *testing.T) {
	for _, x := range []struct{ refresh, delay string }{{"10m", "0"}, {"5m", "55m"}, {"30m", "90m"}, {"1h", "5h"}} {
		refresh, _ := time.ParseDuration(x.refresh)
		delay, _ := time.ParseDuration(x.delay)
		o := playLate(t, endingEvenly(refresh), "run.feedback_lag="+x.refresh, "run.feedback_delay="+x.delay, "experiments.test.designs.requests.own_budgets=[own]")
		for arm, share := range map[int]float64{1: 1, 2: 0.5} {
			over, left := 0.0, 0.0
			for i := range o.Results[arm].Campaigns {
				c := &o.Results[arm].Campaigns[i]
				over += c.Overdelivery.Float() / 12 / share
				left += share*c.Lifetime.Float() - c.Spend.Float()
			}
			want := (delay + refresh/2).Hours()
			near(t, fmt.Sprintf("refresh every %s, delay %s, arm %s: hours of spend that run over", x.refresh, x.delay, o.Results[arm].Arm), over, want, refresh.Hours()/3)
			near(t, fmt.Sprintf("refresh every %s, delay %s, arm %s: USD left of the budgets", x.refresh, x.delay, o.Results[arm].Arm), left, 0, 1e-6)
		}
	}
}

// TestClicksOfSidesAreKnownAsLate: under support the weak campaign has 500 clicks an hour, or 250 on half of the requests. It has the clicks of its support after 2 h 15 m, which
// ends with the half-hour; servers know of it another 3 h later, and show it until then.
func TestClicksOfSidesAreKnownAsLate(t *testing.T) {
	o := playLate(t, "[{name: strong, count: 1, value: 1 USD, pacing: none}, {name: weak, count: 1, value: 0.50 USD, pacing: none}]", "mechanism.reserve=0 USD", "run.outcomes=expected",
		"market.surfaces.page={share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}", "run.feedback_lag=30m", "run.feedback_delay=3h",
		"arms.new.set={market.campaigns.groups.weak.support: {kind: fading, clicks: 1125, start: 5 USD, keep: 99%, every: 7d}}")
	for arm, share := range map[int]float64{1: 1, 2: 0.5} {
		weak := o.Results[arm].Campaigns[1]
		near(t, o.Results[arm].Arm+": clicks", float64(weak.Clicks)/spec.Unit, share*500*5.5, 20)
	}
}

// TestASideOfAllIsAWholeMarket: where all requests but one in a thousand million are treated, the side's market is that of the treatment, day by day to the last impression, whatever it
// learns of: goals, exploration, and budgets that end. Control has no exploration, so that of its campaigns nobody would need impressions without a click.
func TestASideOfAllIsAWholeMarket(t *testing.T) {
	const goal = "{clicks: 3_000, step: 0.01 USD, most: 2 USD, over: 3d"
	for name, set := range map[string][]string{
		"goal":        {"arms.new.set={market.campaigns.groups.weak.support: " + goal + "}}"},
		"exploring":   {"arms.new.set={market.campaigns.groups.weak.support: " + goal + ", exploring: {offset: 1, power: 0.3}}}"},
		"fading":      {"arms.new.set={market.campaigns.groups.weak.support: {kind: fading, clicks: 900, start: 1 USD, keep: 80%, every: 9h}}"},
		"exploration": {"arms.new.set={mechanism.exploration: 100}"},
		"budget":      {"arms.new.set={mechanism.reserve: 0.0001 USD}", "market.campaigns.groups.strong.lifetime_budget=300 USD", "experiments.test.designs.requests.own_budgets=[strong]"},
	} {
		for _, lag := range []string{"run.feedback_delay=0", "run.feedback_delay=350m", "run.feedback_lag=0"} {
			o := playLate(t, "[{name: strong, count: 3, value: 1 USD, pacing: none}, {name: weak, count: 1, value: 0.51 USD, pacing: none}, {name: late, count: 1, value: 0.01 USD, start: 17h}]",
				append([]string{"mechanism.reserve=0 USD", "run.horizon=3d", "market.surfaces.page={share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}", "run.feedback_lag=70m",
					"market.pinners.segments=[{name: everyone, share: 100%, sessions_per_day: 20_000}]", "experiments.test.designs.requests.share=99.9999999%", lag}, set...)...)
			for d := range o.Results[1].Days {
				for g := range o.Results[1].Days[d].Groups {
					whole, side := &o.Results[1].Days[d].Groups[g], &o.Results[2].Days[d].Groups[g]
					if whole.Impressions != side.Impressions || whole.Clicks != side.Clicks || math.Abs((whole.Revenue-side.Revenue).Float()) > 1e-5 {
						t.Errorf("%s, %s, day %d, group %d: the side of all requests has %d impressions, %v clicks and %v USD, the whole market %d, %v and %v",
							name, lag, d, g, side.Impressions, side.Clicks, side.Revenue.Float(), whole.Impressions, whole.Clicks, whole.Revenue.Float())
					}
				}
			}
			if o.Results[1].Days[0].Groups[1].Clicks == 0 {
				t.Errorf("%s, %s: nothing happened", name, lag)
			}
		}
	}
}
