package experiment_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// sided is a market of one segment in which a click comes of a tenth of all views, sold at first price; 6,000 requests a day.
const sided = `marketsim: 1
name: sided
run: {horizon: 7d, seed: 5, replications: 1, feedback_lag: 0s}
market:
  pinners: {count: 2_000, segments: [{name: everyone, share: 100%, sessions_per_day: 3}], requests_per_session: 1, interests: {dimensions: 0}, rhythm: {daily: flat}, fatigue: {per_ad: 0}, hide_rate: 0%}
  surfaces: {feed: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    conversion_rate: {base: 0%}
    groups:
      - {name: strong, count: 1, value: 1 USD, pacing: none, bidding: {kind: truthful}}
      - {name: weak, count: 1, value: 0.50 USD, pacing: none, bidding: {kind: truthful}}
mechanism: {auction: first_price, candidates: 0, budget_rule: last_may_overshoot}
arms:
  goal: {set: {market.campaigns.groups.weak.support: {clicks: 1000, step: 0.01 USD, most: 5 USD}}}
  fading: {set: {market.campaigns.groups.weak.support: {kind: fading, clicks: 1_000_000, start: 1.20 USD, keep: 50%, every: 1d}}}
experiments:
  test:
    compare: [goal, fading]
    metrics: [graduation, revenue]
    designs:
      requests: {split: auction, share: 40%, control_share: 40%, others: control}
`

// playSided plays the experiment of the market above.
func playSided(t *testing.T, set ...string) *reading.Outcome {
	t.Helper()
	s, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	return play(t, &s.Experiments[0], s, 1)
}

// bySide sums the revenue of the requests of each side: control's, treated ones.
func bySide(u *results.Trial) (sum [2]float64) {
	for p := range u.Pinners.All() {
		side := 0
		if p.Treated {
			side = 1
		}
		sum[side] += p.Revenue.Float()
	}
	return sum
}

// TestSupportsOfSides: on the 40% of treated requests the boost must stay near the 0.50 USD that the campaign lacks, so 50 of the 400 clicks that fall due there
// are still owed at the end. On control's 40% it fades by half every 2.5 days, the time in which control's requests are as many as the whole market's in a day: 0.50 +
// 1.20 and 0.50 + 0.60 USD rank above 1 USD, 0.50 + 0.30 does not, so the campaign is shown alone for 5 of 7 days. On the others it is never shown.
func TestSupportsOfSides(t *testing.T) {
	o := playSided(t)
	u := o.Units[o.Layout.Designs[0][0]]
	revenue := bySide(u)
	requests := float64(o.Results[2].Days[0].Cells[0].Auctions) * 7 // of a day like any other
	// A click costs 1 USD where the strong campaign wins, 0.50 where the weak one does.
	treated, control := requests*0.4*0.1-0.5*350, requests*0.4*0.1*(5.0/7*0.5+2.0/7)
	near(t, "treated revenue", revenue[1], treated, 4*math.Sqrt(treated))
	near(t, "control revenue", revenue[0], control, 4*math.Sqrt(control))
	weak := &u.Campaigns[1]
	fading := requests * 0.4 * 0.1 * 5 / 7
	near(t, "clicks of the weak campaign", float64(weak.Clicks)/1e9, 350+fading, 4*math.Sqrt(350+fading))
	if weak.Supported != [2]bool{true, true} || weak.Graduated != [2]bool{} {
		t.Errorf("supported %v, graduated %v", weak.Supported, weak.Graduated)
	}
	o = playSided(t, "arms.goal.set={market.campaigns.groups.weak.support: {kind: fading, clicks: 300, start: 5 USD, keep: 99%, every: 7d}}")
	if weak := o.Units[2].Campaigns[1]; weak.Graduated != [2]bool{false, true} {
		t.Errorf("graduated %v", weak.Graduated)
	}
	o = playSided(t, "arms.goal.set={market.campaigns.groups.weak.support: {kind: fading, clicks: 250, start: 5 USD, keep: 99%, every: 7d}}", "arms.fading.set={mechanism.reserve: 0.01 USD}")
	if weak := o.Units[2].Campaigns[1]; weak.Clicks != 100*spec.Unit || weak.Graduated != [2]bool{false, true} {
		t.Errorf("40%% of a support for 250 clicks bring %v clicks, graduated %v", float64(weak.Clicks)/spec.Unit, weak.Graduated)
	}
}

