package sim

import (
	"cmp"
	"slices"

	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
)

// auctions lists what the shards have kept, by time, Pinner and request. It is called when the run is over: nobody in the market reads what is recorded.
func (k *kernel) auctions() []results.Auction {
	var all []*page.Recorded
	wanted := map[rng.Key]string{}
	for _, s := range k.shards {
		for _, a := range s.Recorded {
			all = append(all, a)
			wanted[a.Who] = ""
		}
	}
	if len(all) == 0 {
		return nil
	}
	k.nameAll(wanted)
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
func (k *kernel) nameAll(wanted map[rng.Key]string) {
	set := func(name string) {
		key := k.World.PinnerKey.Named(name)
		if _, ok := wanted[key]; ok {
			wanted[key] = name
		}
	}
	if st := k.World.Stream; st != nil && st.Happened {
		for _, name := range st.Pinners {
			set(name)
		}
		return
	}
	for segment, n := range k.born {
		for ordinal := range n {
			set(pinners.Name(k.World.Population.Segments[segment].Name, ordinal))
		}
	}
}
