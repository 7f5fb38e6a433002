package sim_test

import (
	"testing"

	"marketsim/auction"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// TestBudgetsLastToTheirEnd: under the hard rule a budget that thousands of small charges use up counts as gone when it is gone, and not
// when 1% of it is left. One campaign pays 0.001 for each ad served from 3.5 a day.
func TestBudgetsLastToTheirEnd(t *testing.T) {
	s := small(2000, 1)
	s.Lag, s.Warmup, s.Horizon = spec.Second, 0, spec.Day
	m := s.Arms[0].Phases[0].Market
	m.Mechanism = &auction.FirstPrice{}
	g := &m.Groups[0]
	g.Objective, g.Bills, g.Pacing = spec.Impression, spec.Impression, nil
	g.Value, g.Daily = spec.Value{Dist: &dist.Constant{Value: 0.001}}, &dist.Constant{Value: 3.5}
	s.Record = 1
	r := run(t, s, 2)[0][0]
	c := &r.Campaigns[0]
	if c.Spend != 3.5*spec.Unit || c.ExhaustedAt == spec.Never {
		t.Fatalf("spent %v of 3.5, used up at %v", c.Spend.Float(), c.ExhaustedAt)
	}
	late := spec.Nano(0)
	for i := range r.Auctions {
		for _, x := range r.Auctions[i].Candidates {
			if r.Auctions[i].At >= c.ExhaustedAt {
				late += x.Charged
			}
		}
	}
	if late > spec.Unit/1000 { // one charge
		t.Errorf("%v was paid after the budget counted as used up", late.Float())
	}
}
