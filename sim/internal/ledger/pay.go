package ledger

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// Settle merges what the shards reported since it last did, which is at the last barrier or with a lag of 0 after the last event that has feedback, into the accounts:
// budgets pay in (time, Pinner, request) order, and what they cannot pay is overdelivery. Campaigns get the feedback that servers know of by now; the rest is withheld
// (Ledger.delay). It touches only campaigns with feedback.
func (l *Ledger) Settle() {
	if s := l.World.Spec; s.Delay > 0 && s.Lag > 0 {
		l.delayExpected()
	}
	l.release()
	if s := l.Shards[0]; len(l.Shards) == 1 {
		s.Totals, l.totals = l.totals, s.Totals
	} else {
		l.merge()
	}
	if l.Market.Listens {
		l.collect()
	}
	if l.sides != nil {
		l.gatherSides()
	}
	if l.Market.Sharers != nil {
		l.payTogether()
	}
	of := l.totals.Campaigns
	for _, c := range of[:min(kernels.Soon, len(of))] {
		l.fetchAccount(c)
		page.Fetch(l.Market, &l.totals, c)
	}
	for k, c := range of {
		if k+kernels.Soon < len(of) {
			l.fetchAccount(of[k+kernels.Soon])
			page.Fetch(l.Market, &l.totals, of[k+kernels.Soon])
		}
		if k+kernels.Next < len(of) {
			l.fetchLearners(of[k+kernels.Next])
		}
		l.pay(c, &l.totals.Of[c])
	}
	l.totals.Clear()
	l.refreshSharers()
	if l.sides != nil {
		l.settleSides()
	}
	for _, s := range l.Shards {
		s.Settled()
	}
}

// CountFree enters the impressions of which nobody needs feedback: those of markets where no score, belief or support asks for them, so that it does not matter
// that a day's end between two refreshes counts them too.
func (l *Ledger) CountFree() {
	for _, s := range l.Shards {
		for c := range s.Shown {
			x := &s.Shown[c]
			if x.Quiet > 0 {
				l.Accounts[c].impressions += int64(x.Quiet)
				l.show(int32(c))
				x.Quiet = 0
			}
		}
	}
}

// show lets auctions see how many impressions campaign i had, those apart that servers do not know of.
func (l *Ledger) show(i int32) {
	a := &l.Accounts[i]
	l.Asking[i].Impressions = a.impressions - a.unseen.impressions
}

// merge adds up what several shards reported.
func (l *Ledger) merge() {
	for _, s := range l.Shards {
		for _, c := range s.Totals.Campaigns {
			l.totals.Open(c).Add(&s.Totals.Of[c])
		}
		s.Totals.Clear()
	}
}

// pay enters one campaign's window into its account.
func (l *Ledger) pay(i int32, t *page.Total) {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	if !c.Shared {
		l.payWhatIsLeft(i, t.Charged)
	}
	now := l.knownFrom() == l.Now
	if now && a.idle {
		l.resume(i)
	}
	paid := t.Charged - a.unpaid
	a.unpaid = 0
	a.spent += paid
	a.today += paid
	if c.Limited && l.World.Spec.Trial != nil && l.Market.Expected && a.heldBack(&l.Offers[i]) {
		a.held += paid
	}
	keeper := &l.Accounts[c.Payer]
	keeper.budget.life += paid
	l.hourly[c.Group][page.HourOf(l.booked())] += paid
	if paid > 0 && c.Limited && !c.Rules.MayOvershoot && !c.Rules.BillOverdelivery && keeper.budget.life > keeper.budget.most {
		l.overspend(i)
	}
	a.value += t.Value
	a.impressions += t.Impressions
	a.clicks += t.Clicks
	a.conversions += t.Conversions
	if !now {
		l.delay(i, t, paid)
		return
	}
	l.inform(i, t, paid, nil)
}

// heldBack tells whether pacing, or what is left of the budget, holds the campaign's bid back.
func (a *Account) heldBack(o *market.Offer) bool {
	return a.multiplier < 1 || o.Pass < 1 || o.Bid > o.Left
}

