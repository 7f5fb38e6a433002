package page

import (
	"math"
	"testing"

	"marketsim/sim/internal/market"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestPassingAnAdByHand: the attention for what is below is what the ad lets through; an ad that ends every scan ends it where it was viewed, and
// not where it was passed over.
func TestPassingAnAdByHand(t *testing.T) {
	m := &market.Market{Economy: &market.Economy{Economy: &spec.Economy{}, Appeals: make([]market.Appeal, 2), Impacts: []market.Impact{{GoOn: 0, Satisfied: 0.5}, {GoOn: 0.8, Satisfied: 0.5}}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	s := &Shard{market: m, Scratch: &Scratch{}}
	g := &s.Scratch.scan
	*g = scan{alive: true, reached: 1, attention: 1}
	s.pass(1, 0.2, 0, 0, rng.Root(1, 0))
	if !(math.Abs(g.attention-0.8*0.9) <= 1e-15) {
		t.Errorf("attention %v, want 0.72", g.attention)
	}
	if s.pass(0, 0.2, 0, 0, rng.Root(1, 0)); !g.alive {
		t.Error("an ad that was not viewed ends the scan")
	}
	if s.pass(0, 0.2, spec.Unit, 0, rng.Root(1, 0)); g.alive {
		t.Error("an ad that nobody goes past does not end the scan")
	}
}

// TestLogLossByHand: a click that was foreseen with 20% surprises by -log 0.2, a view without one by -log 0.8, half of each by the mean.
func TestLogLossByHand(t *testing.T) {
	for _, c := range []struct {
		clicked, viewed int64
		want            float64
	}{{spec.Unit, spec.Unit, -math.Log(0.2)}, {0, spec.Unit, -math.Log(0.8)}, {0, 0, 0}, {spec.Unit / 2, spec.Unit, -(math.Log(0.2) + math.Log(0.8)) / 2}} {
		if got := float64(logLoss(0.2, c.viewed, c.clicked)) / spec.Unit; !(math.Abs(got-c.want) <= 1e-9) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
