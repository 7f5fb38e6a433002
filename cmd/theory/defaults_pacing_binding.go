package theory

import (
	"fmt"
	"strings"

	"marketsim/sim/results"
)

// Section N, continued: markets in which all budgets bind.

func init() {
	source := "Balseiro & Gur (2019), Management Science 65(9); Conitzer et al. (2022), Operations Research 70(2)"
	add(Entry{"N5", "Strategies are stable where all budgets bind", source, []string{"n-budgets-bind"}, checkN5})
	add(Entry{"N6", "Bids stay bounded where all budgets bind and clicks are few", source, []string{"n-budgets-bind"}, checkN6})
	add(Entry{"N7", "A mixed market of all strategies settles", source, []string{"n-budgets-bind"}, checkN7})
}

// stretch is a part of a run of n-budgets-bind, mean over replications: what campaigns bid of their values, revenue over the sum of budgets, share
// of slots filled.
type stretch struct{ bid, revenue, fill float64 }

func (r *Run) stretch(from, to, without int, budgets float64) (s stretch) {
	n := float64(len(r.Results))
	if without >= 0 {
		n--
	}
	for i := range r.Results {
		if i == without {
			continue
		}
		all := results.Sum(r.Results[i][0], &r.Scenario.Axes, from, to, results.Everything)
		s.revenue += all.Revenue.Float() / budgets / float64(to-from) / n
		s.fill += float64(all.Impressions) / float64(all.Slots) / n
		bid := all.Steer.Multiplier / all.Steer.Campaigns / n
		if all.Steer.Stated > 0 {
			bid *= all.Steer.Factor / all.Steer.Stated
		}
		s.bid += bid
	}
	return s
}

// later is a figure of a stretch of days over that of an earlier one.
func (r *Run) later(from, to, earlyFrom, earlyTo int, of func(stretch) float64) reading {
	return jackknifed(len(r.Results), func(without int) float64 {
		return of(r.stretch(from, to, without, 90)) / of(r.stretch(earlyFrom, earlyTo, without, 90))
	})
}

// used is revenue over the sum of budgets.
func (r *Run) used(budgets float64) reading {
	return jackknifed(len(r.Results), func(without int) float64 { return r.stretch(0, 60, without, budgets).revenue })
}

func (s stretch) bids() float64   { return s.bid }
func (s stretch) filled() float64 { return s.fill }

// everyStrategy are the strategies and methods that hold budgets, with targets that do not bind.
var everyStrategy = []string{
	"pacing=auto", "bidding=value_maximiser", "bidding={kind: target_cpa, target: 0.1 USD}", "pacing=throttling",
	"pacing=multiplicative", "pacing=pid", "pacing={kind: dual, rate: 0.0001 USD, step: 10}", "bidding=utility_maximiser", "bidding=lowest_cost",
	"bidding={kind: target_roas, target: 30%}", "bidding={kind: cost_cap, cap: 0.1 USD}",
}

// some of a list are enough for a small sample.
func (c *Check) some(list []string, n int) []string {
	if c.Share < 0.5 {
		return list[:n]
	}
	return list
}

// checkN5 takes means over replications: bids of ten days vary by .5% (SD) from one ten to the next, so that one replication tells their ratio to 1% only. A cost cap
// that does not bind bids what a target does, which one replication shows.
func checkN5(c *Check) {
	replications := c.atFull(4, 1)
	var target stretch
	for _, how := range c.some(everyStrategy, 1) {
		capped := strings.Contains(how, "cost_cap")
		if capped {
			replications = 1
		}
		run := c.Run("theory/n-budgets-bind", "market.campaigns.groups.bidders."+how, fmt.Sprintf("run.replications=%d", replications))
		if strings.Contains(how, "target_cpa") {
			target = (&Run{run.Scenario, run.Results[:1]}).stretch(50, 60, -1, 90)
		}
		if capped {
			last := run.stretch(50, 60, -1, 90)
			c.Holds(how+": bids, revenue and fill of days 51 to 60 are those of target_cpa", last == target, "%.6g times the value, %.6g of budgets", last.bid, last.revenue)
			continue
		}
		c.Estimate(how+": revenue over the sum of budgets", run.used(90), 1, 0.03)
		c.Estimate(how+": bids of days 51 to 60 over days 41 to 50", run.later(50, 60, 40, 50, stretch.bids), 1, 0.02)
		c.Estimate(how+": fill of days 51 to 60 over days 11 to 20", run.later(50, 60, 10, 20, stretch.filled), 1, 0.02)
	}
}

