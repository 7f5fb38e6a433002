package scenarios_test

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// bidding is a market whose campaigns say how they bid; changes are made to it by --set.
const bidding = `marketsim: 1
name: bidding
run: {horizon: 2d, seed: 1}
market:
  pinners: {count: 100}
  campaigns: {groups: [{name: shops, count: 5}]}
`

// TestBiddingMistakes: goals that contradict a budget, a reserve or each other are named when the file is read.
func TestBiddingMistakes(t *testing.T) {
	const group = "market.campaigns.groups.shops."
	for what, x := range map[string]struct {
		set  []string
		want string // "" when nothing is wrong
	}{
		"a budget of 0":                    {[]string{group + "daily_budget=0 USD"}, "a budget of 0 buys nothing"},
		"a lifetime budget of 0":           {[]string{group + "lifetime_budget=0 USD"}, "a budget of 0 buys nothing"},
		"a budget without unit":            {[]string{group + "daily_budget=5"}, "unit"},
		"two controllers":                  {[]string{group + "daily_budget=5 USD", group + "bidding={kind: target_roas, target: 200%}", group + "pacing=throttling"}, "two controllers"},
		"one controller":                   {[]string{group + "daily_budget=5 USD", group + "bidding={kind: target_roas, target: 200%}"}, ""},
		"spending no budget":               {[]string{group + "bidding=lowest_cost"}, "the campaigns have none"},
		"a target below the reserve":       {[]string{group + "bidding={kind: target_cpa, target: 0.2 USD}", "mechanism.reserve=0.3 USD"}, "below the reserve"},
		"a target above the budget":        {[]string{group + "daily_budget=5 USD", group + "bidding={kind: cost_cap, cap: 9 USD}"}, "more than the whole budget"},
		"a target of 0":                    {[]string{group + "bidding={kind: target_cpa, target: 0 USD}"}, "target"},
		"a target without unit":            {[]string{group + "bidding={kind: target_cpa, target: 3}"}, "unit"},
		"a forecast of nobody":             {[]string{"mechanism.forecast=[0, 0]"}, "nobody comes"},
		"a forecast":                       {[]string{"mechanism.forecast=[1, 3]"}, ""},
		"a forecast that is not there":     {[]string{"mechanism.forecast_file=none.csv"}, "there is no such file"},
		"a bandit with one level":          {[]string{group + "bidding={kind: ucb1, levels: 1}"}, "levels"},
		"a strategy that does not exist":   {[]string{group + "bidding=thomson"}, "thompson"},
		"a pacing method without its rate": {[]string{group + "pacing=dual"}, "rate"},
	} {
		s, ds := scenarios.Load("bidding.yaml", []byte(bidding), scenarios.Options{Set: x.set})
		got := text(t, ds)
		switch {
		case x.want == "" && (s == nil || len(ds) > 0):
			t.Errorf("%s: remarks:\n%s", what, got)
		case x.want != "" && !strings.Contains(got, x.want):
			t.Errorf("%s: no word of %q in:\n%s", what, x.want, got)
		}
	}
}

// TestForecastFile: a forecast is read from a file, and a mistake in it gets its place.
func TestForecastFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.csv", "hour,traffic\n0,1\n12,3\n")
	write(t, dir, "bad.csv", "hour,traffic\n0,1\n12,many\n")
	o := scenarios.Options{Dir: dir, Set: []string{"mechanism.forecast_file=good.csv"}}
	s, ds := scenarios.Load("bidding.yaml", []byte(bidding), o)
	if s == nil {
		t.Fatal(text(t, ds))
	}
	if f := s.Spec.Arms[0].Phases[0].Market.Forecast; len(f) != 2 || f[0] != 0.5 || f[1] != 1.5 {
		t.Errorf("forecast %v", f)
	}
	o.Set = []string{"mechanism.forecast_file=bad.csv"}
	if _, ds := scenarios.Load("bidding.yaml", []byte(bidding), o); !strings.Contains(text(t, ds), "bad.csv:3:4") {
		t.Errorf("the place is missing:\n%s", text(t, ds))
	}
}
