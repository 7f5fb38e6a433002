package scenarios_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
)

// TestAmountsFitTheLedger: amounts and sums that could wrap around in 64 bits of billionths are refused with amount, limit and remedy;
// large ones that fit are not.
func TestAmountsFitTheLedger(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "big.csv", "name,value,daily_budget\na,1,5e9\n")
	for name, c := range map[string]struct {
		change string
		want   string // empty: it fits
	}{
		"a value":               {"market.campaigns.groups.shops.value=5_000_000_000 USD", "an amount of value may come to 5 billion USD; the limit is 4 billion USD"},
		"draws of a value":      {"market.campaigns.groups.shops.value={kind: lognormal, median: 700_000_000 USD, sigma: 0.4}", "an amount of value may come to"},
		"a sum of values":       {"market.campaigns.groups.shops.value=800_000_000 USD", "events that are worth up to 800 million USD each could add up to"},
		"a budget":              {"market.campaigns.groups.shops.daily_budget=4_100_000_000 USD", "an amount of daily_budget may come to 4.1 billion USD"},
		"a sum of budgets":      {"market.campaigns.groups.shops.daily_budget=900_000_000 USD", "the budgets of group `shops` add up to 9 billion USD over the run"},
		"values by segment":     {"market.campaigns.groups.shops.value_by_segment={everyone: 5e9 USD}", "a value may come to 5 billion USD"},
		"a reserve":             {"mechanism.reserve=9e9 USD", "the reserve may come to 9 billion USD"},
		"a heavy tail":          {"market.campaigns.groups.shops.value={kind: pareto, min: 0.1 USD, alpha: 1.05}", ""},
		"a large budget":        {"market.campaigns.groups.shops.daily_budget=300_000_000 USD", ""},
		"a large value":         {"market.campaigns.groups.shops.value=10_000 USD", ""},
		"a budget of a file":    {"market.campaigns.groups.shops={name: shops, file: big.csv}", "an amount of campaign `shops/a` may come to 5 billion USD"},
		"budgets of many weeks": {"market.campaigns.groups.shops={name: shops, count: 5, weekly_budget: 800_000_000 USD}", "the budgets of group `shops` add up to"},
	} {
		s, ds := scenarios.Load("t.yaml", []byte(strings.Replace(tiny, "arms:\n  treatment: {set: {mechanism.reserve: 0.25 USD}}\n", "", 1)), scenarios.Options{Dir: dir, Set: []string{c.change}})
		got := text(t, ds)
		if (s != nil) != (c.want == "") || !strings.Contains(got, c.want) || c.want != "" && !strings.Contains(got, "larger unit") {
			t.Errorf("%s: loaded %v, want %q:\n%s", name, s != nil, c.want, got)
		}
	}
}

// TestSumsAreCheckedWhereTheyAreMade: bids that no value explains overflow at run time, which ends the run instead of wrapping around.
func TestSumsAreCheckedWhereTheyAreMade(t *testing.T) {
	run := func(bid string) (float64, error) {
		s := load(t, tiny, scenarios.Options{Replications: 1, Set: []string{"market.campaigns.groups.shops.bidding={kind: fixed, bid: " + bid + "}", "market.campaigns.groups.shops.objective=impressions",
			"market.campaigns.groups.shops={name: shops, count: 5, objective: impressions, bidding: {kind: fixed, bid: " + bid + "}}", "mechanism.auction=first_price"}})
		got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
		if err != nil {
			return 0, err
		}
		sum := 0.0
		for _, d := range got[0][0].Days {
			for i := range d.Cells {
				sum += d.Cells[i].Revenue.Float()
			}
		}
		return sum, nil
	}
	if sum, err := run("1_000 USD"); err != nil || sum <= 0 || math.Mod(sum, 1000) > 1 {
		t.Errorf("a bid that fits: %v, %v", sum, err)
	}
	for _, bid := range []string{"300_000_000 USD", "3_900_000_000 USD", "5_000_000_000 USD"} {
		_, err := run(bid)
		var broken *sim.Broken
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), "all that the ledger holds") {
			t.Errorf("bids of %s: %v, want an overflow", bid, err)
		}
	}
}

// TestLawsOutsideOfTheirRange: amounts below 0 and probabilities beyond 0 to 100% are refused where they are stated, not cut off without a word; a tail that is
// cut is no mistake, nor is a base that attributes add to.
func TestLawsOutsideOfTheirRange(t *testing.T) {
	for keys, want := range map[string]string{
		"value: -1 USD": "half or more of the amounts of value are below 0",
		"value: {kind: uniform, min: -3 USD, max: 1 USD}":                "half or more of the amounts of value are below 0",
		"daily_budget: -2 USD":                                           "half or more of the amounts of daily_budget are below 0",
		"click_rate: {base: 200%}":                                       "the middle one is 200%",
		"click_rate: {base: -1%}":                                        "the middle one is -1%",
		"conversion_rate: {base: {kind: uniform, min: 100%, max: 300%}}": "the middle one is 200%",
		"value: {kind: normal, mean: 1 USD, sd: 1 USD}":                  "",
		"click_rate: {base: {kind: normal, mean: 2%, sd: 2%}}":           "",
		"click_rate: {base: 100%}":                                       "",
		"user_value: -1 USD":                                             "",
	} {
		text := "marketsim: 1\nname: laws\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {groups: [{name: shops, count: 2, " + keys + "}]}}\n"
		_, ds := scenarios.Load("laws.yaml", []byte(text), scenarios.Options{})
		if ds.HasErrors() != (want != "") || !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("%s: %v", keys, ds)
		}
	}
	text := "marketsim: 1\nname: laws\nrun: {horizon: 1d, seed: 1}\nmarket: {pinners: {count: 10}, campaigns: {conversion_rate: {base: 300%}, groups: [{name: a, count: 2}, {name: b, count: 2}]}}\n"
	if _, ds := scenarios.Load("laws.yaml", []byte(text), scenarios.Options{}); len(ds) != 1 || !strings.Contains(fmt.Sprint(ds), "the middle one is 300%") {
		t.Errorf("rates of all groups: %v", ds)
	}
}
