package theory

import (
	"fmt"
	"math"

	"marketsim/agents/equilibrium"
	"marketsim/agents/learn"
)

// Section D: autobidding.

func init() {
	auto := "Aggarwal, Badanidiyuru & Mehta (2019), WINE"
	add(Entry{"D1", "A target for value over spend, second price and first price", auto + "; Balseiro et al. (2021), EC", []string{"d1-target-roas"}, checkD1})
	add(Entry{"D2", "A budget: value maximiser and utility maximiser", auto + "; Balseiro & Gur (2019)", []string{"d1-target-roas", "d2-budgeted-maximisers"}, checkD2})
	add(Entry{"D3", "One multiple of the value is optimal in truthful auctions", auto, nil, checkD3})
	add(Entry{"D5", "Symmetric targets: first and second price earn the same", "Balseiro et al. (2021), EC, \"The landscape of auto-bidding auctions\"",
		[]string{"d5-symmetric-target-roas"}, checkD5})
}

// fixedFactor runs one bidder at a fixed multiple of the value and reads value and spend an auction.
func (c *Check) fixedFactor(factor float64, more ...string) (value, spend, n float64) {
	run := c.Run("theory/d1-target-roas", append([]string{c.people(1_000_000), "run.horizon=1d", "run.feedback_lag=1m", "market.pinners.segments.everyone.sessions_per_day=1",
		set("own.bidding={kind: shaded, factor: %.12g}", factor), set("own.pacing=none")}, more...)...)
	own := run.Campaign(0, "own/0")
	n = float64(run.Total(0).Auctions)
	return own.Value.Float() / n, own.Spend.Float() / n, n
}

func checkD1(c *Check) {
	for _, x := range []struct{ tau, kappa, value, spend, first float64 }{
		{4, 0.5, 0.166667, 0.041667, 0.083333}, {3, 0.666667, 0.222222, 0.074074, 0.111111}, {2.5, 0.8, 0.266667, 0.106667, 0.133333},
		{1.5, 1.577350, 0.433013, 0.288675, 0.222222}, {1.25, 2.868517, 0.479745, 0.383796, 0.266667},
	} {
		what := fmt.Sprintf("tau=%g: ", x.tau)
		c.Within(what+"kappa in closed form", equilibrium.TargetFactor(x.tau), x.kappa, 1e-6)
		value, spend, _ := c.fixedFactor(x.kappa)
		c.Within(what+"value at that kappa", value, x.value, c.widened(0.0015))
		c.Within(what+"spend at that kappa", spend, x.spend, c.widened(0.0015))
		value, _, _ = c.fixedFactor(1/x.tau, "mechanism.auction=first_price")
		c.Within(what+"first price: value at 1/tau", value, x.first, c.widened(0.0015))
		for _, m := range []struct {
			auction string
			kappa   float64
		}{{"second_price", x.kappa}, {"first_price", 1 / x.tau}} {
			run := c.Run("theory/d1-target-roas", c.days(200, 20), set("own.bidding.target=%g%%", 100*x.tau), "mechanism.auction="+m.auction)
			own := run.half(0, 0)
			c.Within(what+m.auction+": learned kappa", run.factor(0)/m.kappa, 1, c.widened(0.03))
			c.Within(what+m.auction+": learned value over spend", own.Value.Float()/own.Revenue.Float()/x.tau, 1, c.widened(0.01))
		}
	}
}

