package theory

import (
	"fmt"
	"math"

	"marketsim/sim/spec"
)

// Section B, mechanisms for several positions.

func init() {
	add(Entry{"B3", "Positions with random values: VCG, GSP and the optimal auction", "Varian (2007), IJIO 25; Edelman & Schwarz (2010), AER P&P 100; Myerson (1981)",
		[]string{"b3-random-positions"}, checkB3})
	add(Entry{"B4", "Squashing trades efficiency for revenue", "Lahaie & Pennock (2007), EC; Lahaie & McAfee (2011), WINE", []string{"b4-squashing"}, checkB4})
	add(Entry{"B5", "Ranking exponents", "Lahaie & Pennock (2007), EC; Varian (2007), IJIO 25", []string{"b5-ranking-exponents"}, checkB5})
	add(Entry{"B6", "Cascade: the best ordered list and its VCG prices", "Kempe & Mahdian (2008), WINE; Aggarwal, Feldman, Muthukrishnan & Pal (2008), WINE", []string{"b6-cascade"}, checkB6})
	add(Entry{"B7", "Rates by slot and ad: VCG for the assignment", "Vickrey-Clarke-Groves; Aggarwal, Goel & Motwani (2006), EC", []string{"b7-assignment"}, checkB7})
}

func checkB3(c *Check) {
	for _, x := range []struct {
		name, auction, reserve string
		revenue, sd            float64
	}{
		{"VCG", "vcg", "0", 0.66, 0.294}, {"VCG by assignment", "vcg_assignment", "0", 0.66, 0.294}, {"GSP, truthful bids", "gsp", "0", 0.9, 0.323},
		{"VCG with reserve 0.5", "vcg", "0.5", 0.81125, 0.331}, {"Myerson", "myerson", "0", 0.81125, 0.331},
	} {
		revenue, welfare, _, n := c.perAuction("b3-random-positions", "mechanism.auction="+x.auction, "mechanism.reserve="+x.reserve+" USD")
		c.Near(x.name+": revenue", revenue, x.revenue, x.sd, n)
		if x.reserve == "0" && x.auction != "myerson" {
			c.Near(x.name+": welfare", welfare, 1.28, 0.35, n)
		}
	}
}

func checkB4(c *Check) {
	const e = 0.25
	for _, s := range []float64{0, 0.149780, 0.5, 1} {
		t := math.Pow(e, s)
		exponent := fmt.Sprintf("mechanism.auction={kind: gsp, quality_exponent: %g}", s)
		revenue, welfare, _, n := c.perAuction("b4-squashing", exponent)
		c.Near(fmt.Sprintf("s=%g: revenue", s), revenue, t*(0.5-t/3)+e*t/6, 0.225, n)
		c.Near(fmt.Sprintf("s=%g: efficiency", s), welfare, 0.5-t*t/6+e*t/3, 0.3, n)
		byFormula, _, _, _ := c.perAuction("b4-squashing", fmt.Sprintf("mechanism.score=bid * pctr^%g", s))
		c.Within(fmt.Sprintf("s=%g: revenue by formula over that by exponent", s), byFormula/revenue, 1, 1e-6)
	}
	best, most := 0.0, 0.0
	for k := range 9 {
		s := 0.05 * float64(k)
		if revenue := c.Run("theory/b4-squashing", fmt.Sprintf("mechanism.auction={kind: gsp, quality_exponent: %g}", s), "market.pinners.count=100000").Total(0).Revenue.Float(); revenue > most {
			best, most = s, revenue
		}
	}
	c.Within("best exponent on a grid of 0.05", best, 0.15, 1e-9)
}

func checkB5(c *Check) {
	for _, x := range []struct {
		auction          string
		revenue, welfare float64
	}{{"{name: gsp, quality_exponent: 0}", 0.9, 1.1}, {"{name: gsp, quality_exponent: 0.5}", 1.499411, 1.6}, {"gsp", 1.375, 1.7}, {"vcg", 1.25, 1.7}, {"vcg_assignment", 1.25, 1.7}} {
		t := c.Run("theory/b5-ranking-exponents", "mechanism.auction="+x.auction).Total(0)
		n := float64(t.Auctions)
		c.Within(x.auction+": revenue", t.Revenue.Float()/n, x.revenue, 1e-6*x.revenue)
		c.Within(x.auction+": welfare", t.Value.Float()/n, x.welfare, 1e-6*x.welfare)
	}
}

func checkB6(c *Check) {
	third := []string{"market.surfaces.page.ad_slots=[1, 2, 3]", "market.surfaces.page.examination=[1, 1, 1]"}
	for _, x := range []struct {
		name             string
		set              []string
		welfare, revenue float64
		clicks, payments map[string]float64
	}{
		{"two slots", nil, 2.7, 1.65, map[string]float64{"b": 0.6, "a": 0.375}, map[string]float64{"b": 0.9, "a": 0.75}},
		{"three slots", third, 3.03, 2.055, map[string]float64{"d": 0.6, "b": 0.54, "a": 0.3375}, map[string]float64{"d": 0.57, "b": 0.81, "a": 0.675}},
	} {
		run := c.Run("theory/b6-cascade", x.set...)
		t := run.Total(0)
		n := float64(t.Auctions)
		c.Within(x.name+": welfare", t.Value.Float()/n, x.welfare, 1e-7)
		c.Within(x.name+": revenue", t.Revenue.Float()/n, x.revenue, 1e-7)
		for _, name := range []string{"a", "b", "d"} {
			if want, ok := x.clicks[name]; ok {
				got := run.Campaign(0, name+"/0")
				c.Within(fmt.Sprintf("%s: clicks of %s", x.name, name), float64(got.Clicks)/spec.Unit/n, want, 1e-7)
				c.Within(fmt.Sprintf("%s: payment of %s", x.name, name), got.Spend.Float()/n, x.payments[name], 1e-7)
			}
		}
		greedy := c.Run("theory/b6-cascade", append(x.set, "mechanism.auction=gsp")...).Total(0)
		c.Within(x.name+": welfare by value x rate", greedy.Value.Float()/n, []float64{2.24, 2.39}[min(1, len(x.set))], 1e-7)
	}
	sampled := c.Run("theory/b6-cascade", c.people(1_000_000), "run.outcomes=sampled")
	n := float64(sampled.Total(0).Auctions)
	for _, x := range []struct {
		name string
		want float64
	}{{"b", 0.6}, {"a", 0.375}} {
		c.Near("sampled clicks of "+x.name, float64(sampled.Campaign(0, x.name+"/0").Clicks)/spec.Unit/n, x.want, math.Sqrt(x.want*(1-x.want)), n)
	}
}

func checkB7(c *Check) {
	for _, x := range []struct {
		auction          string
		welfare, revenue float64
	}{{"vcg_assignment", 4.44, 3.48}, {"gsp", 3.8, -1}} {
		run := c.Run("theory/b7-assignment", "mechanism.auction="+x.auction)
		t := run.Total(0)
		n := float64(t.Auctions)
		// Rates are kept in single precision.
		c.Within(x.auction+": welfare", t.Value.Float()/n, x.welfare, 1e-6)
		if x.revenue > 0 {
			c.Within("payment of a", run.Campaign(0, "a/0").Spend.Float()/n, 2.24, 1e-6)
			c.Within("payment of c", run.Campaign(0, "c/0").Spend.Float()/n, 1.24, 1e-6)
		}
	}
}
