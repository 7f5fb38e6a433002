package scenarios_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

const groupG = "market.campaigns.groups.g."

// perClick is what a campaign paid for a click.
func perClick(r *results.Result, name string) float64 {
	for _, c := range r.Campaigns {
		if c.Name == name {
			return c.Spend.Float() / (float64(c.Clicks) / spec.Unit)
		}
	}
	return math.NaN()
}

// ladder is a page of three slots, all viewed, for which five campaigns bid 5, 4, 3, 2 and 1 USD a click at equal rates.
const ladder = `marketsim: 1
name: ladder
run: {horizon: 3d, seed: 5, replications: 1}
market:
  pinners: {count: 500, interests: {dimensions: 0}, fatigue: {per_ad: 0}}
  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [1, 3, 5], examination: [1, 1, 1]}}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    groups:
      - {name: a, count: 1, value: 5 USD, pacing: none}
      - {name: b, count: 1, value: 4 USD, pacing: none}
      - {name: c, count: 1, value: 3 USD, pacing: none}
      - {name: d, count: 1, value: 2 USD, pacing: none}
      - {name: e, count: 1, value: 1 USD, pacing: none}
mechanism: {auction: gsp}
`

// TestPricesOfSeveralSlots: generalised second price charges each slot the bid below it, second price all of them the best loser's.
func TestPricesOfSeveralSlots(t *testing.T) {
	for auction, want := range map[string][3]float64{"gsp": {4, 3, 2}, "second_price": {2, 2, 2}, "first_price": {5, 4, 3}} {
		_, all := simulate(t, ladder, "mechanism.auction="+auction)
		for i, name := range []string{"a/0", "b/0", "c/0"} {
			if got := perClick(all[0][0], name); !(math.Abs(got-want[i]) <= 1e-8) {
				t.Errorf("%s: %s pays %v a click, want %v", auction, name, got, want[i])
			}
		}
		_, wide := simulate(t, ladder, "mechanism.auction="+auction, "market.surfaces.home={share: 100%, page: 40 pins, ad_slots: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19], examination: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}")
		least := map[string]float64{"gsp": 4, "second_price": 0, "first_price": 5}[auction]
		if got := perClick(wide[0][0], "a/0"); !(math.Abs(got-least) <= 1e-8) {
			t.Errorf("%s on ten slots: a/0 pays %v a click, want %v", auction, got, least)
		}
		for _, c := range all[0][0].Campaigns {
			if (c.Name == "d/0" || c.Name == "e/0") && c.Impressions != 0 {
				t.Errorf("%s: %s is shown", auction, c.Name)
			}
		}
	}
}

// TestSoftCap: with a cap of two that halves the bid from the second exposure on, a Pinner's ads are worth 1, 1, 1/2, 1/4, ... of a bid of
// 1 USD, 3 USD in all.
func TestSoftCap(t *testing.T) {
	got, _ := played(t, "mechanism.auction=first_price", groupG+"count=1", groupG+"objective=impressions", "market.pinners.history=200",
		groupG+"frequency_cap={count: 2, per: 30d, kind: soft, discount: 50%, discount_on: bid}", "run.horizon=21d")
	near(t, "paid for 2,000 Pinners", got.Revenue.Float(), 6000, 6)
}

// TestWeeklyRhythm: the first factor is that of day 0.
func TestWeeklyRhythm(t *testing.T) {
	_, days := played(t, "market.pinners.rhythm={daily: flat, weekly: [3, 1, 1, 1, 1, 1, 2]}")
	for d, factor := range []float64{3, 1, 1, 1, 1, 1, 2} {
		want := 2000 * factor * 7 / 10
		near(t, "sessions", float64(days[d].Cells[0].Sessions), want, math.Sqrt(want))
	}
}

