package scenarios_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// plainMarket is a market whose counts follow from what it states: 2,000 Pinners with one session a day of three requests, one slot that
// is always viewed, clicks at 10%, no fatigue and no budgets.
const plainMarket = `marketsim: 1
name: plain
run: {horizon: 7d, seed: 11, replications: 1}
market:
  pinners:
    count: 2_000
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    interests: {dimensions: 0}
    requests_per_session: 3
    fatigue: {per_ad: 0}
    hide_rate: 0%
    rhythm: {daily: flat}
  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    groups: [{name: g, count: 4, value: 1 USD, pacing: none}]
mechanism: {auction: second_price}
`

// played is the sum of all days of a changed plain market, and its days.
func played(t *testing.T, changes ...string) (all results.Tally, days []results.DayResult) {
	t.Helper()
	s := load(t, plainMarket, scenarios.Options{Set: changes})
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	days = got[0][0].Days
	for d := range days {
		for i := range days[d].Cells {
			all.Add(&days[d].Cells[i])
		}
	}
	return all, days
}

// near fails unless a count is within five standard deviations of what is expected.
func near(t *testing.T, what string, got, want, sd float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 5*sd+1e-9) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, 5*sd)
	}
}

// TestFeaturesThatNoScenarioUses: what a key does follows from what it says, also where no shipped scenario turns it.
func TestFeaturesThatNoScenarioUses(t *testing.T) {
	const group = "market.campaigns.groups.g."
	plain, _ := played(t)
	n := float64(plain.Sessions)
	near(t, "sessions", n, 14_000, math.Sqrt(14_000))
	near(t, "requests without anything", float64(plain.Auctions), 3*n, math.Sqrt(n))
	near(t, "clicks", float64(plain.Clicks)/1e9, 0.1*float64(plain.Impressions), math.Sqrt(0.09*float64(plain.Impressions)))

	t.Run("ads in a session", func(t *testing.T) {
		got, _ := played(t, "mechanism.ad_load.per_session=2")
		if got.Sessions != plain.Sessions || got.Impressions > 2*got.Sessions || float64(got.Impressions) < 1.98*float64(got.Sessions) {
			t.Errorf("%d ads in %d sessions, want 2 each", got.Impressions, got.Sessions)
		}
	})
	t.Run("positions without ads", func(t *testing.T) {
		if got, _ := played(t, "mechanism.ad_load.top_gap=1"); got.Impressions != 0 {
			t.Errorf("%d ads above the gap", got.Impressions)
		}
	})
	t.Run("leaving early", func(t *testing.T) {
		got, _ := played(t, "market.pinners.leave.per_request=50%")
		near(t, "requests of a session", float64(got.Auctions)/float64(got.Sessions), 1.75, 0.83/math.Sqrt(n))
		if got, _ = played(t, "market.pinners.leave.per_request=100%"); got.Auctions != got.Sessions {
			t.Errorf("%d requests in %d sessions, want one each", got.Auctions, got.Sessions)
		}
	})
	t.Run("hiding", func(t *testing.T) {
		got, _ := played(t, "market.pinners.hide_rate=5%")
		near(t, "hides", float64(got.Hides)/1e9, 0.05*float64(got.Impressions), math.Sqrt(0.05*float64(got.Impressions)))
	})
	t.Run("saves and clicks of Pins", func(t *testing.T) {
		got, _ := played(t, "market.organic={save_rate: 10%, click_rate: 20%}")
		pins := 9 * float64(got.Auctions)
		near(t, "saves", float64(got.Saves), 0.1*pins, math.Sqrt(0.09*pins))
		near(t, "clicks of Pins", float64(got.PinClicks), 0.2*pins, math.Sqrt(0.16*pins))
	})
	t.Run("frequency cap", func(t *testing.T) {
		got, days := played(t, group+"frequency_cap={count: 1, per: 7d}", "market.pinners.history=100")
		if most := int64(4 * 2000); got.Impressions > most || float64(got.Impressions) < 0.9*float64(most) {
			t.Errorf("%d ads of four campaigns to 2000 Pinners once each", got.Impressions)
		}
		if days[0].Cells[0].Impressions == 0 {
			t.Error("no ad on the first day")
		}
		if got, _ = played(t, group+"frequency_cap={count: 1, per: 1s}"); got.Impressions < plain.Impressions*99/100 {
			t.Errorf("a cap of a second leaves %d of %d ads", got.Impressions, plain.Impressions)
		}
	})
	t.Run("weekly budget", func(t *testing.T) {
		got, _ := played(t, group+"weekly_budget=50 USD", group+"pacing=auto")
		if spent := got.Revenue.Float(); spent > 200 || spent < 190 {
			t.Errorf("four weekly budgets of 50 USD spend %v", spent)
		}
		if got.Overdelivery < 0 {
			t.Errorf("overdelivery %v", got.Overdelivery)
		}
	})
	t.Run("shared budget", func(t *testing.T) {
		got, days := played(t, "market.campaigns.shared_budgets={pot: {daily_budget: 12 USD}}", group+"shared_budget=pot", "mechanism.reserve=0.5 USD")
		if spent := got.Revenue.Float(); spent > 7*12 || spent < 7*11.9 {
			t.Errorf("a shared budget of 12 USD spends %v in 7 days", spent)
		}
		for d := range days {
			if spent := days[d].Groups[0].Revenue.Float(); spent > 12+1e-9 {
				t.Errorf("day %d: %v of a shared budget of 12 USD", d, spent)
			}
		}
	})
	t.Run("floors by segment", func(t *testing.T) {
		if got, _ := played(t, "mechanism.reserve_by_segment={everyone: 2 USD}"); got.Impressions != 0 {
			t.Errorf("%d ads below a floor of twice the bids", got.Impressions)
		}
		got, _ := played(t, "mechanism.reserve_by_segment={everyone: 0.5 USD}", group+"count=1")
		near(t, "price of a click at the floor", got.Revenue.Float()/(float64(got.Clicks)/1e9), 0.5, 1e-9)
	})
	t.Run("wear-out", func(t *testing.T) {
		worn, _ := played(t, group+"wear_out={per_exposure: 20%}", "market.pinners.history=100")
		if rate := float64(worn.Clicks) / 1e9 / float64(worn.Impressions); rate > 0.08 || rate < 0.005 {
			t.Errorf("click rate %v with wear-out, want below 0.08 and above 0.005", rate)
		}
		fresh, _ := played(t, group+"wear_out={per_exposure: 20%, refresh: 1h}", "market.pinners.history=100")
		if fresh.Clicks <= worn.Clicks {
			t.Errorf("%d clicks with fresh creatives, %d without", fresh.Clicks, worn.Clicks)
		}
	})
}

