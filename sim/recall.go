package sim

import (
	"slices"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Recall is the share of the best ads that retrieval finds: for a number of Pinners of the first arm's first market, on their first
// surface, how many of the campaigns with the largest expected value, one for each slot, are among the candidates when at most so many
// are scored. Values and true click rates are compared, without budgets, pacing or reserves. 1 when nothing is left out.
func Recall(run *spec.Spec, candidates, sample int) float64 {
	m := *run.Arms[0].Phases[0].Market
	m.Candidates = candidates
	w := pinners.NewWorld(run, 0, 0)
	e := page.NewView(w, market.NewRoster(&m, nil), len(m.Surfaces), 0)
	e.Pinners, e.Market = w.Populate(0, 1), market.Draw(w, &m, e.Roster)
	s := page.NewShard(e, 0, 1)
	slots := len(m.Surfaces[0].Slots)
	found, wanted := 0, 0
	stride := max(1, len(e.Pinners.Trait)/max(1, sample))
	for i := 0; i < len(e.Pinners.Trait); i += stride {
		list := e.Market.Lists[int(e.Pinners.Trait[i].Segment)*e.Surfaces*e.Market.Topics+int(e.Pinners.Trait[i].Topic)]
		best := s.BestOf(uint32(i), list)
		best = best[:min(slots, len(best))]
		kept := list
		if candidates > 0 {
			kept = list[:min(candidates, len(list))]
		}
		for _, c := range best {
			wanted++
			if slices.Contains(kept, c) {
				found++
			}
		}
	}
	if wanted == 0 {
		return 1
	}
	return float64(found) / float64(wanted)
}
