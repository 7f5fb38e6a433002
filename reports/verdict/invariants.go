package verdict

import (
	"fmt"
	"slices"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// verify holds what compares a result with each of ask.Laws: it reports the first breach and counts comparisons.
var verify = map[string]func(*verifier){
	"money_conserved":   moneyConserved,
	"events_conserved":  eventsConserved,
	"events_nested":     eventsNested,
	"pinners_conserved": pinnersConserved,
	"price_at_most_bid": onEvents("price_at_most_bid", func(t *results.Tally) int64 { return t.Impressions }),
	"ad_load_cap":       onEvents("ad_load_cap", func(t *results.Tally) int64 { return t.Auctions }),
	"budget_rule":       budgetRule,
}

// verifier checks one result.
type verifier struct {
	in     *reports.Input
	arm    int
	result *results.Result
	n      int
	breach string // the first one
}

// equal compares two exact sums.
func (v *verifier) equal(got, want int64, what string, args ...any) {
	v.n++
	if got != want && v.breach == "" {
		v.breach = fmt.Sprintf("%s: %d instead of %d", fmt.Sprintf(what, args...), got, want)
	}
}

// atMost compares two exact numbers.
func (v *verifier) atMost(got, limit int64, what string, args ...any) {
	v.n++
	if got > limit && v.breach == "" {
		v.breach = fmt.Sprintf("%s: %d is more than %d", fmt.Sprintf(what, args...), got, limit)
	}
}

// invariants verifies the laws on every finished result. A law with nothing to compare is left out: it neither passes nor fails.
func invariants(in *reports.Input, replications []int) []reports.Check {
	checks := []reports.Check{}
	for _, law := range ask.Laws {
		if asked := in.Questions.Invariants; asked != nil && !slices.Contains(asked, law.Name) {
			continue
		}
		c := reports.Check{ID: law.Name, Kind: reports.KindInvariant, Status: reports.Pass}
		for _, r := range replications {
			for arm, result := range in.Results[r] {
				v := verifier{in: in, arm: arm, result: result}
				verify[law.Name](&v)
				c.N += v.n
				if v.breach != "" && c.Status == reports.Pass {
					c.Status = reports.Fail
					c.Message = fmt.Sprintf("%s is broken in arm %s, replication %d: %s", law.Doc, in.Arms[arm].Name, r, v.breach)
				}
			}
		}
		if c.N == 0 {
			continue
		}
		c.Counts = c.Status
		if c.Status == reports.Pass {
			c.Message = fmt.Sprintf("%s (%s)", law.Doc, format.Count(c.N, "comparison"))
		}
		checks = append(checks, c)
	}
	return checks
}

// moneyConserved: amounts are billionths of the currency, as the ledger keeps them.
func moneyConserved(v *verifier) {
	var revenue, value, over, spent, worth, beyond spec.Nano
	for d := range v.result.Days {
		day := &v.result.Days[d]
		cells, hours, groups := cellSum(day), hourSum(day), groupSum(day)
		v.equal(int64(hours.Revenue), int64(cells.Revenue), "revenue of day %d by hour", d)
		v.equal(int64(groups.Revenue), int64(cells.Revenue), "revenue of day %d by campaign group", d)
		v.equal(int64(groups.Value), int64(cells.Value), "value of day %d by campaign group", d)
		revenue, value, over = revenue+cells.Revenue, value+cells.Value, over+cells.Overdelivery
	}
	for i := range v.result.Campaigns {
		c := &v.result.Campaigns[i]
		spent, worth, beyond = spent+c.Spend, worth+c.Value, beyond+c.Overdelivery
	}
	v.equal(int64(spent), int64(revenue), "spend by campaign")
	v.equal(int64(worth), int64(value), "value by campaign")
	v.equal(int64(beyond), int64(over), "overdelivery by campaign")
}

func eventsConserved(v *verifier) {
	var all, campaigns results.Tally
	for d := range v.result.Days {
		day := &v.result.Days[d]
		cells, hours := cellSum(day), hourSum(day)
		v.equal(hours.Sessions, cells.Sessions, "sessions of day %d by hour", d)
		v.equal(hours.Auctions, cells.Auctions, "auctions of day %d by hour", d)
		v.equal(hours.Impressions, cells.Impressions, "impressions of day %d by hour", d)
		v.equal(hours.Clicks, cells.Clicks, "clicks of day %d by hour", d)
		all.Impressions += cells.Impressions
		all.Clicks += cells.Clicks
		all.Conversions += cells.Conversions
	}
	for i := range v.result.Campaigns {
		c := &v.result.Campaigns[i]
		campaigns.Impressions += c.Impressions
		campaigns.Clicks += c.Clicks
		campaigns.Conversions += c.Conversions
	}
	v.equal(campaigns.Impressions, all.Impressions, "impressions by campaign")
	v.equal(campaigns.Clicks, all.Clicks, "clicks by campaign")
	v.equal(campaigns.Conversions, all.Conversions, "conversions by campaign")
}

// eventsNested: clicks and views happen with their impression. Conversions may come later, and are not compared.
func eventsNested(v *verifier) {
	for d := range v.result.Days {
		for i := range v.result.Days[d].Cells {
			c := &v.result.Days[d].Cells[i]
			v.atMost(c.Clicks, c.Views, "clicks of day %d, cell %d", d, i)
			v.atMost(c.Views, c.Impressions*spec.Unit, "views of day %d, cell %d", d, i)
			v.atMost(c.Impressions, c.Slots, "impressions of day %d, cell %d", d, i)
			v.atMost(c.Sessions+c.Dropped, c.Potential, "sessions of day %d, cell %d", d, i)
		}
	}
}

func pinnersConserved(v *verifier) {
	for d := 1; d < len(v.result.Days); d++ {
		before, now := v.result.Days[d-1].State, v.result.Days[d].State
		for s := range min(len(before), len(now)) {
			v.equal(now[s].Pinners, before[s].Pinners+now[s].New-now[s].Left, "Pinners of segment %d after day %d", s, d)
		}
	}
}

func budgetRule(v *verifier) {
	rule := v.in.Arms[v.arm].BudgetRule
	if rule == "" {
		v.played("budget_rule")
		return
	}
	shared := map[string]*results.CampaignResult{}
	var names []string
	for i := range v.result.Campaigns {
		c := v.result.Campaigns[i]
		if rule != reports.Billed {
			c.Overdelivery = 0
		}
		switch sum := shared[c.SharedBudget]; {
		case c.Budget == 0:
		case c.SharedBudget == "":
			v.atMost(int64(c.Spend), int64(c.Budget+c.Overdelivery), "spend of campaign %s", c.Name)
		case sum == nil:
			shared[c.SharedBudget] = &c
			names = append(names, c.SharedBudget)
		default:
			sum.Spend, sum.Budget, sum.Overdelivery = sum.Spend+c.Spend, sum.Budget+c.Budget, sum.Overdelivery+c.Overdelivery
		}
	}
	for _, name := range names {
		sum := shared[name]
		v.atMost(int64(sum.Spend), int64(sum.Budget+sum.Overdelivery), "spend of the ad groups that share the budget of %s", name)
	}
	v.played("budget_rule")
}

// onEvents reads what the engine verified on every event: so many comparisons were made, and breaches were counted on the way.
func onEvents(law string, comparisons func(*results.Tally) int64) func(*verifier) {
	return func(v *verifier) {
		for d := range v.result.Days {
			cells := cellSum(&v.result.Days[d])
			v.n += int(comparisons(&cells))
		}
		v.played(law)
	}
}

// played reports what the engine counted while it played the market.
func (v *verifier) played(law string) {
	for _, b := range v.result.Breaches {
		if b.Law == law && v.breach == "" {
			v.breach = fmt.Sprintf("%d times, first in %s", b.N, b.First)
		}
	}
}

func cellSum(d *results.DayResult) (t results.Tally) {
	var all results.Totals
	all.Add(d, 1, results.Everything)
	return all.Tally
}

func groupSum(d *results.DayResult) (t results.Tally) {
	for i := range d.Groups {
		g := &d.Groups[i]
		t.Revenue += g.Revenue
		t.Value += g.Value
	}
	return t
}

func hourSum(d *results.DayResult) (t results.HourTally) {
	for i := range d.Hours {
		h := &d.Hours[i]
		t.Sessions += h.Sessions
		t.Auctions += h.Auctions
		t.Impressions += h.Impressions
		t.Clicks += h.Clicks
		t.Revenue += h.Revenue
	}
	return t
}
