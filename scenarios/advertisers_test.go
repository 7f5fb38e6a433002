package scenarios_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// busy is a market in which every budget below runs out: some 6,000 auctions a day on two surfaces.
const busy = `marketsim: 1
name: busy
run: {horizon: 14d, seed: 3, replications: 1, feedback_lag: 1m}
market:
  pinners: {count: 1_500, segments: [{name: everyone, share: 100%, sessions_per_day: 1.4}], interests: {dimensions: 0}, rhythm: {weekly: [1, 1, 1, 1, 1.2, 1.6, 1.2]}}
  campaigns:
    click_rate: {base: 30%}
    groups:
      - name: shops
        count: 12
        value: {kind: lognormal, median: 0.08 USD, sigma: 0.4}
        daily_budget: 4 USD
mechanism: {reserve: 0.02 USD}
`

func simulate(t *testing.T, file string, set ...string) (*scenarios.Scenario, [][]*results.Result) {
	t.Helper()
	s := load(t, file, scenarios.Options{Set: set})
	all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return s, all
}

// budgetKinds are ways to state budgets, each with a bound on what the ad groups that share one may spend in all.
var budgetKinds = map[string][2]string{
	"daily":            {"daily_budget: 4 USD", ""},
	"lifetime":         {"lifetime_budget: 30 USD", ""},
	"weekly":           {"weekly_budget: 25 USD", ""},
	"weekly and daily": {"weekly_budget: 25 USD\n        daily_budget: 4 USD", ""},
	"ad groups":        {"daily_budget: 6 USD\n        ad_groups: 3", ""},
	"kept for each":    {"daily_budget: 6 USD\n        ad_groups: 3\n        min_daily_spend: 1.5 USD", ""},
	"shared":           {"shared_budget: all", "    shared_budgets: {all: {daily_budget: 10 USD, weekly_budget: 60 USD}}\n"},
}

func withBudget(kind [2]string) string {
	return strings.Replace(strings.Replace(busy, "daily_budget: 4 USD", kind[0], 1), "    click_rate:", kind[1]+"    click_rate:", 1)
}

// spending adds up, by budget, what was spent, overdelivered and allowed.
func spending(r *results.Result) map[string]*[3]spec.Nano {
	out := map[string]*[3]spec.Nano{}
	for _, c := range r.Campaigns {
		name := c.SharedBudget
		if name == "" {
			name = c.Name
		}
		if out[name] == nil {
			out[name] = new([3]spec.Nano)
		}
		sum := out[name]
		sum[0], sum[1], sum[2] = sum[0]+c.Spend, sum[1]+c.Overdelivery, sum[2]+c.Budget
	}
	return out
}

// TestBudgetsHold: with a lag of 0 nobody exceeds a budget of any kind and nothing is overdelivered; spend by campaign, surface, hour
// and day adds up to revenue to the last unit with and without a lag; and budgets bind, so that the test says something.
func TestBudgetsHold(t *testing.T) {
	for name, kind := range budgetKinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, lag := range []string{"0", "10m"} {
				_, all := simulate(t, withBudget(kind), "run.feedback_lag="+lag)
				r := all[0][0]
				bound := 0
				for who, s := range spending(r) {
					if s[0] > s[2] || (lag == "0" && s[1] != 0) {
						t.Errorf("lag %s: %s spent %v of %v, overdelivered %v", lag, who, s[0].Float(), s[2].Float(), s[1].Float())
					}
					if s[0] > s[2]*9/10 {
						bound++
					}
				}
				if bound == 0 {
					t.Errorf("lag %s: no budget was used up", lag)
				}
				reconcile(t, r)
			}
		})
	}
}

