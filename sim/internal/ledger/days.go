package ledger

import (
	"fmt"

	"marketsim/agents"
	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// CloseAccount adds a campaign's day to its group and starts the next. It returns the account's mark in the digest.
func (e *Ledger) CloseAccount(i int32, result *results.DayResult) uint64 {
	a, c := &e.Accounts[i], &e.Market.Campaigns[i]
	t := results.Tally{
		Impressions: a.impressions - a.dayImpressions, Clicks: a.clicks - a.dayClicks, Conversions: a.conversions - a.dayConversions,
		Revenue: a.today, Value: a.value - a.dayValue, Overdelivery: a.over - a.dayOver,
	}
	a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = a.impressions, a.clicks, a.conversions, a.value, a.over
	if t != (results.Tally{}) {
		result.ActiveCampaigns++
	}
	if a.exhaustedToday {
		result.ExhaustedCampaigns++
	}
	if group := e.Roster.Groups[i]; group < len(result.Groups) {
		result.Groups[group].Add(&t)
		if c.Present {
			noteSteer(&result.Steer[group], a, &e.Offers[i], e.Now)
		}
	}
	if c.Present {
		e.auditBudget(i)
		e.closeBudget(i, result)
	}
	if !c.Present && t == (results.Tally{}) {
		return 0
	}
	return t.Mark(rng.Hash(e.Roster.Names[i]))
}

// noteSteer adds how a campaign was steered on the day that ends, on average over its time.
func noteSteer(s *results.SteerState, a *Account, o *market.Offer, now spec.Time) {
	x := &a.steered
	x.note(now, a.multiplier, float64(o.Pass), a.factor)
	if x.duration <= 0 {
		return
	}
	s.Campaigns++
	s.Multiplier += int64(x.multiplier / x.duration * results.StateUnit)
	s.PassThrough += int64(x.pass / x.duration * results.StateUnit)
	if a.states {
		s.Stated++
		s.Factor += int64(x.factor / x.duration * results.StateUnit)
	}
	a.steered = steered{since: now}
}

// maxFactor keeps sums of factors over a million campaigns within 63 bits.
const maxFactor = 1000

// Result is what campaign i did over the horizon.
func (e *Ledger) Result(i int) results.CampaignResult {
	c, a, o := &e.Market.Campaigns[i], &e.Accounts[i], &e.Offers[i]
	r := results.CampaignResult{
		Name: e.Roster.Names[i], Group: e.groupName(e.Roster.Groups[i]), Objective: c.Objective, Daily: c.Daily, Lifetime: c.Lifetime,
		Spend: a.spent, Value: a.value, Overdelivery: a.over, Impressions: a.impressions, Clicks: a.clicks, Conversions: a.conversions,
		Multiplier: a.multiplier, PassThrough: float64(o.Pass), ExhaustedAt: a.exhaustedAt, Left: a.ended,
	}
	r.Weekly, r.Budget, r.BudgetFactor = c.Weekly, e.allowance(int32(i)), 1
	r.Joined, r.Lived, r.Ran, r.ShortDays = a.Joined, a.lived, a.ran, a.shortDays
	if r.Joined == -spec.Never && c.Start > 0 {
		r.Joined = c.Start
	}
	if f := e.Accounts[c.Payer].period.factor; c.Present && f != 0 {
		r.BudgetFactor = f
	}
	if c.Shared {
		r.SharedBudget = e.Roster.Names[c.Payer]
	}
	if b, ok := a.bidder.(agents.Stated); ok {
		r.BidFactor = b.State()
	}
	if c.Spec != nil {
		if p, ok := c.Spec.Strategy.(agents.Promising); ok {
			r.Promise = p.Promise()
		}
	}
	return r
}

func (e *Ledger) groupName(g int) string {
	groups := e.Market.Groups
	if g >= len(groups) {
		groups = e.World.Spec.Arms[0].Phases[0].Market.Groups
	}
	return groups[g].Name
}

// allowance is the most that campaign i may have spent since day 0; 0 when nothing limits it. Of a shared budget it is an equal part, the
// first ad group taking what cannot be divided.
func (e *Ledger) allowance(i int32) spec.Nano {
	c := &e.Market.Campaigns[i]
	if !c.Limited {
		return 0
	}
	keeper := &e.Accounts[c.Payer]
	most := keeper.allowed
	if c.Lifetime > 0 {
		life := keeper.period.lifetime(c)
		if c.Daily == 0 && c.Weekly == 0 || life < most {
			most = life
		}
	}
	owners := e.ownersOf(i)
	part := most / spec.Nano(len(owners))
	if owners[0] == i {
		part += most - part*spec.Nano(len(owners))
	}
	return part
}

// overspend notes that a campaign's budget paid more than it allows. Barriers come in order of time, so the first is the first.
func (e *Ledger) overspend(i int32) {
	if e.Overspent.N++; e.Overspent.N == 1 {
		e.Overspent.Law, e.Overspent.First = "budget_rule", fmt.Sprintf("campaign %s on %s", e.Roster.Names[i], spec.Stamp(e.Now))
	}
}

// Units is where campaigns stand now, by roster index.
func (e *Ledger) Units() []results.CampaignUnit {
	e.CountFree()
	out := make([]results.CampaignUnit, len(e.Roster.Names))
	for i := range out {
		c, a := &e.Market.Campaigns[i], &e.Accounts[i]
		keeper := &e.Accounts[c.Payer]
		out[i] = results.CampaignUnit{Name: e.Roster.Names[i], Spend: a.spent, Value: a.value, Clicks: a.clicks, Impressions: a.impressions,
			Allowed: keeper.allowed, Exhausted: c.Limited && keeper.exhaustedAt <= e.Now}
	}
	return out
}

// DayZero forgets what the warm-up counted; state, budgets' day and learning stay.
func (e *Ledger) DayZero() {
	for i := range e.Accounts {
		a := &e.Accounts[i]
		a.reviewed.spend -= a.spent
		a.reviewed.value -= a.value
		a.lived, a.ran, a.shortDays, a.allowed, a.allowedWeek = 0, 0, 0, 0, 0
		a.spent, a.value, a.over = 0, 0, 0
		a.before += a.impressions
		a.unsupported -= a.clicks
		a.impressions, a.clicks, a.conversions = 0, 0, 0
		e.Asking[i].Impressions = 0
		a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = 0, 0, 0, 0, 0
		a.today = 0
		a.paidBefore += a.budget.life
		a.budget.life, a.period.day, a.period.week, a.period.moved = 0, 0, 0, 0
		a.exhaustedAt = spec.Never
		a.hidden = hidden{all: a.hidden.all}
		a.hiddenToday = 0
	}
	e.began = periods{e.Now, e.Now, e.Now}
	e.boundAll()
}
