package theory

import (
	"fmt"
	"math"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: goals whose conversions come late.

func init() {
	add(Entry{"N8", "Targets hold from the second day on, however late conversions come", "Aggarwal, Badanidiyuru & Mehta (2019), WINE; Chapelle (2014), KDD",
		[]string{"n-late-conversions"}, checkN8})
}

// spent is spend of the bidder of n-late-conversions over what a day should cost, by replication, and cost of a conversion over its target.
func (r *Run) spent(from, to int) reading {
	return jackknifed(len(r.Results), func(without int) float64 {
		t, n := r.bidder(from, to, without)
		return t.Revenue.Float() / float64((to-from)*n) / 75
	})
}

func (r *Run) costOfConversion(from, to int) reading {
	return jackknifed(len(r.Results), func(without int) float64 {
		t, _ := r.bidder(from, to, without)
		return t.Revenue.Float() / (float64(t.Conversions) / spec.Unit) / 2.5
	})
}

// bidder sums the first group over all replications but one, and counts them.
func (r *Run) bidder(from, to, without int) (t results.Totals, n int) {
	for i := range r.Results {
		if i == without {
			continue
		}
		x := results.Sum(r.Results[i][0], &r.Scenario.Axes, from, to, results.Cut{Segment: -1, Surface: -1, Group: 0})
		t.Revenue += x.Revenue
		t.Conversions += x.Conversions
		n++
	}
	return t, n
}

// checkN8 holds a target for conversions from the second day on. One day's spend has an SD of 13 to 22%, so that days 2 to 4 take many replications of four days; a target for
// value over spend that asks the same bids the same.
func checkN8(c *Check) {
	const cpa, roas = "{kind: target_cpa, target: 2.50 USD}", "{kind: target_roas, target: 200%}"
	play := func(bidding, delay string, days, replications int) *Run {
		return c.Run("theory/n-late-conversions", fmt.Sprintf("run.horizon=%dd", days), fmt.Sprintf("run.replications=%d", replications),
			set("own.bidding=")+bidding, "market.campaigns.conversion_rate.delay="+delay)
	}
	for _, delay := range []string{"{kind: constant, value: 0s}", "{kind: exponential, mean: 3d}"} {
		what := cpa + ", delay " + delay + ": "
		late := c.atFull(64, 8)
		run, wider := play(cpa, delay, 30, late), math.Sqrt(64/float64(late))
		early := run
		if c.Share >= 0.5 {
			early = play(cpa, delay, 4, 360)
		}
		for day := 1; day < 4; day++ {
			c.Estimate(fmt.Sprintf("%sspend of day %d", what, day+1), early.spent(day, day+1), 1, 0.05*wider)
		}
		c.Estimate(what+"spend of days 16 to 30", run.spent(15, 30), 1, 0.05*wider)
		c.Estimate(what+"cost of a conversion, days 16 to 30", run.costOfConversion(15, 30), 1, 0.03*wider)
		same := (&Run{early.Scenario, early.Results[:2]}).spent(0, 4)
		c.Exact(roas+", delay "+delay+": spend of days 1 to 4 over that under the target for a conversion", play(roas, delay, 4, 2).spent(0, 4).mean/same.mean, 1, 1e-6)
	}
}
