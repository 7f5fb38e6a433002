package scenarios_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// shops is a market after a warm-up, in which every budget is used up.
const shops = `marketsim: 1
name: shops
run: {warmup: %s, horizon: %s, seed: 1, replications: 1}
market:
  pinners: {count: 500, rhythm: {weekly: [0.7, 1, 1, 1, 1, 1.3, 1]}}
  campaigns:
    click_rate: {base: 20%%}
%s    groups: [{name: shops, count: 4, value: 0.1 USD, %s}]
`

// TestBudgetsCountTheDaysOfTheHorizon: what a budget allows is its amount for each day of the horizon on which its campaigns ran, whatever
// the warm-up; of a week that the horizon cuts, the days' shares of the traffic; of a life, the amount.
func TestBudgetsCountTheDaysOfTheHorizon(t *testing.T) {
	for _, x := range []struct {
		horizon, more, budget string
		want                  float64 // of each campaign, USD
		ran                   int64
	}{
		{"2d", "", "daily_budget: 1 USD", 2, 2},
		{"10d", "", "daily_budget: 1 USD", 10, 10},
		{"7d", "", "weekly_budget: 7 USD", 7, 7},
		{"10d", "", "weekly_budget: 7 USD", 7 + 7*2.7/7, 10},
		{"14d", "", "weekly_budget: 7 USD, daily_budget: 0.5 USD", 7, 14},
		{"14d", "", "weekly_budget: 7 USD, start: 2d, end: 9d", 7, 7},
		{"14d", "", "weekly_budget: 7 USD, start: 36h", 7 + 7*6.3/7, 13},
		{"5d", "", "lifetime_budget: 3 USD", 3, 0},
		{"5d", "", "lifetime_budget: 30 USD, daily_budget: 1 USD", 5, 5},
		{"6d", "", "daily_budget: 1 USD, start: 2d", 4, 4},
		{"6d", "", "daily_budget: 1 USD, end: 4d", 4, 4},
		{"6d", "    shared_budgets: {all: {daily_budget: 4 USD}}\n", "shared_budget: all", 6, 6},
		{"6d", "", "daily_budget: 2 USD, ad_groups: 2", 6, 6},
	} {
		for _, warmup := range []string{"0d", "1d", "2d"} {
			t.Run(x.budget+" for "+x.horizon+" after "+warmup, func(t *testing.T) {
				_, all := simulate(t, fmt.Sprintf(shops, warmup, x.horizon, x.more, x.budget))
				r := all[0][0]
				if len(r.Breaches) > 0 {
					t.Errorf("%+v", r.Breaches)
				}
				for _, c := range r.Campaigns {
					if math.Abs(c.Budget.Float()-x.want) > 1e-7 || c.Ran != x.ran {
						t.Errorf("%s: budget %v, ran %d days, spent %v; want %v and %d", c.Name, c.Budget.Float(), c.Ran, c.Spend.Float(), x.want, x.ran)
					}
				}
				holdGroup(t, r)
			})
		}
	}
}

// holdGroup holds the budgets of the days against those of the campaigns.
func holdGroup(t *testing.T, r *results.Result) {
	t.Helper()
	var days, campaigns spec.Nano
	for _, d := range r.Days {
		for _, b := range d.Budgets {
			days += b
		}
	}
	for _, c := range r.Campaigns {
		if c.Daily == 0 || c.Weekly > 0 {
			return // a weekly plan depends on what was left over
		}
		campaigns += c.Budget
	}
	if days != campaigns {
		t.Errorf("budgets of the days add up to %v, of the campaigns to %v", days.Float(), campaigns.Float())
	}
}

// TestWeeklyBudgetOfNewCampaigns: who comes within a week gets the share of the days that are left of it.
func TestWeeklyBudgetOfNewCampaigns(t *testing.T) {
	_, all := simulate(t, fmt.Sprintf(shops, "3d", "14d", "", "weekly_budget: 7 USD, arrivals: {per_day: 1, outside_roas: 100%}"))
	weekly, within := [...]float64{0.7, 1, 1, 1, 1, 1.3, 1}, 0
	for _, c := range all[0][0].Campaigns {
		want, first := 0.0, int(max(c.Joined, 0)/spec.Day)
		if first%7 > 0 {
			within++
		}
		for d := first; d < 14; d++ {
			want += weekly[d%7]
		}
		if math.Abs(c.Budget.Float()-want) > 1e-7 {
			t.Errorf("%s came on day %d: budget %v, want %v", c.Name, first, c.Budget.Float(), want)
		}
	}
	if within < 5 {
		t.Errorf("%d campaigns came within a week; the test wants 5", within)
	}
}