// TestBudgetsOfSides: a campaign that is alone and could spend much more spends 40% of its budget on each side and the rest on the others, to a click; ad groups that
// share the budget spend no more than that together.
func TestBudgetsOfSides(t *testing.T) {
	groups := "market.campaigns.groups=[{name: strong, count: 1, value: 1 USD, pacing: none, bidding: {kind: truthful}, lifetime_budget: 500 USD}, {name: weak, count: 1, value: 0.50 USD, pacing: none}]"
	alone := []string{groups, "market.campaigns.groups.weak.end=0d", "experiments.test.designs.requests.own_budgets=[strong]"}
	revenue := bySide(playSided(t, alone...).Units[2])
	near(t, "treated", revenue[1], 200, 1)
	near(t, "control", revenue[0], 200, 1)
	shared := append(alone, "market.campaigns.groups.strong.ad_groups=3", "experiments.test.designs.requests={split: auction, share: 30%, own_budgets: [strong]}")
	revenue = bySide(playSided(t, shared...).Units[2])
	near(t, "3 ad groups, treated", revenue[1], 150, 1)
	near(t, "3 ad groups, control", revenue[0], 350, 1)
}

// TestMatched: campaigns of a side are shown on its requests alone, and on the others nobody is.
func TestMatched(t *testing.T) {
	groups := "market.campaigns.groups=[{name: strong, count: 1, value: 1 USD, pacing: none}, {name: weak, count: 20, value: 0.50 USD, pacing: none}]"
	o := playSided(t, groups, "experiments.test.designs={m: {split: matched, share: 30%, control_share: 50%, campaign_share: 50%, others: control, groups: [weak]}}",
		"market.campaigns.groups.strong.end=0d", "run.horizon=2d")
	u, sum := o.Units[2], [2]float64{}
	key := o.Layout.Spec.Arms[2].Shared
	for i := range u.Campaigns {
		switch c := &u.Campaigns[i]; key.Takes[c.Name] {
		case spec.ControlSide:
			sum[0] += c.Spend.Float()
		case spec.TreatedSide:
			sum[1] += c.Spend.Float()
		}
	}
	revenue := bySide(u)
	for side, name := range []string{"control", "treated"} {
		if d := sum[side] - revenue[side]; math.Abs(d) > 1e-9 || sum[side] == 0 {
			t.Errorf("campaigns of %s spend %v, its requests bring %v", name, sum[side], revenue[side])
		}
	}
	all, filled := int64(0), int64(0)
	for d := range o.Results[2].Days {
		c := &o.Results[2].Days[d].Cells[0]
		all, filled = all+c.Auctions, filled+c.Impressions
	}
	near(t, "requests with an ad", float64(filled), 0.8*float64(all), 4*math.Sqrt(0.16*float64(all)))
}

