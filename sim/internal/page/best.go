package page

import (
	"cmp"
	"slices"
)

// BestOf sorts campaigns by the expected value of a view to a Pinner, largest first.
func (s *Shard) BestOf(i uint32, list []int32) []int32 {
	m, dims := s.market, s.World.Dims
	interests := s.Pinners.Vector[int(i)*dims:][:dims]
	worth := make([]float64, len(m.Campaigns))
	for _, c := range list {
		for a := m.Campaigns[c].First; a < m.Campaigns[c].Last; a++ {
			click, convert := s.truth(a, interests, 1, int(s.Pinners.Trait[i].Segment), 0)
			worth[c] = max(worth[c], expectedWorth(m.Campaigns[c].Objective, click, convert, m.Appeals[a].Value))
		}
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b int32) int { return cmp.Compare(worth[b], worth[a]) })
	return out
}
