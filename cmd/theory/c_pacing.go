package theory

import (
	"fmt"
	"math"

	"marketsim/agents/equilibrium"
)

// Section C, continued: pacing equilibria, and pacers that find them.

func init() {
	first := "Conitzer et al. (2022), Management Science, \"Pacing equilibrium in first price auction markets\""
	add(Entry{"C1", "First-price pacing equilibrium, 2 x 2", first, []string{"c1-first-price-pacing"}, checkC1})
	add(Entry{"C2", "First-price pacing equilibrium, 3 x 4, one unpaced, one good split", first, []string{"c2-first-price-pacing"}, checkC2})
	add(Entry{"C3", "First-price pacing equilibrium, 3 x 3", first, []string{"c3-first-price-pacing"}, checkC3})
	add(Entry{"C4", "Second-price pacing equilibria: one and several", "Conitzer, Kroer, Sodomka & Stier-Moses (2022), Operations Research 70",
		[]string{"c4-one-budgeted-bidder", "c4-two-budgeted-bidders"}, checkC4})
	add(Entry{"C7", "Symmetric mean-field pacing", "Balseiro, Besbes & Weintraub (2015), Management Science 61; Balseiro & Gur (2019)", []string{"c7-mean-field-pacing"}, checkC7})
	add(Entry{"C8", "First-price throttling equilibrium", "Chen, Kroer & Kumar (2021), \"Throttling equilibria in auction markets\"", []string{"c8-throttling"}, checkC8})
}

// firstPrice solves a market and holds it, and the conditions of an equilibrium, against what is known.
func (c *Check) firstPrice(m *equilibrium.Budgeted, multipliers, prices, utilities []float64, revenue, welfare float64) {
	p := c.solved(m)
	c.numbers("solver: multiplier", p.Multipliers, multipliers, 1e-5)
	c.numbers("solver: price of good", p.Prices, prices, 1e-5*10)
	c.numbers("solver: utility", p.Utility, utilities, 1e-5*10)
	c.Within("solver: revenue", p.Revenue, revenue, 1e-5*10)
	c.Within("solver: welfare", p.Welfare, welfare, 1e-5*10)
	err := m.CheckFirstPrice(p.Multipliers, p.Shares, 1e-6)
	c.Holds("solver: the conditions of an equilibrium hold at 1e-6", err == nil, "%v", err)
}

func (c *Check) solved(m *equilibrium.Budgeted) *equilibrium.Pacing {
	p, err := equilibrium.FirstPricePacing(m)
	if err != nil {
		panic(failure{err})
	}
	return p
}

// paced holds the multipliers that pacers reach, and the revenue, against an equilibrium. Goods come in equal shares.
func (c *Check) paced(scenario string, multipliers []float64, revenue float64, goods int) {
	run := c.Run("theory/"+scenario, c.days(100, 10))
	for g, want := range multipliers {
		c.Within(fmt.Sprintf("market: multiplier %d, second half", g+1), run.multiplier(g)/want, 1, c.widened(0.03))
	}
	t := run.half(0, -1)
	c.Within("market: revenue of a round", t.Revenue.Float()/float64(t.Auctions)*float64(goods)/revenue, 1, c.widened(0.03))
}

func checkC1(c *Check) {
	m := &equilibrium.Budgeted{Values: [][]float64{{4, 1}, {2, 3}}, Budgets: []float64{1, 1.2}}
	c.firstPrice(m, []float64{0.25, 0.4}, []float64{1, 1.2}, []float64{3, 1.8}, 2.2, 7)
	m.Budgets[0] = 1.3
	c.Within("solver: revenue with the first budget at 1.3", c.solved(m).Revenue, 2.5, 1e-5)
	more := &equilibrium.Budgeted{Values: [][]float64{{4, 1}, {2, 3}, {3, 2}}, Budgets: []float64{1, 1.2, 0.5}}
	c.Within("solver: revenue with a third bidder", c.solved(more).Revenue, 2.7, 1e-5)
	c.paced("c1-first-price-pacing", []float64{0.25, 0.4}, 2.2, 2)
}

func checkC2(c *Check) {
	m := &equilibrium.Budgeted{Values: [][]float64{{8, 4, 2, 1}, {3, 6, 5, 2}, {1, 3, 4, 6}}, Budgets: []float64{3, 5, 20}}
	c.firstPrice(m, []float64{0.375, 0.8, 1}, []float64{3, 4.8, 4, 6}, []float64{5, 1.25, 0}, 17.8, 24.05)
	p := c.solved(m)
	c.numbers("solver: spend", p.Spend, []float64{3, 5, 9.8}, 1e-4)
	c.Within("solver: share of good 3 of bidder 2", p.Shares[1][2], 0.05, 1e-5)
	c.paced("c2-first-price-pacing", []float64{0.375, 0.8, 1}, 17.8, 4)
}

func checkC3(c *Check) {
	m := &equilibrium.Budgeted{Values: [][]float64{{10, 6, 3}, {9, 8, 2}, {2, 5, 7}}, Budgets: []float64{3, 4, 2.5}}
	c.firstPrice(m, []float64{63. / 170, 7. / 17, 5. / 14}, []float64{3.705882, 3.294118, 2.5}, []float64{5.095238, 5.714286, 4.5}, 9.5, 24.809524)
	c.Within("solver: share of good 1 of bidder 1", c.solved(m).Shares[0][0], 0.809524, 1e-5)
	c.paced("c3-first-price-pacing", []float64{63. / 170, 7. / 17, 5. / 14}, 9.5, 3)
}

