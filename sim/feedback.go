package sim

import (
	"cmp"
	"math"
	"slices"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// report is what a shard notes of one auction for one campaign that asked to hear of single auctions.
type report struct {
	at       spec.Time
	who      rng.Key
	sequence uint64
	campaign int32
	auction  agents.Auction
}

// hearing sorts the reports of a window by campaign, time, Pinner and request.
type hearing struct {
	reports  []report
	order    []int32
	auctions []agents.Auction // in that order
	from     []int32          // by campaign that has reports: its part of auctions
	upTo     []int32
}

// inverter is implemented by mechanisms that can say which bid would give a candidate a score.
type inverter interface {
	BidFor(q *auction.Request, candidate int, score float64) float64
}

// observe notes the auction that just ran for every candidate that listens. Nothing here allocates once the columns have their size.
func (s *shard) observe(i uint32, now spec.Time, key rng.Key) {
	w, m := s.work, s.market
	v := &s.pinners.Session[i]
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
		r := report{at: now, who: s.pinners.Trait[i].Key, sequence: uint64(v.Index)<<32 | uint64(v.Request), campaign: c}
		s.describe(&r.auction, j, camp, key)
		r.auction.Now = int64(now)
		s.reports = append(s.reports, r)
	}
}

// describe fills in what candidate j hears.
func (s *shard) describe(a *agents.Auction, j int, camp *market.Campaign, key rng.Key) {
	w := s.work
	q, o := &w.request, &w.outcome
	_, convert := chain(camp.Objective, camp.Bills, q.PCTR[j], q.PCVR[j])
	a.Value, a.Bid, a.Rate, a.Slot = s.worth(j)*convert, q.Bid[j], q.Rate[j], -1
	a.Capped = q.Bid[j] > 0 && q.Bid[j] >= s.offers[w.campaign[j]].Left
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
	from := len(s.figures)
	for k := range slots {
		s.figures = append(s.figures, s.threshold(j, k))
	}
	for k := range slots {
		s.figures = append(s.figures, q.Slots[k].Effect)
	}
	a.Thresholds, a.Effects = s.figures[from:from+slots:from+slots], s.figures[from+slots:from+2*slots:from+2*slots]
}

// rankForReports lists the candidates with the highest scores: one for each slot, and one more.
func (s *shard) rankForReports() {
	w := s.work
	most := len(w.request.Slots) + 1
	w.ranked = w.ranked[:0]
	for i, score := range w.outcome.Score[:w.request.N] {
		if math.IsInf(score, -1) {
			continue
		}
		at := len(w.ranked)
		for at > 0 && w.outcome.Score[w.ranked[at-1]] < score {
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
func (s *shard) threshold(j, k int) float64 {
	w := s.work
	q := &w.request
	least := 0.0
	if q.Reserve != nil {
		least = q.Reserve[j]
	}
	for _, other := range w.ranked {
		if int(other) == j {
			continue
		}
		if k == 0 {
			return max(least, s.bidFor(j, w.outcome.Score[other]))
		}
		k--
	}
	return least
}

// bidFor is the bid that gives candidate j a score: by the mechanism where it can say so, else in proportion to its own bid and score.
func (s *shard) bidFor(j int, score float64) float64 {
	q := &s.work.request
	if m, ok := s.market.Mechanism.(inverter); ok {
		return m.BidFor(q, j, score)
	}
	if own := s.work.outcome.Score[j]; q.Bid[j] > 0 && own > 0 {
		return score / own * q.Bid[j]
	}
	if q.Rate[j] > 0 {
		return score / q.Rate[j]
	}
	return math.MaxFloat64
}

// collect sorts what the shards noted, so that every campaign hears its auctions in order of time whatever the shards.
func (e *engine) collect() {
	b := e.book
	h := &b.hearing
	h.reports, h.order, h.auctions = h.reports[:0], h.order[:0], h.auctions[:0]
	for _, s := range e.shards {
		h.reports = append(h.reports, s.reports...)
	}
	for i := range h.reports {
		h.order = append(h.order, int32(i))
	}
	slices.SortFunc(h.order, func(i, j int32) int {
		x, y := &h.reports[i], &h.reports[j]
		return cmp.Or(cmp.Compare(x.campaign, y.campaign), cmp.Compare(x.at, y.at), cmp.Compare(x.who, y.who), cmp.Compare(x.sequence, y.sequence))
	})
	if len(h.from) < len(b.accounts) {
		h.from, h.upTo = make([]int32, len(b.accounts)), make([]int32, len(b.accounts))
	}
	for _, c := range b.news.of {
		h.from[c], h.upTo[c] = 0, 0
	}
	last := int32(-1)
	for _, i := range h.order {
		r := &h.reports[i]
		if r.campaign != last {
			last = r.campaign
			h.from[last] = int32(len(h.auctions))
			b.news.tab(last)
		}
		h.auctions = append(h.auctions, r.auction)
		h.upTo[last] = int32(len(h.auctions))
	}
}

// heardOf is what a campaign with news hears of single auctions.
func (b *book) heardOf(i int32) []agents.Auction {
	h := &b.hearing
	if len(h.from) == 0 {
		return nil
	}
	return h.auctions[h.from[i]:h.upTo[i]]
}
