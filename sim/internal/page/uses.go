package page

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Sides is how many kinds of requests a test that assigns them has: control's, treated ones, and those on neither side.
const Sides = 3

// Policies is how many policies a market can have at once: control's, and those of all combinations of a test with the most layers; more than Sides.
const Policies = 2 << spec.MaxLayers

// Numbers of the sides of requests.
const (
	OnControl = iota
	OnTreated
	OnNeither
)

// Use is what the requests of one side brought a campaign, where a test keeps accounts by side.
type Use struct {
	Clicks, Foreseen int64 // billionths
	Charged          spec.Nano
}

// Uses are these sums by side and campaign; without such a test they hold nothing.
type Uses struct {
	Of      [Sides][]Use
	Touched []int32 // side*campaigns + campaign, in order; once or more often
}

// use is what a side brought a campaign.
func (s *Shard) use(side int, c int32) *Use { return s.Uses.open(side, c, len(s.Offers)) }

// open is the sum of one side and campaign, of so many, to add to.
func (u *Uses) open(side int, c int32, campaigns int) *Use {
	if len(u.Of[side]) < campaigns {
		for i := range u.Of {
			u.Of[i] = make([]Use, campaigns)
		}
	}
	x := &u.Of[side][c]
	if *x == (Use{}) {
		u.Touched = append(u.Touched, int32(side*campaigns)+c)
	}
	return x
}

// Add adds to the sum of one side and campaign, of so many.
func (u *Uses) Add(side int, c int32, campaigns int, x Use) {
	sum := u.open(side, c, campaigns)
	sum.Clicks += x.Clicks
	sum.Foreseen += x.Foreseen
	sum.Charged += x.Charged
}

// Drain gives every sum away once, and forgets it.
func (u *Uses) Drain(to func(side int, c int32, x Use)) {
	for _, at := range u.Touched {
		side, c := int(at)/len(u.Of[0]), int(at)%len(u.Of[0])
		if x := &u.Of[side][c]; *x != (Use{}) {
			to(side, int32(c), *x)
			*x = Use{}
		}
	}
	u.Touched = u.Touched[:0]
}

// Charged is what the requests of a side were charged for a campaign.
func (u *Uses) Charged(side int, c int32) spec.Nano {
	if len(u.Of[side]) == 0 {
		return 0
	}
	return u.Of[side][c].Charged
}

// SideOf is the side of the request that a charge comes from, where requests are assigned.
func (t *Trial) SideOf(c *Charge) int { return t.sideOf(c.Who, c.Sequence) }

// keepsSides tells whether the test keeps accounts by side.
func (t *Trial) keepsSides() bool { return t != nil && t.Sided[OnControl] != nil }

// support is the boost of a campaign in the request in play.
func (s *Shard) support(c int32) *market.Support {
	if s.Trial.keepsSides() {
		return &s.Trial.Sided[s.on][c].Support
	}
	return &s.Terms[c].Support
}

// foresee notes the clicks that an impression of a campaign under support is predicted to bring.
func (s *Shard) foresee(c int32, clicks float64) {
	if s.Trial.keepsSides() {
		s.use(s.on, c).Foreseen += Parts(clicks)
		return
	}
	s.Totals.Open(c).Foreseen += Parts(clicks)
}

// sideOf is the side of a Pinner's request, where requests are assigned. Session and request are those of a Stamp's sequence.
func (t *Trial) sideOf(who rng.Key, sequence uint64) int {
	u, x := t.Key.With(uint64(who)).With(sequence>>8).Float(), t.Shared
	switch {
	case u < x.Pinners:
		return OnTreated
	case x.Control > 0 && u >= x.Pinners+x.Control:
		return OnNeither
	}
	return OnControl
}

// Policy is the market of a side, where that is not control's; nil where it is.
func (t *Trial) Policy(side int) *market.Market {
	if t.mixed != nil {
		return t.mixed[side]
	}
	switch side {
	case OnTreated:
		return t.Treated
	case OnNeither:
		return t.Others
	}
	return nil
}

// ShareOf is the share of requests on a side, where requests are assigned.
func (t *Trial) ShareOf(side int) float64 {
	x := t.Shared
	control := x.Control
	if control == 0 {
		control = 1 - x.Pinners
	}
	return [...]float64{OnControl: control, OnTreated: x.Pinners, OnNeither: max(0, 1-x.Pinners-control)}[side]
}
