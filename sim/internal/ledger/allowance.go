package ledger

import (
	"fmt"

	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// What budgets allow, as opposed to what they still let pay (bound): the most that they may have paid of a day, a week and a life. A
// budget that is lowered takes nothing back, so that what it had paid by then stays allowed.

// moveBudget makes a campaign's budget follow what a market or its advertiser decided within its period.
func (l *Ledger) moveBudget(c *market.Campaign) {
	keeper := &l.Accounts[c.Payer]
	keeper.period.kept = max(keeper.period.kept, min(keeper.budget.life, keeper.budget.most))
	l.bound(c)
}

// changeBudget makes campaign i go on with another kind of budget: one of days or weeks that follows one without either begins with what
// was paid before, and what the campaign paid out of another budget, or without one, is not of this.
func (l *Ledger) changeBudget(i int32, old *market.Campaign) {
	c := &l.Market.Campaigns[i]
	if old != nil && old.Payer != c.Payer {
		l.Accounts[i].elsewhere = l.Accounts[i].spent
	}
	if old == nil || old.Daily > 0 || old.Weekly > 0 || c.Daily == 0 && c.Weekly == 0 {
		return
	}
	keeper := &l.Accounts[c.Payer]
	p := &keeper.period
	keeper.allowed = max(keeper.allowed, p.day)
	keeper.allowedWeek = max(keeper.allowedWeek, p.day-p.week)
}

// allows is what a budget allows of a period, given what was paid since day 0 when it began.
func (p *period) allows(amount, began spec.Nano) spec.Nano { return max(amount, p.kept-began) }

// allow adds what a budget let the day take: the daily budget, and of a weekly one what the day's plan would be had every day spent all of its own.
// Of budgets that are shared, the first ad group that ran on the day comes here for all.
func (l *Ledger) allow(c *market.Campaign) {
	a := &l.Accounts[c.Payer]
	p := &a.period
	most := unlimited
	if c.Daily > 0 {
		most = p.scaled(c.Daily)
	}
	if c.Weekly > 0 {
		most = min(most, l.planOf(c, a.allowedWeek, dayBefore(l.Now)))
	}
	most = p.allows(most, p.day)
	a.allowedWeek += most
	a.allowed += most
}

// allowLast does so for the day in which an arm takes a campaign out, as at its end, when nobody is left to draw on its budget.
func (l *Ledger) allowLast(c *market.Campaign) {
	day, passed := spec.DayOf(l.Now)
	keeper, next := &l.Accounts[c.Payer], (day+1)*spec.Day
	if passed == 0 || l.Now < 0 || c.Daily == 0 && c.Weekly == 0 || keeper.allowedOn == next || !runsBetween(c, next-spec.Day, l.Now) ||
		c.Shared && l.Market.Sharers != nil && len(l.Market.Sharers[c.Payer]) > 0 {
		return
	}
	keeper.allowedOn = next
	l.allow(c)
}

// allowance is the most that campaign i may have spent since day 0; 0 when nothing limits it. Of a shared budget it is an equal part, the
// first ad group taking what cannot be divided.
func (l *Ledger) allowance(i int32) spec.Nano {
	c := &l.Market.Campaigns[i]
	if !c.Limited {
		return 0
	}
	keeper := &l.Accounts[c.Payer]
	most := keeper.allowed
	if c.Lifetime > 0 {
		life := keeper.period.allows(keeper.period.lifetime(c), 0)
		if c.Daily == 0 && c.Weekly == 0 || life < most {
			most = life
		}
	}
	owners := l.ownersOf(i)
	part := most / spec.Nano(len(owners))
	if owners[0] == i {
		part += most - part*spec.Nano(len(owners))
	}
	return part + l.Accounts[i].elsewhere
}

// auditBudget holds what a campaign's budget paid by the end of a day against what the budgets allow as they are stated, and not against
// the bound that payments kept to.
func (l *Ledger) auditBudget(i int32) {
	c := &l.Market.Campaigns[i]
	if c.Rules.MayOvershoot || c.Rules.BillOverdelivery || l.ownersOf(i)[0] != i {
		return
	}
	paid, p := l.Accounts[c.Payer].budget.life, &l.Accounts[c.Payer].period
	for _, x := range [...]struct{ budget, amount, began spec.Nano }{
		{c.Daily, p.scaled(c.Daily), p.day}, {c.Weekly, p.scaled(c.Weekly), p.week}, {c.Lifetime, p.lifetime(c), 0},
	} {
		if x.budget > 0 && paid-x.began > p.allows(x.amount, x.began) {
			l.overspend(i)
			return
		}
	}
}

// overspend notes that a campaign's budget paid more than it allows. Barriers come in order of time, so the first is the first.
func (l *Ledger) overspend(i int32) {
	if l.Overspent.N++; l.Overspent.N == 1 {
		l.Overspent.Law, l.Overspent.First = "budget_rule", fmt.Sprintf("campaign %s on %s", l.Roster.Names[i], spec.Stamp(l.Now))
	}
}

// AuditAllowances holds what daily budgets are said to have allowed against the stated amounts and the days of the horizon, worked out
// anew from when campaigns start and end. It is for arms whose market did not change and whose advertisers did not move their budgets.
func (l *Ledger) AuditAllowances() {
	for i := range l.Market.Campaigns {
		c := &l.Market.Campaigns[i]
		if !c.Present || c.Daily == 0 || c.Weekly > 0 || l.ownersOf(int32(i))[0] != int32(i) {
			continue
		}
		if days := l.daysOf(int32(i)); l.Accounts[c.Payer].allowed != c.Daily*spec.Nano(days) {
			l.overspend(int32(i))
		}
	}
}

// daysOf counts the days of the horizon on which a budget was there, its campaign or one of those that share it.
func (l *Ledger) daysOf(i int32) (days int64) {
	for from := spec.Time(0); from < l.Now; from += spec.Day {
		for _, j := range l.ownersOf(i) {
			if runsBetween(&l.Market.Campaigns[j], from, from+spec.Day) {
				days++
				break
			}
		}
	}
	return days
}

// runsBetween says whether a campaign takes part at any time of a day.
func runsBetween(c *market.Campaign, from, to spec.Time) bool {
	return c.Start < to && c.End > from && c.Start < c.End
}
