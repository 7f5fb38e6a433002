package ledger

import (
	"marketsim/agents"
	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// CloseAccount adds a campaign's day to its group and starts the next. It returns the account's mark in the digest.
func (l *Ledger) CloseAccount(i int32, result *results.DayResult) uint64 {
	a, c := &l.Accounts[i], &l.Market.Campaigns[i]
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
	if group := l.Roster.Groups[i]; group < len(result.Groups) {
		result.Groups[group].Add(&t)
		if c.Present {
			noteSteer(&result.Steer[group], a, &l.Offers[i], l.Now)
		}
	}
	if c.Present {
		l.auditBudget(i)
		l.closeBudget(i, result)
	}
	if !c.Present && t == (results.Tally{}) {
		return 0
	}
	return t.Mark(rng.Hash(l.Roster.Names[i]))
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
func (l *Ledger) Result(i int) results.CampaignResult {
	c, a, o := &l.Market.Campaigns[i], &l.Accounts[i], &l.Offers[i]
	r := results.CampaignResult{
		Name: l.Roster.Names[i], Group: l.groupName(l.Roster.Groups[i]), Objective: c.Objective, Daily: c.Daily, Lifetime: c.Lifetime,
		Spend: a.spent, Value: a.value, Overdelivery: a.over, Impressions: a.impressions, Clicks: a.clicks, Conversions: a.conversions,
		Multiplier: a.multiplier, PassThrough: float64(o.Pass), ExhaustedAt: a.exhaustedAt, Left: a.ended,
	}
	r.Weekly, r.Budget, r.BudgetFactor = c.Weekly, l.allowance(int32(i)), 1
	r.Joined, r.Lived, r.Ran, r.ShortDays = a.Joined, a.lived, a.ran, a.shortDays
	if r.Joined == -spec.Never && c.Start > 0 {
		r.Joined = c.Start
	}
	if f := l.Accounts[c.Payer].period.factor; c.Present && f != 0 {
		r.BudgetFactor = f
	}
	if c.Shared {
		r.SharedBudget = l.Roster.Names[c.Payer]
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

func (l *Ledger) groupName(g int) string {
	groups := l.Market.Groups
	if g >= len(groups) {
		groups = l.World.Spec.Arms[0].Phases[0].Market.Groups
	}
	return groups[g].Name
}

// Units is where campaigns stand now, by roster index.
func (l *Ledger) Units() []results.CampaignUnit {
	l.CountFree()
	out := make([]results.CampaignUnit, len(l.Roster.Names))
	for i := range out {
		c, a := &l.Market.Campaigns[i], &l.Accounts[i]
		keeper := &l.Accounts[c.Payer]
		supported, graduated := l.graduation(int32(i))
		out[i] = results.CampaignUnit{Name: l.Roster.Names[i], Spend: a.spent, Value: a.value, Clicks: a.clicks, Impressions: a.impressions,
			Supported: supported, Graduated: graduated, Rigid: a.rigid, Allowed: keeper.allowed, Exhausted: c.Limited && keeper.exhaustedAt <= l.Now,
			There: c.Present && !a.away && a.Joined != spec.Never && c.Start <= l.Now && l.Now < c.End}
	}
	return out
}

// DayZero forgets what the warm-up counted; state, budgets' day and learning stay.
func (l *Ledger) DayZero() {
	for i := range l.Accounts {
		a := &l.Accounts[i]
		a.reviewed.spend -= a.spent
		a.reviewed.value -= a.value
		a.lived, a.ran, a.shortDays, a.allowed, a.allowedWeek, a.rigid, a.held = 0, 0, 0, 0, 0, 0, 0
		a.spent, a.value, a.over, a.elsewhere = 0, 0, 0, 0
		a.before += a.impressions - a.unseen.impressions
		a.unseen.impressions = 0
		a.unsupported -= a.clicks
		a.impressions, a.clicks, a.conversions = 0, 0, 0
		l.Asking[i].Impressions = 0
		a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = 0, 0, 0, 0, 0
		a.today = 0
		a.paidBefore += a.budget.life
		a.budget.life, a.period.day, a.period.week, a.period.moved, a.period.kept = 0, 0, 0, 0, 0
		a.exhaustedAt = spec.Never
		a.unreported = unreported{all: a.unreported.all}
		a.unreportedToday = 0
	}
	l.began = periods{l.Now, l.Now, l.Now}
	l.boundAll()
}
