package theory

import (
	"fmt"
	"math"

	"marketsim/agents/equilibrium"
)

// Section A, continued: bids that are equilibria.

func init() {
	add(Entry{"A3", "Half the value is the best answer to half the value", "Krishna, Auction Theory (2nd ed.), ch. 2", []string{"a3-first-price-deviation"}, checkA3})
	add(Entry{"A10", "First-price equilibrium with a reserve", "Krishna, section 2.5; Riley & Samuelson (1981), AER 71", []string{"a10-first-price-reserve"}, checkA10})
	add(Entry{"A12", "First-price equilibrium of unequal bidders", "Vickrey (1961); Griesmer, Levitan & Shubik (1967); Krishna, section 4.3",
		[]string{"a12-asymmetric-first-price"}, checkA12})
}

func checkA3(c *Check) {
	best, most := 0.0, 0.0
	for _, x := range []struct{ alpha, utility float64 }{{0.3, 0.14}, {0.4, 0.16}, {0.5, 0.166667}, {0.6, 0.153704}, {0.7, math.NaN()}, {0.8, 0.086979}} {
		run := c.Run("theory/a3-first-price-deviation", c.people(250_000), set("deviant.bidding.factor=%g", x.alpha))
		n := float64(run.Total(0).Auctions)
		d := run.Campaign(0, "deviant/0")
		u := (d.Value - d.Spend).Float() / n
		if u > most {
			best, most = x.alpha, u
		}
		if !math.IsNaN(x.utility) {
			c.Near(fmt.Sprintf("utility at %g", x.alpha), u, x.utility, 0.24, n)
		}
	}
	c.Within("best multiple of the grid", best, 0.5, 1e-9)
}

func checkA10(c *Check) {
	t := c.Run("theory/a10-first-price-reserve", c.people(250_000)).Total(0)
	n := float64(t.Auctions)
	c.Near("revenue", t.Revenue.Float()/n, 5./12, 0.243, n)
	c.Near("sale probability", float64(t.Impressions)/n, 0.75, math.Sqrt(0.75*0.25), n)
	for _, x := range [][2]float64{{0.5, 0.5}, {0.8, 0.55625}, {1, 0.625}, {0.49, 0}} {
		c.Within(fmt.Sprintf("bid at value %g", x[0]), equilibrium.Uniform(x[0], 2, 0.5), x[1], 1e-12)
	}
}

func checkA12(c *Check) {
	first := c.Run("theory/a12-asymmetric-first-price", c.people(250_000))
	t, n := first.Total(0), float64(first.Total(0).Auctions)
	c.Near("first-price revenue", t.Revenue.Float()/n, 0.459005, 0.156, n)
	c.Near("first-price welfare", t.Value.Float()/n, 1.062836, 0.493, n)
	c.Near("the narrow bidder wins", float64(first.Campaign(0, "narrow/0").Impressions)/n, 1./3, math.Sqrt(2)/3, n)
	second := c.Run("theory/a12-asymmetric-first-price", c.people(250_000), "mechanism.auction=second_price", set("narrow.bidding=truthful"), set("wide.bidding=truthful")).Total(0)
	c.Near("second-price revenue", second.Revenue.Float()/n, 5./12, 0.276, n)
	c.Near("second-price welfare", second.Value.Float()/n, 13./12, 0.493, n)
	for _, name := range []string{"narrow", "wide"} {
		own := first.Campaign(0, name+"/0")
		for _, f := range []float64{0.9, 1.1} {
			x := c.Run("theory/a12-asymmetric-first-price", c.people(250_000), set("%s.bidding.factor=%g", name, f)).Campaign(0, name+"/0")
			gain := (x.Value - x.Spend - own.Value + own.Spend).Float() / n
			c.Holds(fmt.Sprintf("%s gains nothing by %g times its bid", name, f), gain <= 4*0.1/math.Sqrt(n), "%+.6f an auction, common draws", gain)
		}
	}
	for _, x := range [][4]float64{{0.3, 1, 2, 0.152620}, {0.7, 1, 2, 0.389907}, {0.6, 2, 1, 0.282095}, {1.4, 2, 1, 0.544403}, {1, 1, 2, 2. / 3}, {2, 2, 1, 2. / 3}} {
		c.Within(fmt.Sprintf("bid of [0, %g] at value %g", x[1], x[0]), equilibrium.AsymmetricUniform(x[0], x[1], x[2]), x[3], 1e-6)
	}
}
