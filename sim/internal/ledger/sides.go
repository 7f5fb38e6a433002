package ledger

import (
	"slices"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// sides is what a test that assigns requests keeps of campaigns by side, for as long as it lasts: their support, which goes on by the side's own
// requests, and what they may spend on them.
type sides struct {
	of     [page.Sides][]*spec.Support // by campaign, on the side's share of the traffic; nil: none
	clicks [page.Sides][]int64         // billionths
	spent  [page.Sides][]spec.Nano
	most   [page.Sides][]spec.Nano // 0: as much as the budget
}

// BeginSides begins the accounts that a test keeps by side. The policies are those of the sides.
func (l *Ledger) BeginSides(policies [page.Sides]*market.Market) {
	n := len(l.Market.Campaigns)
	l.sides = &sides{}
	for side := range policies {
		l.Trial.Sided[side] = make([]market.Sided, n)
		l.sides.of[side], l.sides.clicks[side] = make([]*spec.Support, n), make([]int64, n)
		l.sides.spent[side], l.sides.most[side] = make([]spec.Nano, n), make([]spec.Nano, n)
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

// SettleSides enters what windows since the last refresh brought the sides. It reads the shards in order, and adds integers.
func (l *Ledger) SettleSides() {
	for _, s := range l.Shards {
		u := &s.Uses
		for _, at := range u.Touched {
			side, i := int(at)/len(l.Accounts), int(at)%len(l.Accounts)
			if l.sides != nil {
				l.enterSide(side, int32(i), &u.Of[side][i])
			}
			u.Of[side][i] = page.Use{}
		}
		u.Touched = u.Touched[:0]
	}
}

// enterSide enters a use of a campaign: its side's boost moves, and ends with its clicks; its side's budget may be used up.
func (l *Ledger) enterSide(side int, i int32, u *page.Use) {
	d, x, of := l.sides, &l.Trial.Sided[side][i], l.sides.of[side][i]
	d.clicks[side][i] += u.Clicks
	d.spent[side][i] += u.Charged
	if x.Open && u.Foreseen > 0 {
		x.Shown(of, float64(u.Foreseen)/spec.Unit, l.Now)
	}
	if x.Open && float64(d.clicks[side][i])/spec.Unit >= of.Clicks {
		x.Support = market.Support{}
	}
	if most := d.most[side][i]; most > 0 && x.Out != (d.spent[side][i] >= most) {
		x.Out = !x.Out
		l.Flip()
	}
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
