// Package page plays one request after the other: it gathers the campaigns that take part, predicts, asks for bids, runs the mechanism and plays
// the Pinner's reaction. It reads a frozen View and writes what its own Shard holds; it cannot reach what runs the market. Nothing in a
// request allocates.
package page

import (
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// View is what workers read of a market between two barriers. Nothing in it changes while they play, but the rows of the Pinners that each
// of them plays.
type View struct {
	World    *pinners.World
	Pinners  *pinners.Columns
	Market   *market.Market
	Roster   *market.Roster
	Offers   []market.Offer
	Terms    []market.Terms
	Asking   []market.Asking
	Reserve  []float64          // learned, by surface; nil before the first lesson
	Virtual  []*auction.Virtual // learned, by group; nil before the first lesson
	Surfaces int
	Cohorts  int       // 0: cohorts are not followed
	Origin   spec.Time // when the simulation starts
	Now      spec.Time // at which the window began
	Until    spec.Time // at which it ends
	Recorder *Recorder // auctions to keep; nil: none
	Trial    *Trial    // nil: no units are measured
	Flips    int       // how often it changed who takes part
	Revision uint64    // grows when who takes part changes, or what some campaign bids
	Raised   []int32   // campaigns whose offers may have risen since, where Market.Short
	Auctions int64     // since day 0, when servers last refreshed
}

// CellCount is how many cells a day's result has.
func (v *View) CellCount() int { return len(v.World.Population.Segments) * v.Surfaces }

// NewView is the view of a market that has not opened yet.
func NewView(w *pinners.World, r *market.Roster, surfaces int, origin spec.Time) *View {
	n := len(r.Names)
	return &View{World: w, Roster: r, Surfaces: surfaces, Cohorts: w.Cohorts(), Origin: origin, Now: origin,
		Offers: make([]market.Offer, n), Terms: make([]market.Terms, n), Asking: make([]market.Asking, n)}
}

// Fork copies the view for another arm, with room for the campaigns of its roster. Bidders are the new arm's to give. The only arm takes the Pinners
// as they are.
func (v *View) Fork(r *market.Roster, only bool) *View {
	f := NewView(v.World, r, v.Surfaces, v.Origin)
	f.Now, f.Market = v.Now, v.Market.Extended(len(r.Names)).Own(v.Market)
	if f.Pinners = v.Pinners; !only {
		f.Pinners = v.Pinners.Clone(v.World.Population.Arrivals == 0)
	}
	copy(f.Offers, v.Offers)
	copy(f.Terms, v.Terms)
	copy(f.Asking, v.Asking)
	f.Reserve, f.Virtual = slices.Clone(v.Reserve), slices.Clone(v.Virtual)
	return f
}
