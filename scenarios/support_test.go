package scenarios_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// supported is a market in which a strong campaign bids 1 USD a click and a weak one 0.50 USD, in a first-price auction.
func supported(extra string) string {
	return `market.campaigns.groups=[{name: strong, count: 1, value: 1 USD, pacing: none}, {name: weak, count: 1, value: 0.50 USD, pacing: none` + extra + `}]`
}

const pricedFirst = "mechanism.auction=first_price"

// TestFadingSupport: 0.50 + 1.20 and 0.50 + 0.60 USD rank above 1 USD, 0.50 + 0.30 does not: the weak campaign is shown on the first two days alone, and pays
// its bid, not the boost.
func TestFadingSupport(t *testing.T) {
	_, days := played(t, pricedFirst, supported(", support: {kind: fading, clicks: 1_000_000, start: 1.20 USD, keep: 50%, every: 1d}"))
	for d := range days {
		weak, strong := &days[d].Groups[1], &days[d].Groups[0]
		if (weak.Impressions > 0) != (d < 2) || (strong.Impressions > 0) != (d >= 2) {
			t.Errorf("day %d: weak %d, strong %d impressions", d, weak.Impressions, strong.Impressions)
		}
		if price := weak.Revenue.Float() / (float64(weak.Clicks) / 1e9); weak.Clicks > 0 && math.Abs(price-0.5) > 1e-9 {
			t.Errorf("day %d: a click costs %v", d, price)
		}
	}
}

// TestSupportEndsWithItsClicks: a lag of a minute holds four requests with a tenth of a click each, so the support ends within a few clicks of 100.
func TestSupportEndsWithItsClicks(t *testing.T) {
	_, days := played(t, pricedFirst, supported(", support: {kind: fading, clicks: 100, start: 2 USD, keep: 90%, every: 1d}"))
	clicks, graduated := 0.0, int64(0)
	for d := range days {
		clicks += float64(days[d].Groups[1].Clicks) / 1e9
		graduated += days[d].Graduated
	}
	if clicks < 100 || clicks > 106 || graduated != 1 || days[0].Supported != 1 {
		t.Errorf("%v clicks, %d graduated of %d", clicks, graduated, days[0].Supported)
	}
}

// TestSupportEndsWithTheVeryClick: without a lag the weak campaign has the 100 clicks of its support and no more, as where 99.5 are stated. Of a support that begins on the
// third day clicks that it had before, when it bid more than the strong one, are none.
func TestSupportEndsWithTheVeryClick(t *testing.T) {
	for _, clicks := range []string{"100", "99.5"} {
		_, days := played(t, pricedFirst, "run.feedback_lag=0", supported(", support: {kind: fading, clicks: "+clicks+", start: 2 USD, keep: 99%, every: 1d}"))
		got := int64(0)
		for d := range days {
			got += days[d].Groups[1].Clicks
		}
		if got != 100*spec.Unit {
			t.Errorf("a support of %s clicks ends after %v", clicks, float64(got)/spec.Unit)
		}
	}
	_, all := simulate(t, plainMarket, pricedFirst, "run.feedback_lag=0", supported(""), "market.campaigns.groups.weak.value=2 USD",
		"arms={later: {start: 2d, set: {market.campaigns.groups.weak.value: 0.50 USD, market.campaigns.groups.weak.support: {kind: fading, clicks: 100, start: 2 USD, keep: 99%, every: 1d}}}}")
	var got [2]int64
	for d := range all[0][1].Days {
		got[min(d/2, 1)] += all[0][1].Days[d].Groups[1].Clicks
	}
	if got[0] < 1000*spec.Unit || got[1] != 100*spec.Unit {
		t.Errorf("%v clicks before the support, %v with it", float64(got[0])/spec.Unit, float64(got[1])/spec.Unit)
	}
}

