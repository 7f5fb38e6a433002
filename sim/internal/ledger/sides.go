package ledger

import (
	"slices"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// sides is what a test that assigns requests keeps of campaigns by side, for as long as it lasts: their support, which goes on by the side's own
// requests, and what they may spend on them. As of whole campaigns, budgets pay at every barrier, and servers know of it later.
type sides struct {
	of     [page.Sides][]*spec.Support // by campaign, on the side's share of the traffic; nil: none
	clicks [page.Sides][]int64         // billionths, that servers know of
	spent  [page.Sides][]spec.Nano     // by who pays: of the side's budget, that servers know of
	paid   [page.Sides][]spec.Nano     // by who pays: of the side's budget
	most   [page.Sides][]spec.Nano     // by campaign: the side's budget; 0: as much as the campaign's
	window page.Uses                   // of the window that is being settled
	recent page.Uses                   // of the windows since servers last refreshed
	late   []lateUse                   // in the order in which it happened
}

// lateUse is a use of a campaign by a side that is reported to servers later.
type lateUse struct {
	due      spec.Time
	side     int
	campaign int32
	page.Use
}

// BeginSides begins the accounts that a test keeps by side. The policies are those of the sides.
func (l *Ledger) BeginSides(policies [page.Sides]*market.Market) {
	n := len(l.Market.Campaigns)
	l.sides = &sides{}
	for side := range policies {
		l.Trial.Sided[side] = make([]market.Sided, n)
		l.sides.of[side], l.sides.clicks[side] = make([]*spec.Support, n), make([]int64, n)
		l.sides.spent[side], l.sides.paid[side], l.sides.most[side] = make([]spec.Nano, n), make([]spec.Nano, n), make([]spec.Nano, n)
		for i := range n {
			l.beginSide(side, int32(i), policies)
		}
	}
	l.Flip()
}

// beginSide begins a side's account of a campaign.
func (l *Ledger) beginSide(side int, i int32, policies [page.Sides]*market.Market) {
	takes, x, share := l.Trial.Shared.Takes[l.Roster.Names[i]], &l.Trial.Sided[side][i], l.Trial.ShareOf(side)
	policy := policies[side]
	switch {
	case takes == spec.NeitherSide:
		policy = policies[page.OnNeither]
	case takes != spec.Both && takes != sideNames[side]:
		x.Out = true
		return
	}
	c := &policy.Campaigns[i]
	if !c.Present || share <= 0 {
		return
	}
	if c.Spec.Support != nil {
		l.sides.of[side][i] = c.Spec.Support.On(share)
		x.Begin(l.sides.of[side][i], l.Now)
	}
	if side != page.OnNeither && slices.Contains(l.Trial.Shared.Own, c.Spec.Name) {
		life := l.Accounts[c.Payer].period.lifetime(c)
		l.sides.most[side][i] = max(1, spec.Nano(life.Float()*share*spec.Unit))
	}
}

// sideNames are the sides by their number.
var sideNames = [page.Sides]spec.Side{page.OnControl: spec.ControlSide, page.OnTreated: spec.TreatedSide, page.OnNeither: spec.NeitherSide}

// EndSides ends them.
func (l *Ledger) EndSides() {
	l.sides, l.Trial.Sided = nil, [page.Sides][]market.Sided{}
	l.Flip()
}

// gatherSides adds up what shards have of the sides: integers, so that their order does not matter.
func (l *Ledger) gatherSides() {
	for _, s := range l.Shards {
		s.Uses.Drain(func(side int, i int32, x page.Use) { l.sides.window.Add(side, i, len(l.Accounts), x) })
	}
}

// settleSides enters what budgets of sides paid in a window, and at a refresh reports to servers what they know of the sides by now.
func (l *Ledger) settleSides() {
	d := l.sides
	l.gatherSides() // what budgets could not pay
	d.window.Drain(func(side int, i int32, x page.Use) {
		d.paid[side][l.Market.Campaigns[i].Payer] += x.Charged
		d.recent.Add(side, i, len(l.Accounts), x)
	})
	if !l.Refreshes() {
		return
	}
	n := 0
	for ; n < len(d.late) && d.late[n].due <= l.Now; n++ {
		u := &d.late[n]
		l.enterSide(u.side, u.campaign, &u.Use)
	}
	d.late = slices.Delete(d.late, 0, n)
	due := l.knownFrom()
	d.recent.Drain(func(side int, i int32, x page.Use) {
		if due > l.Now {
			d.late = append(d.late, lateUse{due, side, i, x})
			return
		}
		l.enterSide(side, i, &x)
	})
}

// enterSide reports a use of a campaign to servers: its side's boost moves, and ends with its clicks; its side's budget may be used up.
func (l *Ledger) enterSide(side int, i int32, u *page.Use) {
	d, x, of, payer := l.sides, &l.Trial.Sided[side][i], l.sides.of[side][i], l.Market.Campaigns[i].Payer
	d.clicks[side][i] += u.Clicks
	d.spent[side][payer] += u.Charged
	if x.Open && u.Foreseen > 0 {
		x.Shown(of, float64(u.Foreseen)/spec.Unit, l.Now)
	}
	if x.Open && float64(d.clicks[side][i])/spec.Unit >= of.Clicks {
		x.Support = market.Support{}
	}
	for _, j := range l.ownersOf(i) {
		x := &l.Trial.Sided[side][j]
		if most := d.most[side][j]; most > 0 && x.Out != (d.spent[side][payer] >= most) {
			x.Out = !x.Out
			l.Flip()
		}
	}
}

// roomOfSides is what the budgets of sides can still pay of the budget that campaign i draws on, and whether that is less than they were charged in this window.
func (l *Ledger) roomOfSides(i int32) (room [page.Sides]spec.Nano, short bool) {
	for side := range room {
		room[side] = unlimited
		most, charged := spec.Nano(0), spec.Nano(0)
		for _, j := range l.ownersOf(i) {
			most = max(most, l.sides.most[side][j])
			charged += l.sides.window.Charged(side, j)
		}
		if most > 0 {
			room[side] = max(0, most-l.sides.paid[side][l.Market.Campaigns[i].Payer])
			short = short || charged > room[side]
		}
	}
	return room, short
}

// fadeSides moves the boosts of sides that fade with time, and says when they next do.
func (l *Ledger) fadeSides() (next spec.Time) {
	next = spec.Never
	if l.sides == nil {
		return next
	}
	for side := range l.sides.of {
		for i, of := range l.sides.of[side] {
			if x := &l.Trial.Sided[side][i]; x.Open && of.Step == 0 {
				x.Fade(of, l.Now)
				next = min(next, x.NextFade(of, l.Now))
			}
		}
	}
	return next
}

// graduation tells on which sides a campaign was under support, and on which it had its clicks. Where all requests have one policy, both are the first.
func (l *Ledger) graduation(i int32) (supported, graduated [2]bool) {
	if l.sides == nil {
		c := &l.Market.Campaigns[i]
		supported[0] = c.Present && c.Spec.Support != nil
		graduated[0] = supported[0] && !l.Terms[i].Open
		return supported, graduated
	}
	for side := range supported {
		supported[side] = l.sides.of[side][i] != nil
		graduated[side] = supported[side] && !l.Trial.Sided[side][i].Open
	}
	return supported, graduated
}