// reconcile holds the sums of spend against each other.
func reconcile(t *testing.T, r *results.Result) {
	t.Helper()
	var campaigns, cells, hours, groups, byHour spec.Nano
	for _, c := range r.Campaigns {
		campaigns += c.Spend
	}
	for _, d := range r.Days {
		for _, c := range d.Cells {
			cells += c.Revenue
		}
		for h := range d.Hours {
			hours += d.Hours[h].Revenue
			for g := range d.Spend {
				byHour += d.Spend[g][h]
			}
		}
		for _, g := range d.Groups {
			groups += g.Revenue
		}
	}
	if cells == 0 || cells != campaigns || cells != hours || cells != groups || cells != byHour {
		t.Errorf("revenue by cell %d, campaign %d, hour %d, group %d, group and hour %d", cells, campaigns, hours, groups, byHour)
	}
}

// TestOverdeliveryVanishesWithTheLag: it falls with the lag, to nothing at 0, whatever the kind of budget; and counting inflight spend
// takes most of it away without giving revenue up.
func TestOverdeliveryVanishesWithTheLag(t *testing.T) {
	for _, name := range []string{"daily", "weekly", "ad groups"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			over, counted, before := 0.0, 0.0, math.Inf(1)
			for _, lag := range []string{"30m", "5m", "20s", "0"} {
				sets := []string{"run.feedback_lag=" + lag, "market.campaigns.groups.shops.pacing=none"}
				s, all := simulate(t, withBudget(budgetKinds[name]), sets...)
				x := results.Sum(all[0][0], &s.Axes, 0, 14, results.Everything)
				over = x.Overdelivery.Float() / x.Revenue.Float()
				if over > before/2 {
					t.Errorf("lag %s: overdelivery %.3f%% of revenue, %.3f%% at the longer lag", lag, over*100, before*100)
				}
				before = over
				if lag == "5m" {
					_, all := simulate(t, withBudget(budgetKinds[name]), append(sets, "mechanism.inflight=counted")...)
					y := results.Sum(all[0][0], &s.Axes, 0, 14, results.Everything)
					counted = y.Overdelivery.Float() / y.Revenue.Float()
					if counted > over/2 || y.Revenue.Float() < 0.97*x.Revenue.Float() {
						t.Errorf("counting inflight spend: overdelivery %.3f%% instead of %.3f%%, revenue %.2f instead of %.2f", counted*100, over*100, y.Revenue.Float(), x.Revenue.Float())
					}
				}
			}
			if over != 0 {
				t.Errorf("overdelivery %v at a lag of 0", over)
			}
		})
	}
}

// TestWeeklyBudgetRollsOver: a week with a busy end spends more than a seventh then, and the week stays within its budget.
func TestWeeklyBudgetRollsOver(t *testing.T) {
	_, all := simulate(t, withBudget([2]string{"weekly_budget: 14 USD", ""}))
	r := all[0][0]
	var days [14]float64
	for d := range r.Days {
		days[d] = r.Days[d].Groups[0].Revenue.Float() / 12
	}
	for w := range 2 {
		sum := 0.0
		for d := range 7 {
			sum += days[7*w+d]
		}
		if sum > 14 || sum < 13 {
			t.Errorf("week %d spent %.2f of 14", w, sum)
		}
		if days[7*w+5] < 1.25*days[7*w] {
			t.Errorf("week %d: %.2f on the busiest day and %.2f on the first, though its traffic is 1.6 times as much", w, days[7*w+5], days[7*w])
		}
	}
}

