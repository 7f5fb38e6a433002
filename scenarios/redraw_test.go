package scenarios_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/spec"
)

// TestClickRatesDrawnPerAuction: two campaigns worth 1 USD a click in a second-price auction on bid x click rate pay, per auction, the smaller of
// the two rates that the auction drew: in the mean the integral of (1 - F)^2 over [0, 1], which is 1/3 for rates uniform on it and 8/15 where
// F = x^2; and the greater of the two is clicked.
func TestClickRatesDrawnPerAuction(t *testing.T) {
	for law, want := range map[string]struct{ least, greatest float64 }{
		"{kind: uniform, max: 100%}": {1.0 / 3, 2.0 / 3},
		"{kind: beta, a: 2, b: 1}":   {8.0 / 15, 0.8},
		"{kind: beta, a: 1, b: 3}":   {1.0 / 7, 0.25 + 0.25 - 1.0/7},
	} {
		got, days := played(t, "market.pinners.count=4_000", groupG+"count=2", "run.outcomes=expected", "market.campaigns.click_rate={redraw: auction, affinity: 0, base: "+law+"}")
		n := float64(got.Auctions)
		near(t, law+": revenue per auction", got.Revenue.Float()/n, want.least, 0.25/math.Sqrt(n))
		near(t, law+": clicks per auction", float64(got.Clicks)/1e9/n, want.greatest, 0.25/math.Sqrt(n))
		if days[0].Groups[0].Impressions != days[0].Cells[0].Auctions {
			t.Errorf("%s: %d ads in %d auctions", law, days[0].Groups[0].Impressions, days[0].Cells[0].Auctions)
		}
	}
	near(t, "the integral for (1-x)^6", integral(func(x float64) float64 { return math.Pow(1-x, 6) }), 1.0/7, 1e-9)
}

// integral is that of a smooth function over [0, 1], by Simpson's rule.
func integral(f func(float64) float64) (sum float64) {
	const n = 2000
	for i := range n {
		a, b := float64(i)/n, float64(i+1)/n
		sum += (f(a) + 4*f((a+b)/2) + f(b)) / (6 * n)
	}
	return sum
}

// TestDrawnRatesReachEverybody: the drawn rate is the one by which ads are chosen among, clicked, and predicted where the prediction errs; with
// interests it is the rate at zero affinity.
func TestDrawnRatesReachEverybody(t *testing.T) {
	const redraw = "market.campaigns.click_rate={redraw: auction, affinity: 0, base: {kind: uniform, max: 100%}}"
	rate := func(change ...string) float64 {
		got, _ := played(t, append(change, redraw, groupG+"count=1", "market.pinners.count=4_000")...)
		return float64(got.Clicks) / spec.Unit / float64(got.Impressions)
	}
	sd := 0.5 / math.Sqrt(80_000)
	near(t, "clicks of one ad", rate(), 0.5, sd)
	near(t, "clicks of the best of three ads", rate(groupG+"ads=3"), 0.75, sd)
	near(t, "clicks under a factor by segment", rate(groupG+"click_rate={redraw: auction, affinity: 0, base: {kind: uniform, max: 100%}, by_segment: {everyone: 0.5x}}"), 0.25, sd)
	near(t, "clicks with interests of no weight", rate("market.pinners.interests.dimensions=4"), 0.5, sd)
	paid, _ := played(t, redraw, groupG+"count=2", "market.pinners.count=4_000", "run.outcomes=expected", "market.prediction.ctr={kind: miscalibrated, calibration: 0.5}")
	near(t, "revenue where all predictions are half the rate", paid.Revenue.Float()/float64(paid.Auctions), 1.0/3, 0.25/math.Sqrt(80_000))
}

// TestRedrawContradictions: what cannot stand beside rates that auctions draw is an error.
func TestRedrawContradictions(t *testing.T) {
	const rates = "market.campaigns.click_rate={redraw: auction, affinity: 0, base: 5%"
	for change, want := range map[string]string{
		rates + ", by_slot: [10%]}": "a table of rates by slot is not drawn anew in every auction",
		"market.campaigns.groups=[{name: g, click_rate: {redraw: auction, base: 5%}, list: [{name: own, click_rate: 3%}]}]": "campaign `g/own` has a click rate of its own",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(plainMarket), scenarios.Options{Set: []string{change}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
}
