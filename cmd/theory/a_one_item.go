package theory

import (
	"fmt"
	"math"
)

// Section A: one item, one sale.

func init() {
	add(Entry{"A1", "Second-price revenue, uniform values", "Vickrey (1961), J. Finance 16; Krishna, Auction Theory (2nd ed.), ch. 2",
		[]string{"a1-second-price-uniform"}, checkA1})
	add(Entry{"A2", "First-price equilibrium shading earns the same as second price", "Krishna, Auction Theory, ch. 2-3; Myerson (1981), Math. OR 6",
		[]string{"a2-first-price-equilibrium"}, checkA2})
	add(Entry{"A4", "Reserve price, uniform values", "Myerson (1981), Math. OR 6; Riley & Samuelson (1981), AER 71",
		[]string{"a4-reserve-uniform"}, checkA4})
}

// people is a sample size of the scenarios with one auction a Pinner and day, over four days.
func (c *Check) people(full int) string { return c.Size("market.pinners.count", full) }

func checkA1(c *Check) {
	for _, x := range []struct{ n, sd float64 }{{2, 0.235702}, {3, 0.223607}, {5, 0.178174}, {10, 0.111340}} {
		t := c.Run("theory/a1-second-price-uniform", c.people(250_000), fmt.Sprintf("market.campaigns.groups.bidders.count=%v", x.n)).Total(0)
		n := float64(t.Auctions)
		c.Holds(fmt.Sprintf("n=%v: every auction sells", x.n), t.Impressions == t.Auctions && t.Auctions == int64(4*c.Scaled(250_000)), "%d auctions, %d sales", t.Auctions, t.Impressions)
		c.Near(fmt.Sprintf("n=%v: revenue", x.n), t.Revenue.Float()/n, (x.n-1)/(x.n+1), x.sd, n)
		c.Near(fmt.Sprintf("n=%v: welfare", x.n), t.Value.Float()/n, x.n/(x.n+1), math.Sqrt(x.n/(x.n+2))/(x.n+1), n)
	}
}

func checkA2(c *Check) {
	for _, x := range []struct{ n, sd float64 }{{2, 0.117851}, {3, 0.129099}, {5, 0.112687}, {10, 0.074689}} {
		t := c.Run("theory/a2-first-price-equilibrium", c.people(250_000), fmt.Sprintf("market.campaigns.groups.bidders.count=%v", x.n),
			fmt.Sprintf("market.campaigns.groups.bidders.bidding.factor=%.17g", (x.n-1)/x.n)).Total(0)
		n := float64(t.Auctions)
		c.Near(fmt.Sprintf("n=%v: revenue", x.n), t.Revenue.Float()/n, (x.n-1)/(x.n+1), x.sd, n)
		// The highest value wins every auction exactly when welfare is revenue over the shading factor.
		c.Within(fmt.Sprintf("n=%v: welfare x shading per unit of revenue", x.n), t.Value.Float()*(x.n-1)/x.n/t.Revenue.Float(), 1, 1e-8)
	}
}

func checkA4(c *Check) {
	for _, x := range []struct{ n, r, revenue, sold, welfare, sd float64 }{
		{1, 0.5, 0.25, 0.5, 0.375, 0.26}, {2, 0.5, 0.416667, 0.75, 0.583333, 0.26}, {3, 0.5, 0.53125, 0.875, 0.703125, 0.26},
		{2, 0.3, 0.387333, 0.91, 0.648667, 0.26}, {2, 0.7, 0.366, 0.51, 0.438, 0.36}, {4, 0.5, 0.6125, 0.9375, 0.775, 0.26},
	} {
		t := c.Run("theory/a4-reserve-uniform", c.people(250_000), fmt.Sprintf("mechanism.reserve=%g USD", x.r), fmt.Sprintf("market.campaigns.groups.bidders.count=%g", x.n)).Total(0)
		n, what := float64(t.Auctions), fmt.Sprintf("n=%g r=%g: ", x.n, x.r)
		c.Near(what+"revenue", t.Revenue.Float()/n, x.revenue, x.sd, n)
		c.Near(what+"sale probability", float64(t.Impressions)/n, x.sold, math.Sqrt(x.sold*(1-x.sold)), n)
		c.Near(what+"welfare", t.Value.Float()/n, x.welfare, 0.42, n)
	}
	best, most := 0.0, 0.0
	for r := 0.3; r < 0.71; r += 0.05 {
		t := c.Run("theory/a4-reserve-uniform", fmt.Sprintf("mechanism.reserve=%.2f USD", r), "market.pinners.count=100000").Total(0)
		if x := t.Revenue.Float(); x > most {
			best, most = r, x
		}
	}
	c.Within("best reserve on a grid of 0.05", best, 0.5, 1e-9)
}
