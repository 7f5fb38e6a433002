package sim

import (
	"math"

	"marketsim/auction"
	"marketsim/auction/formula"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// mind is how an ad bears on the Pinner who looks at it.
type mind struct {
	value     float64 // worth of a view to the Pinner, currency, as the platform holds it
	satisfied float64 // probability that a click ends the scan
	on        float64 // probability that the Pinner goes on past the ad
}

// extras says which of the auction's optional columns a market fills, and what its Pinners do besides the usual. A market
// that needs none of it never looks further.
type extras struct {
	any                                                                         bool
	floors, soft, value, weight, worth, shown, virtual, estimated, goOn, matrix bool
	cascade, scans                                                              bool // whether a Pinner goes on depends on the ads; whether it views does
	learns                                                                      bool
}

func (d *market) drawMind(group *spec.Group, k rng.Key) {
	if group.UserValue == nil && group.Satisfaction == nil && group.Continuation == nil {
		if d.minds != nil {
			d.minds = append(d.minds, mind{on: 1})
		}
		return
	}
	for len(d.minds) < len(d.ads)-1 {
		d.minds = append(d.minds, mind{on: 1})
	}
	k = k.With(purpose.Mind)
	d.minds = append(d.minds, mind{value: quantile(group.UserValue, k.Uniform(0), 0), satisfied: quantile(group.Satisfaction, k.Uniform(1), 0), on: quantile(group.Continuation, k.Uniform(2), 1)})
}

// prepare finds out which columns the market needs.
func (d *market) prepare() {
	m, x := d.Market, &d.extras
	x.floors = m.SegmentReserve != nil || m.ReserveOfValue > 0 || m.Learning != nil && m.Learning.Reserves
	x.weight, x.learns = m.Exploration > 0, m.Learning != nil
	for i := range m.Surfaces {
		x.soft = x.soft || m.Surfaces[i].Soft > 0
		x.scans = x.scans || m.Surfaces[i].Gap.Loss > 0
	}
	for i := range m.Groups {
		g := &m.Groups[i]
		x.floors = x.floors || g.Reserve > 0
		x.value = x.value || g.UserValue != nil || g.Bonus != 0
		x.weight = x.weight || g.Boost != 0 && g.Boost != 1
		x.goOn = x.goOn || g.Satisfaction != nil || g.Continuation != nil
		x.matrix = x.matrix || g.ClickRate.BySlot != nil
	}
	x.cascade, x.scans = x.goOn, x.scans || x.goOn
	if r, ok := m.Mechanism.(auction.Ranks); ok {
		x.worth, x.shown = r.Reads(formula.Value), r.Reads(formula.Shown)
	}
	if v, ok := m.Mechanism.(auction.UsesVirtual); ok {
		x.virtual, x.estimated = true, v.VirtualValues()
		if !x.estimated {
			for i := range m.Groups {
				d.virtual = append(d.virtual, virtualOf(&m.Groups[i]))
			}
		}
	}
	d.quiet = !d.cold && !m.CountInflight && !x.shown && m.Exploration == 0
	x.any = x.floors || x.soft || x.value || x.weight || x.worth || x.shown || x.virtual || x.goOn || x.matrix || x.learns
}

// virtualOf is the virtual values of a group's law of values; nil where it has none.
func virtualOf(g *spec.Group) *auction.Virtual {
	if g.Value.Dist == nil || g.Value.BySegment != nil {
		return nil
	}
	return auction.NewVirtual(g.Value.Dist.Quantile)
}

// extraColumns is the memory of the optional columns.
type extraColumns struct {
	convert, reserve, soft, value, weight, worth, shown, goOn, matrix []float64
	virtual                                                           []*auction.Virtual
}

// fill fills the optional columns of a request after the bids.
func (s *shard) fill(segment, surface int, slots int) {
	w, m := s.work, s.market
	r, c, x, n := &w.request, &w.extra, &s.market.extras, len(w.campaign)
	c.convert = resize(c.convert, n)
	for j, i := range w.campaign {
		o := &s.book.offers[i]
		_, c.convert[j] = chain(o.objective, o.bills, r.PCTR[j], r.PCVR[j])
	}
	r.Convert = c.convert
	if x.learns {
		s.hear(surface)
	}
	if x.floors {
		s.floors(segment, surface)
	}
	if soft := m.Surfaces[surface].Soft; soft > 0 {
		r.Soft = column(&c.soft, n, func(j int) float64 { return soft * c.convert[j] })
	} else {
		r.Soft = nil
	}
	if x.value {
		r.Value = column(&c.value, n, func(j int) float64 {
			v := m.Groups[m.campaigns[w.campaign[j]].group].Bonus
			if m.minds != nil {
				v += m.minds[w.creative[j]].value
			}
			return v
		})
	}
	if x.weight {
		budgets := r.Weight // the weight of budgets, where the market has one
		r.Weight = column(&c.weight, n, func(j int) float64 {
			if budgets != nil {
				return budgets[j] * s.weight(w.campaign[j])
			}
			return s.weight(w.campaign[j])
		})
	}
	if x.worth {
		r.Worth = column(&c.worth, n, func(j int) float64 { return s.worth(j) * c.convert[j] })
	}
	if x.shown {
		r.Shown = column(&c.shown, n, func(j int) float64 { return float64(s.book.accounts[w.campaign[j]].impressions) })
	}
	if x.goOn {
		r.Continue = column(&c.goOn, n, func(j int) float64 {
			a := &m.minds[w.creative[j]]
			return a.on * (1 - r.PCTR[j]*a.satisfied)
		})
	}
	if x.virtual {
		s.laws()
	}
	if x.matrix {
		s.matrix(surface, slots)
	}
}

func column(memory *[]float64, n int, of func(j int) float64) []float64 {
	*memory = resize(*memory, n)
	for j := range *memory {
		(*memory)[j] = of(j)
	}
	return *memory
}

// floors is the highest of the reserves that hold for a candidate: the surface's, the segment's, the group's, the share of its
// value and what was learned.
func (s *shard) floors(segment, surface int) {
	w, m := s.work, s.market
	base := m.Surfaces[surface].Reserve
	if m.SegmentReserve != nil {
		base = max(base, m.SegmentReserve[segment])
	}
	if s.book.reserve != nil {
		base = max(base, s.book.reserve[surface])
	}
	w.request.Reserve = column(&w.extra.reserve, len(w.campaign), func(j int) float64 {
		return max(base, m.Groups[m.campaigns[w.campaign[j]].group].Reserve, m.ReserveOfValue*s.worth(j)) * w.extra.convert[j]
	})
}

// weight is a campaign's factor on the score.
func (s *shard) weight(c int32) float64 {
	m := s.market
	by := 1.0
	if b := m.Groups[m.campaigns[c].group].Boost; b != 0 {
		by = b
	}
	if m.Exploration > 0 {
		by *= 1 + m.Exploration/math.Sqrt(1+float64(s.book.accounts[c].impressions))
	}
	return by
}

func (s *shard) laws() {
	w, m := s.work, s.market
	given := m.virtual
	if m.extras.estimated {
		given = s.book.virtual
	}
	w.extra.virtual = resize(w.extra.virtual, len(w.campaign))
	for j, c := range w.campaign {
		w.extra.virtual[j] = nil
		if given != nil {
			w.extra.virtual[j] = given[m.campaigns[c].group]
		}
	}
	w.request.Virtual = w.extra.virtual
}

// matrix is the probability that each ad, served in each slot, brings its billing event.
func (s *shard) matrix(surface, slots int) {
	w, m := s.work, s.market
	r := &w.request
	w.extra.matrix = resize(w.extra.matrix, len(w.campaign)*slots)
	for j, c := range w.campaign {
		by := m.campaigns[c].spec.ClickRate.BySlot
		for k, slot := range m.Surfaces[surface].Slots[:slots] {
			rate := r.Rate[j] * slot.Effect
			if by != nil && m.campaigns[c].bills != spec.Impression {
				rate = r.Rate[j] * by[k] / float64(m.appeals[w.creative[j]].base)
			}
			w.extra.matrix[j*slots+k] = rate
		}
	}
	r.Matrix = w.extra.matrix
}
