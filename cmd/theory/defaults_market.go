package theory

import (
	"fmt"
	"maps"
	"slices"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: budgets, the long run and prices as a user meets them.

func init() {
	add(Entry{"N20", "Budgets count the days of the horizon", "By hand", []string{"n-budget-days", "n-budget-moves"}, checkN20})
	add(Entry{"N21", "Control stands still under every long-run model", "Helson (1964), Adaptation-level theory", []string{"n-still-market"}, checkN21})
	add(Entry{"N22", "Prices of several slots", "Edelman, Ostrovsky & Schwarz (2007), AER 97", []string{"n-price-ladder"}, checkN22})
}

func checkN20(c *Check) {
	run := c.Run("theory/n-budget-days")
	for _, x := range []struct {
		name string
		want float64
		days int64
	}{{"daily", 10, 10}, {"weekly", 7 + 7*2.7/7, 10}, {"life", 3, 0}, {"late", 6, 6}} {
		b := run.Campaign(0, x.name+"/0")
		c.Exact(x.name+" budget, USD", b.Budget.Float(), x.want, 1e-7)
		c.Exact(x.name+" budget, days that it ran", float64(b.Ran), float64(x.days), 0)
	}
	shared := run.Campaign(0, "first/0").Budget + run.Campaign(0, "second/0").Budget
	c.Exact("budget shared by two, one of which comes later, USD", shared.Float(), 40, 1e-7)
	c.Exact("budgets that are not what is stated", float64(len(run.Results[0][0].Breaches)), 0, 0)
	checkBudgetMoves(c)
}

// checkBudgetMoves counts by hand what budgets allow that an arm moves at noon of day 5 and, but for cut, back at noon of day 7, where a day's is used up by noon.
func checkBudgetMoves(c *Check) {
	run, spent := c.Run("theory/n-budget-moves"), 0.7*2 // by noon of day 7, at 14 USD a week
	back := (7 - spent) / 6.3                           // for each of the two days of usual traffic that are left of the horizon
	for i, x := range []struct {
		arm  string
		want map[string]float64 // USD
	}{
		{"cut", map[string]float64{"daily/0": 6*1 + 4*0.2, "weekly/0": 6 + 3*2.7/7, "life/0": 3, "first/0": (6*4 + 4*1) / 2}},
		{"raise", map[string]float64{"daily/0": 5*1 + 3*2 + 2*1, "weekly/0": 4.7 + 4 + 4 + spent + 2*back, "life/0": 5, "first/0": (5*4 + 3*8 + 2*4) / 2}},
		{"off", map[string]float64{"daily/0": 6*1 + 3*1}},
	} {
		for _, name := range slices.Sorted(maps.Keys(x.want)) {
			c.Exact(x.arm+": "+name+" budget, USD", run.Campaign(i+1, name).Budget.Float(), x.want[name], 1e-6)
		}
		c.Exact(x.arm+": budgets that paid more than they allow", float64(len(run.Results[0][i+1].Breaches)), 0, 0)
	}
}

// checkN21 plays models that hold Pinners back by chance with more of them, who are alike: two thirds come of those who fall asleep with 5% and wake up with 10%.
func checkN21(c *Check) {
	play := func(model string, set ...string) *Run {
		// Clicks of one replication are 5,000, too few to count.
		return c.Run("theory/n-still-market", append(slices.Clone(set), "run.outcomes=expected", fmt.Sprintf("run.replications=%d", c.atFull(5, 2)),
			"market.pinners.long_run={kind: "+model+"}")...)
	}
	sightedness, _ := results.LookupMetric("sightedness")
	small := []string{c.Size("market.pinners.count", 1000)}
	usual, levels := play("none", small...), map[string]float64{"active_dormant": 2. / 3}
	for _, model := range slices.DeleteFunc(spec.Lasting(), func(model string) bool { return model == "none" }) {
		set, none, level := small, usual, 1.0
		if l, ok := levels[model]; ok {
			set, level = []string{c.Size("market.pinners.count", 2000), "market.pinners.requests_per_session=1",
				"market.pinners.segments=[{name: all, share: 100%, sessions_per_day: 1}]"}, l
			none = play("none", set...)
		}
		run := play(model, set...)
		var sessions, clicks, sighted []float64
		for r := range run.Results {
			x, base := lastWeeks(run, r), lastWeeks(none, r)
			sessions = append(sessions, float64(x.Sessions)/float64(base.Sessions))
			clicks = append(clicks, float64(x.Clicks)/float64(base.Clicks))
			sighted = append(sighted, sightedness.Value(x)/sightedness.Value(base))
		}
		tolerance := c.widened(0.01)
		c.Estimate(fmt.Sprintf("%s: sessions of the last 8 weeks over those without a reaction", model), estimated(sessions), level, tolerance)
		c.Estimate(fmt.Sprintf("%s: clicks", model), estimated(clicks), level, tolerance)
		c.Estimate(fmt.Sprintf("%s: mean sightedness", model), estimated(sighted), 1, tolerance)
	}
}

// lastWeeks adds up control's last 8 weeks.
func lastWeeks(run *Run, replication int) *results.Totals {
	days := int(run.Scenario.Spec.Horizon / spec.Day)
	x := results.Sum(run.Results[replication][0], &run.Scenario.Axes, days-56, days, results.Everything)
	return &x
}

func checkN22(c *Check) {
	for _, x := range []struct {
		auction string
		want    [3]float64
	}{{"gsp", [3]float64{4, 3, 2}}, {"second_price", [3]float64{2, 2, 2}}, {"first_price", [3]float64{5, 4, 3}}} {
		run := c.Run("theory/n-price-ladder", "mechanism.auction="+x.auction)
		for k, name := range []string{"a", "b", "c"} {
			b := run.Campaign(0, name+"/0")
			c.Exact(fmt.Sprintf("%s: price of a click in slot %d, USD", x.auction, k+1), b.Spend.Float()/(float64(b.Clicks)/spec.Unit), x.want[k], 1e-8)
		}
	}
}
