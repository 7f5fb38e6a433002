package sim

import (
	"slices"

	"marketsim/agents"
)

// settle merges what the shards reported since the last barrier into the books: budgets pay in (time, Pinner, request)
// order, what they cannot pay is overdelivery, and learners hear the news. It touches only campaigns with news.
func (e *engine) settle(now Time) {
	e.now = now
	b := e.book
	auctions := int64(0)
	for _, s := range e.shards {
		auctions += s.played
		s.played = 0
		for _, c := range s.touched {
			from, to := &s.tabs[c], &b.pending[c]
			if *from == (tab{}) {
				continue
			}
			if *to == (tab{}) {
				b.touched = append(b.touched, c)
			}
			to.charged += from.charged
			to.value += from.value
			to.clicks += from.clicks
			to.conversions += from.conversions
			to.impressions += from.impressions
			*from = tab{}
		}
		s.touched = s.touched[:0]
	}
	e.busy = auctions
	if e.market.listens {
		e.collect()
	}
	for _, c := range b.touched {
		e.pay(c, &b.pending[c])
		b.pending[c] = tab{}
	}
	b.touched = b.touched[:0]
	for _, s := range e.shards {
		s.charges = s.charges[:0]
		s.reports, s.figures = s.reports[:0], s.figures[:0]
	}
}

// pay enters one campaign's window into its account.
func (e *engine) pay(i int32, t *tab) {
	b := e.book
	c, a := &e.market.campaigns[i], &b.accounts[i]
	paid := t.charged
	if left, limited := c.left(a); limited && paid > left {
		paid = e.overdeliver(i, left, paid)
	}
	a.spent += paid
	a.today += paid
	if paid > 0 && !e.market.MayOvershoot && !e.market.BillOverdelivery && (c.daily > 0 && a.today > c.daily || c.lifetime > 0 && a.spent > c.lifetime) {
		e.overspend(i)
	}
	a.value += t.value
	a.impressions += t.impressions
	a.clicks += t.clicks
	a.conversions += t.conversions
	if a.bidder != nil {
		e.told = agents.News{Now: int64(e.now), Impressions: float64(t.impressions), Clicks: float64(t.clicks) / Unit,
			Conversions: float64(t.conversions) / Unit, Spend: paid.Float(), Value: t.value.Float()}
		if c.feedback > agents.Totals {
			e.told.Auctions = b.heardOf(i)
		}
		a.bidder.Update(&e.told)
		if a.listener != nil {
			a.listener.Hear(&e.told)
		}
	}
	e.refresh(i)
}

// left is what a campaign's budgets can still pay.
func (c *campaign) left(a *account) (left Nano, limited bool) {
	if c.daily > 0 {
		left, limited = c.daily-a.today, true
	}
	if c.lifetime > 0 {
		if l := c.lifetime - a.spent; !limited || l < left {
			left, limited = l, true
		}
	}
	return max(left, 0), limited
}

// overdeliver decides, in (time, Pinner, request) order, which of a campaign's charges its budget still pays, and takes the
// rest out of revenue unless overdelivery is billed. Under last_may_overshoot the charge that empties the budget is paid in
// full. It returns what is paid.
func (e *engine) overdeliver(i int32, left, charged Nano) Nano {
	a := &e.book.accounts[i]
	var mine []charge
	for _, s := range e.shards {
		for j := range s.charges {
			if s.charges[j].campaign == i {
				mine = append(mine, s.charges[j])
			}
		}
	}
	slices.SortFunc(mine, func(x, y charge) int {
		switch {
		case x.before(&y):
			return -1
		case y.before(&x):
			return 1
		}
		return 0
	})
	paid := Nano(0)
	for j := range mine {
		c := &mine[j]
		pays := min(c.amount, left)
		if e.market.MayOvershoot && left > 0 {
			pays = c.amount
		}
		left = max(0, left-pays)
		paid += pays
		e.overdue(c, c.amount-pays, a)
	}
	if e.market.BillOverdelivery {
		return charged
	}
	return paid
}

// overdue reports the part of a charge that the budget cannot pay.
func (e *engine) overdue(c *charge, excess Nano, a *account) {
	if excess == 0 {
		return
	}
	a.over += excess
	s := e.shards[0]
	s.cells[c.cell].Overdelivery += excess
	if !e.market.BillOverdelivery {
		s.cells[c.cell].Revenue -= excess
		s.hours[hourOf(c.at)].Revenue -= excess
	}
}
