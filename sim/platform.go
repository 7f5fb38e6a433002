package sim

import (
	"math"
	"slices"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// settings finds out which parts of the platform this market needs, so that the plain market passes all of them by.
func (w *draft) settings(d *market) {
	for i := range d.campaigns {
		c := &d.campaigns[i]
		if !c.present {
			continue
		}
		g := c.spec
		d.wears = d.wears || g.WearOut != nil
		d.weighs = d.weighs || g.Cap != nil && g.Cap.Soft
		d.remembers = d.remembers || g.WearOut != nil || g.Cap != nil
		d.cold = d.cold || g.ColdStart != nil
		d.reviews = d.reviews || g.Review != nil || g.Arrivals != nil
		if c.shared {
			if d.sharers == nil {
				d.sharers = make([][]int32, len(d.campaigns))
			}
			d.sharers[c.purse] = append(d.sharers[c.purse], int32(i))
		}
		for _, t := range []spec.Time{c.start, c.end} {
			if t > -spec.Never && t < spec.Never {
				d.edges = append(d.edges, t)
			}
		}
	}
	slices.Sort(d.edges)
	d.edges = slices.Compact(d.edges)
	d.weighs = d.weighs || d.Allocation != spec.Greedy
	d.plain, d.creatives = d.plain && !d.wears, d.creatives && !d.wears
}

// weigh fills in the platform's weights on rank scores: the share of budgets that is left, and what soft frequency caps take off. A
// discount on the bid lowers the bid instead.
func (s *shard) weigh() {
	w, m := s.work, s.market
	r := &w.request
	w.weight = resize(w.weight, r.N)
	r.Weight = w.weight
	for j, c := range w.campaign {
		weight := 1.0
		switch left := float64(s.book.terms[c].share); m.Allocation {
		case spec.MSVV:
			weight = 1 - math.Exp(-left)
		case spec.Balance:
			weight = 0
			if worth := r.Bid[j] * r.Rate[j]; worth > 0 {
				weight = left / worth
			}
		}
		if f := m.campaigns[c].spec.Cap; f != nil && f.Soft {
			if n := int(w.marks.levelOf(w.marks.seen, c)); n >= f.Count {
				discount := math.Pow(1-f.Discount, float64(n-f.Count+1))
				if f.OnScore {
					weight *= discount
				} else {
					r.Bid[j] *= discount
				}
			}
		}
		r.Weight[j] = weight
	}
}

// onePerBudget lets of the ad groups that share a budget only the one with the best offer take part: they belong to one advertiser.
func (s *shard) onePerBudget() {
	r, w := &s.work.request, s.work
	w.best = resize(w.best, len(s.market.campaigns))
	for _, c := range w.campaign {
		w.best[s.market.campaigns[c].purse] = -1
	}
	for j, c := range w.campaign {
		if !s.market.campaigns[c].shared {
			continue
		}
		best := &w.best[s.market.campaigns[c].purse]
		switch {
		case *best < 0:
			*best = int32(j)
		case r.Bid[j]*r.Rate[j] > r.Bid[*best]*r.Rate[*best]:
			r.Bid[*best] = 0
			*best = int32(j)
		default:
			r.Bid[j] = 0
		}
	}
}

// shareLeft is the share of campaign i's budget that is left; of several budgets, of the one of which the least is left. Without a
// budget it is 1.
func (e *engine) shareLeft(i int32) float32 {
	c := &e.market.campaigns[i]
	a := &e.book.accounts[c.purse]
	paid, p := a.purse.life, &a.period
	share := 1.0
	for _, b := range [...]struct{ amount, spent spec.Nano }{{c.daily, paid - p.day}, {c.weekly, paid - p.week}, {c.lifetime, paid}} {
		if b.amount > 0 {
			total := p.scaled(b.amount)
			share = min(share, max(0, (total-b.spent).Float()/total.Float()))
		}
	}
	return float32(share)
}

// belief is the platform's error about a campaign that is new: it shrinks as impressions teach the platform.
func (e *engine) belief(i int32) float32 {
	c, a := &e.market.campaigns[i], &e.book.accounts[i]
	cold := c.spec.ColdStart
	if cold == nil || c.spec == nil || !c.newcomer && c.start <= e.origin {
		return 1
	}
	sigma := cold.Sigma / math.Sqrt(1+float64(a.before+a.impressions)/cold.Impressions)
	return float32(kernels.Lognormal(sigma, c.key.Uniform(purpose.ColdStart)))
}
