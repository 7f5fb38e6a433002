package scenarios_test

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// kinds is a scenario that names a part of every sort with its parameters.
const kinds = `marketsim: 1
name: kinds
run: {horizon: 1d, seed: 1}
market:
  pinners: {count: 10, long_run: {kind: geometric_churn, per_session: 2%}}
  campaigns:
    groups: [{name: g, count: 2, value: {kind: uniform, max: 1 USD}, daily_budget: 3 USD, bidding: {kind: shaded, factor: 0.9}, pacing: {kind: throttling, step: 10%},
      review: {kind: elastic, every: 1d, reference: 150%}, support: {kind: fading, clicks: 9, start: 1 USD}}]
  prediction: {ctr: {kind: noisy, sigma: 0.1}}
mechanism: {auction: {kind: gsp, quality_exponent: 0.5}}
`

// TestOlderNamesOfKindAreRead: every part is named by the key kind; the names that this key had are read as well, to the same scenario, and
// both at once are an error.
func TestOlderNamesOfKindAreRead(t *testing.T) {
	older := strings.NewReplacer("kind: geometric_churn", "model: geometric_churn", "kind: uniform", "dist: uniform", "kind: shaded", "strategy: shaded", "kind: throttling", "method: throttling",
		"kind: elastic", "model: elastic", "kind: fading", "method: fading", "kind: noisy", "model: noisy", "kind: gsp", "name: gsp").Replace(kinds)
	if strings.Contains(older, "kind:") || strings.Contains(kinds, "method:") {
		t.Fatal("not all parts have an older name")
	}
	a, b := load(t, kinds, scenarios.Options{}), load(t, older, scenarios.Options{})
	if a.Hash != b.Hash || string(a.Resolved()) != string(b.Resolved()) {
		t.Errorf("they differ:\n%s\n%s", a.Resolved(), b.Resolved())
	}
	for both, want := range map[string]string{
		strings.Replace(kinds, "{kind: shaded,", "{kind: shaded, strategy: fixed,", 1): "`kind` and `strategy` both name the bidding strategy of bidding",
		strings.Replace(kinds, "{kind: fading,", "{kind: fading, method: goal,", 1):    "`kind` and `method` are the same key",
		strings.Replace(kinds, "kind: uniform", "strategy: uniform", 1):                "does not name its distribution",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(both), scenarios.Options{})
		if got := text(t, ds); s != nil || !strings.Contains(got, want) {
			t.Errorf("loaded %v, want %q:\n%s", s != nil, want, got)
		}
	}
}

// TestChangesByAnOlderNameHold: what a change states under either name holds over the file and over defaults, whichever name these have.
func TestChangesByAnOlderNameHold(t *testing.T) {
	for _, change := range []struct{ was, now string }{
		{"market.campaigns.groups.ads.bidding.strategy=lowest_cost", "market.campaigns.groups.ads.bidding.kind=lowest_cost"},
		{"market.pinners.long_run.model=geometric_churn", "market.pinners.long_run.kind=geometric_churn"},
		{"mechanism.auction.name=first_price", "mechanism.auction.kind=first_price"},
	} {
		older, newer := load(t, plainKinds, scenarios.Options{Set: []string{change.was}}), load(t, plainKinds, scenarios.Options{Set: []string{change.now}})
		if string(older.Resolved()) == string(load(t, plainKinds, scenarios.Options{}).Resolved()) || older.Hash != newer.Hash {
			t.Errorf("%s is not %s:\n%s", change.was, change.now, older.Resolved())
		}
	}
}

const plainKinds = `marketsim: 1
name: kinds
run: {horizon: 2d, seed: 1}
market:
  pinners: {count: 100}
  campaigns: {groups: [{name: ads, count: 5, daily_budget: 10 USD, bidding: {kind: truthful}}]}
mechanism: {auction: {kind: gsp}}
`
