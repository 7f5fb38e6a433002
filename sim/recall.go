package sim

import (
	"cmp"
	"slices"

	"marketsim/sim/internal/market"
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
	e := newView(w, market.NewRoster(&m, nil), len(m.Surfaces), 0)
	e.pinners, e.market = w.Populate(0, 1), market.Draw(w, &m, e.roster)
	s := &shard{view: e, market: e.market}
	slots := len(m.Surfaces[0].Slots)
	found, wanted := 0, 0
	stride := max(1, len(e.pinners.Trait)/max(1, sample))
	for i := 0; i < len(e.pinners.Trait); i += stride {
		list := e.market.Lists[int(e.pinners.Trait[i].Segment)*e.surfaces*e.market.Topics+int(e.pinners.Trait[i].Topic)]
		best := s.bestOf(uint32(i), list)
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

// bestOf sorts campaigns by the expected value of a view to a Pinner, largest first.
func (s *shard) bestOf(i uint32, list []int32) []int32 {
	m, dims := s.market, s.world.Dims
	taste := s.pinners.Vector[int(i)*dims:][:dims]
	worth := make([]float64, len(m.Campaigns))
	for _, c := range list {
		for a := m.Campaigns[c].First; a < m.Campaigns[c].Last; a++ {
			click, convert := s.truth(a, taste, 1, int(s.pinners.Trait[i].Segment))
			worth[c] = max(worth[c], expectedWorth(m.Campaigns[c].Objective, click, convert, m.Appeals[a].Value))
		}
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b int32) int { return cmp.Compare(worth[b], worth[a]) })
	return out
}
