package ledger

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// untold is what happened to a campaign in a window and servers have not heard of: budgets have paid, but what auctions, pacers and bidders
// see is as it was. It is told at the first refresh at or after its window's end, plus the stated delay.
type untold struct {
	due, at  spec.Time // when it is told; when its window ended
	campaign int32
	paid     spec.Nano
	expected int64 // cost of impressions, in parts of a currency unit
	won      int64
	total    page.Total
	auctions []agents.Auction
}

// hidden is what the campaigns of a budget have paid and servers do not know of, by the period in which it was paid.
type hidden struct{ all, life, week, day spec.Nano }

// hide adds to what is hidden, of the periods that have not ended since.
func (e *Ledger) hide(u *untold, sign spec.Nano) {
	if u.paid == 0 {
		return
	}
	own := &e.Accounts[u.campaign]
	keeper, paid := &e.Accounts[e.Market.Campaigns[u.campaign].Payer].hidden, sign*u.paid
	keeper.all += paid
	if u.at > e.began.life {
		keeper.life += paid
	}
	if u.at > e.began.week {
		keeper.week += paid
	}
	if u.at > e.began.day {
		keeper.day += paid
		own.hiddenToday += paid
	}
}

// knownFrom is when servers hear of a window that ends now.
func (e *Ledger) knownFrom() spec.Time {
	lag := e.World.Spec.Lag
	if lag == 0 {
		return e.Now
	}
	return e.Origin + spec.RoundUp(e.Now-e.Origin, lag) + e.World.Spec.Delay
}

// keepBack notes what servers will hear of campaign i later.
func (e *Ledger) keepBack(i int32, t *page.Total, paid spec.Nano) {
	u := untold{due: e.knownFrom(), at: e.Now, campaign: i, paid: paid, total: *t}
	if e.Market.Campaigns[i].Feedback > agents.Totals {
		u.auctions = ownCopy(e.reportsOf(i))
	}
	e.untold = append(e.untold, u)
	e.hide(&u, 1)
}

// keepExpectedBack does so with what impressions of this window are expected to cost. Without a delay nobody asks for it before it is known.
func (e *Ledger) keepExpectedBack() {
	for i := range e.Accounts {
		if expected, won := e.takeExpected(int32(i)); won > 0 {
			e.untold = append(e.untold, untold{due: e.knownFrom(), at: e.Now, campaign: int32(i), expected: expected, won: won})
		}
	}
}

// tell lets servers hear of what is due now, in the order in which it happened.
func (e *Ledger) tell() {
	n := 0
	for ; n < len(e.untold) && e.untold[n].due <= e.Now; n++ {
		u := &e.untold[n]
		if e.Accounts[u.campaign].resting && u.total != (page.Total{}) {
			e.resume(u.campaign)
		}
		e.hide(u, -1)
		e.noteExpected(u.campaign, u.expected, u.won)
		if u.total == (page.Total{}) && u.paid == 0 && len(u.auctions) == 0 {
			continue
		}
		e.inform(u.campaign, &u.total, u.paid, u.auctions)
		if c := &e.Market.Campaigns[u.campaign]; c.Shared {
			for _, j := range e.Market.Sharers[c.Payer] {
				e.Refresh(j)
			}
		}
	}
	if n > 0 {
		e.untold = slices.Delete(e.untold, 0, n)
	}
}

// ownCopy copies reports that are the platform's to reuse.
func ownCopy(reports []agents.Auction) []agents.Auction {
	out := slices.Clone(reports)
	for i := range out {
		out[i].Thresholds, out[i].Effects = slices.Clone(out[i].Thresholds), slices.Clone(out[i].Effects)
	}
	return out
}

// knownLeft is what servers hold to be left of the budget that campaign i draws on.
func (e *Ledger) knownLeft(i int32) (left spec.Nano, limited bool) {
	left, limited = e.budgetLeft(i)
	if !limited {
		return left, false
	}
	c := &e.Market.Campaigns[i]
	a := &e.Accounts[c.Payer]
	if a.hidden == (hidden{}) {
		return left, true
	}
	p, h, paid := &a.period, &a.hidden, a.budget.life
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

// hiddenNow is what servers do not know of what was paid in the period that pacing of campaign i goes by.
func (a *Account) hiddenNow(keeper *Account) spec.Nano {
	if a.byLife {
		return keeper.hidden.life
	}
	return keeper.hidden.day
}

// periods is when the day, the week and the horizon began: what was paid until then is no part of them.
type periods struct{ day, week, life spec.Time }