// inform reports a window of campaign i to servers: budgets, the bidder, the auction.
func (l *Ledger) inform(i int32, t *page.Total, paid spec.Nano, auctions []agents.Auction) {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	if l.World.Spec.Trial != nil || !l.Market.Quiet {
		l.show(i)
	}
	if l.Market.Supports {
		l.support(i, t.Foreseen)
	}
	l.Accounts[c.Payer].inflight += t.Flight
	l.notePace(i, t.Charged)
	if a.bidder != nil {
		l.outcomes = agents.Outcomes{Now: int64(l.Now), Impressions: float64(t.Impressions), Clicks: float64(t.Clicks) / spec.Unit,
			Conversions: float64(t.Conversions) / spec.Unit, Spend: paid.Float(), Value: t.Value.Float(),
			Pending: float64(t.Awaited.Events) / spec.Unit, PendingValue: t.Awaited.Worth.Float(),
			Predicted: float64(t.Predicted.Events) / spec.Unit, PredictedValue: t.Predicted.Worth.Float()}
		if c.Feedback > agents.Totals {
			if l.outcomes.Auctions = auctions; auctions == nil {
				l.outcomes.Auctions = l.reportsOf(i)
			}
		}
		a.bidder.Update(&l.outcomes)
		if a.observes {
			a.pacer.(agents.Observer).Observe(&l.outcomes)
		}
	}
	l.Refresh(i)
}

// payWhatIsLeft settles the budget that campaign i draws on where it was charged more than is left of it, or of the budget of a test's side.
func (l *Ledger) payWhatIsLeft(i int32, charged spec.Nano) {
	left, limited := l.budgetLeft(i)
	if !limited {
		return
	}
	if charged > left {
		l.overdeliver(i, left)
	} else if l.sides != nil {
		if _, short := l.roomOfSides(i); short {
			l.overdeliver(i, left)
		}
	}
}

// overdeliver decides, in (time, Pinner, request) order, which charges the budget that campaign i draws on, and those of a test's sides, can still pay,
// and takes the rest out of revenue, as its rules say.
func (l *Ledger) overdeliver(i int32, left spec.Nano) {
	payer, rules, room := l.Market.Campaigns[i].Payer, l.Market.Campaigns[i].Rules, [page.Sides]spec.Nano{unlimited, unlimited, unlimited}
	if l.sides != nil {
		room, _ = l.roomOfSides(i)
	}
	due := l.unpaid[:0]
	for _, s := range l.Shards {
		for j := range s.Charges {
			if c := &s.Charges[j]; l.Market.Campaigns[c.Campaign].Payer == payer {
				due = append(due, *c)
			}
		}
	}
	slices.SortFunc(due, func(x, y page.Charge) int { return x.Stamp.Compare(&y.Stamp) })
	for j := range due {
		c, side := &due[j], 0
		if l.sides != nil {
			side = l.Trial.SideOf(c)
		}
		pays := min(c.Amount, left, room[side])
		if rules.MayOvershoot && left > 0 && room[side] > 0 {
			pays = c.Amount
		}
		left, room[side] = max(0, left-pays), max(0, room[side]-pays)
		l.overdue(c, c.Amount-pays, rules.BillOverdelivery)
	}
	l.unpaid = due
}

// overdue reports the part of a charge that the budget cannot pay, billed all the same or written off.
func (l *Ledger) overdue(c *page.Charge, excess spec.Nano, billed bool) {
	if excess == 0 {
		return
	}
	a := &l.Accounts[c.Campaign]
	a.over += excess
	s := l.Shards[0]
	s.Cells[c.Cell].Overdelivery += excess
	if !billed {
		a.unpaid += excess
		s.Cells[c.Cell].Revenue -= excess
		s.MeasureCharge(c, -excess)
		s.Hours[page.HourOf(c.At)].Revenue -= excess
	}
}

// booked is the time under which a window's feedback is filed: within the window that ends now.
func (l *Ledger) booked() spec.Time {
	if l.World.Spec.Lag == 0 {
		return l.Now
	}
	return l.Now - 1
}
