package theory

import (
	"fmt"
	"math"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: budgets of a few clicks, sampled and in expectation.

func init() {
	add(Entry{"N15", "Budgets of a few clicks leave as much over in expectation as sampled", "A remainder of a division by a price is uniform where budgets are",
		[]string{"n-budget-at-reserve"}, checkN15})
}

// leftOver is what days of n-budget-at-reserve leave of a budget on average, USD, and what whole prices leave.
func (r *Run) leftOver() (left, whole float64) {
	const price = 0.25
	of := r.Results[0][0]
	for _, x := range of.Campaigns {
		budget, n := x.Daily.Float(), float64(len(of.Campaigns))
		left += (budget - x.Spend.Float()/float64(len(of.Days))) / n
		whole += math.Mod(budget, price) / n
	}
	return left, whole
}

// checkN15 varies the part of a price that one impression pays in expectation: a hundredth, a tenth, and all of it, where nothing is left to expect.
func checkN15(c *Check) {
	for _, percent := range []int{1, 10, 100} {
		set := []string{fmt.Sprintf("market.campaigns.click_rate.base=%d%%", percent), fmt.Sprintf("market.pinners.count=%d", 40_000/percent)}
		sampled, whole := c.Run("theory/n-budget-at-reserve", set...).leftOver()
		what := fmt.Sprintf("%d%% of views clicked: USD left over of a budget, ", percent)
		c.Within(what+"sampled", sampled, whole, 1e-9)
		expected, _ := c.Run("theory/n-budget-at-reserve", append(set, "run.outcomes=expected")...).leftOver()
		if percent == 100 {
			c.Within(what+"in expectation", expected, whole, 1e-9)
			continue
		}
		c.Within(what+"in expectation", expected, 0.125, 0.002)
	}
	c.Within("first-look with clicks of a sixteenth of the price, 48 a campaign and day: clicks sampled over expected",
		c.smallClicks("sampled")/c.smallClicks("expected"), 1, c.widened(0.02))
}

// smallClicks is how many clicks first-look has where they are 16 times as many, and worth a sixteenth.
func (c *Check) smallClicks(outcomes string) (clicks float64) {
	s := c.Load("first-look", "run.outcomes="+outcomes, "market.campaigns.click_rate.base=4.8%", "mechanism.reserve=0.015625 USD",
		"market.campaigns.groups.shops.value={kind: lognormal, median: 0.05 USD, sigma: 0.6}", fmt.Sprintf("run.replications=%d", max(1, c.Scaled(4))))
	s.Spec.Arms = s.Spec.Arms[:1]
	for _, all := range c.play(s).Results {
		t := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
		clicks += float64(t.Clicks) / spec.Unit
	}
	return clicks
}
