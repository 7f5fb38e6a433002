package market

import (
	"testing"

	"marketsim/sim/spec"
)

// TestRoomForCandidates: lists are kept, from the first, while 16,384 candidates have room, five more for each list; the first always.
func TestRoomForCandidates(t *testing.T) {
	for _, x := range []struct{ lists, length, scored, want int }{
		{200, 100, 0, 156},    // 156 x 105 = 16,380
		{2000, 100, 10, 1092}, // 1,092 x 15 = 16,380
		{100, 100, 200, 100},
		{3, 20_000, 0, 1},
		{2, 16_379, 0, 1},
	} {
		r := retrieval{p: &Platform{Platform: &spec.Platform{Candidates: x.scored}, Lists: make([][]int32, x.lists), Numbers: make([]int32, x.lists)},
			room: keptCandidates, known: map[uint64][]int{}}
		for k := range x.lists {
			list := make([]int32, x.length)
			list[0] = int32(k)
			r.enter(k, list)
		}
		if int(r.p.Kept) != x.want {
			t.Errorf("%d lists of %d campaigns, %d scored: %d are kept, want %d", x.lists, x.length, x.scored, r.p.Kept, x.want)
		}
	}
}
