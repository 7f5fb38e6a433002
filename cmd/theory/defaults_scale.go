package theory

import (
	"fmt"

	"marketsim/sim/results"
)

// Section N, continued: a smaller copy of a market.

func init() {
	add(Entry{"N12", "A market at a smaller scale keeps its levels", "By hand: budgets, charges and Pinners shrink together", nil, checkN12})
}

// checkN12 plays as many Pinners at every scale, in more replications where it is smaller, among the same campaigns.
func checkN12(c *Check) {
	whole := c.thousandAt(100)
	for _, percent := range []int{50, 20, 10} {
		c.Within(fmt.Sprintf("revenue per 1,000 at %d%% over the whole market's", percent), c.thousandAt(percent)/whole, 1, c.widened(0.02))
	}
}

// thousandAt is revenue per auction of first-look at a scale.
func (c *Check) thousandAt(percent int) float64 {
	s := c.Load("first-look", "run.outcomes=expected", fmt.Sprintf("run.scale=%d%%", percent), "run.redraw=[pinners]",
		fmt.Sprintf("run.replications=%d", max(1, c.Scaled(8))*100/percent))
	s.Spec.Arms = s.Spec.Arms[:1]
	var t results.Totals
	for _, all := range c.play(s).Results {
		x := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
		t.Revenue += x.Revenue
		t.Auctions += x.Auctions
	}
	return t.Revenue.Float() / float64(t.Auctions)
}