// TestMinimumSpendIsKept: an ad group that bids little still gets the part of the budget that is kept for it, since the others leave
// it over.
func TestMinimumSpendIsKept(t *testing.T) {
	file := strings.Replace(withBudget([2]string{"shared_budget: all", "    shared_budgets: {all: {daily_budget: 12 USD}}\n"}), "count: 12", "count: 3", 1)
	file = strings.Replace(file, "mechanism:", "      - {name: weak, count: 1, value: 0.03 USD, shared_budget: all, min_daily_spend: 3 USD, pacing: none}\nmechanism:", 1)
	spent := func(set ...string) float64 {
		_, all := simulate(t, file, append(set, "market.campaigns.groups.shops.pacing=none")...)
		return all[0][0].Days[3].Groups[1].Revenue.Float()
	}
	if kept, not := spent(), spent("market.campaigns.groups.weak.min_daily_spend=0"); kept < 2 || not > kept/2 {
		t.Errorf("the weak ad group spends %.2f of the 3 that are kept for it, and %.2f when nothing is", kept, not)
	}
	// Once it has ended nothing is kept for it: the others spend all of the budget instead of what is left of it.
	_, all := simulate(t, file, "run.horizon=4d", "run.feedback_lag=0", "market.campaigns.groups.shops.pacing=none", "market.campaigns.groups.weak.end=2d")
	for d, most := range []float64{9, 9, 12, 12} {
		if got := all[0][0].Days[d].Groups[0].Revenue.Float(); got > most+1e-9 || got < most-0.2 {
			t.Errorf("day %d: the others spend %.2f, want %v", d, got, most)
		}
	}
}

// TestFrequencyCaps: no Pinner is served more than the cap in any span, one more would be without it; a soft cap lies between.
func TestFrequencyCaps(t *testing.T) {
	shown := func(set ...string) float64 {
		_, all := simulate(t, strings.Replace(strings.Replace(busy, "count: 12", "count: 1", 1), "        daily_budget: 4 USD\n", "", 1), append(set, "market.campaigns.groups.shops.pacing=none")...)
		n := int64(0)
		for _, d := range all[0][0].Days {
			n += d.Groups[0].Impressions
		}
		return float64(n)
	}
	const key = "market.campaigns.groups.shops.frequency_cap="
	free, hard := shown(), shown(key+"{count: 2, per: 14d}")
	if hard > 2*1500 || hard < 1.9*1500 || free < 2*hard {
		t.Errorf("%v impressions under a cap of 2 for 1,500 Pinners, %v without", hard, free)
	}
	daily := shown(key + "{count: 2, per: 1d}")
	if daily <= hard || daily >= free {
		t.Errorf("a cap of 2 a day serves %v, one of 2 in 14 days %v, none %v", daily, hard, free)
	}
	soft := shown(key + "{count: 2, per: 14d, kind: soft, discount: 50%}")
	bids := shown(key + "{count: 2, per: 14d, kind: soft, discount: 50%, discount_on: bid}")
	if bids <= hard || bids >= soft {
		t.Errorf("a soft cap on the bid, under a reserve, serves %v; it should lie between a hard cap's %v and a score's %v", bids, hard, soft)
	}
}

// TestHistoriesAreForgottenOldestFirst: a history that is too short for its exposures says how many it forgot.
func TestHistoriesAreForgottenOldestFirst(t *testing.T) {
	_, all := simulate(t, strings.Replace(busy, "{count: 1_500,", "{count: 1_500, history: 3,", 1), "market.campaigns.groups.shops.frequency_cap={count: 3, per: 7d}")
	for _, w := range all[0][0].Warnings {
		if strings.Contains(w.What, "history was full") && w.N > 0 {
			return
		}
	}
	t.Errorf("nothing was forgotten: %v", all[0][0].Warnings)
}

// reacting is a market whose advertisers look back every day.
const reacting = `marketsim: 1
name: reacting
run: {horizon: 40d, seed: 3, replications: 1, feedback_lag: 10m}
market:
  pinners: {count: 400, segments: [{name: everyone, share: 100%, sessions_per_day: 1.4}], interests: {dimensions: 0}}
  campaigns:
    click_rate: {base: 5%}
    groups:
      - name: shops
        count: 20
        value: {kind: lognormal, median: 0.8 USD, sigma: 0.4}
        daily_budget: 3 USD
        review: {every: 1d, elasticity: 0.5, reference: 200%, outside_roas: 200%, leave: 20%}
        arrivals: {per_day: 0.5, most: 40}
        cold_start: {sigma: 1, impressions: 500}
mechanism: {reserve: 0.05 USD}
arms:
  dear: {set: {mechanism.reserve: 0.8 USD}}
`

