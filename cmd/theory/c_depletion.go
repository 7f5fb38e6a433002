package theory

import "math"

// Section C: budgets.

func init() {
	add(Entry{"C10", "Purchases until a budget is gone", "Renewal theory; Ross, Stochastic Processes; Wald's identity",
		[]string{"c10-budget-depletion"}, checkC10})
}

func checkC10(c *Check) {
	run := c.Run("theory/c10-budget-depletion", c.Size("run.replications", 8))
	n, purchases, squares, spend, beyond := 0.0, 0.0, 0.0, 0.0, int64(0)
	for _, r := range run.Results {
		for _, d := range r[0].Days {
			k := float64(d.Groups[0].Impressions)
			n++
			purchases += k
			squares += (k - math.E) * (k - math.E)
			spend += d.Groups[0].Revenue.Float()
			beyond += int64(d.Groups[0].Overdelivery)
		}
	}
	c.Holds("the charge that empties the budget is no overdelivery", beyond == 0, "%d nano-units", beyond)
	c.Near("purchases", purchases/n, math.E, 0.875, n)
	c.Near("spend", spend/n, math.E/2, 0.25, n)
	// The SD of a sample SD, with the fourth moment of the count's law.
	c.Within("SD of purchases", math.Sqrt(squares/n), 0.875, 4*0.7/math.Sqrt(n))
}
