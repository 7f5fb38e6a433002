package ledger

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// planDay decides what the day that begins may take of a weekly budget: such a share of what the week still has as the rhythm of the
// week gives the day of the traffic to come, so that what a day leaves rolls over to the others; at most the cap of a day.
func (l *Ledger) planDay(c *market.Campaign) {
	if c.Weekly == 0 {
		return
	}
	a := &l.Accounts[c.Payer]
	day, _ := spec.DayOf(l.Now)
	before := a.period.day - a.period.week - (a.unreported.week - a.unreported.day) // paid of the week, today left out
	a.period.plan = l.planOf(c, before, day)
}

// planOf is what a day may take of a weekly budget when so much of it is used. Days of the week on which nobody drew on it yet have their
// share of it, which nobody gets.
func (l *Ledger) planOf(c *market.Campaign, used spec.Nano, day spec.Time) spec.Nano {
	p, plan := &l.Accounts[c.Payer].period, l.Market.Plan(c.Payer)
	today := market.Weekday(day)
	rest := trafficFrom(plan, today)
	if rest <= 0 {
		return 0
	}
	week := p.scaled(c.Weekly)
	if came, _ := spec.DayOf(l.came(c)); came > day-spec.Time(today) {
		first := min(today, today-int(day-came))
		week = market.Nano(week.Float() * (trafficFrom(plan, first) / trafficFrom(plan, 0)))
	}
	left := max(0, week-used)
	return min(market.Nano(left.Float()*(plan.Traffic(today)/rest)), p.scaled(c.DayMost))
}

// trafficFrom is the traffic that is forecast from a day of the week to its end.
func trafficFrom(plan *market.Forecast, weekday int) (sum float64) {
	for d := weekday; d < 7; d++ {
		sum += plan.Traffic(d)
	}
	return sum
}

// came is when the first of those who draw on a campaign's budget came, or the simulation began.
func (l *Ledger) came(c *market.Campaign) spec.Time {
	first := spec.Never
	for _, i := range l.ownersOf(c.Payer) {
		first = min(first, max(l.Market.Campaigns[i].Start, l.Accounts[i].Joined))
	}
	return max(first, l.Origin)
}