// TestBlindnessFollowsSensitivity: at three ads a session and -10% an ad, sightedness ends at .7, and at .4 where Pinners are twice as
// sensitive; who had no session in ten days (one in 20,000) is still at 1.
func TestBlindnessFollowsSensitivity(t *testing.T) {
	_, days := played(t, "run.horizon=10d", "market.pinners.segments=[{name: calm, share: 50%, sessions_per_day: 1}, {name: tender, share: 50%, sessions_per_day: 1, sensitivity: 2x}]",
		"market.pinners.long_run={kind: ad_blindness, rate: 10, per_ad: -10%, reference: 0, smoothing: 0}", "mechanism.reserve=0 USD")
	for i, want := range []float64{0.7, 0.4} {
		s := days[9].State[i]
		near(t, "sightedness", float64(s.Sightedness)/results.StateUnit/float64(s.Pinners), want, 0.001)
	}
}

// TestDaysWithoutSessionsTeachNothing: at the reference load nobody reacts, on days without sessions neither.
func TestDaysWithoutSessionsTeachNothing(t *testing.T) {
	_, days := played(t, "run.horizon=20d", "market.pinners.segments=[{name: rare, share: 100%, sessions_per_day: 0.3}]",
		"market.pinners.long_run={kind: pandora, slope: -10%, reference: 3, smoothing: 0, depth: 0%, staying: 0%}", "mechanism.reserve=0 USD")
	s := days[19].State[0]
	near(t, "activity", float64(s.Activity)/results.StateUnit/float64(s.Pinners), 1, 0.001) // sessions over midnight are split
}

// TestLifetimeOfABudget: of a market that spends evenly, half of what a day could spend lasts for half of the day.
func TestLifetimeOfABudget(t *testing.T) {
	_, all := simulate(t, plainMarket, "market.pinners.count=20_000", "mechanism.auction=first_price", groupG+"count=1", groupG+"objective=impressions",
		groupG+"daily_budget=30_000 USD")
	c := all[0][0].Campaigns[0]
	near(t, "hours that the budget lasts", float64(c.Lived)/float64(c.Ran)/float64(spec.Hour), 12, 0.06)

	// A budget for a quarter of an hour more runs out in the half hour that begins at noon.
	_, all = simulate(t, plainMarket, "run.horizon=1d", "market.pinners.count=20_000", "mechanism.auction=first_price", groupG+"count=1", groupG+"objective=impressions",
		groupG+"daily_budget=30_625 USD")
	if lived := all[0][0].Days[0].Lived[0]; lived[24] != 1 {
		t.Errorf("budgets by the half hour in which they ran out: %v", lived)
	}
}

// TestReserveOfAConversion: a reserve is for the objective event; of an impression that clicks at 10% and converts at 50% it is a twentieth.
func TestReserveOfAConversion(t *testing.T) {
	got, _ := played(t, groupG+"count=1", groupG+"objective=conversions", groupG+"conversion_rate={base: 50%, affinity: 0}", "mechanism.reserve=0.4 USD")
	near(t, "paid for an impression", got.Revenue.Float()/float64(got.Impressions), 0.02, 1e-9)
}

// TestErrorsOfPredictionsAreIndependent: errors of mean 1 leave the mean of the product of both predictions alone; drawn together they would
// multiply it by 1.43.
func TestErrorsOfPredictionsAreIndependent(t *testing.T) {
	got, _ := played(t, "mechanism.auction=first_price", groupG+"count=1", groupG+"objective=conversions", groupG+"conversion_rate={base: 5%, affinity: 0}",
		"market.prediction={ctr: {kind: noisy, sigma: 0.6, per: request}, cvr: {kind: noisy, sigma: 0.6, per: request}}")
	spread := math.Sqrt((math.Exp(2*0.36) - 1) / float64(got.Impressions))
	near(t, "bid for an impression", got.Revenue.Float()/float64(got.Impressions), 0.005, 0.005*spread)

	// Drawn once per ad: of 800 campaigns in turn, each alone on its own hour of a page that all see, the mean bid is the same.
	const ads = 800
	sum, shown := 0.0, 0.0
	_, all := simulate(t, plainMarket, "mechanism.auction=first_price", "mechanism.candidates=1000", groupG+"count=800", groupG+"objective=conversions",
		groupG+"conversion_rate={base: 5%, affinity: 0}", groupG+"daily_budget=0.0001 USD", "run.horizon=1d", "mechanism.budget_rule=last_may_overshoot", "run.feedback_lag=0",
		"market.prediction={ctr: {kind: noisy, sigma: 0.6}, cvr: {kind: noisy, sigma: 0.6}}")
	for _, c := range all[0][0].Campaigns {
		if c.Impressions == 1 {
			sum, shown = sum+c.Spend.Float(), shown+1
		}
	}
	if shown < 0.9*ads {
		t.Fatalf("%v of %v campaigns were shown once", shown, ads)
	}
	near(t, "bid for an impression, errors per ad", sum/shown, 0.005, 0.005*math.Sqrt((math.Exp(2*0.36)-1)/shown))
}

