package cli

import (
	"math"
	"testing"

	"marketsim/sim/tune"
)

// TestNextTestIsSized: in the market of ad blindness (P-F6) with 200 Pinners, one session a day and a click rate of 10% at full sightedness, clicks of a Pinner are
// a sum of coins, so that the relative standard error of a side's clicks is known, and so are how many Pinners tell the beliefs apart, what a test of any size is
// worth by the preposterior of a normal reading, and what its days cost.
func TestNextTestIsSized(t *testing.T) {
	s := tunedFrom(t, "f6-ad-blindness", `
beliefs:
  strong: {weight: 50%, set: {market.pinners.long_run.per_ad: -5%}}
  weak: {weight: 50%, set: {market.pinners.long_run.per_ad: -3%}}
tune:
  levers: {mechanism.ad_load.per_session: [11, 14, 19]}
  maximise: revenue
  budget: {runs: 20, start: 4}
`, "replications: 1", "replications: 2", "horizon: 1500d", "horizon: 180d", "count: 4", "count: 200",
		"ad_slots: [1, 2, 3, 4, 5]", slotsUpTo(20), "candidates: 0}", "candidates: 0, ad_load: {per_session: 10}}")
	d := s.Decision
	if d.Test == nil || d.Test.Plan == nil {
		t.Fatalf("no plan: %+v", d.Test)
	}
	p, tested := d.Test.Plan, float64(loadOf(t, d, d.Test.Strategy))
	unit := float64(d.Strategies[0].Values[0].Mean) / sighted(0.05, 180, steady(10))
	table := &tune.Payoff{Weights: []float64{0.5, 0.5}}
	for k := range d.Strategies {
		load := steady(float64(loadOf(t, d, k)))
		table.Values = append(table.Values, []float64{unit * sighted(0.05, 180, load), unit * sighted(0.03, 180, load)})
	}
	enough, views := 0, 1.0 // revenue is a price for each click, and clicks per view are these over as many ads
	if p.Metric == "ctr" {
		views = tested / 10
	}
	for i := range p.Sizes {
		x := &p.Sizes[i]
		var effect, se []float64
		cost := 0.0
		for _, slope := range []float64{0.05, 0.03} {
			before, after := sighted(slope, x.Days, steady(10)), sighted(slope, x.Days, steady(tested))
			effect = append(effect, after/before/views-1)
			se = append(se, after/before/views*math.Sqrt((coins(before, 10, x.Days)+coins(after, tested, x.Days))/float64(x.Pinners)))
			best := sighted(slope, x.Days, steady(float64(loadOf(t, d, d.Best))))
			cost += unit / 2 * (best - x.Share*after - (1-x.Share)*before)
		}
		near := func(what string, got, want, within float64) {
			t.Helper()
			if math.Abs(got-want) > within {
				t.Errorf("%s of %d Pinners a side in %d days: %v, want %v", what, x.Pinners, x.Days, got, want)
			}
		}
		half := 1.96 * max(se[0], se[1])
		near("half width", float64(x.Half), half, 0.12*half)
		near("difference", float64(x.Gap), effect[1]-effect[0], 0.002)
		near("value", float64(x.Value), table.Normal(effect, max(se[0], se[1])), 0.05*table.EVPI())
		near("cost", float64(x.Cost), cost, 0.01*math.Abs(cost)+0.001*table.EVPI())
		if x.Apart {
			enough++
		}
	}
	if enough == 0 || p.Enough < 0 || p.Highest < 0 {
		t.Errorf("%d of %d sizes tell the beliefs apart: %+v", enough, len(p.Sizes), p)
	}
}

// coins is the squared relative standard error of a Pinner's clicks in so many days, each of which brings so many ads: every ad is a coin whose chance is 10% of
// the sightedness, so that a day's clicks vary by its mean less the sum of squared chances.
func coins(clicks, ads float64, days int) float64 {
	mean := clicks / 10
	chance := mean / (ads * float64(days))
	return (1 - chance) / mean
}
