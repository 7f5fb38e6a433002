// Package agentstest checks that bidding strategies and pacing methods keep the promises of package agents. Authors of
// plug-ins run the same suites as the built-in ones.
package agentstest

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"marketsim/agents"
)

// brief is what the campaign under test knows of itself.
var brief = agents.Brief{Value: 2, Daily: 50, Lifetime: math.Inf(1), Objective: "clicks", Rivals: 10, Key: 42}

// Strategy checks a strategy: bids are finite and not negative, the same question gets the same answer, asking allocates
// nothing, learning from any feedback keeps it so, a bidder that says it is steady or skips free impressions does, and what is copied for another arm of the market
// has all that the original learned and shares nothing with it.
func Strategy(t *testing.T, s agents.Strategy) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		b, alike := s.New(brief), s.New(brief)
		before := lessons(t, agents.FeedbackOf(s), rapid.IntRange(0, 20).Draw(t, "updates"))
		learn(b, before)
		learn(alike, before)
		o := opportunity(t)
		bid := b.Bid(&o)
		if math.IsNaN(bid) || math.IsInf(bid, 0) || bid < 0 {
			t.Fatalf("bid %v for %+v", bid, o)
		}
		if again := b.Bid(&o); again != bid {
			t.Fatalf("asked twice, the bid went from %v to %v", bid, again)
		}
		if _, steady := b.(agents.Steady); steady {
			if other := b.Bid(&agents.Opportunity{Value: o.Value, PCTR: o.PCTR / 2, Segment: 1, Surface: 1, Uniform: 0.5}); other != bid {
				t.Fatalf("it says that it is steady and bids %v, and %v in another request", bid, other)
			}
		}
		if _, skips := b.(agents.SkipsFree); skips {
			updated := agents.Copy(b)
			updated.Update(&agents.Outcomes{Impressions: 7})
			if !reflect.DeepEqual(updated, b) {
				t.Fatalf("it says that it skips free impressions, and impressions alone turned %+v into %+v", b, updated)
			}
		}
		twin := agents.Copy(b)
		learn(b, lessons(t, agents.FeedbackOf(s), rapid.IntRange(1, 20).Draw(t, "more updates")))
		if after := twin.Bid(&o); after != bid {
			t.Fatalf("what the original learned moved the bid of its copy from %v to %v: it needs a Clone method", bid, after)
		}
		for i := range 5 {
			next := lessons(t, agents.FeedbackOf(s), 1)
			learn(twin, next)
			learn(alike, next)
			if got, want := twin.Bid(&o), alike.Bid(&o); got != want {
				t.Fatalf("%d updates later the copy bids %v, and one that learned the same without being copied %v: it needs a Clone method", i+1, got, want)
			}
		}
	})
	b := s.New(brief)
	o := agents.Opportunity{Value: 2, PCTR: 0.1, PCVR: 0.1, Uniform: 0.5}
	if n := testing.AllocsPerRun(100, func() { b.Bid(&o) }); n > 0 {
		t.Errorf("%v allocations per bid, want none", n)
	}
}

func opportunity(t *rapid.T) agents.Opportunity {
	return agents.Opportunity{Value: rapid.Float64Range(0, 100).Draw(t, "value"), PCTR: rapid.Float64Range(0, 1).Draw(t, "pctr"),
		PCVR: rapid.Float64Range(0, 1).Draw(t, "pcvr"), Uniform: rapid.Float64Range(0.001, 0.999).Draw(t, "uniform")}
}

// lesson is what a bidder hears at one refresh: feedback, with auctions as far as it asked for them, and a tick of its clock.
type lesson struct {
	outcomes agents.Outcomes
	progress agents.Progress
}

// lessons makes up what happens.
func lessons(t *rapid.T, level agents.Feedback, updates int) (list []lesson) {
	for i := range updates {
		clicks, share := rapid.Float64Range(0, 100).Draw(t, "clicks"), float64(i)/20
		list = append(list, lesson{agents.Outcomes{Impressions: clicks * 50, Clicks: clicks, Conversions: clicks / 10, Spend: clicks * rapid.Float64Range(0, 5).Draw(t, "price"), Value: clicks * 2,
			Auctions: auctions(t, level)}, agents.Progress{Elapsed: share, Planned: share, Spent: 50 * share * rapid.Float64Range(0, 2).Draw(t, "pace"), Budget: 50}})
	}
	return list
}

// learn tells a bidder.
func learn(b agents.Bidder, list []lesson) {
	for _, x := range list {
		b.Update(&x.outcomes)
		if timed, ok := b.(agents.Timed); ok {
			timed.Tick(&x.progress)
		}
	}
}

// auctions makes up to three auctions as the platform would tell them.
func auctions(t *rapid.T, level agents.Feedback) (out []agents.Auction) {
	if level == agents.Totals {
		return nil
	}
	for range rapid.IntRange(0, 3).Draw(t, "auctions") {
		a := agents.Auction{Value: rapid.Float64Range(0, 5).Draw(t, "worth"), Rate: rapid.Float64Range(0, 1).Draw(t, "rate"), Slot: -1,
			Uniform: rapid.Float64Range(0.001, 0.999).Draw(t, "u")}
		a.Bid = a.Value * rapid.Float64Range(0, 1).Draw(t, "share")
		needed := rapid.Float64Range(0, 5).Draw(t, "needed")
		if a.Bid > needed {
			a.Won, a.Slot, a.Effect, a.Price = true, 0, 0.8, needed
		}
		if level >= agents.LowestWinning {
			a.Needed = needed
		}
		if level >= agents.AllBids {
			a.Thresholds, a.Effects = []float64{needed + 1, needed}, []float64{0.8, 0.4}
		}
		out = append(out, a)
	}
	return out
}

// Pacing checks a pacing method: whatever is spent, the multiplier and the share of requests stay in [0, 1], and a copy shares nothing
// with its original.
func Pacing(t *testing.T, m agents.Pacing) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		p := m.New(agents.Brief{Daily: 100, Lifetime: math.Inf(1)})
		pace(t, p, agents.FeedbackOf(m), rapid.IntRange(1, 200).Draw(t, "updates"))
		twin := agents.Copy(p)
		x, y := twin.Multiplier(), twin.PassThrough()
		pace(t, p, agents.FeedbackOf(m), 3)
		if twin.Multiplier() != x || twin.PassThrough() != y {
			t.Fatal("what the original learned moved its copy: it needs a Clone method")
		}
	})
}

func pace(t *rapid.T, p agents.Pacer, level agents.Feedback, updates int) {
	spent := 0.0
	for i := range updates {
		share := float64(i%96) / 96
		if share == 0 {
			spent = 0
		}
		spent += rapid.Float64Range(0, 20).Draw(t, "spend")
		p.Update(&agents.Progress{Elapsed: share, Planned: share, Spent: spent, Budget: 100})
		if l, ok := p.(agents.Observer); ok {
			l.Observe(&agents.Outcomes{Spend: spent, Auctions: auctions(t, level)})
		}
		if x, y := p.Multiplier(), p.PassThrough(); !(x >= 0 && x <= 1 && y >= 0 && y <= 1) {
			t.Fatalf("multiplier %v, share %v", x, y)
		}
	}
}
