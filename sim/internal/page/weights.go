package page

import (
	"marketsim/auction/elementary"
	"marketsim/sim/spec"
)

// weigh fills in the platform's weights on rank scores: the share of budgets that is left, and what soft frequency caps take off. A
// discount on the bid lowers the bid instead.
func (s *Shard) weigh() {
	w, m := s.Scratch, s.market
	r := &w.Request
	w.weight = resize(w.weight, r.N)
	r.Weight = w.weight
	for j, c := range w.campaign {
		weight := 1.0
		switch left := float64(s.Terms[c].Share); m.Allocation {
		case spec.MSVV:
			weight = 1 - elementary.Exp(-left)
		case spec.Balance:
			weight = 0
			if worth := r.Bid[j] * r.Rate[j]; worth > 0 {
				weight = left / worth
			}
		}
		if f := m.Campaigns[c].Spec.Cap; f != nil && f.Soft {
			if n := int(w.levels.levelOf(w.levels.exposures, c)); n >= f.Count {
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
func (s *Shard) onePerBudget() {
	r, w := &s.Scratch.Request, s.Scratch
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
