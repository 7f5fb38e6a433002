package page

import (
	"marketsim/auction/elementary"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
)

// scan is where a Pinner's eyes are while it scans the ads of a page, in markets where ads bear on each other: after a click that
// satisfied it the Pinner stops (the cascade model of Craswell et al. 2008, WSDM, and the simplified DBN of Chapelle & Zhang 2009,
// WWW), or it stops at the ad itself (Kempe & Mahdian 2008, WINE), or a near ad takes views from the next.
type scan struct {
	alive     bool    // still scanning; of sampled outcomes
	reached   float64 // effect of the last slot that was reached
	attention float64 // probability that the ads above let the Pinner come this far
	last      int     // position of the last ad
}

// attend gives the probability with which the ad in slot k is viewed, given what happened above, and the same before anything of the
// request is known.
func (s *Shard) attend(surface, k int, key rng.Key) (effect, before float64) {
	g, x := &s.Scratch.scan, &s.market.Extras
	slot := &s.Scratch.Request.Slots[k]
	near := 1.0
	if gap := &s.market.Surfaces[surface].Gap; gap.Loss > 0 && g.last > 0 {
		near = 1 - float64(gap.Loss*elementary.Exp2(-float64(slot.Position-g.last-1)/gap.Half))
	}
	g.last = slot.Position
	before = slot.Effect * g.attention * near
	if s.market.Expected || !x.Cascade {
		return before, before
	}
	ratio := slot.Effect / g.reached
	g.reached = slot.Effect
	if !g.alive {
		return 0, before
	}
	g.alive = ratio >= 1 || key.With(purpose.Examination).Uniform(uint64(k)) < ratio
	return ratio * near, before
}

// pass decides whether the Pinner goes on past the ad that it was just served.
func (s *Shard) pass(a int32, click float64, viewed, clicked int64, key rng.Key) {
	m := s.market
	if m.Impacts == nil {
		return
	}
	g, x := &s.Scratch.scan, &m.Impacts[a]
	g.attention *= x.GoOn * (1 - float64(click*x.Satisfied))
	if m.Expected || !g.alive || viewed == 0 {
		return
	}
	k := key.With(purpose.Scan).With(uint64(m.Appeals[a].Key))
	g.alive = k.Uniform(0) < x.GoOn && !(clicked > 0 && k.Uniform(1) < x.Satisfied)
}
