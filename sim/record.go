package sim

import (
	"cmp"
	"math"
	"slices"
	"sync/atomic"

	"marketsim/auction"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// watch says which auctions are kept. It is read by all shards.
type watch struct {
	from, to spec.Time
	every    uint64  // one in so many, chosen by the request's key
	who      rng.Key // of the Pinner; 0: anyone
	session  uint32
	request  int
	needed   bool // work out what losers would have needed

	found *atomic.Bool // set when the one auction that is wanted was played; nil: go on to the end
}

func (w *watch) wants(now spec.Time, who, key rng.Key, session uint32, request int) bool {
	switch {
	case now < w.from || now >= w.to:
		return false
	case w.who != 0:
		return who == w.who && session == w.session && request == w.request
	}
	return uint64(key.With(purpose.Record))%w.every == 0
}

// sighting is an auction that is being kept, with who its Pinner is and the counters as they were before the ad in play.
type sighting struct {
	results.Auction
	who                                          rng.Key
	charged                                      spec.Nano
	viewed, clicked, hidden, converted, onTheWay int64
}

// look begins to keep the auction of Pinner i, where it is wanted.
func (s *shard) look(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, eligible []int32, fatigue float64) {
	t, v := &s.pinners.Trait[i], &s.pinners.Session[i]
	session := v.Index
	if s.world.Stream != nil {
		session = s.world.Record(t, v.Index).Session
	}
	s.seen = nil
	if !s.watch.wants(now, t.Key, key, session, int(v.Request)) {
		return
	}
	s.seen = &sighting{who: t.Key, Auction: results.Auction{At: now, Session: session, Request: int(v.Request), Segment: int(t.Segment),
		Surface: int(v.Surface), Fatigue: fatigue, Eligible: len(eligible)}}
	s.sightings = append(s.sightings, s.seen)
	for _, x := range slots {
		s.seen.Slots = append(s.seen.Slots, results.Place{Effect: x.Effect, Position: x.Position})
	}
	for _, c := range eligible {
		if !s.offers[c].Live {
			s.seen.Idle++
		}
	}
}

// offers keeps what every candidate offered and how it was ranked.
func (a *sighting) offers(s *shard) {
	w := s.work
	r := &w.request
	for j, c := range w.campaign {
		camp := &s.market.Campaigns[c]
		a.Candidates = append(a.Candidates, results.Candidate{Campaign: s.roster.Names[c], Ad: int(w.creative[j] - camp.First), Objective: camp.Objective,
			Bills: camp.Bills, Worth: s.worth(j), Click: w.click[j], Convert: w.convert[j], PCTR: r.PCTR[j], PCVR: r.PCVR[j], Bid: r.Bid[j],
			Rate: r.Rate[j], Quality: given(r.Quality, j, 1), Reserve: given(r.Reserve, j, 0), Score: w.outcome.Score[j], Slot: -1, Needed: math.NaN()})
	}
	for k, j := range w.outcome.Winner {
		if j >= 0 {
			a.Candidates[j].Slot, a.Candidates[j].Price = k, w.outcome.Price[k]
		}
	}
	if s.watch.needed {
		a.needs(s)
	}
}

func given(column []float64, i int, neutral float64) float64 {
	if column == nil {
		return neutral
	}
	return column[i]
}

// needs finds, by asking the mechanism again with other bids, the least bid with which each loser would have had a slot. It knows
// nothing of the mechanism but that a higher bid does not lose what a lower one wins.
func (a *sighting) needs(s *shard) {
	r, o := &s.work.request, auction.Outcome{}
	o.Winner, o.Price, o.Score = make([]int32, len(r.Slots)), make([]float64, len(r.Slots)), make([]float64, r.N)
	for j := range a.Candidates {
		c := &a.Candidates[j]
		if c.Slot >= 0 {
			continue
		}
		wins := func(bid float64) bool {
			r.Bid[j] = bid
			s.market.Mechanism.Run(r, &o)
			return slices.Contains(o.Winner, int32(j))
		}
		low, high := 0.0, max(c.Bid, 1e-6)
		for range 60 {
			if wins(high) {
				break
			}
			low, high = high, 2*high
		}
		for range 60 {
			if middle := (low + high) / 2; wins(middle) {
				high = middle
			} else {
				low = middle
			}
		}
		if wins(high) {
			c.Needed = high
		}
		r.Bid[j] = c.Bid
	}
}

// before notes the counters that an ad in a slot may move.
func (a *sighting) before(s *shard, j int32, cell *results.Tally) {
	t := &s.news.tabs[s.work.campaign[j]]
	a.charged, a.clicked, a.viewed, a.hidden = t.charged, t.clicks, cell.Views, cell.Hides
	a.converted, a.onTheWay = cell.Conversions, int64(len(s.late))
}

// after keeps by how much the ad moved them.
func (a *sighting) after(s *shard, j int32, cell *results.Tally) {
	t, c := &s.news.tabs[s.work.campaign[j]], &a.Candidates[j]
	c.Charged, c.Clicked, c.Viewed, c.Hidden = t.charged-a.charged, t.clicks-a.clicked, cell.Views-a.viewed, cell.Hides-a.hidden
	c.Converted, c.Late = cell.Conversions-a.converted, int64(len(s.late))-a.onTheWay
}

// auctions lists what the shards have kept, by time, Pinner and request.
func (e *engine) auctions() []results.Auction {
	var all []*sighting
	wanted := map[rng.Key]string{}
	for _, s := range e.shards {
		for _, a := range s.sightings {
			all = append(all, a)
			wanted[a.who] = ""
		}
	}
	if len(all) == 0 {
		return nil
	}
	e.nameAll(wanted)
	slices.SortFunc(all, func(a, b *sighting) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.who, b.who), cmp.Compare(a.Session, b.Session), cmp.Compare(a.Request, b.Request))
	})
	out := make([]results.Auction, len(all))
	for i, a := range all {
		out[i] = a.Auction
		out[i].Pinner = wanted[a.who]
	}
	return out
}

// nameAll fills in the names of Pinners by their keys: columns keep keys only, and a name is found by going through all of them.
func (e *engine) nameAll(wanted map[rng.Key]string) {
	set := func(name string) {
		key := e.world.PinnerKey.Named(name)
		if _, ok := wanted[key]; ok {
			wanted[key] = name
		}
	}
	if st := e.world.Stream; st != nil && st.Happened {
		for _, name := range st.Pinners {
			set(name)
		}
		return
	}
	for segment, n := range e.born {
		for ordinal := range n {
			set(pinners.Name(e.world.Population.Segments[segment].Name, ordinal))
		}
	}
}
