package theory

import (
	"fmt"
	"math"
	"slices"

	"marketsim/agents"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N: what a user meets without writing theory. Pacing of one campaign at any volume.

func init() {
	balseiro := "Balseiro & Gur (2019), Management Science 65(9)"
	add(Entry{"N1", "Pacing by default holds from 70 clicks a day on", balseiro, []string{"n-paced-bidder"}, checkN1})
	add(Entry{"N2", "Other methods of pacing at their own fixed points", balseiro, []string{"n-paced-bidder"}, checkN2})
	add(Entry{"N3", "With few clicks pacing does as well as a controller that knows the market", balseiro, []string{"n-paced-bidder"}, checkN3})
	add(Entry{"N4", "First-price pacing equilibrium by default pacing", "Conitzer et al. (2022), Management Science 68(12)", []string{"n-first-price-budgets"}, checkN4})
}

// pacedMarket is the market of n-paced-bidder at a volume; a USD of budget is 40 Pinners.
type pacedMarket struct {
	clicks, days, replications int
	set                        []string
	still                      law           // spend over budget of a day
	pacing                     agents.Pacing // in place of what the scenario says; nil: that
}

// law is a mean and a deviation of one day. Spend over budget of a multiplier that stands still where a budget lasts on average: clicks are
// Poisson, each costs a uniform part of its bid, and a click that costs more than is left is lost to the rival. By direct simulation of that
// sum over 40,000 days (70 clicks) and 8,000 (300).
type law struct{ mean, sd float64 }

// pinners gives so many clicks a day at a multiplier of the root of 1/2.
func (m *pacedMarket) pinners() int {
	return int(math.Round(float64(m.clicks) / (0.1 * math.Sqrt(0.5))))
}

// budget is half of what an unpaced day costs, USD.
func (m *pacedMarket) budget() float64 { return 0.025 * float64(m.pinners()) }

// paced is what a campaign did on average over days and replications.
type paced struct{ multiplier, share, factor, clicksPerUSD, clicks, spend, lasts float64 }

// pacedRun is what a campaign did, by replication.
type pacedRun struct {
	of     []results.Totals
	days   int
	budget float64
}

func (c *Check) pacedRun(m *pacedMarket) *pacedRun {
	s := c.Load("theory/n-paced-bidder", append([]string{fmt.Sprintf("market.pinners.count=%d", m.pinners()), set("own.daily_budget=%.6f USD", m.budget()),
		fmt.Sprintf("run.horizon=%dd", m.days), fmt.Sprintf("run.replications=%d", m.replications)}, m.set...)...)
	if m.pacing != nil {
		s.Spec.Arms[0].Phases[0].Market.Groups[0].Pacing = m.pacing
	}
	p := &pacedRun{days: m.days, budget: m.budget()}
	for _, all := range c.play(s).Results {
		p.of = append(p.of, results.Sum(all[0], &s.Axes, 0, m.days, results.Cut{Segment: -1, Surface: -1, Group: 0}))
	}
	return p
}

// mean is what the campaign did on average over all replications but one.
func (p *pacedRun) mean(without int) (out paced) {
	days, clicks, revenue := 0.0, 0.0, 0.0
	for r := range p.of {
		if r == without {
			continue
		}
		x := &p.of[r]
		days += float64(p.days)
		clicks += float64(x.Clicks) / spec.Unit
		revenue += x.Revenue.Float()
		out.multiplier += x.Steer.Multiplier
		out.share += x.Steer.PassThrough
		out.factor += x.Steer.Factor
		for _, n := range x.Lived[44:] { // half hours: after 22:00
			out.lasts += float64(n)
		}
	}
	return paced{out.multiplier / days, out.share / days, out.factor / days, clicks / revenue, clicks / days, revenue / days / p.budget, out.lasts / days}
}

// reading is a figure of what the campaign did.
func (p *pacedRun) reading(of func(*paced) float64) reading {
	return jackknifed(len(p.of), func(without int) float64 {
		x := p.mean(without)
		return of(&x)
	})
}

// over is a figure over that of another run on the same seed.
func (p *pacedRun) over(o *pacedRun, of func(*paced) float64) reading {
	return jackknifed(len(p.of), func(without int) float64 {
		x, y := p.mean(without), o.mean(without)
		return of(&x) / of(&y)
	})
}

// volumes are clicks a day and the days that make the standard errors small; the largest takes a full sample.
func (c *Check) volumes() []pacedMarket {
	v := []pacedMarket{
		{clicks: 70, days: 60, replications: 8, still: law{0.9431, 0.077}},
		{clicks: 300, days: 30, replications: 4, still: law{0.9729, 0.0385}},
		{clicks: 1500, days: 6, replications: c.atFull(8, 4), set: []string{"run.warmup=4d"}},
	}
	if c.Share >= 0.5 {
		v = append(v, pacedMarket{clicks: 7000, days: 3, replications: 4, set: []string{"run.warmup=3d"}})
	}
	return v
}

func checkN1(c *Check) {
	volumes := c.volumes()
	for m, method := range []string{"auto", "multiplicative", "pid"} {
		for k, v := range volumes {
			if c.Share < 0.5 && m > 0 && k != m-1 {
				continue // a small sample holds each of the other methods at one volume
			}
			v.set = append(slices.Clone(v.set), set("own.pacing=%s", method))
			got, what := c.pacedRun(&v), fmt.Sprintf("%s, %d clicks a day: ", method, v.clicks)
			c.Estimate(what+"multiplier over the time of the day", got.reading(func(x *paced) float64 { return x.multiplier / math.Sqrt(0.5) }), 1, 0.05)
			c.Estimate(what+"clicks per USD", got.reading(func(x *paced) float64 { return x.clicksPerUSD / math.Sqrt(8) }), 1, 0.03)
			c.Estimate(what+"spend over budget", got.reading(func(x *paced) float64 { return x.spend }), 0.985, 0.015)
			lasts := got.mean(-1).lasts
			c.Holds(what+"the budget lasts until 22:00 on 90% of days", lasts >= 0.9, "%.1f%%", 100*lasts)
			if method == "auto" {
				v.set = append(v.set, "run.outcomes=expected")
				c.Estimate(what+"clicks sampled over expected", got.over(c.pacedRun(&v), func(x *paced) float64 { return x.clicks }), 1, 0.02)
			}
		}
	}
}

// spendBound is a property: at least so much of the budget is spent.
func (c *Check) spendBound(what string, spend float64, clicks int) {
	least := 0.97
	if clicks < 300 {
		least = 0.94
	}
	c.Holds(what+fmt.Sprintf("spend of at least %g%% of the budget", 100*least), spend >= least, "%.2f%%", 100*spend)
}

func checkN2(c *Check) {
	for k, v := range c.volumes()[:2] {
		for m, x := range []struct {
			what, set          string
			multiplier, factor float64
			share, perUSD      float64
		}{
			{"dual", "own.pacing={kind: dual, rate: 0.025 USD, step: 0.05}", math.Sqrt(0.5), 0, 1, math.Sqrt(8)},
			{"throttling", "own.pacing=throttling", 1, 0, 0.5, 2},
			{"value_maximiser", "own.bidding=value_maximiser", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
			{"utility_maximiser", "own.bidding=utility_maximiser", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
			{"lowest_cost", "own.bidding=lowest_cost", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
			{"target_cpa whose budget binds", "own.bidding={kind: target_cpa, target: 0.8 USD}", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
			{"target_roas whose budget binds", "own.bidding={kind: target_roas, target: 150%%}", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
			{"cost_cap whose budget binds", "own.bidding={kind: cost_cap, cap: 0.8 USD}", 1, math.Sqrt(0.5), 1, math.Sqrt(8)},
		} {
			if c.Share < 0.5 && m > 0 && k != m%2 {
				continue // a small sample holds each of the other methods at one volume
			}
			v.set = []string{set(x.set)}
			got, what := c.pacedRun(&v), fmt.Sprintf("%s, %d clicks a day: ", x.what, v.clicks)
			c.Estimate(what+"multiplier", got.reading(func(p *paced) float64 { return p.multiplier / x.multiplier }), 1, 0.05)
			c.Estimate(what+"share of requests", got.reading(func(p *paced) float64 { return p.share / x.share }), 1, 0.05)
			if x.factor > 0 {
				c.Estimate(what+"bid over value", got.reading(func(p *paced) float64 { return p.factor / x.factor }), 1, 0.05)
			}
			c.Estimate(what+"clicks per USD", got.reading(func(p *paced) float64 { return p.clicksPerUSD / x.perUSD }), 1, 0.05)
			c.spendBound(what, got.mean(-1).spend, v.clicks)
			if x.what == "dual" {
				c.Near(what+"spend over budget, of a multiplier that stands still", got.mean(-1).spend, v.still.mean, v.still.sd, float64(v.days*v.replications))
			}
		}
	}
}

// allKnowing paces as well as anybody can who knows what spend follows a multiplier: at every tick it solves for what is left.
type allKnowing struct{ perDay float64 } // USD at a multiplier of 1

type allKnowingPacer struct{ perDay, scale float64 }

func (k *allKnowing) New(agents.Brief) agents.Pacer { return &allKnowingPacer{k.perDay, 1} }
func (k *allKnowingPacer) Multiplier() float64      { return k.scale }
func (k *allKnowingPacer) PassThrough() float64     { return 1 }
func (k *allKnowingPacer) Update(p *agents.Progress) {
	if left := p.Budget - p.Spent; left > 0.01*p.Budget && p.Planned < 1 {
		k.scale = math.Min(1, math.Sqrt(left/(1-p.Planned)/k.perDay))
	}
}

func checkN3(c *Check) {
	markets := []pacedMarket{{clicks: 5, days: 200, replications: 20}, {clicks: 15, days: 200, replications: 10}}
	if c.Share < 0.5 {
		markets = markets[1:]
	}
	for _, v := range markets {
		got := c.pacedRun(&v)
		v.pacing = &allKnowing{2 * v.budget()}
		best, what := c.pacedRun(&v), fmt.Sprintf("%d clicks a day, over a controller that knows the market: ", v.clicks)
		c.Estimate(what+"multiplier", got.over(best, func(x *paced) float64 { return x.multiplier }), 1, 0.03)
		c.Estimate(what+"clicks per USD", got.over(best, func(x *paced) float64 { return x.clicksPerUSD }), 1, 0.03)
		c.Estimate(what+"spend", got.over(best, func(x *paced) float64 { return x.spend }), 1, 0.03)
	}
}

func checkN4(c *Check) {
	run := c.Run("theory/n-first-price-budgets")
	var price []float64
	spend := map[string][]float64{}
	for r := range run.Results {
		t := run.Sum(r, 0, results.Everything)
		price = append(price, 1000*t.Revenue.Float()/float64(t.Impressions)/3.8)
		for _, x := range run.Results[r][0].Campaigns {
			spend[x.Name] = append(spend[x.Name], x.Spend.Float()/x.Daily.Float()/20)
		}
	}
	c.Estimate("price per 1,000", estimated(price), 1, 0.03)
	for _, name := range []string{"adv/four", "adv/five", "adv/seven", "adv/nine"} {
		c.Estimate(name+": spend over budget", estimated(spend[name]), 0.985, 0.015)
	}
	three := estimated(spend["adv/three"]).mean
	c.Holds("adv/three spends less than 5% of its budget", three < 0.05, "%.2f%%", 100*three)
	lived := run.Sum(0, 0, results.Cut{Segment: -1, Surface: -1, Group: 0}).Lived
	early := int64(0)
	for _, k := range lived[:43] {
		early += k
	}
	c.Holds("no budget is gone before 21:30", early == 0, "%d of 100 campaign-days", early)
}
