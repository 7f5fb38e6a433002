package theory

import (
	"fmt"
	"math"

	"marketsim/auction"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section A, reserves: what a floor earns, and which one earns most.

func init() {
	add(Entry{"A5", "Exponential values: the best reserve", "Myerson (1981), Math. OR 6", []string{"a5-exponential-reserve"}, checkA5})
	add(Entry{"A6", "Lognormal values: the monopoly price as reserve", "Myerson (1981), Math. OR 6; Ostrovsky & Schwarz (2011), EC", []string{"a6-lognormal-reserve"}, checkA6})
	add(Entry{"A7", "Asymmetric bidders: lazy and eager reserves, and Myerson's auction", "Myerson (1981), Math. OR 6; Paes Leme, Pal & Vassilvitskii (2016), WWW",
		[]string{"a7-personal-reserves"}, checkA7})
	add(Entry{"A8", "One more bidder is worth more than the best reserve", "Bulow & Klemperer (1996), AER 86", []string{"a1-second-price-uniform", "a4-reserve-uniform"}, checkA8})
	add(Entry{"A9", "Soft floor: naive bidders and bidders in equilibrium", "Zeithammer (2019), Management Science 65(9)", []string{"a9-soft-floor"}, checkA9})
	add(Entry{"A11", "Random number of bidders", "Krishna, Auction Theory (2nd ed.), ch. 3.2.2", []string{"a11-random-bidders"}, checkA11})
}

// perAuction runs a scenario with one auction a Pinner and day and gives revenue, welfare and sales an auction.
func (c *Check) perAuction(name string, change ...string) (revenue, welfare, sold, n float64) {
	t := c.Run("theory/"+name, append([]string{c.people(250_000)}, change...)...).Total(0)
	n = float64(t.Auctions)
	return t.Revenue.Float() / n, t.Value.Float() / n, float64(t.Impressions) / n, n
}

func checkA5(c *Check) {
	for _, x := range []struct{ r, revenue, sd float64 }{{0, 0.5, 0.5}, {0.5, 0.606531, 0.6}, {1, 0.668091, 0.6}, {1.5, 0.619603, 0.6}} {
		revenue, _, _, n := c.perAuction("a5-exponential-reserve", fmt.Sprintf("mechanism.reserve=%g USD", x.r))
		c.Near(fmt.Sprintf("r=%g: revenue", x.r), revenue, x.revenue, x.sd, n)
	}
	c.Within("monopoly price", auction.MonopolyPrice((&dist.Exponential{Average: 1}).Quantile), 1, 1e-6)
	revenue, _, _, n := c.perAuction("a5-exponential-reserve", "mechanism.reserve=0 USD", "mechanism.monopoly_reserve={kind: exponential, mean: 1 USD}")
	c.Near("the market finds the reserve itself: revenue", revenue, 0.668091, 0.6, n)
}

func checkA6(c *Check) {
	one := 1.0
	c.Within("monopoly price", auction.MonopolyPrice((&dist.Lognormal{Median: &one, Sigma: 1}).Quantile), 1.35341475, 1e-6)
	revenue, _, sold, n := c.perAuction("a6-lognormal-reserve")
	c.Near("revenue", revenue, 0.951262, 0.876, n)
	c.Near("sale probability", sold, 0.616945, math.Sqrt(0.616945*(1-0.616945)), n)
	revenue, _, _, n = c.perAuction("a6-lognormal-reserve", "mechanism.monopoly_reserve=0 USD")
	c.Near("revenue without reserve", revenue, 0.790562, 0.735, n)
}

func checkA7(c *Check) {
	none := []string{"market.campaigns.groups.weak.reserve=0 USD", "market.campaigns.groups.strong.reserve=0 USD"}
	last := 0.0
	for _, x := range []struct {
		name, auction string
		revenue, sd   float64
		set           []string
	}{
		{"no reserve", "second_price", 5. / 12, 0.276, none},
		{"lazy", "{name: second_price, reserve_policy: lazy}", 29. / 48, 0.442, nil},
		{"eager", "second_price", 5. / 8, 0.415, nil},
		{"Myerson", "myerson", 31. / 48, 0.456, none},
	} {
		revenue, welfare, _, n := c.perAuction("a7-personal-reserves", append([]string{"mechanism.auction=" + x.auction}, x.set...)...)
		c.Near(x.name+": revenue", revenue, x.revenue, x.sd, n)
		c.Holds(x.name+": earns more than the one before", revenue > last, "%.6f after %.6f", revenue, last)
		if last = revenue; x.name == "Myerson" {
			c.Near("Myerson: welfare", welfare, 11./12, 0.6, n)
		}
	}
	estimated := c.Run("theory/a7-personal-reserves", append([]string{c.people(250_000), "run.warmup=1d", "mechanism.auction={kind: myerson, values: estimated}",
		"mechanism.reserve_learning={every: 1d, reserve: false}"}, none...)...).Total(0)
	n := float64(estimated.Auctions)
	c.Within("Myerson with laws estimated from the day before: revenue", estimated.Revenue.Float()/n, 31./48, 4*0.456/math.Sqrt(n)+0.003)
}

func checkA8(c *Check) {
	for _, x := range []struct{ n, best, more float64 }{{1, 0.25, 1. / 3}, {2, 5. / 12, 0.5}, {3, 17. / 32, 0.6}, {4, 0.6125, 2. / 3}} {
		with, _, _, n := c.perAuction("a4-reserve-uniform", fmt.Sprintf("market.campaigns.groups.bidders.count=%g", x.n))
		more, _, _, _ := c.perAuction("a1-second-price-uniform", fmt.Sprintf("market.campaigns.groups.bidders.count=%g", x.n+1))
		c.Near(fmt.Sprintf("n=%g: best reserve", x.n), with, x.best, 0.26, n)
		c.Near(fmt.Sprintf("n=%g: one more bidder", x.n), more, x.more, 0.24, n)
		c.Holds(fmt.Sprintf("n=%g: one more bidder earns more", x.n), more > with, "%.6f and %.6f", more, with)
	}
}

func checkA9(c *Check) {
	for _, x := range []struct{ s, naive float64 }{{0.5, 0.5}, {0.3, 0.405333}} {
		floor := fmt.Sprintf("mechanism.soft_floor=%g USD", x.s)
		revenue, _, _, n := c.perAuction("a9-soft-floor", floor)
		c.Near(fmt.Sprintf("s=%g: truthful bidders", x.s), revenue, x.naive, 0.19, n)
		revenue, _, _, n = c.perAuction("a9-soft-floor", floor, fmt.Sprintf("market.campaigns.groups.bidders.bidding={kind: soft_floor_equilibrium, floor: %g USD}", x.s))
		c.Near(fmt.Sprintf("s=%g: bidders in equilibrium", x.s), revenue, 1./3, 0.19, n)
	}
}

func checkA11(c *Check) {
	for _, x := range []struct{ r, revenue float64 }{{0, 0.416312}, {0.5, 0.482087}} {
		revenue, _, sold, n := c.perAuction("a11-random-bidders", fmt.Sprintf("mechanism.reserve=%g USD", x.r))
		c.Near(fmt.Sprintf("r=%g: revenue", x.r), revenue, x.revenue, 0.31, n)
		want := 1 - math.Exp(-3*(1-x.r)) // somebody bids above the reserve
		c.Near(fmt.Sprintf("r=%g: sale probability", x.r), sold, want, math.Sqrt(want*(1-want)), n)
	}
}

// clicksOf is the clicks of a group an auction.
func (r *Run) clicksOf(group int) float64 {
	return float64(r.Sum(0, 0, results.Cut{Segment: -1, Surface: -1, Group: group}).Clicks) / spec.Unit / float64(r.Total(0).Auctions)
}
