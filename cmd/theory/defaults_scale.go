package theory

import (
	"fmt"
	"math"

	"marketsim/sim/results"
)

// Section N, continued: a smaller copy of a market.

func init() {
	add(Entry{"N12", "A market at a smaller scale keeps its levels, but for what chance takes from budgets", "By hand: budgets, charges and Pinners shrink together, and min(S, B) is concave in S",
		[]string{"n-scale"}, checkN12})
}

// checkN12 plays as many Pinners at every scale, in more replications where it is smaller, among the same campaigns. What is lost to chance is exact in n-scale, and falls as one over
// the Pinners simulated in first-look, where budgets that bind and budgets that do not lie side by side: c/n, c = 12.5 as measured over 32 replications and seed 1.
func checkN12(c *Check) {
	for _, percent := range []int{100, 50, 20, 10} {
		c.scaledBudget(percent)
	}
	if c.Share < 0.5 {
		return // first-look takes seconds at every scale, and its law is a measured one
	}
	four := []string{"market.pinners.count=20000", "market.campaigns.groups.shops.daily_budget=10 USD"}
	c.Estimate("four times first-look (20,000 Pinners): revenue per 1,000 at 10% over the whole market's", c.thousandAt(10, 4, four...).over(c.thousandAt(100, 4, four...)), 1, c.widened(0.02))
	const pinners, lost = 5000.0, 12.5
	whole := c.thousandAt(100, 14)
	for _, percent := range []int{50, 20, 10} {
		n := pinners * float64(percent) / 100
		c.Estimate(fmt.Sprintf("revenue per 1,000 at %d%% (%.0f Pinners) over the whole market's, of which chance takes %.2f%%", percent, n, 100*lost*(1/n-1/pinners)),
			c.thousandAt(percent, 14).over(whole), 1-lost*(1/n-1/pinners), c.widened(0.02))
	}
}

// scaledBudget holds what n-scale spends of its budgets against E min(S, n) / n of a Poisson number S of mean n.
func (c *Check) scaledBudget(percent int) {
	run := c.Run("theory/n-scale", fmt.Sprintf("run.scale=%d%%", percent), fmt.Sprintf("run.replications=%d", c.Scaled(8)*100/percent))
	spent, days, n := 0.0, 0.0, float64(percent)
	for _, all := range run.Results {
		x := &all[0].Campaigns[0]
		spent += x.Spend.Float() / x.Daily.Float()
		days += float64(len(all[0].Days))
	}
	log, _ := math.Lgamma(n + 1)
	never := math.Exp(float64(n*math.Log(n)) - n - log)
	c.Near(fmt.Sprintf("n-scale at %d%%: share of the budget that is spent", percent), spent/days, 1-never, 0.6/math.Sqrt(n), days) // SD of the lesser of 0 and a normal number: 0.58
}

// thousandAt is revenue per auction of first-look at a scale; so many replications are played of the whole market.
func (c *Check) thousandAt(percent, replications int, set ...string) reading {
	s := c.Load("first-look", append(set, "run.outcomes=expected", fmt.Sprintf("run.scale=%d%%", percent), "run.redraw=[pinners]",
		fmt.Sprintf("run.replications=%d", c.Scaled(replications)*100/percent))...)
	s.Spec.Arms = s.Spec.Arms[:1]
	of := c.play(s).Results
	return jackknifed(len(of), func(without int) float64 {
		var t results.Totals
		for i, all := range of {
			if i != without {
				x := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
				t.Revenue += x.Revenue
				t.Auctions += x.Auctions
			}
		}
		return t.Revenue.Float() / float64(t.Auctions)
	})
}
