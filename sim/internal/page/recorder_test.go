package page

import (
	"math"
	"testing"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestNeededByHand: in an auction for one place at the second price losers need the winner's bid times the ratio of rates, however far
// their own bids are below it.
func TestNeededByHand(t *testing.T) {
	s := &Shard{Scratch: &Scratch{}, market: &market.Market{Platform: &market.Platform{Platform: &spec.Platform{Mechanism: &auction.SecondPrice{Ranking: auction.Ranking{QualityExponent: 1}}}}}}
	s.Scratch.Request = auction.Request{N: 3, Bid: []float64{90, 2, 5e-5}, Rate: []float64{0.5, 0.25, 1}, PCTR: []float64{0.5, 0.25, 1}, PCVR: []float64{1, 1, 1},
		ID: []uint64{1, 2, 3}, Slots: []auction.Slot{{Effect: 1, Position: 1}}}
	a := &Recorded{}
	a.Candidates = []results.Candidate{{Bid: 90, Slot: 0, Needed: math.NaN()}, {Bid: 2, Slot: -1}, {Bid: 5e-5, Slot: -1}}
	a.needs(s)
	for j, want := range []float64{math.NaN(), 180, 45} {
		if got := a.Candidates[j].Needed; !(math.Abs(got-want) <= 1e-9*want) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("candidate %d needs %v, want %v", j, got, want)
		}
		if a.Candidates[j].Bid != s.Scratch.Request.Bid[j] {
			t.Errorf("candidate %d bids %v after that", j, s.Scratch.Request.Bid[j])
		}
	}
}
