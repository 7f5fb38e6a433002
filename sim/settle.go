package sim

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// settle merges what the shards reported since the last barrier into the books: budgets pay in (time, Pinner, request)
// order, what they cannot pay is overdelivery, and learners hear the news. It touches only campaigns with news.
func (e *engine) settle(now spec.Time) {
	e.Now = now
	b := e.book
	auctions := int64(0)
	for _, s := range e.shards {
		auctions += s.Played
		s.Played = 0
	}
	if s := e.shards[0]; len(e.shards) == 1 {
		s.Totals, b.news = b.news, s.Totals
	} else {
		e.merge()
	}
	e.busy = auctions
	if e.Market.Listens {
		e.collect()
	}
	if e.Market.Sharers != nil {
		e.payTogether()
	}
	of := b.news.Campaigns
	for _, c := range of[:min(kernels.Soon, len(of))] {
		e.fetchAccount(c)
		page.Fetch(e.Market, &b.news, c)
	}
	for k, c := range of {
		if k+kernels.Soon < len(of) {
			e.fetchAccount(of[k+kernels.Soon])
			page.Fetch(e.Market, &b.news, of[k+kernels.Soon])
		}
		if k+kernels.Next < len(of) {
			e.fetchLearners(of[k+kernels.Next])
		}
		e.pay(c, &b.news.Of[c])
	}
	b.news.Clear()
	e.refreshSharers()
	for _, s := range e.shards {
		s.Charges = s.Charges[:0]
		s.Reports, s.Figures = s.Reports[:0], s.Figures[:0]
	}
}

// countViews enters the impressions that were news to nobody.
func (e *engine) countViews() {
	for _, s := range e.shards {
		for c := range s.Shown {
			x := &s.Shown[c]
			if x.Quiet > 0 {
				e.book.accounts[c].impressions += int64(x.Quiet)
				e.Asking[c].Impressions = e.book.accounts[c].impressions
				x.Quiet = 0
			}
		}
	}
}

// merge adds up what several shards reported.
func (e *engine) merge() {
	for _, s := range e.shards {
		for _, c := range s.Totals.Campaigns {
			e.book.news.Open(c).Add(&s.Totals.Of[c])
		}
		s.Totals.Clear()
	}
}

// pay enters one campaign's window into its account.
func (e *engine) pay(i int32, t *page.Total) {
	b := e.book
	c, a := &e.Market.Campaigns[i], &b.accounts[i]
	if !c.Shared {
		if left, limited := e.purseLeft(i); limited && t.Charged > left {
			e.overdeliver(i, left)
		}
	}
	paid := t.Charged - a.unpaid
	a.unpaid = 0
	a.spent += paid
	a.today += paid
	if a.asleep {
		e.wake(i)
	}
	keeper := &b.accounts[c.Payer]
	keeper.purse.life += paid
	keeper.inflight += t.Flight
	b.hourly[c.Group][page.HourOf(e.booked())] += paid
	e.notePace(i, t.Charged)
	if paid > 0 && c.Limited && !e.Market.MayOvershoot && !e.Market.BillOverdelivery && keeper.purse.life > keeper.purse.most {
		e.overspend(i)
	}
	a.value += t.Value
	a.impressions += t.Impressions
	if e.World.Spec.Trial != nil || !e.Market.Quiet {
		e.Asking[i].Impressions = a.impressions
	}
	a.clicks += t.Clicks
	a.conversions += t.Conversions
	if a.bidder != nil {
		e.told = agents.News{Now: int64(e.Now), Impressions: float64(t.Impressions), Clicks: float64(t.Clicks) / spec.Unit,
			Conversions: float64(t.Conversions) / spec.Unit, Spend: paid.Float(), Value: t.Value.Float()}
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
		for j := range s.Charges {
			if c := &s.Charges[j]; e.Market.Campaigns[c.Campaign].Payer == i {
				due = append(due, *c)
			}
		}
	}
	slices.SortFunc(due, func(x, y page.Charge) int {
		switch {
		case x.Before(&y):
			return -1
		case y.Before(&x):
			return 1
		}
		return 0
	})
	for j := range due {
		c := &due[j]
		pays := min(c.Amount, left)
		if e.Market.MayOvershoot && left > 0 {
			pays = c.Amount
		}
		left = max(0, left-pays)
		e.overdue(c, c.Amount-pays)
	}
	e.unpaid = due
}

// overdue reports the part of a charge that the budget cannot pay.
func (e *engine) overdue(c *page.Charge, excess spec.Nano) {
	if excess == 0 {
		return
	}
	a := &e.book.accounts[c.Campaign]
	a.over += excess
	s := e.shards[0]
	s.Cells[c.Cell].Overdelivery += excess
	if !e.Market.BillOverdelivery {
		a.unpaid += excess
		s.Cells[c.Cell].Revenue -= excess
		s.MeasureCharge(c, -excess)
		s.Hours[page.HourOf(c.At)].Revenue -= excess
	}
}

// booked is the time under which a window's news is filed: within the window that ends now.
func (e *engine) booked() spec.Time {
	if e.World.Spec.Lag == 0 {
		return e.Now
	}
	return e.Now - 1
}
