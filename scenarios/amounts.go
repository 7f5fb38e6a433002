package scenarios

import (
	"fmt"
	"math"

	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// largerUnit is the remedy where money is too much for the ledger.
const largerUnit = "state all money of the scenario in a larger unit, such as thousands, or correct the amount"

// amount refuses a single amount that the ledger cannot take.
func (c *compiler) amount(path, what string, most float64) {
	if most > spec.MaxMoney {
		c.fail(path, "E105", largerUnit, "%s may come to %s; the limit is %s", what, money(most), money(spec.MaxMoney))
	}
}

// share01 refuses probabilities of which half or more would be cut off at 0 or 100%. What attributes of Pinners add may make up for it.
func (c *compiler) share01(path string, law, attributes dist.Dist) {
	if law == nil || attributes != nil {
		return
	}
	if middle := law.Quantile(0.5); middle < 0 || middle > 1 {
		c.fail(path, "E105", "write a distribution between 0% and 100%", "half or more of these probabilities are outside of the range [0%%, 100%%]; the middle one is %.4g%%", 100*middle)
	}
}

// amounts refuses what could overflow the ledger: single amounts of a group, and the sums that its campaigns are expected to make.
func (c *compiler) amounts(path string, out *spec.Group) {
	before := len(c.ds)
	for _, x := range []struct {
		key string
		law dist.Dist
	}{{"value", out.Value.Dist}, {"daily_budget", out.Daily}, {"weekly_budget", out.Weekly}, {"lifetime_budget", out.Lifetime}, {"user_value", out.UserValue}} {
		c.amount(path+"."+x.key, "an amount of "+x.key, highest(x.law))
		if x.law != nil && x.key != "user_value" && x.law.Quantile(0.5) < 0 {
			c.fail(path+"."+x.key, "E105", "write amounts of 0 or more", "half or more of the amounts of %s are below 0: nothing is bought or paid for them", x.key)
		}
	}
	for _, v := range out.Value.BySegment {
		c.amount(path+".value_by_segment", "a value", v)
	}
	c.amount(path+".reserve", "the reserve", out.Reserve)
	for i := range out.Members {
		m := &out.Members[i]
		for _, x := range []float64{m.Value, finite(m.Daily), finite(m.Lifetime), finite(weekly(m))} {
			c.amount(path, fmt.Sprintf("an amount of campaign `%s`", m.Name), x)
		}
		if len(c.ds) > before+maxAmountErrors {
			break
		}
	}
	if len(c.ds) == before {
		c.totals(path, out)
	}
}

// maxAmountErrors is how many campaigns of a group are named for their amounts.
const maxAmountErrors = 5

// finite is an amount without the absence of a limit.
func finite(x float64) float64 {
	if math.IsInf(x, 1) {
		return math.NaN()
	}
	return x
}

func weekly(m *spec.Member) float64 {
	if m.Weekly == nil {
		return math.NaN()
	}
	return *m.Weekly
}

// totals compares what a group may make over the run with the ledger: budgets summed over days and campaigns, and the value of the events
// that it may win if it won every slot at three times its mean click rate.
func (c *compiler) totals(path string, out *spec.Group) {
	days := float64(c.file.Run.Warmup+c.file.Run.Horizon) / float64(spec.Day)
	budgets, value := 0.0, 0.0
	for i := range out.Members {
		m := &out.Members[i]
		daily, life := orMean(finite(m.Daily), out.Daily), orMean(finite(m.Lifetime), out.Lifetime)
		budgets += max(daily*days, orMean(finite(weekly(m)), out.Weekly)*(days/7+1), life)
		value = max(value, orMean(m.Value, out.Value.Dist))
	}
	for _, v := range out.Value.BySegment {
		value = max(value, v)
	}
	if budgets > spec.MaxMoney {
		c.fail(path, "E105", largerUnit, "the budgets of group `%s` add up to %s over the run; the limit of such sums is %s", out.Name, money(budgets), money(spec.MaxMoney))
	}
	rate := 1.0
	if out.Objective != spec.Impression && out.ClickRate.Base != nil {
		rate = min(1, 3*out.ClickRate.Base.Mean())
	}
	if sum := c.impressions(days) * rate * value; sum > spec.MaxMoney {
		c.fail(path+".value", "E105", largerUnit+", or simulate a share of the market with run.scale", "events that are worth up to %s each could add up to %s over the run; the limit of such sums is %s",
			money(value), money(sum), money(spec.MaxMoney))
	}
}

func orMean(x float64, law dist.Dist) float64 {
	switch {
	case x == x:
		return x
	case law == nil:
		return 0
	}
	return min(law.Mean(), law.Quantile(1-1e-6)) // some laws have no mean
}

// impressions is about how many ads can be shown over so many days.
func (c *compiler) impressions(days float64) float64 {
	p := &c.file.Market.Pinners
	sessions := 0.0
	for _, s := range p.Segments {
		sessions += float64(s.Share * s.Sessions.Mean())
	}
	slots := 0.0
	for _, s := range c.file.Market.Surfaces {
		slots += float64(s.Value.Share * float64(len(s.Value.Slots)))
	}
	pinners := (float64(p.Count) + float64(p.Arrivals*days/2)) * c.file.Run.Scale
	return pinners * sessions * p.Requests.Mean() * slots * days
}