func checkD2(c *Check) {
	for _, x := range []struct{ kappa, value, spend float64 }{{4. / 3, 0.40625, 0.25}, {1, 1. / 3, 1. / 6}, {0.774597, 0.258199, 0.1}, {0.8, 0.266667, 0.106667}} {
		value, spend, _ := c.fixedFactor(x.kappa)
		c.Within(fmt.Sprintf("kappa=%.4g: value", x.kappa), value, x.value, c.widened(0.0015))
		c.Within(fmt.Sprintf("kappa=%.4g: spend", x.kappa), spend, x.spend, c.widened(0.0015))
	}
	for _, x := range []struct {
		who, bidding                      string
		rho, kappa, value, spend, returns float64
	}{
		{"value maximiser", "{kind: value_maximiser}", 0.25, 4. / 3, 0.40625, 0.25, 0.40625 / 0.25},
		{"utility maximiser", "{kind: utility_maximiser}", 0.25, 1, 1. / 3, 1. / 6, 2},
		{"value maximiser", "{kind: value_maximiser}", 0.1, 0.774597, 0.258199, 0.1, 2.58199},
		{"utility maximiser", "{kind: utility_maximiser}", 0.1, 0.774597, 0.258199, 0.1, 2.58199},
		{"target of 2.5 and a budget that binds", "{kind: target_roas, target: 250%, step: 0.005}", 0.05, 0.547723, 0.182574, 0.05, 3.651484},
		{"target of 2.5 that binds and a budget", "{kind: target_roas, target: 250%, step: 0.005}", 0.2, 0.8, 0.266667, 0.106667, 2.5},
	} {
		run := c.Run("theory/d2-budgeted-maximisers", c.days(60, 10), set("own.bidding=%s", x.bidding), set("own.daily_budget=%g USD", x.rho*20_000))
		n, own := float64(run.half(0, -1).Auctions), run.half(0, 0)
		what := fmt.Sprintf("%s, rho=%g: learned ", x.who, x.rho)
		c.Within(what+"kappa", run.factor(0)/x.kappa, 1, c.widened(0.03))
		c.Within(what+"value", own.Value.Float()/n, x.value, c.widened(0.005))
		c.Within(what+"spend", own.Revenue.Float()/n, x.spend, c.widened(0.005))
		c.Within(what+"value over spend", own.Value.Float()/own.Revenue.Float()/x.returns, 1, c.widened(0.01))
	}
}

// checkD3 draws queries from keyed numbers, one list a seed.
func checkD3(c *Check) {
	seeds := c.Scaled(100)
	for _, x := range []struct{ tau, budget, fluid, sd float64 }{{2.5, math.Inf(1), 533.3, 17.1}, {1.5, math.Inf(1), 866.0, 18.3}, {2.5, 60, 282.8, 18.3}} {
		sum, low, high := 0.0, math.Inf(1), math.Inf(-1)
		for seed := range seeds {
			var v, d []float64
			for q := range uint64(2000) {
				v = append(v, learn.Draw(uint64(seed), q, 0))
				d = append(d, learn.Draw(uint64(seed), q, 1))
			}
			h := equilibrium.BestUniform(v, d, x.tau, x.budget)
			low, high = min(low, h.Optimum-h.Uniform), max(high, h.Optimum-h.Uniform)
			sum += h.Optimum
		}
		what := fmt.Sprintf("tau=%g, budget %g: ", x.tau, x.budget)
		c.Holds(what+"uniform bids miss less than one query", low >= 0 && high < 1, "by %.3f to %.3f over %d lists", low, high, seeds)
		c.Within(what+"mean optimum", sum/float64(seeds), x.fluid, max(7, 4*x.sd/math.Sqrt(float64(seeds))))
	}
}

func checkD5(c *Check) {
	for _, x := range []struct {
		n, tau  float64
		auction string
		kappa   float64
	}{{3, 1, "second_price", 1.5}, {3, 1, "first_price", 1}, {2, 1.5, "second_price", 4. / 3}, {2, 1.5, "first_price", 2. / 3}} {
		revenue := x.n / ((x.n + 1) * x.tau)
		what := fmt.Sprintf("n=%g tau=%g %s: ", x.n, x.tau, x.auction)
		market := []string{set("bidders.count=%g", x.n), "mechanism.auction=" + x.auction}
		run := c.Run("theory/d5-symmetric-target-roas", append(market, c.people(1_000_000), "run.horizon=1d", "run.feedback_lag=1m",
			"market.pinners.segments.everyone.sessions_per_day=1", set("bidders.bidding={kind: shaded, factor: %.12g}", x.kappa))...)
		t := run.Total(0)
		c.Within(what+"revenue at fixed kappa", t.Revenue.Float()/float64(t.Auctions), revenue, c.widened(0.0014))
		run = c.Run("theory/d5-symmetric-target-roas", append(market, c.days(200, 20), set("bidders.bidding.target=%g%%", 100*x.tau))...)
		t = run.half(0, -1)
		c.Within(what+"learned kappa", run.factor(0)/x.kappa, 1, c.widened(0.02))
		c.Within(what+"learned revenue", t.Revenue.Float()/float64(t.Auctions)/revenue, 1, c.widened(0.005))
	}
}