// TestGoalIsRead: readings of graduation are differences of shares, of the campaigns that the design compares.
func TestGoalIsRead(t *testing.T) {
	groups := "market.campaigns.groups=[{name: strong, count: 1, value: 1 USD, pacing: none}, {name: weak, count: 60, value: 0.50 USD, pacing: none}]"
	support := "{kind: fading, clicks: %d, start: 5 USD, keep: 99%%, every: 7d}"
	o := playSided(t, groups, "experiments.test.designs={requests: {split: auction, share: 50%}, ads: {split: campaign, share: 50%, groups: [weak]}}",
		"arms.goal.set={market.campaigns.groups.weak.support: "+fmt.Sprintf(support, 20)+"}", "arms.fading.set={market.campaigns.groups.weak.support: "+fmt.Sprintf(support, 100_000)+"}")
	s, _ := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: []string{groups, "experiments.test.designs={requests: {split: auction, share: 50%}, ads: {split: campaign, share: 50%, groups: [weak]}}"}})
	e := &s.Experiments[0]
	// 4,200 clicks are 70 for each of 60 campaigns: every one has its 20, or the 10 of its treated half; none has 100,000.
	if truth := reading.Truth(e, o)["graduation"]; truth != 1 {
		t.Errorf("truth %v, want 1", truth)
	}
	found := 0
	for _, r := range reading.Read(e, o) {
		if r.Metric == "graduation" {
			found++
			if r.Value != 1 {
				t.Errorf("%s reads %v, want 1", r.Design, r.Value)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d readings", found)
	}
}

// TestSidesRefused: what cannot be kept by side, and what a design does not have, is said before anything runs.
func TestSidesRefused(t *testing.T) {
	for set, want := range map[string]string{
		"experiments.test.designs={p: {split: pinner}}":                                                               "another support in group `weak`",
		"experiments.test.designs={p: {split: budget, others: control}}":                                              "nobody has another policy",
		"experiments.test.designs={p: {split: auction, others: nobody}}":                                              "there is no arm named `nobody`",
		"experiments.test.designs={p: {split: auction, own_budgets: [weak]}}":                                         "group `weak` has none",
		"experiments.test.designs={p: {split: campaign, own_budgets: [weak]}}":                                        "keeps no budgets by side",
		"experiments.test.designs={p: {split: auction, share: 60%, control_share: 50%}}":                              "overlap",
		"experiments.test.designs={p: {split: matched, campaign_share: 60%, campaign_control_share: 50%}}":            "overlap",
		"experiments.test.designs={p: {split: auction, campaign_control_share: 50%}}":                                 "an auction split does not have it",
		"experiments.test={compare: [goal, control], metrics: [graduation], designs: {p: {split: budget}}}":           "does not identify `graduation`",
		"arms.goal.set={mechanism.auction: gsp}":                                                                      "",
		"experiments.test={compare: [dear, control], designs: {p: {split: matched}}}":                                 "what belongs to the platform",
		"experiments.test={compare: [goal, control], designs: {p: {split: auction, others: dear, own_budgets: [x]}}}": "there is no group named `x`",
	} {
		_, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: []string{"arms.dear.set={mechanism.reserve: 0.10 USD}", set}})
		if got := fmt.Sprint(ds); !strings.Contains(got, want) {
			t.Errorf("%s: want %q in %s", set, want, got)
		}
	}
}

// near fails unless a number lies within a tolerance of what it should be.
func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %.6g, want %.6g +- %.3g", what, got, want, within)
	}
}

// TestRevenueOfSomeGroups: a split of some groups' campaigns does not tell the market's revenue, and says so; the truth is there all the same. A split of all groups does.
func TestRevenueOfSomeGroups(t *testing.T) {
	const metrics = "experiments.test.metrics=[revenue]"
	for set, told := range map[string]bool{"groups: [weak], bootstrap: 100": false, "groups: [weak, strong]": true, "share: 40%": true} {
		set = "experiments.test.designs={ads: {split: campaign, " + set + "}}"
		s, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: []string{metrics, set, "market.campaigns.groups.strong.count=3", "market.campaigns.groups.weak.count=6", "market.pinners.count=200"}})
		if s == nil {
			t.Fatal(ds)
		}
		e, err := s.Experiment("")
		if err != nil {
			t.Fatal(err)
		}
		r := reading.Judge(e, []reading.Replication{reading.Replicate(e, play(t, e, s, 2), nil)})
		j := r.Judgements[0]
		if len(r.Judgements) != 1 || j.Truth == nil || (j.Estimate != nil) != told || strings.Contains(j.Unread, "does not identify it") == told {
			t.Errorf("%s: %d readings, %+v", set, len(r.Judgements), j)
		}
	}
}

// TestLaunchedBids: a click costs what the campaign bids. From the test's end on the treatment's 2 USD hold for nine tenths of the Pinners, and 3 USD once the next arm is launched in its place;
// the tenth that is held back stays at control's 1 USD.
func TestLaunchedBids(t *testing.T) {
	o := playSided(t, "run.horizon=12d", "run.feedback_lag=1m", "arms={two: {set: {market.campaigns.groups.strong.value: 2 USD}}, three: {set: {market.campaigns.groups.strong.value: 3 USD}}}",
		"experiments.test={compare: [two, control], metrics: [revenue], when: {length: 6d, every: 3d, holdback: 6d}, launches: [{arm: three, at: 9d}], designs: {kept: {split: pinner, share: 50%, holdback_share: 10%}}}")
	for from, want := range map[int]float64{6: 1.9, 9: 2.8} {
		clicks, spend := 0.0, 0.0
		for _, d := range o.Results[o.Layout.Designs[0][0]].Days[from : from+3] {
			clicks += float64(d.Groups[0].Clicks) / spec.Unit
			spend += d.Groups[0].Revenue.Float()
		}
		near(t, fmt.Sprintf("USD a click from day %d on", from), spend/clicks, want, 0.1)
	}
}
