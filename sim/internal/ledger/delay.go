package ledger

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// delayed is what happened to a campaign in a window and is not reported to servers yet: budgets have paid, but what auctions, pacers and bidders
// see is as it was. It is reported at the first refresh at or after its window's end, plus the stated delay.
type delayed struct {
	due, at  spec.Time // when it is reported; when its window ended
	campaign int32
	paid     spec.Nano
	expected int64 // cost of impressions, in parts of a currency unit
	won      int64
	total    page.Total
	auctions []agents.Auction
}

// unreported is what the campaigns of a budget have paid and servers do not know of, by the period in which it was paid.
type unreported struct{ all, life, week, day spec.Nano }

// unseen is what a campaign had and servers do not know of: impressions, for exploring and for beliefs about newcomers, and clicks, for support.
type unseen struct {
	impressions int64
	clicks      int64 // billionths
}

// withhold adds to what servers do not know of, of the periods that have not ended since. Impressions of the warm-up that become known later were before day 0 all the same.
func (l *Ledger) withhold(u *delayed, sign spec.Nano) {
	own := &l.Accounts[u.campaign]
	own.unseen.clicks += int64(sign) * u.total.Clicks
	if u.at > l.began.life {
		own.unseen.impressions += int64(sign) * u.total.Impressions
	} else {
		own.before += u.total.Impressions
	}
	if u.paid == 0 {
		return
	}
	keeper, paid := &l.Accounts[l.Market.Campaigns[u.campaign].Payer].unreported, sign*u.paid
	keeper.all += paid
	if u.at > l.began.life {
		keeper.life += paid
	}
	if u.at > l.began.week {
		keeper.week += paid
	}
	if u.at > l.began.day {
		keeper.day += paid
		own.unreportedToday += paid
	}
}

// knownFrom is when a window that ends now is reported to servers.
func (l *Ledger) knownFrom() spec.Time {
	lag := l.World.Spec.Lag
	if lag == 0 {
		return l.Now
	}
	return l.Origin + spec.RoundUp(l.Now-l.Origin, lag) + l.World.Spec.Delay
}

// Refreshes tells whether servers refresh now. At other barriers, such as a campaign's start, budgets pay and auctions see nothing new.
func (l *Ledger) Refreshes() bool {
	lag := l.World.Spec.Lag
	return lag == 0 || (l.Now-l.Origin)%lag == 0
}

// delay keeps what is to be reported of campaign i later.
func (l *Ledger) delay(i int32, t *page.Total, paid spec.Nano) {
	u := delayed{due: l.knownFrom(), at: l.Now, campaign: i, paid: paid, total: *t}
	if l.Market.Campaigns[i].Feedback > agents.Totals {
		u.auctions = copyReports(l.reportsOf(i))
	}
	l.delayed = append(l.delayed, u)
	l.withhold(&u, 1)
}

// delayExpected does so with what impressions of this window are expected to cost. Without a delay nobody asks for it before it is known.
func (l *Ledger) delayExpected() {
	for i := range l.Accounts {
		if expected, won := l.takeExpected(int32(i)); won > 0 {
			l.delayed = append(l.delayed, delayed{due: l.knownFrom(), at: l.Now, campaign: int32(i), expected: expected, won: won})
		}
	}
}

// release reports what is due now, in the order in which it happened.
func (l *Ledger) release() {
	n := 0
	for ; n < len(l.delayed) && l.delayed[n].due <= l.Now; n++ {
		u := &l.delayed[n]
		if l.Accounts[u.campaign].idle && u.total != (page.Total{}) {
			l.resume(u.campaign)
		}
		l.withhold(u, -1)
		l.noteExpected(u.campaign, u.expected, u.won)
		if u.total == (page.Total{}) && u.paid == 0 && len(u.auctions) == 0 {
			continue
		}
		l.inform(u.campaign, &u.total, u.paid, u.auctions)
		if c := &l.Market.Campaigns[u.campaign]; c.Shared {
			for _, j := range l.Market.Sharers[c.Payer] {
				l.Refresh(j)
			}
		}
	}
	if n > 0 {
		l.delayed = slices.Delete(l.delayed, 0, n)
	}
}

// copyReports copies reports that are the platform's to reuse.
func copyReports(reports []agents.Auction) []agents.Auction {
	out := slices.Clone(reports)
	for i := range out {
		out[i].Thresholds, out[i].Effects = slices.Clone(out[i].Thresholds), slices.Clone(out[i].Effects)
	}
	return out
}

// knownLeft is what servers hold to be left of the budget that campaign i draws on.
func (l *Ledger) knownLeft(i int32) (left spec.Nano, limited bool) {
	left, limited = l.budgetLeft(i)
	if !limited {
		return left, false
	}
	c := &l.Market.Campaigns[i]
	a := &l.Accounts[c.Payer]
	if a.unreported == (unreported{}) {
		return left, true
	}
	p, h, paid := &a.period, &a.unreported, a.budget.life
	left = unlimited
	if c.Lifetime > 0 {
		left = min(left, p.lifetime(c)-paid+h.life)
	}
	if c.Weekly > 0 {
		left = min(left, p.week+p.scaled(c.Weekly)-paid+h.week, p.day+p.plan-paid+h.day)
	}
	if c.Daily > 0 {
		left = min(left, p.day+p.scaled(c.Daily)-paid+h.day)
	}
	return max(left, 0), true
}

// unreportedNow is what servers do not know of what was paid in the period that pacing of campaign i goes by.
func (a *Account) unreportedNow(keeper *Account) spec.Nano {
	if a.byLife {
		return keeper.unreported.life
	}
	return keeper.unreported.day
}

// periods is when the day, the week and the horizon began: what was paid until then is no part of them.
type periods struct{ day, week, life spec.Time }
