package theory

import "math"

// Section N, continued: floors in the unit that is meant, and who could win.

func init() {
	add(Entry{"N11", "A floor per 1,000 impressions holds whatever is billed", "Myerson (1981), Math. OR 6; Riley & Samuelson (1981), AER 71", []string{"n-floors"}, checkN11})
}

func checkN11(c *Check) {
	for _, x := range []struct {
		objective string
		most      string // of the uniform law, so that 1,000 views are worth up to 10 USD
	}{{"clicks", "1 USD"}, {"impressions", "0.01 USD"}, {"conversions", "50 USD"}} {
		size := c.Size("market.pinners.count", 60_000)
		run := c.Run("theory/n-floors", size, set("bidders.objective=%s", x.objective), set("bidders.value.max=%s", x.most))
		t := run.Total(0)
		n := float64(t.Auctions)
		c.Near(x.objective+": slots that are sold", float64(t.Impressions)/n, 0.75, math.Sqrt(0.75*0.25), n)
		c.Near(x.objective+": revenue of 1,000 auctions, USD", 1000*t.Revenue.Float()/n, 10*5.0/12, 3, n)
		c.Near(x.objective+": candidates who could win", float64(t.AboveFloor)/n, 1, math.Sqrt(0.5), n)
		c.Exact(x.objective+": candidates who are scored", float64(t.Candidates)/n, 2, 0)
	}
}