func checkC4(c *Check) {
	one := &equilibrium.Budgeted{Values: [][]float64{{6, 5, 4}, {2, 3, 3.5}}, Budgets: []float64{4, math.Inf(1)}}
	two := &equilibrium.Budgeted{Values: [][]float64{{40, 4}, {4, 40}}, Budgets: []float64{3.9, 2}}
	for _, x := range []struct {
		name        string
		m           *equilibrium.Budgeted
		multipliers []float64
		shares      [][]float64
	}{
		{"(i) (0.6, 1)", one, []float64{0.6, 1}, [][]float64{{1, 2. / 3, 0}, {0, 1. / 3, 1}}},
		{"(ii) (0.5, 0.975)", two, []float64{0.5, 0.975}, [][]float64{{1, 0}, {0, 1}}},
		{"(ii) (1, 0.1)", two, []float64{1, 0.1}, [][]float64{{1, 0.5}, {0, 0.5}}},
		{"(ii) (0.1, 1)", two, []float64{0.1, 1}, [][]float64{{0.975, 0}, {0.025, 1}}},
	} {
		err := x.m.CheckSecondPrice(x.multipliers, x.shares, 1e-9)
		c.Holds("checker: "+x.name+" is an equilibrium at 1e-9", err == nil, "%v", err)
		off := append([]float64(nil), x.multipliers...)
		off[1] *= 0.99
		err = x.m.CheckSecondPrice(off, x.shares, 1e-9)
		c.Holds("checker: "+x.name+" with one multiplier 1% lower is none", err != nil, "%v", err)
	}
	for _, x := range []struct {
		name, scenario string
		multipliers    []float64
		revenue, goods float64
		set            []string
	}{
		{"(i)", "c4-one-budgeted-bidder", []float64{0.6}, 7.4, 3, nil},
		{"(ii) from mu = (0, 0)", "c4-two-budgeted-bidders", []float64{1, 0.1}, 4.4, 2, nil},
		{"(ii) from mu = (3, 0)", "c4-two-budgeted-bidders", []float64{0.1, 1}, 4.4, 2, []string{set("one.pacing.start=3")}},
	} {
		run := c.Run("theory/"+x.scenario, append(x.set, c.days(300, 100))...)
		for g, want := range x.multipliers {
			c.Within(fmt.Sprintf("%s: multiplier %d", x.name, g+1), run.multiplier(g), want, c.widened(0.01))
		}
		t := run.half(0, -1)
		c.Within(x.name+": revenue of a round", t.Revenue.Float()/float64(t.Auctions)*x.goods/x.revenue, 1, c.widened(0.02))
	}
}

func checkC7(c *Check) {
	for _, x := range []struct{ n, rho, mu float64 }{{4, 0.05, 3}, {3, 0.1, 5. / 3}} {
		run := c.Run("theory/c7-mean-field-pacing", c.days(200, 20), set("bidders.count=%g", x.n), set("bidders.pacing.rate=%g USD", x.rho))
		t := run.half(0, -1)
		n, what := float64(t.Auctions), fmt.Sprintf("n=%g: ", x.n)
		c.Within(what+"1 + mu over the second half", 1/run.multiplier(0)/x.mu, 1, c.widened(0.03))
		c.Within(what+"revenue", t.Revenue.Float()/n/(x.n*x.rho), 1, c.widened(0.005))
		c.Within(what+"welfare", t.Value.Float()/n, x.n/(x.n+1), c.widened(0.005))
	}
}

func checkC8(c *Check) {
	solve := func(m *equilibrium.Budgeted) []float64 {
		theta, err := equilibrium.FirstPriceThrottling(m)
		if err != nil {
			panic(failure{err})
		}
		return theta
	}
	one := &equilibrium.Budgeted{Values: [][]float64{{10}, {6}}, Budgets: []float64{4, 3}}
	c.numbers("solver: one good: theta", solve(one), []float64{0.4, 5. / 6}, 1e-6)
	p := c.solved(one)
	c.numbers("solver: one good: pacing multiplier, for comparison", p.Multipliers, []float64{0.6, 1}, 1e-5)
	c.Within("solver: one good: pacing revenue", p.Revenue, 6, 1e-5)
	two := &equilibrium.Budgeted{Values: [][]float64{{10, 4}, {6, 8}}, Budgets: []float64{6, 5}}
	theta := solve(two)
	c.numbers("solver: two goods: theta", theta, []float64{0.492227, 0.452626}, 1e-6)
	p = c.solved(two)
	c.numbers("solver: two goods: pacing multiplier, for comparison", p.Multipliers, []float64{0.6, 0.625}, 1e-5)
	c.Within("solver: two goods: pacing revenue", p.Revenue, 11, 1e-4)

	run := c.Run("theory/c8-throttling", c.people(500_000), set("one.pacing.share=%.12g%%", theta[0]*100), set("two.pacing.share=%.12g%%", theta[1]*100))
	n := float64(run.Total(0).Auctions) / 2 // of each good
	c.Within("market: two goods: spend of bidder 1", run.Campaign(0, "one/0").Spend.Float()/n, 6, c.widened(0.02))
	c.Within("market: two goods: spend of bidder 2", run.Campaign(0, "two/0").Spend.Float()/n, 5, c.widened(0.02))
	theta = solve(one)
	run = c.Run("theory/c8-throttling", c.people(250_000), set("one.pacing.share=%.12g%%", theta[0]*100), set("two.pacing.share=%.12g%%", theta[1]*100),
		set("one.value_by_segment={all: 10 USD}"), set("two.value_by_segment={all: 6 USD}"))
	n = float64(run.Total(0).Auctions)
	c.Within("market: one good: spend of bidder 1", run.Campaign(0, "one/0").Spend.Float()/n, 4, c.widened(0.02))
	c.Within("market: one good: spend of bidder 2", run.Campaign(0, "two/0").Spend.Float()/n, 3, c.widened(0.02))
}