// TestWeeklyBudgetOfASwitchedGroup: a group that an arm switches on within a week has the days of it that are left; one that was there before
// it was switched off has its week, of which a day may take 2 USD.
func TestWeeklyBudgetOfASwitchedGroup(t *testing.T) {
	text := strings.Replace(fmt.Sprintf(shops, "3d", "14d", "", "weekly_budget: 7 USD}, {name: more, count: 2, value: 0.1 USD, weekly_budget: 7 USD"), "count: 4", "count: 0", 1) + `arms:
  on: {start: 3d, set: {market.campaigns.groups.shops.count: 4}}
  off: {start: 1d, stop: 4d, set: {market.campaigns.groups.more.count: 0}}
`
	_, all := simulate(t, text)
	for arm, want := range map[int]float64{1: 4.3 + 7, 2: 0.7 + 6.3/3.3 + 2 + 2 + 7} {
		for _, c := range all[0][arm].Campaigns {
			if c.Group == [...]string{"", "shops", "more"}[arm] && math.Abs(c.Budget.Float()-want) > 1e-7 {
				t.Errorf("arm %d, %s: budget %v, want %v", arm, c.Name, c.Budget.Float(), want)
			}
		}
	}
}

// TestBudgetOfAnAdGroupThatComesLater: a budget that ad groups share is there from the first of them.
func TestBudgetOfAnAdGroupThatComesLater(t *testing.T) {
	_, all := simulate(t, `marketsim: 1
name: later
run: {warmup: 2d, horizon: 6d, seed: 1, replications: 1}
market:
  pinners: {count: 500}
  campaigns:
    click_rate: {base: 20%}
    shared_budgets: {all: {daily_budget: 4 USD}}
    groups:
      - {name: a, count: 1, value: 0.1 USD, shared_budget: all, start: 3d}
      - {name: b, count: 1, value: 0.1 USD, shared_budget: all}
`)
	sum := spec.Nano(0)
	for _, c := range all[0][0].Campaigns {
		sum += c.Budget
	}
	if sum != 24*spec.Unit || len(all[0][0].Breaches) > 0 {
		t.Errorf("budget %v USD of 6 days, %+v; want 24", sum.Float(), all[0][0].Breaches)
	}
}

// TestBudgetsThatMove: no budget breaks its rule where arms and advertisers move it within a day, a week or a life, and arms give campaigns another one; control keeps its own.
func TestBudgetsThatMove(t *testing.T) {
	text := fmt.Sprintf(shops, "2d", "9d", "    shared_budgets: {pot: {weekly_budget: 14 USD}}\n", "daily_budget: 3 USD, weekly_budget: 9 USD, lifetime_budget: 12 USD")
	text = strings.Replace(text, "groups: [", `groups:
      - {name: free, count: 1, value: 0.1 USD}
      - {name: week, count: 2, value: 0.1 USD, weekly_budget: 7 USD, review: {kind: elastic, reference: 900%, every: 2d, elasticity: 3, speed: 100%}}
      - {name: pot, count: 1, value: 0.1 USD, shared_budget: pot}
      - `, 1)
	text = strings.Replace(text, "}]\n", "}\n", 1) + `arms:
  cut: {start: 60h, set: {market.campaigns.groups.shops.daily_budget: 1 USD, market.campaigns.groups.shops.lifetime_budget: 2 USD, market.campaigns.groups.week.weekly_budget: 1 USD, market.campaigns.shared_budgets.pot.weekly_budget: 1 USD}}
  up: {start: 36h, stop: 130h, set: {market.campaigns.groups.shops.daily_budget: 6 USD, market.campaigns.groups.shops.lifetime_budget: 40 USD, market.campaigns.groups.free.daily_budget: 1 USD}}
  join: {start: 60h, set: {market.campaigns.groups.free.shared_budget: pot}}
`
	_, all := simulate(t, text)
	for arm, r := range all[0] {
		if len(r.Breaches) > 0 {
			t.Errorf("%s: %+v", r.Arm, r.Breaches)
		}
		for _, c := range r.Campaigns {
			if c.SharedBudget == "" && c.Budget > 0 && c.Spend > c.Budget {
				t.Errorf("%s: %s spent %v of %v USD", r.Arm, c.Name, c.Spend.Float(), c.Budget.Float())
			}
			if c.Name == "free/0" && (c.SharedBudget != "") != (arm == 3) {
				t.Errorf("%s: %s draws on %q", r.Arm, c.Name, c.SharedBudget)
			}
		}
	}
}
