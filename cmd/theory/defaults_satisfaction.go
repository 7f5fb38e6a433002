package theory

import (
	"fmt"
	"math"

	"marketsim/sim/results"
)

// Section N, continued: what Pinners make of the ads they see.

func init() {
	add(Entry{"N13", "Satisfaction settles where the experience of ads is", "By hand: the fixed point of a linear law", []string{"n-satisfaction"}, checkN13})
}

func checkN13(c *Check) {
	for _, quality := range []float64{0.6, 1, 1.4} {
		run := c.Run("theory/n-satisfaction", set("ads.quality=%g", quality))
		days := len(run.Results[0][0].Days)
		t := results.Sum(run.Results[0][0], &run.Scenario.Axes, days-30, days, results.Everything)
		want := 1 + 0.3*0.5*(quality-1)
		c.Within(fmt.Sprintf("quality %g: activity of the last 30 days", quality), t.State.Activity/t.State.Pinners, want, 1e-4)
		c.Near(fmt.Sprintf("quality %g: sessions a Pinner and day", quality), float64(t.Sessions)/t.State.Pinners, want, math.Sqrt(want), t.State.Pinners)
	}
}