// TestSettingsThatContradict: what the language refuses beyond single values, a case each.
func TestSettingsThatContradict(t *testing.T) {
	const group = "market.campaigns.groups.g."
	for change, want := range map[string]string{
		group + "min_daily_spend=1 USD":                                      "can be kept for a campaign only where it shares the budget",
		group + "shared_budget=pot":                                          "there is no shared budget named `pot`",
		group + "bill=conversions":                                           "cannot be billed for conversions",
		"mechanism.forecast=[0, 0]":                                          "the forecast says that nobody comes",
		"market.pinners.rhythm.weekly=[1, 1]":                                "a week has 2 rates here",
		"market.pinners.cohorts=36h":                                         "this is not a whole number of days",
		"market.surfaces.home={share: 100%, page: 9 pins, ad_slots: [1, 1]}": "ad slots must rise, and 1 follows 1",
		"market.surfaces.home.examination=[0.5, 0.2]":                        "2 probabilities for 1 ad slot",
		group + "targeting.nearest=10%":                                      "there are no interests to be near to",
		"mechanism.reserve={hom: 1 USD}":                                     "there is no surface named `hom`",
		group + "value_by_segment={all: 1 USD, nobody: 2 USD}":               "there is no segment named `nobody`",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(plainMarket), scenarios.Options{Set: []string{change}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
}

// TestNoticesTakeAPlace: on a page of ten Pins a notice leaves nine organic ones; an ad that is withheld without a notice leaves ten, where nobody else has one.
func TestNoticesTakeAPlace(t *testing.T) {
	for withhold, organic := range map[string]float64{"psa": 9, "ghost": 10, "none": 9} {
		all, _ := played(t, groupG+"withhold="+withhold, "market.organic.click_rate=10%")
		want := 0.1 * organic * float64(all.Auctions)
		near(t, withhold+": clicks on organic Pins", float64(all.PinClicks), want, math.Sqrt(want))
	}
}
