package sim

import (
	"cmp"
	"slices"

	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
)

// auctions lists what the shards have kept, by time, Pinner and request.
func (e *engine) auctions() []results.Auction {
	var all []*page.Recorded
	wanted := map[rng.Key]string{}
	for _, s := range e.shards {
		for _, a := range s.Recorded {
			all = append(all, a)
			wanted[a.Who] = ""
		}
	}
	if len(all) == 0 {
		return nil
	}
	e.nameAll(wanted)
	slices.SortFunc(all, func(a, b *page.Recorded) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Who, b.Who), cmp.Compare(a.Session, b.Session), cmp.Compare(a.Request, b.Request))
	})
	out := make([]results.Auction, len(all))
	for i, a := range all {
		out[i] = a.Auction
		out[i].Pinner = wanted[a.Who]
	}
	return out
}

// nameAll fills in the names of Pinners by their keys: columns keep keys only, and a name is found by going through all of them.
func (e *engine) nameAll(wanted map[rng.Key]string) {
	set := func(name string) {
		key := e.World.PinnerKey.Named(name)
		if _, ok := wanted[key]; ok {
			wanted[key] = name
		}
	}
	if st := e.World.Stream; st != nil && st.Happened {
		for _, name := range st.Pinners {
			set(name)
		}
		return
	}
	for segment, n := range e.born {
		for ordinal := range n {
			set(pinners.Name(e.World.Population.Segments[segment].Name, ordinal))
		}
	}
}
