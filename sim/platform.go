package sim

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// weigh fills in the platform's weights on rank scores: the share of budgets that is left, and what soft frequency caps take off. A
// discount on the bid lowers the bid instead.
func (s *shard) weigh() {
	w, m := s.work, s.market
	r := &w.request
	w.weight = resize(w.weight, r.N)
	r.Weight = w.weight
	for j, c := range w.campaign {
		weight := 1.0
		switch left := float64(s.terms[c].Share); m.Allocation {
		case spec.MSVV:
			weight = 1 - elementary.Exp(-left)
		case spec.Balance:
			weight = 0
			if worth := r.Bid[j] * r.Rate[j]; worth > 0 {
				weight = left / worth
			}
		}
		if f := m.Campaigns[c].Spec.Cap; f != nil && f.Soft {
			if n := int(w.marks.levelOf(w.marks.seen, c)); n >= f.Count {
				discount := elementary.Pow(1-f.Discount, float64(n-f.Count+1))
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
	w.best = resize(w.best, len(s.market.Campaigns))
	for _, c := range w.campaign {
		w.best[s.market.Campaigns[c].Payer] = -1
	}
	for j, c := range w.campaign {
		if !s.market.Campaigns[c].Shared {
			continue
		}
		best := &w.best[s.market.Campaigns[c].Payer]
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
	c := &e.market.Campaigns[i]
	a := &e.book.accounts[c.Payer]
	paid, p := a.purse.life, &a.period
	share := 1.0
	for _, b := range [...]struct{ amount, spent spec.Nano }{{c.Daily, paid - p.day}, {c.Weekly, paid - p.week}, {c.Lifetime, paid}} {
		if b.amount > 0 {
			total := p.scaled(b.amount)
			share = min(share, max(0, (total-b.spent).Float()/total.Float()))
		}
	}
	return float32(share)
}

// belief is the platform's error about a campaign that is new: it shrinks as impressions teach the platform.
func (e *engine) belief(i int32) float32 {
	c, a := &e.market.Campaigns[i], &e.book.accounts[i]
	cold := c.Spec.ColdStart
	if cold == nil || c.Spec == nil || !c.Newcomer && c.Start <= e.origin {
		return 1
	}
	sigma := cold.Sigma / math.Sqrt(1+float64(a.before+a.impressions)/cold.Impressions)
	return float32(kernels.Lognormal(sigma, c.Key.Uniform(purpose.ColdStart)))
}
