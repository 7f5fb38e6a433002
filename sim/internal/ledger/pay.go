package ledger

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// Settle merges what the shards reported since the last barrier into the accounts: budgets pay in (time, Pinner, request)
// order, what they cannot pay is overdelivery, and campaigns get their feedback. It touches only campaigns with news.
func (e *Ledger) Settle() {
	b := e
	if s := e.World.Spec; s.Delay > 0 && s.Lag > 0 {
		e.keepExpectedBack()
	}
	e.tell()
	if s := e.Shards[0]; len(e.Shards) == 1 {
		s.Totals, b.totals = b.totals, s.Totals
	} else {
		e.merge()
	}
	if e.Market.Listens {
		e.collect()
	}
	if e.Market.Sharers != nil {
		e.payTogether()
	}
	of := b.totals.Campaigns
	for _, c := range of[:min(kernels.Soon, len(of))] {
		e.fetchAccount(c)
		page.Fetch(e.Market, &b.totals, c)
	}
	for k, c := range of {
		if k+kernels.Soon < len(of) {
			e.fetchAccount(of[k+kernels.Soon])
			page.Fetch(e.Market, &b.totals, of[k+kernels.Soon])
		}
		if k+kernels.Next < len(of) {
			e.fetchLearners(of[k+kernels.Next])
		}
		e.pay(c, &b.totals.Of[c])
	}
	b.totals.Clear()
	e.refreshSharers()
	for _, s := range e.Shards {
		s.Settled()
	}
}

// CountFree enters the impressions that were news to nobody.
func (e *Ledger) CountFree() {
	for _, s := range e.Shards {
		for c := range s.Shown {
			x := &s.Shown[c]
			if x.Quiet > 0 {
				e.Accounts[c].impressions += int64(x.Quiet)
				e.Asking[c].Impressions = e.Accounts[c].impressions
				x.Quiet = 0
			}
		}
	}
}

// merge adds up what several shards reported.
func (e *Ledger) merge() {
	for _, s := range e.Shards {
		for _, c := range s.Totals.Campaigns {
			e.totals.Open(c).Add(&s.Totals.Of[c])
		}
		s.Totals.Clear()
	}
}

// pay enters one campaign's window into its account.
func (e *Ledger) pay(i int32, t *page.Total) {
	b := e
	c, a := &e.Market.Campaigns[i], &b.Accounts[i]
	if !c.Shared {
		if left, limited := e.budgetLeft(i); limited && t.Charged > left {
			e.overdeliver(i, left)
		}
	}
	now := e.knownFrom() == e.Now
	if now && a.resting {
		e.resume(i)
	}
	paid := t.Charged - a.unpaid
	a.unpaid = 0
	a.spent += paid
	a.today += paid
	keeper := &b.Accounts[c.Payer]
	keeper.budget.life += paid
	b.hourly[c.Group][page.HourOf(e.booked())] += paid
	if paid > 0 && c.Limited && !e.Market.MayOvershoot && !e.Market.BillOverdelivery && keeper.budget.life > keeper.budget.most {
		e.overspend(i)
	}
	a.value += t.Value
	a.impressions += t.Impressions
	if e.World.Spec.Trial != nil || !e.Market.Quiet {
		e.Asking[i].Impressions = a.impressions
	}
	a.clicks += t.Clicks
	a.conversions += t.Conversions
	if e.Market.Supports {
		e.support(i, t.Foreseen)
	}
	if !now {
		e.keepBack(i, t, paid)
		return
	}
	e.inform(i, t, paid, nil)
}

// inform lets servers hear of a window of campaign i: budgets, the bidder, the auction.
func (e *Ledger) inform(i int32, t *page.Total, paid spec.Nano, auctions []agents.Auction) {
	c, a := &e.Market.Campaigns[i], &e.Accounts[i]
	e.Accounts[c.Payer].inflight += t.Flight
	e.notePace(i, t.Charged)
	if a.bidder != nil {
		e.news = agents.News{Now: int64(e.Now), Impressions: float64(t.Impressions), Clicks: float64(t.Clicks) / spec.Unit,
			Conversions: float64(t.Conversions) / spec.Unit, Spend: paid.Float(), Value: t.Value.Float(),
			Pending: float64(t.Awaited.Events) / spec.Unit, PendingValue: t.Awaited.Worth.Float(),
			Predicted: float64(t.Predicted.Events) / spec.Unit, PredictedValue: t.Predicted.Worth.Float()}
		if c.Feedback > agents.Totals {
			if e.news.Auctions = auctions; auctions == nil {
				e.news.Auctions = e.reportsOf(i)
			}
		}
		a.bidder.Update(&e.news)
		if a.listens {
			a.pacer.(agents.Listener).Hear(&e.news)
		}
	}
	e.Refresh(i)
}

// overdeliver decides, in (time, Pinner, request) order, which charges the budget that campaign i keeps the account of can still
// pay, and takes the rest out of revenue unless overdelivery is billed. Under last_may_overshoot the charge that empties the budget
// is paid in full.
func (e *Ledger) overdeliver(i int32, left spec.Nano) {
	due := e.unpaid[:0]
	for _, s := range e.Shards {
		for j := range s.Charges {
			if c := &s.Charges[j]; e.Market.Campaigns[c.Campaign].Payer == i {
				due = append(due, *c)
			}
		}
	}
	slices.SortFunc(due, func(x, y page.Charge) int { return x.Stamp.Compare(&y.Stamp) })
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
func (e *Ledger) overdue(c *page.Charge, excess spec.Nano) {
	if excess == 0 {
		return
	}
	a := &e.Accounts[c.Campaign]
	a.over += excess
	s := e.Shards[0]
	s.Cells[c.Cell].Overdelivery += excess
	if !e.Market.BillOverdelivery {
		a.unpaid += excess
		s.Cells[c.Cell].Revenue -= excess
		s.MeasureCharge(c, -excess)
		s.Hours[page.HourOf(c.At)].Revenue -= excess
	}
}

// booked is the time under which a window's news is filed: within the window that ends now.
func (e *Ledger) booked() spec.Time {
	if e.World.Spec.Lag == 0 {
		return e.Now
	}
	return e.Now - 1
}
