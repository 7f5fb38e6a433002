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

// lately is a day's mean spend and conversions of a run of n-late-conversions between two days, over replications.
func (r *Run) lately(from, to int) (spend, conversions float64) {
	for i := range r.Results {
		t := results.Sum(r.Results[i][0], &r.Scenario.Axes, from, to, results.Cut{Segment: -1, Surface: -1, Group: 0})
		n := float64((to - from) * len(r.Results))
		spend += t.Revenue.Float() / n
		conversions += float64(t.Conversions) / spec.Unit / n
	}
	return spend, conversions
}

func checkN8(c *Check) {
	replications := max(8, c.Scaled(48))
	wider := math.Sqrt(48 / float64(replications))
	targets := []string{"{kind: target_cpa, target: 2.50 USD}", "{kind: target_roas, target: 200%}"}
	for _, bidding := range c.some(targets, 1) {
		for _, delay := range []string{"{kind: constant, value: 0s}", "{kind: exponential, mean: 3d}"} {
			run := c.Run("theory/n-late-conversions", "run.horizon=30d", fmt.Sprintf("run.replications=%d", replications),
				set("own.bidding=")+bidding, "market.campaigns.conversion_rate.delay="+delay)
			what := bidding + ", delay " + delay + ": "
			for day := 1; day < 4; day++ {
				spend, _ := run.lately(day, day+1)
				c.Within(fmt.Sprintf("%sspend of day %d", what, day+1), spend/75, 1, 0.05*wider)
			}
			spend, conversions := run.lately(15, 30)
			c.Within(what+"spend of days 16 to 30", spend/75, 1, 0.05*wider)
			c.Within(what+"cost of a conversion, days 16 to 30", spend/conversions/2.5, 1, 0.03*wider)
		}
	}
}
