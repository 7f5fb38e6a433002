package scenarios_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
)

// tabled is a market of two groups that see a segment each, with the click rates of a table.
const tabled = `marketsim: 1
name: tabled
run: {horizon: 1d, seed: 3, replications: 1, outcomes: expected}
market:
  pinners:
    count: 400
    interests: {dimensions: 0}
    fatigue: {per_ad: 0}
    segments: [{name: new, share: 25%}, {name: old, share: 75%}]
  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [1], examination: [1]}}
  campaigns:
    groups:
      - {name: g, list: [{name: mug, value: 1 USD}], targeting: {segments: [new]}, pacing: none, rates: rates.csv, click_rate: {base: 1%, affinity: 0}}
      - {name: h, list: [{name: mug, value: 1 USD}], targeting: {segments: [old]}, pacing: none, rates: rates.csv, click_rate: {base: 1%, affinity: 0}}
mechanism: {auction: first_price}
`

// loadTabled loads a scenario beside a table of rates.
func loadTabled(t *testing.T, table, scenario string, set ...string) (*scenarios.Scenario, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "rates.csv", table)
	s, ds := scenarios.Load("t.yaml", []byte(scenario), scenarios.Options{Dir: dir, Set: set})
	return s, text(t, ds)
}

// TestRatesByCampaignAndSegment: a table's rate is the share of views that are clicked, a row of both campaign and segment goes before one of the
// campaign, and that before one of the segment; counts become rates with a prior at the file's mean.
func TestRatesByCampaignAndSegment(t *testing.T) {
	for name, c := range map[string]struct {
		table    string
		new, old float64
	}{
		"pairs":              {"name,segment,CTR\nmug,new,2%\nmug,old,0.5%\n", 0.02, 0.005},
		"segments":           {"segment;Klickrate\nnew;2,5%\nold;0,5%\n", 0.025, 0.005},
		"campaigns":          {"campaign,ctr\nmug,0.03\n", 0.03, 0.03},
		"the nearest row":    {"name,segment,ctr\nmug,,0.03\n,new,0.01\nmug,old,0.004\n", 0.03, 0.004},
		"what no row names":  {"name,segment,ctr\nmug,new,0.02\n", 0.02, 0.02},
		"counts with priors": {"name,segment,impressions,clicks\nmug,new,900,45\nmug,old,4900,55\n", (45 + 100*100.0/5800) / 1000, (55 + 100*100.0/5800) / 5000},
	} {
		t.Run(name, func(t *testing.T) {
			s, remarks := loadTabled(t, c.table, tabled)
			if s == nil {
				t.Fatal(remarks)
			}
			all, err := sim.Run(context.Background(), s.Spec, sim.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []float64{c.new, c.old} {
				got := all[0][0].Campaigns[i]
				if rate := float64(got.Clicks) / float64(got.Impressions) / spec.Unit; got.Impressions < 50 || math.Abs(rate-want) > 1e-6*want {
					t.Errorf("%s: click rate %v of %d views, want %v", got.Name, rate, got.Impressions, want)
				}
			}
		})
	}
}

// TestTablesOfRatesThatDoNotFit: campaigns and segments that the market lacks, and rows that say nothing or twice, are named with their place.
func TestTablesOfRatesThatDoNotFit(t *testing.T) {
	for table, want := range map[string]string{
		"name,segment,ctr\nmugg,new,0.1\n":               "rates.csv:2:1: error[E206]: group `g` has no campaign `mugg`\n      = help: did you mean `mug`?",
		"name,segment,ctr\nmug,nwe,0.1\n":                "there is no segment `nwe`\n      = help: did you mean `new`?",
		"name,segment,ctr\nmug,new,0.1\nmug,new,0.2\n":   "rates.csv:3:1: error[E206]: campaign `mug` for segment `new` appears twice, first on line 2",
		"name,segment,ctr\n,,0.1\n":                      "the row names nothing",
		"name,segment,value\nmug,new,1\n":                "there are no rates",
		"item_price,ctr\n3,0.1\n":                        "there is neither a column `name` nor a column `segment`",
		"name,segment,impressions,clicks\nmug,new,3,4\n": "4 clicks of 3 impressions",
		"name,segment,ctr\nmug,new,3\n":                  "outside of the range [0, 1]",
	} {
		s, remarks := loadTabled(t, table, tabled)
		if s != nil || !strings.Contains(remarks, want) {
			t.Errorf("%q: the remarks lack %q:\n%s", table, want, remarks)
		}
	}
}
