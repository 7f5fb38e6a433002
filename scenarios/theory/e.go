package theory

import "math"

// Section E: prediction.

func init() {
	add(Entry{"E8", "The winner is over-predicted, and mis-ranking costs efficiency", "Smith & Winkler (2006), Management Science 52(3)",
		[]string{"e8-winner-overprediction"}, checkE8})
}

func checkE8(c *Check) {
	noisy := c.Run("theory/e8-winner-overprediction", c.people(250_000)).Total(0)
	oracle := c.Run("theory/e8-winner-overprediction", c.people(250_000), "market.prediction.ctr.model=oracle").Total(0)
	n := float64(noisy.Auctions)
	predicted, truth := noisy.Revenue.Float()/n, noisy.Value.Float()/n
	c.Near("prediction given a win", predicted, 6.250851, 5.6, n)
	c.Near("truth given a win", truth, 5.078702, 4.3, n)
	c.Within("over-prediction", predicted/truth, 1.230797, 0.01/math.Sqrt(c.Share))
	c.Within("efficiency against an oracle", noisy.Value.Float()/oracle.Value.Float(), 0.903510, 0.01/math.Sqrt(c.Share))
}
