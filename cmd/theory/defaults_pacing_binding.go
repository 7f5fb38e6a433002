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

func (r *Run) stretch(from, to int, budgets float64) (s stretch) {
	n := float64(len(r.Results))
	for i := range r.Results {
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

// checkN5 takes means over replications: bids of five days vary by .4 to .7% (SD) from one to the next, so that one replication tells their ratio to 1% only.
func checkN5(c *Check) {
	replications := 4
	if c.Share < 0.5 {
		replications = 1
	}
	for _, how := range c.some(everyStrategy, 1) {
		run := c.Run("theory/n-budgets-bind", "market.campaigns.groups.bidders."+how, fmt.Sprintf("run.replications=%d", replications))
		early, late, last := run.stretch(10, 20, 90), run.stretch(50, 55, 90), run.stretch(55, 60, 90)
		c.Within(how+": revenue over the sum of budgets", run.stretch(0, 60, 90).revenue, 1, 0.03)
		c.Within(how+": bids of days 56 to 60 over days 51 to 55", last.bid/late.bid, 1, 0.02)
		c.Within(how+": fill of days 51 to 60 over days 11 to 20", run.stretch(50, 60, 90).fill/early.fill, 1, 0.02)
	}
}

// fewClicks makes n-budgets-bind a market of 15 clicks a day, worth ten times the price at which budgets clear.
var fewClicks = []string{"market.pinners.count=1_500", "market.campaigns.groups.bidders.value={kind: uniform, min: 1 USD, max: 3 USD}"}

// checkN6 takes means over replications: over 20 days fill varies by 1.8% (SD) under throttling, whose shares move by steps of a fifth, so that 40
// replications tell the ratio of two stretches to 0.4%; bids of one replication vary by 1% or so.
func checkN6(c *Check) {
	for _, how := range c.some(everyStrategy, 2) {
		how = strings.NewReplacer("0.1 USD", "10 USD", "0.0001 USD", "0.002 USD", "step: 10", "step: 1").Replace(how)
		replications := 8
		if how == "pacing=throttling" {
			replications = 40
		}
		run := c.Run("theory/n-budgets-bind", append([]string{"market.campaigns.groups.bidders." + how, fmt.Sprintf("run.replications=%d", replications)}, fewClicks...)...)
		early, last := run.stretch(20, 40, 90), run.stretch(40, 60, 90)
		c.Within(how+": bids of days 41 to 60 over days 21 to 40", last.bid/early.bid, 1, 0.02)
		c.Within(how+": fill of days 41 to 60 over days 21 to 40", last.fill/early.fill, 1, 0.02)
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
	run := c.Run("theory/n-budgets-bind", "market.campaigns.groups=["+strings.Join(groups, ", ")+"]")
	c.Within("revenue over the sum of budgets", run.stretch(0, 60, 99).revenue, 1, 0.03)
	for g, name := range names {
		bid := func(from, to int) float64 {
			t := results.Sum(run.Results[0][0], &run.Scenario.Axes, from, to, results.Cut{Segment: -1, Surface: -1, Group: g})
			x := t.Steer.Multiplier * t.Steer.PassThrough / t.Steer.Campaigns / t.Steer.Campaigns
			if t.Steer.Stated > 0 {
				x *= t.Steer.Factor / t.Steer.Stated
			}
			return x
		}
		c.Within(name+" ("+everyStrategy[g]+"): bids of days 51 to 60 over days 41 to 50", bid(50, 60)/bid(40, 50), 1, 0.1)
	}
	moved := int64(0)
	for _, w := range run.Results[0][0].Warnings {
		if strings.Contains(w.What, "steady state") {
			moved = w.N
		}
	}
	c.Holds("the run does not say that it moves", moved == 0, "%d groups", moved)
	c.Holds("bids stay below twice the value", run.stretch(50, 60, 99).bid < 2, "%.3g", run.stretch(50, 60, 99).bid)
}