// fewClicks makes n-budgets-bind a market of 15 clicks a day, worth ten times the price at which budgets clear.
var fewClicks = []string{"market.pinners.count=1_500", "market.campaigns.groups.bidders.value={kind: uniform, min: 1 USD, max: 3 USD}"}

// checkN6 takes means over replications: over 15 days fill varies by 2% (SD) under throttling, whose shares move by steps of a fifth, so that 40 replications tell the
// ratio of two stretches to 0.5%; bids of one replication vary by 1.3%. It begins on day 31: at first bids are 15 times what clears the market, and what was learned of them fades with a
// memory of 300 impressions, six days here, so that bids of days 21 to 30 are still 1% high and those of days 31 to 40 are not.
func checkN6(c *Check) {
	for _, how := range c.some(everyStrategy, 2) {
		how = strings.NewReplacer("0.1 USD", "10 USD", "0.0001 USD", "0.002 USD", "step: 10", "step: 1").Replace(how)
		replications := c.atFull(12, 8)
		if how == "pacing=throttling" {
			replications = 40
		}
		run := c.Run("theory/n-budgets-bind", append([]string{"market.campaigns.groups.bidders." + how, fmt.Sprintf("run.replications=%d", replications)}, fewClicks...)...)
		c.Estimate(how+": bids of days 46 to 60 over days 31 to 45", run.later(45, 60, 30, 45, stretch.bids), 1, 0.02)
		c.Estimate(how+": fill of days 46 to 60 over days 31 to 45", run.later(45, 60, 30, 45, stretch.filled), 1, 0.02)
		last := run.stretch(40, 60, -1, 90)
		c.Holds(how+": bids stay below twice the value", last.bid < 2, "%.3g", last.bid)
	}
}

func checkN7(c *Check) {
	groups, names := []string{}, []string{}
	for i, how := range everyStrategy {
		name := fmt.Sprintf("g%d", i)
		names = append(names, name)
		groups = append(groups, fmt.Sprintf("{name: %s, count: 3, value: {kind: uniform, min: 0.01 USD, max: 0.03 USD}, value_redraw: auction, daily_budget: 3 USD, %s}",
			name, strings.Replace(how, "=", ": ", 1)))
	}
	run := c.Run("theory/n-budgets-bind", "market.campaigns.groups=["+strings.Join(groups, ", ")+"]", fmt.Sprintf("run.replications=%d", c.atFull(4, 1)))
	c.Estimate("revenue over the sum of budgets", run.used(99), 1, 0.03)
	for g, name := range names {
		bid := func(from, to, without int) (sum float64) {
			for i := range run.Results {
				if i != without {
					sum += run.groupBid(i, g, from, to)
				}
			}
			return sum
		}
		c.Estimate(name+" ("+everyStrategy[g]+"): bids of days 51 to 60 over days 41 to 50",
			jackknifed(len(run.Results), func(without int) float64 { return bid(50, 60, without) / bid(40, 50, without) }), 1, 0.1)
	}
	moved := int64(0)
	for _, all := range run.Results {
		for _, w := range all[0].Warnings {
			if strings.Contains(w.What, "steady state") {
				moved += w.N
			}
		}
	}
	c.Holds("the run does not say that it moves", moved == 0, "%d groups", moved)
	last := run.stretch(50, 60, -1, 99)
	c.Holds("bids stay below twice the value", last.bid < 2, "%.3g", last.bid)
}

// groupBid is what a group bids of its values in a stretch of days.
func (r *Run) groupBid(replication, group, from, to int) float64 {
	t := results.Sum(r.Results[replication][0], &r.Scenario.Axes, from, to, results.Cut{Segment: -1, Surface: -1, Group: group})
	x := t.Steer.Multiplier * t.Steer.PassThrough / t.Steer.Campaigns / t.Steer.Campaigns
	if t.Steer.Stated > 0 {
		x *= t.Steer.Factor / t.Steer.Stated
	}
	return x
}
