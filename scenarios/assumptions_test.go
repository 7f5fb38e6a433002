package scenarios_test

import (
	"context"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
)

// TestAssumptionsAreNamed: a strategy that is an equilibrium of another market, and rates that a mechanism cannot take, are warned of,
// with what is missing; where all of it holds there is no warning.
func TestAssumptionsAreNamed(t *testing.T) {
	market := func(mechanism, slots, group string) string {
		return "marketsim: 1\nname: a\nrun: {horizon: 1d, seed: 1, replications: 1}\nmarket:\n  pinners: {count: 10}\n  surfaces: {s: {share: 100%, ad_slots: " + slots +
			"}}\n  campaigns: {groups: [{name: g, count: 2, " + group + "}]}\nmechanism: {auction: " + mechanism + "}\n"
	}
	const uniform = "value: {kind: uniform, max: 1 USD}, pacing: none, bidding: "
	for name, c := range map[string]struct{ file, want string }{
		"it holds":           {market("first_price", "[1]", uniform+"uniform_equilibrium"), ""},
		"second price":       {market("second_price", "[1]", uniform+"uniform_equilibrium"), "only with a first-price auction, which"},
		"all of it":          {market("gsp", "[1, 2]", "pacing: none, bidding: uniform_equilibrium"), "only with a first-price auction, one ad slot a page, values that are uniform from 0, which"},
		"a formula":          {market("first_price", "[1]", "value: {kind: uniform, max: 1 USD}, pacing: none, bidding: {kind: formula, bid: value / bidders}"), ""},
		"only some":          {market("{kind: first_price}, participants: 2", "[1]", "pacing: none, bidding: {kind: formula, bid: value / bidders}"), "bidders counts all campaigns of the market"},
		"three bidders":      {strings.Replace(market("first_price", "[1]", uniform+"{kind: asymmetric_equilibrium, own_max: 1 USD, rival_max: 2 USD}"), "count: 2", "count: 3", 1), "only with two campaigns, which"},
		"rates by slot":      {market("vcg", "[1, 2]", "click_rate: {by_slot: [20%, 5%], affinity: 0}"), "vcg takes rates as the ad's times the slot's"},
		"rates by slot, all": {market("vcg_assignment", "[1, 2]", "click_rate: {by_slot: [20%, 5%], affinity: 0}"), ""},
	} {
		s, ds := scenarios.Load("t.yaml", []byte(c.file), scenarios.Options{})
		got := text(t, ds)
		if s == nil || (len(ds) == 0) != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: want %q:\n%s", name, c.want, got)
		}
	}
}

// TestGroupsThatAnArmBringsToLife: a group of no campaigns is a group, and an arm may give it some; campaigns that auctions leave out are
// spoken of.
func TestGroupsThatAnArmBringsToLife(t *testing.T) {
	file := strings.NewReplacer("{name: shops, count: 5, daily_budget: 10 USD}", "{name: shops, count: 5, daily_budget: 10 USD}, {name: video, count: 0}",
		"mechanism.reserve: 0.25 USD", "market.campaigns.groups.video.count: 40", "seed: 1", "seed: 1, replications: 1").Replace(tiny)
	s := load(t, file, scenarios.Options{Set: []string{"mechanism.candidates=30", "market.pinners.count=500"}})
	if note := strings.Join(s.Notes, "\n"); !strings.Contains(note, "an auction scores at most 30 of the 45 campaigns") || strings.Contains(note, "of the 5 campaigns") {
		t.Errorf("notes: %q", note)
	}
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	shown := func(arm int) (n int64) {
		for _, d := range got[0][arm].Days {
			n += d.Groups[1].Impressions
		}
		return n
	}
	if control, treatment := shown(0), shown(1); control != 0 || treatment == 0 {
		t.Errorf("the group has %d impressions in control and %d in the arm, want none and some", control, treatment)
	}
	if s, ds := scenarios.Load("t.yaml", []byte(strings.Replace(tiny, "count: 5, ", "", 1)), scenarios.Options{}); s != nil || !strings.Contains(text(t, ds), "give one of `count`, `list` and `file`") {
		t.Errorf("a group that says nothing of its campaigns: %v\n%s", s != nil, text(t, ds))
	}
}
