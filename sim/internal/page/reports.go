package page

import (
	"math"
	"slices"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Report is what a shard notes of one auction for one campaign that asked for reports of single auctions.
type Report struct {
	Stamp
	Campaign int32
	Auction  agents.Auction
}

// inverter is implemented by mechanisms that can say which bid would give a candidate a score.
type inverter interface {
	BidFor(q *auction.Request, candidate int, score float64) float64
}

// observe notes the auction that just ran for every candidate that listens. Nothing here allocates once the columns have their size.
func (s *Shard) observe(i uint32, now spec.Time, key rng.Key) {
	w, m := s.Scratch, s.market
	v := &s.Pinners.Session[i]
	ranked := false
	for j, c := range w.campaign {
		camp := &m.Campaigns[c]
		if camp.Feedback == agents.Totals {
			continue
		}
		if camp.Feedback >= agents.LowestWinning && !ranked {
			ranked = true
			s.rankForReports()
		}
		r := Report{Stamp: Stamp{now, s.Pinners.Trait[i].Key, uint64(v.Index)<<32 | uint64(v.Request)}, Campaign: c}
		s.describe(&r.Auction, j, camp, key)
		r.Auction.Now = int64(now)
		s.Reports = append(s.Reports, r)
	}
}

// describe fills in what the campaign of candidate j learns of the auction.
func (s *Shard) describe(a *agents.Auction, j int, camp *market.Campaign, key rng.Key) {
	w := s.Scratch
	q, o := &w.Request, &w.Outcome
	_, convert := chain(camp.Objective, camp.Bills, q.PCTR[j], q.PCVR[j])
	a.Value, a.Bid, a.Rate, a.Slot = s.worth(j)*convert, q.Bid[j], q.Rate[j], -1
	a.Capped = q.Bid[j] > 0 && q.Bid[j] >= s.most(w.campaign[j], q.Rate[j], w.hurdle*convert)
	a.Uniform = key.With(purpose.Bid).Uniform(q.ID[j])
	for k, winner := range o.Winner {
		if int(winner) == j {
			a.Won, a.Slot, a.Effect, a.Price = true, k, q.Slots[k].Effect, o.Price[k]
			if camp.Objective == spec.Impression && !s.market.BillViewed {
				a.Effect = 1 // what is wanted and billed is the impression served
			}
		}
	}
	if camp.Feedback < agents.LowestWinning {
		return
	}
	slots := len(q.Slots)
	a.Needed = s.threshold(j, slots-1)
	if camp.Feedback < agents.AllBids {
		return
	}
	from := len(s.Figures)
	for k := range slots {
		s.Figures = append(s.Figures, s.threshold(j, k))
	}
	for k := range slots {
		s.Figures = append(s.Figures, q.Slots[k].Effect)
	}
	a.Thresholds, a.Effects = s.Figures[from:from+slots:from+slots], s.Figures[from+slots:from+2*slots:from+2*slots]
}

// rankForReports lists the candidates with the highest scores: one for each slot, and one more.
func (s *Shard) rankForReports() {
	w := s.Scratch
	most := len(w.Request.Slots) + 1
	w.ranked = w.ranked[:0]
	for i, score := range w.Outcome.Score[:w.Request.N] {
		if math.IsInf(score, -1) {
			continue
		}
		at := len(w.ranked)
		for at > 0 && w.Outcome.Score[w.ranked[at-1]] < score {
			at--
		}
		if at < most {
			w.ranked = slices.Insert(w.ranked, at, int32(i))
			w.ranked = w.ranked[:min(len(w.ranked), most)]
		}
	}
}

// threshold is the bid above which candidate j takes slot k or a better one, the others' bids being what they are: the bid that gives
// it the score of the (k+1)-th of the others, at least its reserve.
func (s *Shard) threshold(j, k int) float64 {
	w := s.Scratch
	q := &w.Request
	least := 0.0
	if q.Reserve != nil {
		least = q.Reserve[j]
	}
	for _, other := range w.ranked {
		if int(other) == j {
			continue
		}
		if k == 0 {
			return max(least, s.bidFor(j, w.Outcome.Score[other]))
		}
		k--
	}
	return least
}

// bidFor is the bid that gives candidate j a score: by the mechanism where it can say so, else in proportion to its own bid and score.
func (s *Shard) bidFor(j int, score float64) float64 {
	q := &s.Scratch.Request
	if m, ok := s.market.Mechanism.(inverter); ok {
		return m.BidFor(q, j, score)
	}
	if own := s.Scratch.Outcome.Score[j]; q.Bid[j] > 0 && own > 0 {
		return score / own * q.Bid[j]
	}
	if q.Rate[j] > 0 {
		return score / q.Rate[j]
	}
	return math.MaxFloat64
}
