package theory

import (
	"fmt"

	"marketsim/sim/results"
)

// Section N, continued: a smaller copy of a market.

func init() {
	add(Entry{"N12", "A market at a smaller scale keeps its levels", "By hand: budgets, charges and Pinners shrink together", nil, checkN12})
}

func checkN12(c *Check) {
	thousand := func(scale string) float64 {
		s := c.Load("first-look", "run.outcomes=expected", "run.scale="+scale, fmt.Sprintf("run.replications=%d", max(2, c.Scaled(4))))
		s.Spec.Arms = s.Spec.Arms[:1]
		var t results.Totals
		for _, all := range c.play(s).Results {
			x := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
			t.Revenue += x.Revenue
			t.Auctions += x.Auctions
		}
		return t.Revenue.Float() / float64(t.Auctions)
	}
	whole := thousand("100%")
	for _, scale := range []string{"50%", "20%", "10%"} {
		c.Within(fmt.Sprintf("revenue per 1,000 at %s over the whole market's", scale), thousand(scale)/whole, 1, 0.02)
	}
}