// TestAdvertisersReact: under a reserve that takes most of their surplus, advertisers cut budgets and leave; new ones keep coming, and
// the books of who is in the market add up.
func TestAdvertisersReact(t *testing.T) {
	s, all := simulate(t, reacting)
	var budgets, churn [2]float64
	for arm, r := range all[0] {
		x := results.Sum(r, &s.Axes, 30, 40, results.Everything)
		budgets[arm] = x.DayBudgets.Float()
		m, _ := results.LookupMetric("advertiser_churn")
		whole := results.Sum(r, &s.Axes, 0, 40, results.Everything)
		churn[arm] = m.Value(&whole)
		in := r.Days[0].InMarket
		for d := 1; d < len(r.Days); d++ {
			in += r.Days[d].NewCampaigns - r.Days[d].LeftCampaigns
			if in != r.Days[d].InMarket {
				t.Errorf("arm %d, day %d: %d campaigns in the market, %d by who came and left", arm, d, r.Days[d].InMarket, in)
				break
			}
		}
		if whole.NewCampaigns < 5 {
			t.Errorf("arm %d: only %v came", arm, whole.NewCampaigns)
		}
		reconcile(t, r)
	}
	if budgets[1] > 0.7*budgets[0] || churn[1] <= churn[0] {
		t.Errorf("budgets %v, churn %v", budgets, churn)
	}
	again := load(t, reacting, scenarios.Options{})
	more, err := sim.Run(context.Background(), again.Spec, sim.Options{Jobs: 7})
	if err != nil || !reflect.DeepEqual(more, all) {
		t.Error("another number of workers changes the result")
	}
}

// TestMarketRunsWithoutAdvertisers: when all leave, Pinners still browse.
func TestMarketRunsWithoutAdvertisers(t *testing.T) {
	s, all := simulate(t, strings.Replace(reacting, "arrivals: {per_day: 0.5, most: 40}", "start: 0", 1),
		"market.campaigns.groups.shops.review={reference: 100000%, outside_roas: 100000%, leave: 100%, every: 1d}")
	x := results.Sum(all[0][0], &s.Axes, 20, 40, results.Everything)
	if x.Auctions == 0 || x.Impressions != 0 || x.InMarket != 0 {
		t.Errorf("%v auctions, %v impressions, %v campaigns after all left", x.Auctions, x.Impressions, x.InMarket)
	}
	s, all = simulate(t, strings.Replace(reacting, "count: 20", "list: []\n        file: none", 1)[:strings.Index(reacting, "    groups:")]+"    groups: []\n")
	x = results.Sum(all[0][0], &s.Axes, 0, 40, results.Everything)
	if x.Auctions == 0 || x.Impressions != 0 {
		t.Errorf("%v auctions, %v impressions without campaigns", x.Auctions, x.Impressions)
	}
}

// TestConversionsCountWhenTheyArrive: with all delays beyond the window nothing is attributed; with a published law of delays, conversions
// of the first day come with the shares that the law gives.
func TestConversionsCountWhenTheyArrive(t *testing.T) {
	file := strings.Replace(busy, "daily_budget: 4 USD", "objective: conversions\n        end: 1d\n        conversion_rate: {base: 50%, delay: {kind: quantiles, shares: [35%, 50%, 100%], values: [1h, 24h, 30d]}, window: 30d}", 1)
	_, all := simulate(t, file, "run.horizon=40d", "market.pinners.count=20_000", "market.surfaces={home: {share: 100%, page: 1 pins, ad_slots: [1]}}", "market.pinners.rhythm={daily: flat, occasions: [{name: closed, start: 1d, length: 39d, factor: 0x}]}") // afterwards conversions still come
	var total, firstDay float64
	for d, day := range all[0][0].Days {
		total += float64(day.Groups[0].Conversions) / spec.Unit
		if d == 0 {
			firstDay = total
		}
	}
	// A click at time u of the day has F(1 - u) by its end: 0.35 beyond the last hour, then log-uniform up to 24 h. Integrated over u:
	// (1/24)[0.35/2 + 0.35 x 23 + 0.15 (24 log 24 - 23)/log 24].
	want := (0.35/2 + 0.35*23 + 0.15*(24*math.Log(24)-23)/math.Log(24)) / 24
	if share := firstDay / total; math.Abs(share-want) > 4*math.Sqrt(want*(1-want)/total) {
		t.Errorf("%.4f of %v conversions came on the first day, want %.4f", share, total, want)
	}
	_, all = simulate(t, file, "market.campaigns.groups.shops.conversion_rate.delay=2d", "market.campaigns.groups.shops.conversion_rate.window=1d")
	for _, c := range all[0][0].Campaigns {
		if c.Conversions != 0 || c.Value != 0 {
			t.Errorf("%s got conversions beyond its window", c.Name)
		}
	}
}

