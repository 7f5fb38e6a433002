package page

import (
	"math"
	"slices"
	"sync/atomic"

	"marketsim/auction"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Recorder says which auctions are kept. It is read by all shards.
type Recorder struct {
	From, To spec.Time
	Every    uint64  // one in so many, chosen by the request's key
	Who      rng.Key // of the Pinner; 0: anyone
	Session  uint32
	Request  int
	Needed   bool // work out what losers would have needed

	Found *atomic.Bool // set when the one auction that is wanted was played; nil: go on to the end
}

func (w *Recorder) wants(now spec.Time, who, key rng.Key, session uint32, request int) bool {
	switch {
	case now < w.From || now >= w.To:
		return false
	case w.Who != 0:
		return who == w.Who && session == w.Session && request == w.Request
	}
	return uint64(key.With(purpose.Record))%w.Every == 0
}

// Recorded is an auction that is being kept, with who its Pinner is and the counters as they were before the ad in play.
type Recorded struct {
	results.Auction
	Who                                          rng.Key
	charged                                      spec.Nano
	viewed, clicked, hidden, converted, onTheWay int64
}

// offers keeps what every candidate offered and how it was ranked.
func (a *Recorded) offers(s *Shard) {
	w := s.Scratch
	r := &w.Request
	for j, c := range w.campaign {
		camp := &s.market.Campaigns[c]
		a.Candidates = append(a.Candidates, results.Candidate{Campaign: s.Roster.Names[c], Ad: int(w.creative[j] - camp.First), Objective: camp.Objective,
			Bills: camp.Bills, Worth: s.worth(j), Click: w.click[j], Convert: w.convert[j], PCTR: r.PCTR[j], PCVR: r.PCVR[j], Bid: r.Bid[j],
			Rate: r.Rate[j], Quality: given(r.Quality, j, 1), Reserve: given(r.Reserve, j, 0), Score: w.Outcome.Score[j], Slot: -1, Needed: math.NaN()})
	}
	for k, j := range w.Outcome.Winner {
		if j >= 0 {
			a.Candidates[j].Slot, a.Candidates[j].Price = k, w.Outcome.Price[k]
		}
	}
	if s.Recorder.Needed {
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
func (a *Recorded) needs(s *Shard) {
	r, o := &s.Scratch.Request, auction.Outcome{}
	o.Winner, o.Price, o.Score = make([]int32, len(r.Slots)), make([]float64, len(r.Slots)), make([]float64, r.N)
	for j := range a.Candidates {
		c := &a.Candidates[j]
		if c.Slot >= 0 {
			continue
		}
		wins := func(bid float64) bool {
			r.Bid[j] = bid
			s.auction(r, &o)
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
func (a *Recorded) before(s *Shard, j int32, cell *results.Tally) {
	t := &s.Totals.Of[s.Scratch.campaign[j]]
	a.charged, a.clicked, a.viewed, a.hidden = t.Charged, t.Clicks, cell.Views, cell.Hides
	a.converted, a.onTheWay = cell.Conversions, int64(len(s.Late))
}

// after keeps by how much the ad moved them.
func (a *Recorded) after(s *Shard, j int32, cell *results.Tally) {
	t, c := &s.Totals.Of[s.Scratch.campaign[j]], &a.Candidates[j]
	c.Charged, c.Clicked, c.Viewed, c.Hidden = t.Charged-a.charged, t.Clicks-a.clicked, cell.Views-a.viewed, cell.Hides-a.hidden
	c.Converted, c.Late = cell.Conversions-a.converted, int64(len(s.Late))-a.onTheWay
}

// look begins to keep the auction of Pinner i, where it is wanted.
func (s *Shard) look(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, eligible []int32, fatigue float64) {
	t, v := &s.Pinners.Trait[i], &s.Pinners.Session[i]
	session := v.Index
	if s.World.Stream != nil {
		session = s.World.Record(t, v.Index).Session
	}
	s.recording = nil
	if !s.Recorder.wants(now, t.Key, key, session, int(v.Request)) {
		return
	}
	s.recording = &Recorded{Who: t.Key, Auction: results.Auction{At: now, Session: session, Request: int(v.Request), Segment: int(t.Segment),
		Surface: int(v.Surface), Fatigue: fatigue, Eligible: len(eligible)}}
	s.Recorded = append(s.Recorded, s.recording)
	for _, x := range slots {
		s.recording.Slots = append(s.recording.Slots, results.Place{Effect: x.Effect, Position: x.Position})
	}
	for _, c := range eligible {
		if !s.Offers[c].Live {
			s.recording.Idle++
		}
	}
}
