package theory

import (
	"fmt"
	"reflect"

	"marketsim/sim/spec"
)

// Section I: invariants.

func init() {
	add(Entry{"I1", "Scaling money, order of campaigns, accounts and seed", "Properties of the model; Edelman, Ostrovsky & Schwarz (2007), AER 97(1)",
		[]string{"i1-invariants"}, checkI1})
}

func checkI1(c *Check) {
	c.pacingMonotone()
	c.mechanisms()
	run := c.Run("theory/i1-invariants")
	c.scaling(run)
	again := c.Run("theory/i1-invariants")
	c.Holds("(7) the same seed gives the same history", reflect.DeepEqual(run.Results, again.Results), "digest of the last day %016x", lastDigest(run))
	other := c.Run("theory/i1-invariants", "run.seed=12")
	c.Holds("(7) another seed gives another history", lastDigest(run) != lastDigest(other), "digest of the last day %016x", lastDigest(other))
	const list = "[{name: e, value: 0.2 USD, daily_budget: 30 USD}, {name: c, value: 0.6 USD, daily_budget: 500 USD}, {name: a, value: 1 USD, daily_budget: 20 USD}, " +
		"{name: d, value: 0.4 USD, daily_budget: 30 USD}, {name: b, value: 0.8 USD, daily_budget: 10 USD}]"
	permuted := c.Run("theory/i1-invariants", "market.campaigns.groups.shops.list="+list)
	c.Holds("(4) permuting the campaigns permutes outcomes", reflect.DeepEqual(run.Results, permuted.Results), "%d campaigns", len(run.Results[0][0].Campaigns))
	var spend, value spec.Nano
	over := 0
	for _, x := range run.Results[0][0].Campaigns {
		spend, value = spend+x.Spend, value+x.Value
		if x.Spend > x.Budget {
			over++
		}
	}
	t := run.Total(0)
	c.Holds("(5) revenue and welfare are what campaigns spent and gained", t.Revenue == spend && t.Value == value && spend > 0, "revenue %d, spend %d billionths", t.Revenue, spend)
	c.Holds("(5) nobody spends more than its budget", over == 0, "%d of %d campaigns do", over, len(run.Results[0][0].Campaigns))
}

// scaling multiplies values, reserve and budgets by 4. Each charge is rounded to a billionth once, and what is so left of a budget steers
// bids, most of all near its end: payments agree to a millionth.
func (c *Check) scaling(run *Run) {
	set := []string{"mechanism.reserve=0.40 USD"}
	for name, v := range map[string][2]float64{"a": {1, 20}, "b": {0.8, 10}, "c": {0.6, 500}, "d": {0.4, 30}, "e": {0.2, 30}} {
		set = append(set, fmt.Sprintf("market.campaigns.groups.shops.list.%s.value=%g USD", name, v[0]*4), fmt.Sprintf("market.campaigns.groups.shops.list.%s.daily_budget=%g USD", name, v[1]*4))
	}
	scaled := c.Run("theory/i1-invariants", set...)
	same, worst := true, 0.0
	for i, x := range run.Results[0][0].Campaigns {
		y := scaled.Results[0][0].Campaigns[i]
		same = same && x.Impressions == y.Impressions && x.Clicks == y.Clicks
		if x.Spend > 0 {
			worst = max(worst, float64(max(y.Spend-4*x.Spend, 4*x.Spend-y.Spend))/float64(4*x.Spend))
		}
	}
	c.Holds("(3) four times the money: the same allocation", same, "%d campaigns", len(run.Results[0][0].Campaigns))
	c.Holds("(3) four times the money: four times the payments", worst <= 1e-6, "off by %.2g of them", worst)
}

func lastDigest(r *Run) uint64 {
	days := r.Results[0][0].Days
	return days[len(days)-1].Digest
}
