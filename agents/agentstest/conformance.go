// Package agentstest checks that bidding strategies and pacing methods keep the promises of package agents. Authors of
// plug-ins run the same suites as the built-in ones.
package agentstest

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/agents"
)

// Strategy checks a strategy: bids are finite and not negative, the same question gets the same answer, asking allocates
// nothing, and learning from any news keeps it so.
func Strategy(t *testing.T, s agents.Strategy) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		b := s.New(agents.Brief{Value: 2, Daily: 50, Lifetime: math.Inf(1), Objective: "clicks", Rivals: 10})
		for range rapid.IntRange(0, 20).Draw(t, "updates") {
			clicks := rapid.Float64Range(0, 100).Draw(t, "clicks")
			b.Update(&agents.News{Impressions: clicks * 50, Clicks: clicks, Spend: clicks * 0.5, Value: clicks * 2})
		}
		o := agents.Opportunity{Value: rapid.Float64Range(0, 100).Draw(t, "value"), PCTR: rapid.Float64Range(0, 1).Draw(t, "pctr"),
			PCVR: rapid.Float64Range(0, 1).Draw(t, "pcvr"), Uniform: rapid.Float64Range(0.001, 0.999).Draw(t, "uniform")}
		bid := b.Bid(&o)
		if math.IsNaN(bid) || math.IsInf(bid, 0) || bid < 0 {
			t.Fatalf("bid %v for %+v", bid, o)
		}
		if again := b.Bid(&o); again != bid {
			t.Fatalf("asked twice, the bid went from %v to %v", bid, again)
		}
	})
	b := s.New(agents.Brief{Value: 2})
	o := agents.Opportunity{Value: 2, PCTR: 0.1, PCVR: 0.1, Uniform: 0.5}
	if n := testing.AllocsPerRun(100, func() { b.Bid(&o) }); n > 0 {
		t.Errorf("%v allocations per bid, want none", n)
	}
}

// Pacing checks a pacing method: whatever is spent, the multiplier and the share of requests stay in [0, 1].
func Pacing(t *testing.T, m agents.Pacing) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		p := m.New(agents.Brief{Daily: 100, Lifetime: math.Inf(1)})
		spent := 0.0
		for i := range rapid.IntRange(1, 200).Draw(t, "updates") {
			share := float64(i%96) / 96
			if share == 0 {
				spent = 0
			}
			spent += rapid.Float64Range(0, 20).Draw(t, "spend")
			p.Update(&agents.Progress{Elapsed: share, Planned: share, Spent: spent, Budget: 100})
			if x, y := p.Multiplier(), p.PassThrough(); !(x >= 0 && x <= 1 && y >= 0 && y <= 1) {
				t.Fatalf("multiplier %v, share %v", x, y)
			}
		}
	})
}
