package page

import (
	"math"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// extraColumns is the memory of the optional columns.
type extraColumns struct {
	convert, reserve, soft, value, weight, worth, shown, goOn, matrix []float64
	virtual                                                           []*auction.Virtual
	admits                                                            []uint64
}

// fill fills the optional columns of a request after the bids.
func (s *Shard) fill(segment, surface int, slots int, now spec.Time) {
	w, m := s.Scratch, s.market
	r, c, x, n := &w.Request, &w.extra, &s.market.Extras, len(w.campaign)
	if x.Alike {
		s.floorsAlike(segment, surface)
		return
	}
	c.convert = resize(c.convert, n)
	for j, i := range w.campaign {
		o := &s.Offers[i]
		_, c.convert[j] = chain(o.Objective, o.Bills, r.PCTR[j], r.PCVR[j])
	}
	r.Convert = c.convert
	if x.Learns {
		s.countBids(surface)
	}
	if x.Floors {
		s.floors(segment, surface)
	}
	if soft := m.Surfaces[surface].Soft; soft > 0 {
		r.Soft = column(&c.soft, n, func(j int) float64 { return soft * c.convert[j] })
	} else {
		r.Soft = nil
	}
	if x.Value {
		r.Value = column(&c.value, n, func(j int) float64 {
			v := m.Groups[m.Campaigns[w.campaign[j]].Group].Bonus
			if m.Impacts != nil {
				v += m.Impacts[w.creative[j]].Value
			}
			return v
		})
	}
	if x.Weight {
		w.now = now
		budgets := r.Weight // the weight of budgets, where the market has one
		r.Weight = column(&c.weight, n, func(j int) float64 {
			if budgets != nil {
				return budgets[j] * s.weight(j)
			}
			return s.weight(j)
		})
	}
	if x.Worth {
		r.Worth = column(&c.worth, n, func(j int) float64 { return s.worth(j) * c.convert[j] })
	}
	if x.Shown {
		r.Shown = column(&c.shown, n, func(j int) float64 { return float64(s.Asking[w.campaign[j]].Impressions) })
	}
	if x.GoOn {
		r.Continue = column(&c.goOn, n, func(j int) float64 {
			a := &m.Impacts[w.creative[j]]
			return a.GoOn * (1 - float64(r.PCTR[j]*a.Satisfied))
		})
	}
	if x.Virtual {
		s.laws()
	}
	if x.Matrix {
		s.matrix(surface, slots)
	}
	if m.Admits != nil {
		s.admits()
	}
}

// admits fills in which reserved slots candidates may have.
func (s *Shard) admits() {
	w := s.Scratch
	w.extra.admits = resize(w.extra.admits, len(w.campaign))
	for j, c := range w.campaign {
		w.extra.admits[j] = s.market.Admits[c]
	}
	w.Request.Admits = w.extra.admits
}

// auction runs the mechanism on the request.
func (s *Shard) auction(r *auction.Request, o *auction.Outcome) {
	if s.market.Admits != nil {
		s.Scratch.reserved.Run(s.market.Mechanism, len(s.market.Reservations), r, o)
		return
	}
	s.market.Mechanism.Run(r, o)
}

func column(memory *[]float64, n int, of func(j int) float64) []float64 {
	*memory = resize(*memory, n)
	for j := range *memory {
		(*memory)[j] = of(j)
	}
	return *memory
}

// floorOfAll is the highest of the reserves that hold for everybody: the surface's, the segment's, the rule's and what was learned.
func (s *Shard) floorOfAll(segment, surface int) float64 {
	m := s.market
	base := m.Surfaces[surface].Reserve
	if m.SegmentReserve != nil {
		base = max(base, m.SegmentReserve[segment])
	}
	if m.ReserveRule != nil {
		base = max(base, s.Scratch.ruled)
	}
	if s.Reserve != nil {
		base = max(base, s.Reserve[surface])
	}
	return base
}

// floorsAlike is floors where none is a campaign's own, and everybody pays for what it wants.
func (s *Shard) floorsAlike(segment, surface int) {
	w, base, view := s.Scratch, s.floorOfAll(segment, surface), s.market.Surfaces[surface].Floor
	r := &w.Request
	if r.Reserve = nil; base == 0 && view == 0 {
		return
	}
	w.extra.reserve = resize(w.extra.reserve, len(w.campaign))
	r.Reserve = w.extra.reserve
	if view == 0 {
		w.below = sameFloor(r.Reserve, r.Bid, base)
	} else {
		w.below = floorOfViews(r.Reserve, r.Bid, r.Rate, base, view)
	}
}

// sameFloor fills in one floor for all, and counts who bids less.
func sameFloor(floor, bid []float64, base float64) int64 {
	below := uint64(0)
	bid = bid[:len(floor)]
	for j, b := range bid {
		floor[j] = base
		below += math.Float64bits(b-base) >> 63 // of the sign
	}
	return int64(below)
}

// floorOfViews fills in what a view must bring, per billing event, at least base, and counts who bids less.
func floorOfViews(floor, bid, rate []float64, base, view float64) int64 {
	below := uint64(0)
	bid, rate = bid[:len(floor)], rate[:len(floor)]
	for j, p := range rate {
		f := view / p
		if f < base {
			f = base
		}
		floor[j] = f
		below += math.Float64bits(bid[j]-f) >> 63
	}
	return int64(below)
}

// floors is the highest of the reserves that hold for a candidate: those of all, its group's and the share of its value; and the surface's
// floor on what a view is worth.
func (s *Shard) floors(segment, surface int) {
	w, m := s.Scratch, s.market
	base := s.floorOfAll(segment, surface)
	view := m.Surfaces[surface].Floor
	w.Request.Reserve = column(&w.extra.reserve, len(w.campaign), func(j int) float64 {
		floor := max(base, m.Groups[m.Campaigns[w.campaign[j]].Group].Reserve, m.ReserveOfValue*s.worth(j)) * w.extra.convert[j]
		if view > 0 {
			floor = max(floor, view/w.Request.Rate[j])
		}
		return floor
	})
}

// supported is the boost of a campaign under support; nil of others.
func (s *Shard) supported(c int32) *market.Support {
	if !s.market.Supports {
		return nil
	}
	if x := s.support(c); x.Open {
		return x
	}
	return nil
}

// weight is the factor on the score of candidate j.
func (s *Shard) weight(j int) float64 {
	m, c := s.market, s.Scratch.campaign[j]
	by := 1.0
	if b := m.Groups[m.Campaigns[c].Group].Boost; b != 0 {
		by = b
	}
	if m.Exploration > 0 {
		by *= 1 + m.Exploration/math.Sqrt(1+float64(s.Asking[c].Impressions))
	}
	if x := s.supported(c); x != nil {
		if bid := s.Scratch.Request.Bid[j]; bid > 0 {
			by *= (bid + float64(x.Boost(s.Scratch.now)*s.Scratch.extra.convert[j])) / bid
		}
	}
	return by
}

func (s *Shard) laws() {
	w, m := s.Scratch, s.market
	given := m.Virtual
	if m.Extras.Estimated {
		given = s.Virtual
	}
	w.extra.virtual = resize(w.extra.virtual, len(w.campaign))
	for j, c := range w.campaign {
		w.extra.virtual[j] = nil
		if given != nil {
			w.extra.virtual[j] = given[m.Campaigns[c].Group]
		}
	}
	w.Request.Virtual = w.extra.virtual
}

// matrix is the probability that each ad, served in each slot, brings its billing event.
func (s *Shard) matrix(surface, slots int) {
	w, m := s.Scratch, s.market
	r := &w.Request
	w.extra.matrix = resize(w.extra.matrix, len(w.campaign)*slots)
	for j, c := range w.campaign {
		by := m.Campaigns[c].Spec.ClickRate.BySlot
		for k, slot := range m.Surfaces[surface].Slots[:slots] {
			rate := r.Rate[j] * slot.Effect
			if by != nil && m.Campaigns[c].Bills != spec.Impression {
				rate = inSlot(r.Rate[j], by[k], float64(m.Appeals[w.creative[j]].Base))
			}
			w.extra.matrix[j*slots+k] = rate
		}
	}
	r.Matrix = w.extra.matrix
}

// inSlot is the rate in a slot of an ad whose rate given a view is `rate`, where its table says `by` and the table's own rate
// given a view is base. An ad without any base is clicked nowhere.
func inSlot(rate, by, base float64) float64 {
	if base == 0 {
		return 0
	}
	return rate * by / base
}
