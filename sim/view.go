package sim

import (
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// view is what workers read of a market between two barriers. Nothing in it changes while they play, but the rows of the Pinners that each
// of them plays.
type view struct {
	world    *pinners.World
	pinners  *pinners.Columns
	market   *market.Market
	roster   *market.Roster
	offers   []market.Offer
	terms    []market.Terms
	asking   []market.Asking
	reserve  []float64          // learned, by surface; nil before the first lesson
	virtual  []*auction.Virtual // learned, by group; nil before the first lesson
	surfaces int
	cohorts  int       // 0: cohorts are not followed
	origin   spec.Time // when the simulation starts
	now      spec.Time // at which the window began
	until    spec.Time // at which it ends
	watch    *watch    // auctions to keep; nil: none
	trial    *trial    // nil: no units are measured
}

// cellCount is how many cells a day's result has.
func (v *view) cellCount() int { return len(v.world.Population.Segments) * v.surfaces }

func newView(w *pinners.World, r *market.Roster, surfaces int, origin spec.Time) *view {
	n := len(r.Names)
	return &view{world: w, roster: r, surfaces: surfaces, cohorts: w.Cohorts(), origin: origin, now: origin,
		offers: make([]market.Offer, n), terms: make([]market.Terms, n), asking: make([]market.Asking, n)}
}

// fork copies the view for another arm, with room for the campaigns of its roster. Bidders are the new arm's to give.
func (v *view) fork(r *market.Roster) *view {
	f := newView(v.world, r, v.surfaces, v.origin)
	f.now, f.market = v.now, v.market.Extended(len(r.Names))
	f.pinners = v.pinners.Clone(v.world.Population.Arrivals == 0)
	copy(f.offers, v.offers)
	copy(f.terms, v.terms)
	copy(f.asking, v.asking)
	f.reserve, f.virtual = slices.Clone(v.reserve), slices.Clone(v.virtual)
	return f
}