// TestContradictionsAreNamed: what cannot be meant is refused with a remedy.
func TestContradictionsAreNamed(t *testing.T) {
	for change, want := range map[string]string{
		"daily_budget: 0 USD":                                                      "a budget of 0 buys nothing",
		"daily_budget: 4":                                                          "has no unit",
		"weekly_budget: 0 USD":                                                     "a budget of 0 buys nothing",
		"daily_budget: 40 USD, weekly_budget: 30 USD":                              "it never binds",
		"daily_budget: 40 USD, lifetime_budget: 30 USD":                            "it never binds",
		"daily_budget: 4 USD, min_daily_spend: 1 USD":                              "only where it shares the budget",
		"daily_budget: 4 USD, ad_groups: 3, min_daily_spend: 2 USD":                "is kept of a daily budget",
		"shared_budget: nobody":                                                    "there is no shared budget named `nobody`",
		"frequency_cap: {count: 3, per: 7d, discount: 10%}":                        "a hard cap serves no further ad",
		"frequency_cap: {count: 30, per: 7d}":                                      "would never be reached",
		"start: 3d, end: 2d":                                                       "the campaigns end before they start",
		"daily_budget: 4 USD, review: {every: 12h}":                                "every",
		"daily_budget: 4 USD, ad_groups: 2, arrivals: {per_day: 1}":                "cannot join a budget",
		"conversion_rate: {delay: {kind: quantiles, shares: [50%], values: [1h]}}": "the last share is 50%",
	} {
		_, ds := scenarios.Load("test.yaml", []byte(strings.Replace(busy, "daily_budget: 4 USD", strings.ReplaceAll(change, ", ", "\n        "), 1)), scenarios.Options{})
		if strings.Contains(change, "{") {
			_, ds = scenarios.Load("test.yaml", []byte(strings.Replace(busy, "- name: shops\n        count: 12\n        value: {kind: lognormal, median: 0.08 USD, sigma: 0.4}\n        daily_budget: 4 USD", "- {name: shops, count: 12, "+change+"}", 1)), scenarios.Options{})
		}
		if !ds.HasErrors() || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s:\n%swant %q", change, text(t, ds), want)
		}
	}
}

// TestOwnBesideSharedBudgets: a campaign that states a budget of any kind cannot share one; one that states none can.
func TestOwnBesideSharedBudgets(t *testing.T) {
	for own, refused := range map[string]bool{"": false, ", daily_budget: 2 USD": true, ", weekly_budget: 9 USD": true, ", lifetime_budget: 30 USD": true} {
		file := strings.Replace(withBudget(budgetKinds["shared"]), "count: 12", "list: [{name: a, value: 1 USD"+own+"}, {name: b}]", 1)
		_, ds := scenarios.Load("test.yaml", []byte(file), scenarios.Options{})
		if got := text(t, ds); ds.HasErrors() != refused || strings.Contains(got, "a shared budget and budgets of their own") != refused {
			t.Errorf("%q: refused %v, want %v:\n%s", own, ds.HasErrors(), refused, got)
		}
	}
}
