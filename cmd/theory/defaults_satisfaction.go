package theory

import (
	"fmt"
	"math"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: what Pinners make of the ads they see.

func init() {
	add(Entry{"N13", "Satisfaction settles where the experience of ads is", "By hand: the fixed point of a linear law", []string{"n-satisfaction"}, checkN13})
}

// checkN13 reads the last 30 days, in which satisfaction is 0.5 (quality - 1): activity, hides and saves follow it. Every session is a page with an ad,
// which is viewed, and nine Pins. An ad that wears out to half of its click rate has half of the relevance.
func checkN13(c *Check) {
	settled := func(set ...string) results.Totals {
		run := c.Run("theory/n-satisfaction", append([]string{"market.pinners.hide_rate=20%", "market.organic.save_rate=10%"}, set...)...)
		days := len(run.Results[0][0].Days)
		return results.Sum(run.Results[0][0], &run.Scenario.Axes, days-30, days, results.Everything)
	}
	for _, quality := range []float64{0.6, 1, 1.4} {
		t := settled(set("ads.quality=%g", quality))
		satisfied, what := 0.5*(quality-1), fmt.Sprintf("quality %g: ", quality)
		c.Exact(what+"activity of the last 30 days", t.State.Activity/t.State.Pinners, 1+0.3*satisfied, 1e-4)
		c.Near(what+"sessions a Pinner and day", float64(t.Sessions)/t.State.Pinners, 1+0.3*satisfied, math.Sqrt(1+0.3*satisfied), t.State.Pinners)
		hides := 0.2 * (1 - satisfied)
		c.Near(what+"hides a view", float64(t.Hides)/float64(t.Views), hides, math.Sqrt(hides*(1-hides)), float64(t.Views)/spec.Unit)
		saves := 0.9 * (1 + 0.2*satisfied)
		c.Near(what+"saves a page", float64(t.Saves)/float64(t.Auctions), saves, math.Sqrt(saves), float64(t.Auctions))
	}
	worn := settled("market.campaigns.groups.ads.count=1", set("ads.quality=1"), set("ads.wear_out={per_exposure: 50%%, floor: 50%%}"))
	c.Exact("an ad seen too often, activity of the last 30 days", worn.State.Activity/worn.State.Pinners, 1-0.3*0.1*0.5, 2e-4)
}
