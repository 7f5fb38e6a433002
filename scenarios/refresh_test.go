package scenarios_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestPacingWhereServersRefreshRarely: a budget that is three quarters of what an unpaced day costs is paced by the root of that, so that a USD
// buys 2/sqrt(3/4) clicks, however rarely servers refresh and however late spend is. With refreshes rarer than pacing ticks a campaign that had
// rested lost what it spent from its reckoning, so that it believed that its budget was ample and never paced (2.03 clicks).
func TestPacingWhereServersRefreshRarely(t *testing.T) {
	file, err := os.ReadFile("theory/n-paced-bidder.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{"auto", "multiplicative", "pid"} {
		for _, late := range []string{"run.feedback_lag=5m", "run.feedback_lag=30m", "run.feedback_delay=30m"} {
			_, all := simulate(t, string(file), late, "run.horizon=10d", "market.campaigns.groups.own.pacing="+method, "market.pinners.count=4_000", "market.campaigns.groups.own.daily_budget=150 USD")
			var clicks, spend float64
			for _, d := range all[0][0].Days {
				clicks += float64(d.Groups[0].Clicks) / spec.Unit
				spend += d.Groups[0].Revenue.Float()
			}
			near(t, method+", "+late+": clicks per USD", clicks/spend, 2/math.Sqrt(0.75), 0.006)
			near(t, method+", "+late+": spend over budget", spend/1500, 0.985, 0.003)
		}
	}
}

// TestServersLearnNothingBetweenRefreshes: campaigns that bid less than the reserve come at refreshes in one run and between them in another. Budgets pay when a campaign
// comes, but what auctions see stands still until the next refresh, so nobody else's results may differ, whatever the platform does with feedback.
func TestServersLearnNothingBetweenRefreshes(t *testing.T) {
	for name, with := range map[string][]string{
		"exploration":        {"mechanism.exploration=100"},
		"cold start":         {"market.campaigns.groups.late.cold_start={sigma: 1, impressions: 100}"},
		"goal":               {"market.campaigns.groups.late.support={clicks: 3_000, step: 0.001 USD, most: 1 USD, over: 3d}"},
		"exploring":          {"market.campaigns.groups.late.support={clicks: 30_000, step: 0.001 USD, most: 0.01 USD, exploring: {offset: 1, power: 0.2}}"},
		"fading":             {"market.campaigns.groups.late.support={kind: fading, clicks: 300, start: 1 USD, keep: 90%, every: 1d}"},
		"prediction":         {"market.prediction.ctr={kind: linear, step: 0.01, own: 100%, prior: 1%}"},
		"pacing":             {"market.campaigns.groups.g.daily_budget=20 USD", "market.campaigns.groups.g.pacing=pid"},
		"throttling":         {"market.campaigns.groups.g.daily_budget=20 USD", "market.campaigns.groups.g.pacing=throttling"},
		"shared budget":      {"market.campaigns.groups.g.shared_budget=all", "market.campaigns.shared_budgets={all: {daily_budget: 40 USD}}", "market.campaigns.groups.g.pacing=auto"},
		"sides, exploration": {tested, "arms={new: {set: {mechanism.exploration: 100}}}"},
		"sides, goal":        {tested, "arms={new: {set: {market.campaigns.groups.late.support: {clicks: 3_000, step: 0.001 USD, most: 1 USD, over: 3d}}}}"},
		"sides, exploring":   {tested, "arms={new: {set: {market.campaigns.groups.late.support: {clicks: 20, step: 0.001 USD, most: 0.01 USD, exploring: {offset: 1, power: 0}}}}}"},
	} {
		for _, delay := range []string{"0", "8h"} {
			at, between := visited(t, false, append(with, "run.feedback_delay="+delay)...), visited(t, true, append(with, "run.feedback_delay="+delay)...)
			for d := range at {
				for g := range 2 {
					if x, y := at[d].Groups[g], between[d].Groups[g]; x != y {
						t.Errorf("%s, delay %s, day %d: group %d has %d impressions, %d clicks and %v, and %d, %d and %v where others come between refreshes",
							name, delay, d, g, x.Impressions, x.Clicks, x.Revenue, y.Impressions, y.Clicks, y.Revenue)
					}
				}
			}
		}
	}
}

// tested is a test on requests of an arm.
const tested = "experiments={test: {compare: [new, control], metrics: [clicks], designs: {requests: {split: auction}}}}"

// visited is the days of a market into which campaigns that are never shown come together or, between refreshes, one by one; where it has a test, of the market with both sides.
func visited(t *testing.T, between bool, with ...string) []results.DayResult {
	t.Helper()
	groups := "market.campaigns.groups=[{name: g, count: 4, value: 1 USD, pacing: none}, {name: late, count: 2, value: 0.90 USD, pacing: none, start: 1d}"
	for hour := 25; hour < 72; hour += 2 { // no multiple of the lag
		at := hour
		if !between {
			at = 24
		}
		groups += fmt.Sprintf(", {name: visitor%d, count: 1, value: 0.01 USD, pacing: none, start: %dh}", hour, at)
	}
	s := load(t, plainMarket, scenarios.Options{Set: append([]string{"run.feedback_lag=4h", "run.horizon=4d", "market.pinners.count=500", "mechanism.reserve=0.02 USD",
		"mechanism.auction=first_price", groups + "]"}, with...)})
	arm := 0
	if len(s.Experiments) > 0 {
		l := s.Experiments[0].Layout(s.Spec, 0, false)
		s.Spec, arm = l.Spec, l.Designs[0][0]
	}
	return firstOf(t, s, 1)[arm].Days
}