// TestGoalSupport: the boost is step x (clicks due - clicks predicted) and must stay near the 0.50 USD that the campaign lacks, so 0.50 / 0.01 = 50 of the 1,000
// clicks that fall due by the end are still owed.
func TestGoalSupport(t *testing.T) {
	for _, lag := range []string{"1m", "0"} {
		_, days := played(t, pricedFirst, "run.feedback_lag="+lag, supported(", support: {clicks: 1000, step: 0.01 USD, most: 5 USD, over: 7d}"))
		clicks := 0.0
		for d := range days {
			clicks += float64(days[d].Groups[1].Clicks) / 1e9
		}
		near(t, "clicks at a lag of "+lag, clicks, 950, math.Sqrt(950))
	}
}

// TestExploring: with power 0 every request explores with probability 1/(offset + 1); the weak campaign wins nothing else while its boost is too small.
func TestExploring(t *testing.T) {
	all, days := played(t, pricedFirst, supported(", support: {clicks: 1_000_000, step: 0.000001 USD, most: 0.01 USD, exploring: {offset: 9, power: 0}}"))
	weak := int64(0)
	for d := range days {
		weak += days[d].Groups[1].Impressions
	}
	n := float64(all.Auctions)
	near(t, "explored", float64(weak), n/10, math.Sqrt(n*0.09))
	// After n auctions the probability is 1/(1 + (1 + n)^(1/2)): some 400 of 42,000.
	all, days = played(t, pricedFirst, "run.feedback_lag=0", supported(", support: {clicks: 1_000_000, step: 0.000001 USD, most: 0.01 USD, exploring: {offset: 1, power: 0.5}}"))
	weak = 0
	for d := range days {
		weak += days[d].Groups[1].Impressions
	}
	want := 0.0
	for n := range all.Auctions {
		want += 1 / (1 + math.Sqrt(1+float64(n)))
	}
	near(t, "explored ever more rarely", float64(weak), want, math.Sqrt(want))
}

// TestExploredWithoutHope: a campaign whose predicted rate is 0 is shown when it is explored, in a tenth of all requests, and learns from it.
func TestExploredWithoutHope(t *testing.T) {
	_, days := played(t, pricedFirst, "market.prediction.ctr={kind: linear, step: 0.000001, own: 0%, prior: 0%, groups: [weak]}", supported(", support: {clicks: 1_000_000, step: 0.000001 USD, most: 0.01 USD, exploring: {offset: 9, power: 0}}"))
	weak, n := int64(0), 0.0
	for d := range days {
		weak += days[d].Groups[1].Impressions
		for i := range days[d].Cells {
			n += float64(days[d].Cells[i].Auctions)
		}
	}
	near(t, "explored without hope", float64(weak), n/10, math.Sqrt(n*0.09))
}

// TestCampaignsDrawnFromRows: a group with a file and a count draws whole rows, of the names that it asks for, anew in every replication.
func TestCampaignsDrawnFromRows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ads.csv")
	if err := os.WriteFile(file, []byte("kind,ctr,bid\nold,0.9,9\nnew,0.1,1\nnew,0.2,2\nold,0.9,9\nnew,0.3,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := load(t, plainMarket, scenarios.Options{Set: []string{pricedFirst, `market.campaigns.groups=[{name: g, count: 300, file: x.csv, rows: [new], columns: {name: kind, click_rate: ctr, value: bid}, format: {same_names: numbered}, pacing: none}]`,
		"market.campaigns.groups.g.file=" + file, "run.replications=2", "run.horizon=1d", "market.pinners.count=200", "mechanism.candidates=0"}})
	group := &s.Spec.Arms[0].Phases[0].Market.Groups[0]
	if len(group.Members) != 300 || len(group.Rows) != 3 {
		t.Fatalf("%d members, %d rows", len(group.Members), len(group.Rows))
	}
	all := playedAll(t, s)
	price := func(r *results.Result) float64 {
		return r.Days[0].Groups[0].Revenue.Float() / (float64(r.Days[0].Groups[0].Clicks) / 1e9)
	}
	if p := price(all[0][0]); math.Abs(p-3) > 1e-9 {
		t.Errorf("the best of 300 draws bids %v, want 3", p)
	}
}