// TestConversionsAreDrawnApartFromClicks: of the same views, 10% click and half of these convert in one market, 20% and a quarter in
// another. A view converts in both with a probability of 10% x 25%, so daily counts differ by a variance of 5% a view; of one draw for both
// they would be equal.
func TestConversionsAreDrawnApartFromClicks(t *testing.T) {
	delay := "market.campaigns.conversion_rate.delay={kind: constant, value: 1s}"
	_, one := played(t, "run.horizon=112d", "market.pinners.count=300", groupG+"count=1", groupG+"conversion_rate={base: 50%, affinity: 0}", delay)
	_, two := played(t, "run.horizon=112d", "market.pinners.count=300", groupG+"count=1", groupG+"click_rate={base: 20%, affinity: 0}", groupG+"conversion_rate={base: 25%, affinity: 0}", delay)
	squares, views := 0.0, 0.0
	for d := range one {
		gap := float64(one[d].Cells[0].Conversions-two[d].Cells[0].Conversions) / spec.Unit
		squares, views = squares+gap*gap, views+float64(one[d].Cells[0].Impressions)
	}
	near(t, "variance of the difference, a view", squares/views, 0.05, 0.05*math.Sqrt(2./112))
}

// TestReplicationsDrawAfresh: two replications of one scenario are two draws.
func TestReplicationsDrawAfresh(t *testing.T) {
	_, all := simulate(t, plainMarket, "run.replications=2")
	a, b := all[0][0].Days, all[1][0].Days
	for d := range a {
		if a[d].Digest == b[d].Digest || a[d].Cells[0].Clicks == b[d].Cells[0].Clicks && a[d].Cells[0].Sessions == b[d].Cells[0].Sessions {
			t.Errorf("day %d is the same in both", d)
		}
	}
}

// TestBestOfferOfABudget: of two ad groups that share a budget the one with the higher bid x rate takes part, not the one with the higher bid.
func TestBestOfferOfABudget(t *testing.T) {
	_, all := simulate(t, `marketsim: 1
name: offers
run: {horizon: 2d, seed: 5, replications: 1}
market:
  pinners: {count: 300, interests: {dimensions: 0}, fatigue: {per_ad: 0}}
  campaigns:
    shared_budgets: {pot: {daily_budget: 1_000 USD}}
    groups:
      - {name: dear, count: 1, value: 1 USD, shared_budget: pot, pacing: none, click_rate: {base: 10%, affinity: 0}}
      - {name: apt, count: 1, value: 0.5 USD, shared_budget: pot, pacing: none, click_rate: {base: 40%, affinity: 0}}
`)
	for _, c := range all[0][0].Campaigns {
		if (c.Name == "apt/0") != (c.Impressions > 0) {
			t.Errorf("%s has %d impressions", c.Name, c.Impressions)
		}
	}
}

// TestArmsHaveHistoriesOfTheirOwn: an arm that differs in nothing that matters shows what control shows, also where Pinners remember ads
// from before the arms part.
func TestArmsHaveHistoriesOfTheirOwn(t *testing.T) {
	_, all := simulate(t, plainMarket+"arms: {same: {set: {mechanism.candidates: 150}}}\n", "run.warmup=2d", "market.pinners.history=100",
		groupG+"frequency_cap={count: 2, per: 4d}")
	for d := range all[0][0].Days {
		if a, b := all[0][0].Days[d].Cells[0], all[0][1].Days[d].Cells[0]; a != b || a.Impressions == 0 {
			t.Errorf("day %d: %+v in control, %+v in the arm", d, a, b)
		}
	}
}

