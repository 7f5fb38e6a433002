package sim

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/spec"
)

// settle merges what the shards reported since the last barrier into the books: budgets pay in (time, Pinner, request)
// order, what they cannot pay is overdelivery, and learners hear the news. It touches only campaigns with news.
func (e *engine) settle(now spec.Time) {
	e.now = now
	b := e.book
	auctions := int64(0)
	for _, s := range e.shards {
		auctions += s.played
		s.played = 0
	}
	if s := e.shards[0]; len(e.shards) == 1 {
		s.news, b.news = b.news, s.news
	} else {
		e.merge()
	}
	e.busy = auctions
	if e.market.Listens {
		e.collect()
	}
	if e.market.Sharers != nil {
		e.payTogether()
	}
	of := b.news.of
	for _, c := range of[:min(soon, len(of))] {
		e.fetchAccount(c)
		fetchNews(e.market, &b.news, c)
	}
	for k, c := range of {
		if k+soon < len(of) {
			e.fetchAccount(of[k+soon])
			fetchNews(e.market, &b.news, of[k+soon])
		}
		if k+next < len(of) {
			e.fetchLearners(of[k+next])
		}
		e.pay(c, &b.news.tabs[c])
	}
	b.news.clear()
	e.refreshSharers()
	for _, s := range e.shards {
		s.charges = s.charges[:0]
		s.reports, s.figures = s.reports[:0], s.figures[:0]
	}
}

// countViews enters the impressions that were news to nobody.
func (e *engine) countViews() {
	for _, s := range e.shards {
		for c := range s.shown {
			x := &s.shown[c]
			if x.quiet > 0 {
				e.book.accounts[c].impressions += int64(x.quiet)
				e.asking[c].Impressions = e.book.accounts[c].impressions
				x.quiet = 0
			}
		}
	}
}

// merge adds up what several shards reported.
func (e *engine) merge() {
	for _, s := range e.shards {
		for _, c := range s.news.of {
			e.book.news.tab(c).add(&s.news.tabs[c])
		}
		s.news.clear()
	}
}

// pay enters one campaign's window into its account.
func (e *engine) pay(i int32, t *tab) {
	b := e.book
	c, a := &e.market.Campaigns[i], &b.accounts[i]
	if !c.Shared {
		if left, limited := e.purseLeft(i); limited && t.charged > left {
			e.overdeliver(i, left)
		}
	}
	paid := t.charged - a.unpaid
	a.unpaid = 0
	a.spent += paid
	a.today += paid
	if a.asleep {
		e.wake(i)
	}
	keeper := &b.accounts[c.Payer]
	keeper.purse.life += paid
	keeper.inflight += t.flight
	b.hourly[c.Group][hourOf(e.booked())] += paid
	e.notePace(i, t.charged)
	if paid > 0 && c.Limited && !e.market.MayOvershoot && !e.market.BillOverdelivery && keeper.purse.life > keeper.purse.most {
		e.overspend(i)
	}
	a.value += t.value
	a.impressions += t.impressions
	if e.world.Spec.Trial != nil || !e.market.Quiet {
		e.asking[i].Impressions = a.impressions
	}
	a.clicks += t.clicks
	a.conversions += t.conversions
	if a.bidder != nil {
		e.told = agents.News{Now: int64(e.now), Impressions: float64(t.impressions), Clicks: float64(t.clicks) / spec.Unit,
			Conversions: float64(t.conversions) / spec.Unit, Spend: paid.Float(), Value: t.value.Float()}
		if c.Feedback > agents.Totals {
			e.told.Auctions = b.heardOf(i)
		}
		a.bidder.Update(&e.told)
		if a.listens {
			a.pacer.(agents.Listener).Hear(&e.told)
		}
	}
	e.refresh(i)
}

// overdeliver decides, in (time, Pinner, request) order, which charges the budget that campaign i keeps the account of can still
// pay, and takes the rest out of revenue unless overdelivery is billed. Under last_may_overshoot the charge that empties the budget
// is paid in full.
func (e *engine) overdeliver(i int32, left spec.Nano) {
	due := e.unpaid[:0]
	for _, s := range e.shards {
		for j := range s.charges {
			if c := &s.charges[j]; e.market.Campaigns[c.campaign].Payer == i {
				due = append(due, *c)
			}
		}
	}
	slices.SortFunc(due, func(x, y charge) int {
		switch {
		case x.before(&y):
			return -1
		case y.before(&x):
			return 1
		}
		return 0
	})
	for j := range due {
		c := &due[j]
		pays := min(c.amount, left)
		if e.market.MayOvershoot && left > 0 {
			pays = c.amount
		}
		left = max(0, left-pays)
		e.overdue(c, c.amount-pays)
	}
	e.unpaid = due
}

// overdue reports the part of a charge that the budget cannot pay.
func (e *engine) overdue(c *charge, excess spec.Nano) {
	if excess == 0 {
		return
	}
	a := &e.book.accounts[c.campaign]
	a.over += excess
	s := e.shards[0]
	s.cells[c.cell].Overdelivery += excess
	if !e.market.BillOverdelivery {
		a.unpaid += excess
		s.cells[c.cell].Revenue -= excess
		s.measureCharge(c, -excess)
		s.hours[hourOf(c.at)].Revenue -= excess
	}
}

// booked is the time under which a window's news is filed: within the window that ends now.
func (e *engine) booked() spec.Time {
	if e.world.Spec.Lag == 0 {
		return e.now
	}
	return e.now - 1
}
