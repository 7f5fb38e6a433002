// Package agentstest checks that bidding strategies, pacing methods and reactions of advertisers keep the promises of package agents. Authors of
// plug-ins run the same suites as the built-in ones.
package agentstest

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"marketsim/agents"
	"marketsim/auction/registry/readonly"
)

// brief is what the campaign under test knows of itself.
var brief = agents.Brief{Value: 2, Daily: 50, Lifetime: math.Inf(1), Objective: "clicks", Rivals: 10, Key: 42}

// Strategy checks a strategy: bids are finite and not negative, the same question gets the same answer, asking allocates and changes
// nothing, neither of the bidder nor of what it shares with others (with -race also what is a variable of a package), learning from any feedback keeps it so, a bidder that says it is steady or skips free impressions does, and what is copied for another arm of the market
// has all that the original learned and shares nothing with it.
func Strategy(t *testing.T, s agents.Strategy) {
	t.Helper()
	level := agents.FeedbackOf(s)
	rapid.Check(t, func(t *rapid.T) {
		b, alike, now := s.New(brief), s.New(brief), clock{}
		before := lessons(t, level, &now, rapid.IntRange(0, 20).Draw(t, "updates"))
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
		if !readonly.Asked(func() { b.Bid(&o) }, s, b, alike) {
			t.Fatalf("to bid changes %+v or what all bidders of its strategy share; it is read-only: many goroutines ask at once", b)
		}
		for range 3 {
			another := opportunity(t)
			b.Bid(&another)
		}
		if again := alike.Bid(&o); again != bid {
			t.Fatalf("another bidder that learned the same bids %v, and not %v, after that one was asked: bidders share what they write", again, bid)
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
		twin, other := agents.Copy(b), now
		learn(b, lessons(t, level, &other, rapid.IntRange(1, 20).Draw(t, "more updates")))
		if after := twin.Bid(&o); after != bid {
			t.Fatalf("what the original learned moved the bid of its copy from %v to %v: it needs a Clone method", bid, after)
		}
		for i := range 5 {
			next := lessons(t, level, &now, 1)
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

// lesson is what a bidder or a pacer hears at one refresh: feedback, with auctions as far as it asked for them, and a tick of its clock.
type lesson struct {
	outcomes agents.Outcomes
	progress agents.Progress
}

// lessons makes up what happens from a time on.
func lessons(t *rapid.T, level agents.Feedback, now *clock, updates int) (list []lesson) {
	for range updates {
		clicks := rapid.Float64Range(0, 100).Draw(t, "clicks")
		list = append(list, lesson{agents.Outcomes{Impressions: clicks * 50, Clicks: clicks, Conversions: clicks / 10, Spend: clicks * rapid.Float64Range(0, 5).Draw(t, "price"), Value: clicks * 2,
			Auctions: auctions(t, level)}, now.tick(t)})
	}
	return list
}

// clock makes up how a campaign with a daily budget gets on, tick by tick: 96 a day.
type clock struct {
	ticks int
	sum   agents.Progress
}

// tick is the next tick's progress. On average 1.5 times the budget would be spent.
func (c *clock) tick(t *rapid.T) agents.Progress {
	const day, budget = 96, 50.0
	share, p := float64(c.ticks%day)/day, &c.sum
	if c.ticks++; share == 0 {
		p.Spent = 0
	}
	spend := min(rapid.Float64Range(0, 3).Draw(t, "spend")*budget/day, budget-p.Spent)
	p.Now, p.Elapsed, p.Planned, p.Budget, p.Period = int64(c.ticks)*900_000_000, share, share, budget, 1
	p.Spent, p.Paid = p.Spent+spend, p.Paid+spend
	p.Expected += float64(spend * rapid.Float64Range(0.5, 2).Draw(t, "expected"))
	p.Won += float64(spend * 20)
	p.Traffic += 1.0 / day
	if spend > 0 {
		p.Live += 1.0 / day
	}
	return *p
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

// Pacing checks a pacing method: whatever is spent, the multiplier and the share of requests stay in [0, 1], and what is copied for another arm of the market has all
// that the original learned and shares nothing with it.
func Pacing(t *testing.T, m agents.Pacing) {
	t.Helper()
	level := agents.FeedbackOf(m)
	rapid.Check(t, func(t *rapid.T) {
		p, alike, now := m.New(brief), m.New(brief), clock{}
		before := lessons(t, level, &now, rapid.IntRange(1, 200).Draw(t, "updates"))
		pace(t, p, before)
		pace(t, alike, before)
		if !readonly.Asked(func() { strength(p) }, m, p) {
			t.Fatalf("to tell its multiplier and share changes %+v; they hold until the next update", p)
		}
		twin, at, other := agents.Copy(p), strength(p), now
		pace(t, p, lessons(t, level, &other, 3))
		if after := strength(twin); after != at {
			t.Fatalf("what the original learned moved its copy from %v to %v: it needs a Clone method", at, after)
		}
		for i, next := range lessons(t, level, &now, 10) {
			pace(t, twin, []lesson{next})
			pace(t, alike, []lesson{next})
			if got, want := strength(twin), strength(alike); got != want {
				t.Fatalf("%d updates later the copy is at %v, and one that learned the same without being copied at %v: it needs a Clone method", i+1, got, want)
			}
		}
	})
}

// strength is a pacer's multiplier and share of requests.
func strength(p agents.Pacer) [2]float64 { return [2]float64{p.Multiplier(), p.PassThrough()} }

// pace tells a pacer.
func pace(t *rapid.T, p agents.Pacer, list []lesson) {
	for _, x := range list {
		p.Update(&x.progress)
		if l, ok := p.(agents.Observer); ok {
			l.Observe(&x.outcomes)
		}
		if at := strength(p); !(at[0] >= 0 && at[0] <= 1 && at[1] >= 0 && at[1] <= 1) {
			t.Fatalf("multiplier %v, share %v", at[0], at[1])
		}
	}
}

// Review checks an advertiser's reaction: it reviews at whole days, factors on budgets are finite and above 0, and what is copied for another arm of the market has all
// that the original remembers and shares nothing with it.
func Review(t *testing.T, m agents.Review) {
	t.Helper()
	const day = 86_400_000_000
	if m.Every()%day != 0 {
		t.Fatalf("reviews happen every %d microseconds, which are no whole days", m.Every())
	}
	rapid.Check(t, func(t *rapid.T) {
		a, alike := m.New(brief), m.New(brief)
		if a == nil { // it decides nothing
			return
		}
		before := statements(t, -rapid.IntRange(0, 10).Draw(t, "reviews in the warm-up"), rapid.IntRange(0, 10).Draw(t, "reviews"))
		for i := range before {
			v := a.Review(&before[i])
			alike.Review(&before[i])
			if !(v.Budget > 0) || math.IsInf(v.Budget, 1) {
				t.Fatalf("factor %v on the budget after %+v", v.Budget, before[i])
			}
		}
		twin := agents.Copy(a)
		other := statements(t, 0, 3)
		for i := range other {
			a.Review(&other[i])
		}
		next := statements(t, 0, 10)
		for i := range next {
			if got, want := twin.Review(&next[i]), alike.Review(&next[i]); got != want {
				t.Fatalf("%d reviews later the copy decides %+v, and one that read the same without being copied %+v: it needs a Clone method", i+1, got, want)
			}
		}
	})
}

// statements makes up what an advertiser reads in weeks from one to before another, counted from day 0.
func statements(t *rapid.T, from, to int) (list []agents.Statement) {
	const week = 7 * 86_400_000_000
	for i := from; i < to; i++ {
		spend := rapid.SampledFrom([]float64{0, 1, 50, 200}).Draw(t, "spend")
		list = append(list, agents.Statement{Now: int64(i) * week, Period: week, Spend: spend, Value: spend * rapid.Float64Range(0, 4).Draw(t, "return"),
			Market: rapid.Float64Range(0.5, 2).Draw(t, "market"), Usual: 1, Away: rapid.Bool().Draw(t, "away"),
			Normal: rapid.Float64Range(-3, 3).Draw(t, "normal"), Uniform: rapid.Float64Range(0.001, 0.999).Draw(t, "uniform")})
	}
	return list
}