// TestFlightIsReleased: spend on its way is held back from a budget until it is known, and then no longer: budgets are used up every day.
func TestFlightIsReleased(t *testing.T) {
	_, days := played(t, groupG+"count=1", groupG+"daily_budget=50 USD", groupG+"objective=conversions", groupG+"bill=conversions", "mechanism.inflight=counted",
		groupG+"conversion_rate={base: 50%, affinity: 0}", "market.campaigns.conversion_rate.delay={kind: constant, value: 30m}", "mechanism.auction=first_price")
	for d := range days {
		if spent := days[d].Groups[0].Revenue.Float(); spent < 47 || spent > 50 {
			t.Errorf("day %d: spent %v of 50 USD", d, spent)
		}
	}
}

// TestFewEventsOfAScaledBudget: at half of the scale 28 USD a day are 14 events of 1 USD, fewer than the 15 below which a run warns; 32 USD are 16.
func TestFewEventsOfAScaledBudget(t *testing.T) {
	for _, c := range []struct {
		name, budget string
		want         int64
	}{{"14 events", "28 USD", 1}, {"16 events", "32 USD", 0}} {
		_, all := simulate(t, plainMarket, "run.scale=50%", "run.feedback_lag=0", "mechanism.auction=first_price", groupG+"count=1", groupG+"objective=impressions", groupG+"daily_budget="+c.budget)
		warned := int64(0)
		for _, w := range all[0][0].Warnings {
			if strings.Contains(w.What, "fewer than 15 events a day") {
				warned += w.N
			}
		}
		if warned != c.want {
			t.Errorf("%s a day: %d campaigns are warned of, want %d; %v", c.name, warned, c.want, all[0][0].Warnings)
		}
	}
}

// TestFewPinnersOfAScaledBudget: 1,000 of 2,000 Pinners lose 12.5 * 0.5 / 1,000 = 0.6% to chance, and 1,300 of 2,600 less than the 0.5% from which a run warns. Sampled outcomes have a
// warning of their own, and a market without budgets loses nothing.
func TestFewPinnersOfAScaledBudget(t *testing.T) {
	const budget = groupG + "daily_budget=50 USD"
	for _, c := range []struct {
		name string
		set  []string
		want string
	}{
		{"1,000 of 2,000", []string{budget}, "1 campaigns whose budgets meet 1000 Pinners (by 0.6%)"},
		{"1,300 of 2,600", []string{budget, "market.pinners.count=2600"}, ""},
		{"few, beyond what was measured", []string{budget, "market.pinners.count=40"}, "1 campaigns whose budgets meet 20 Pinners (by more than 5%)"},
		{"sampled", []string{budget, "run.outcomes=sampled"}, ""},
		{"whole", []string{budget, "run.scale=100%", "market.pinners.count=1000"}, ""},
		{"no budget", nil, ""},
	} {
		_, all := simulate(t, plainMarket, append([]string{"run.scale=50%", "run.outcomes=expected", "run.horizon=1d", "market.pinners.count=2000", groupG + "count=1"}, c.set...)...)
		got := ""
		for _, w := range all[0][0].Warnings {
			if before, after, ok := strings.Cut(w.What, " at this run.scale: which"); ok {
				_, lost, _ := strings.Cut(after, "lower (")
				lost, _, _ = strings.Cut(lost, " in the default")
				got = fmt.Sprintf("%d %s (%s)", w.N, before, lost)
			}
		}
		if got != c.want {
			t.Errorf("%s: warned of %q, want %q", c.name, got, c.want)
		}
	}
}

// TestRelevanceOfAnAd: where no interest plays a part every ad is of relevance 1, its click rate over its base rate, however well the Pinner sees ads. At a reference of 0.5 and a weight of
// 20% sightedness ends at 1.1; were it counted as relevance, at 1.125.
func TestRelevanceOfAnAd(t *testing.T) {
	_, days := played(t, "run.horizon=10d", "market.pinners.count=500", "market.pinners.long_run={kind: google_search, rate: 10, relevance: 20%, landing_page: 0%, reference_relevance: 0.5, reference_quality: 1}")
	s := days[9].State[0]
	near(t, "sightedness", float64(s.Sightedness)/results.StateUnit/float64(s.Pinners), 1.1, 0.0002)
}
