package page

import (
	"math"

	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// bid fills the auction's columns: what the platform believes, and each bid per billing event.
func (s *Shard) bid(reserve float64, segment, surface int, key rng.Key) {
	w, m := s.Scratch, s.market
	r := &w.Request
	n := len(w.campaign)
	w.hurdle = reserve
	r.N, r.Key = n, uint64(key)
	w.bid, w.id = resize(w.bid, n), resize(w.id, n)
	r.Bid, r.ID = w.bid, w.id
	r.Quality, r.Reserve, r.Weight = nil, nil, nil
	r.PCTR, r.PCVR = w.click, w.convert
	if m.Oracle && m.Neutral && m.Clicks {
		r.Rate = w.click
		s.bidPlain(segment, surface, key)
		if reserve > 0 && !m.Extras.Alike {
			w.reserve, r.Reserve = resizeBoth(w.reserve, n)
			for j := range r.Reserve {
				r.Reserve[j] = reserve
			}
		}
		return
	}
	w.rate, r.Rate = resizeBoth(w.rate, n)
	if !m.Oracle {
		w.pctr, r.PCTR = resizeBoth(w.pctr, n)
		w.pcvr, r.PCVR = resizeBoth(w.pcvr, n)
		s.believe(segment, key)
	}
	if !m.Neutral {
		w.quality, r.Quality = resizeBoth(w.quality, n)
	}
	if reserve > 0 {
		w.reserve, r.Reserve = resizeBoth(w.reserve, n)
	}
	for j, c := range w.campaign {
		o := &s.Offers[c]
		pctr, pcvr := r.PCTR[j], r.PCVR[j]
		offer := o.Bid
		if s.bids != nil {
			offer = s.bids[c]
		}
		if !o.Steady || offer != offer {
			offer = s.ask(j, c, pctr, pcvr, segment, surface, key) * s.Asking[c].Multiplier
		}
		rate, convert := chain(o.Objective, o.Bills, pctr, pcvr)
		offer *= convert
		if offer > o.Left {
			offer = s.afford(c, offer, rate, reserve*convert)
		}
		r.Bid[j], r.Rate[j], r.ID[j] = offer, rate, o.ID
		if r.Quality != nil {
			r.Quality[j] = float64(m.Ads[w.creative[j]].Quality)
		}
		if r.Reserve != nil {
			r.Reserve[j] = reserve * convert
		}
	}
}

// bidPlain is bid where everybody wants and pays for clicks, predictions are the truth and no column is needed beyond the bids.
func (s *Shard) bidPlain(segment, surface int, key rng.Key) {
	w, offers := s.Scratch, s.Offers
	if w.filled {
		return
	}
	w.filled = w.lasts
	if s.bids != nil {
		s.bidPosted(segment, surface, key)
		return
	}
	bid, id := w.Request.Bid[:len(w.campaign)], w.Request.ID[:len(w.campaign)]
	for j, c := range w.campaign {
		o := &offers[c]
		offer := o.Bid
		if !o.Steady {
			w.filled = false
			offer = s.ask(j, c, w.click[j], w.convert[j], segment, surface, key) * s.Asking[c].Multiplier
		}
		if offer > o.Left {
			offer = s.afford(c, offer, w.click[j], w.hurdle)
		}
		bid[j], id[j] = offer, o.ID
	}
}

// bidPosted is bidPlain under a policy of a test that is not control's.
func (s *Shard) bidPosted(segment, surface int, key rng.Key) {
	w, offers, posted := s.Scratch, s.Offers, s.bids
	bid, id := w.Request.Bid[:len(w.campaign)], w.Request.ID[:len(w.campaign)]
	for j, c := range w.campaign {
		o, offer := &offers[c], posted[c]
		if offer != offer { // not a number: the bid depends on the request
			w.filled = false
			offer = s.ask(j, c, w.click[j], w.convert[j], segment, surface, key) * s.Asking[c].Multiplier
		}
		if offer > o.Left {
			offer = s.afford(c, offer, w.click[j], w.hurdle)
		}
		bid[j], id[j] = offer, o.ID
	}
}

// afford caps a bid of campaign c by what its budget can pay, where it may not overshoot. An infinite bid stays so: the mechanism leaves it out and
// counts it.
func (s *Shard) afford(c int32, offer, rate, reserve float64) float64 {
	if s.market.Campaigns[c].Rules.MayOvershoot || offer > math.MaxFloat64 {
		return offer
	}
	s.Scratch.filled = s.Scratch.filled && !s.market.Expected // the cap depends on the request
	return min(offer, s.most(c, rate, reserve))
}

// most is the highest bid that what is left of campaign c's budget covers: all of it. Outcomes in expectation pay a part of each event, a share
// rate of its price, on every impression, so that of the event to come half is paid already on average, less half of that part. The least
// that this can be is told by the reserve. Without it a budget would leave the auction a whole price before its end, where one that pays whole
// events leaves half a price over on average.
func (s *Shard) most(c int32, rate, reserve float64) float64 {
	left := s.Offers[c].Left
	if s.market.Expected {
		left += float64(reserve * (1 - rate) / 2)
	}
	return left
}

// resizeBoth resizes a column of the shard's and gives it to the request as well. The request may instead be given another column, and
// the shard's own must then stay as it is.
func resizeBoth(own []float64, n int) (column, same []float64) {
	own = resize(own, n)
	return own, own
}

// chain is the probability that a view becomes the billing event, and that the billing event becomes the objective.
func chain(objective, bills spec.Event, pctr, pcvr float64) (rate, convert float64) {
	switch {
	case bills == spec.Click && objective == spec.Click:
		return pctr, 1
	case bills == spec.Click:
		return pctr, pcvr
	case bills == spec.Conversion:
		return pctr * pcvr, 1
	case objective == spec.Click:
		return 1, pctr
	case objective == spec.Conversion:
		return 1, pctr * pcvr
	}
	return 1, 1
}

// ask gets the bid of a campaign whose bid depends on the request.
func (s *Shard) ask(j int, c int32, pctr, pcvr float64, segment, surface int, key rng.Key) float64 {
	q := &s.Scratch.opportunity
	q.Value, q.PCTR, q.PCVR, q.Segment, q.Surface = s.worth(j), pctr, pcvr, segment, surface
	q.Uniform = key.With(purpose.Bid).Uniform(s.Offers[c].ID)
	return s.Asking[c].Bidder.Bid(q)
}
