package agents

import (
	"math"
	"testing"
)

// TestLowestCostKeepsItsMostByHand: 10 USD for half a day at most 20 USD a day, of which the first bid of 1 USD a click would spend 40, take a bid of the root of a half; where the first bid
// spends 1 USD a day, the root of 20, which 2 USD a click are less than. A most of 0.0005 USD is below the least multiple, and holds all the same.
func TestLowestCostKeepsItsMostByHand(t *testing.T) {
	for _, x := range []struct{ most, spends, want float64 }{{2, 40, math.Sqrt(0.5)}, {2, 1, 2}, {0.0005, 40, 0.0005}, {0.0005, 1, 0.0005}} {
		b := (&LowestCost{Cap: &x.most, Paced: paced}).New(Brief{Value: 1, Daily: 10, Objective: "clicks", Bills: "clicks"}).(*lowestCost)
		if got, want := b.Bid(nil), min(1, x.most); got != want {
			t.Errorf("at most %v USD: %v at first, want %v", x.most, got, want)
		}
		b.cost, b.exposure, b.prior = x.spends, 1, 0
		b.Tick(&Progress{Budget: 10, Period: 1, Planned: 0.5})
		if got := b.Bid(nil); !(math.Abs(got-x.want) <= 1e-12) {
			t.Errorf("at most %v USD, where the first bid spends %v a day: %v, want %v", x.most, x.spends, got, x.want)
		}
	}
}

// TestDueByHand: what is left over the days of traffic that are left, at most three times the even rate; where no traffic is left, the even rate.
func TestDueByHand(t *testing.T) {
	for _, x := range []struct{ budget, spent, planned, period, want float64 }{
		{10, 4, 0.5, 1, 12}, {30, 24, 0.5, 30, 0.4}, {30, 10, 0.9, 30, 3}, {30, 24, 1, 30, 1}, {30, 40, 0.5, 30, 0},
	} {
		p := Progress{Budget: x.budget, Spent: x.spent, Planned: x.planned, Period: x.period}
		if got := p.due(); !(math.Abs(got-x.want) <= 1e-9) {
			t.Errorf("%+v: %v USD a day are due, want %v", x, got, x.want)
		}
	}
}

// TestLearnedShadingByHand: an auction that gains 3 where the mean is 2 moves log f by step x 1 / (15% x 2) towards the side it took, at most by 0.05, and the mean by one part in as many
// as there were auctions, or in 10,000.
func TestLearnedShadingByHand(t *testing.T) {
	won := Auction{Won: true, Effect: 0.5, Rate: 1, Value: 8, Price: 2, Uniform: 0.7} // gains 3
	low, lost := won, Auction{Value: 8, Uniform: 0.7}
	low.Uniform = 0.2
	for _, x := range []struct {
		what     string
		auctions float64
		step     float64
		a        Auction
		moved    float64 // of log f
		mean     float64
	}{
		{what: "while it settles", auctions: 999, step: 0.1, a: won, moved: 0, mean: 2 + 1.0/1000},
		{what: "settled", auctions: 1000, step: 0, a: won, moved: 1 / 2001.0 / 0.3, mean: 2 + 1.0/1001},
		{what: "below", auctions: 1000, step: 0, a: low, moved: -1 / 2001.0 / 0.3, mean: 2 + 1.0/1001},
		{what: "lost", auctions: 4999, step: 0, a: lost, moved: -2 / 6000.0 / 0.3, mean: 2 - 2.0/5000},
		{what: "later", auctions: 30_000, step: 0.0003, a: won, moved: 0.0003 / 0.3, mean: 2 + 1.0/10_000},
		{what: "a large step up", auctions: 30_000, step: 0.1, a: won, moved: 0.05, mean: 2 + 1.0/10_000},
		{what: "a large step down", auctions: 30_000, step: 0.1, a: low, moved: -0.05, mean: 2 + 1.0/10_000},
	} {
		l := &learnedShading{p: &LearnedShading{Spread: 0.15, Step: x.step}, share: 0.8, auctions: x.auctions, mean: 2}
		l.Update(&Outcomes{Auctions: []Auction{x.a}})
		if moved := math.Log(l.State() / 0.8); !(math.Abs(moved-x.moved) <= 1e-12) || !(math.Abs(l.mean-x.mean) <= 1e-12) {
			t.Errorf("%s: log f moved by %v to a mean of %v, want %v and %v", x.what, moved, l.mean, x.moved, x.mean)
		}
	}
	b := (&LearnedShading{Spread: 0.15, Start: 0.8}).New(Brief{})
	for uniform, want := range map[float64]float64{0.2: 0.8 * 0.85 * 5, 0.7: 0.8 * 1.15 * 5} {
		if got := b.Bid(&Opportunity{Value: 5, Uniform: uniform}); !(math.Abs(got-want) <= 1e-12) {
			t.Errorf("it bids %v on a value of 5, want %v", got, want)
		}
	}
}

// TestBalancedAnswersAtItsRate: with one slot at a threshold p a value of 1 is answered by (1 + p) / 2, at a quarter of the updates where that is what it is told.
func TestBalancedAnswersAtItsRate(t *testing.T) {
	const updates = 4000
	for share, want := range map[float64]float64{0.25: 0.25, 1: 1} {
		b := (&Balanced{Share: share}).New(Brief{Key: 7}).(*balanced)
		answered := 0
		for i := range updates {
			p := float64(i+1) / (updates + 1)
			if b.Update(&Outcomes{Auctions: []Auction{{Value: 1, Thresholds: []float64{p}, Effects: []float64{1}}}}); b.State() == (1+p)/2 {
				answered++
			}
		}
		if got := float64(answered) / updates; !(math.Abs(got-want) <= 5*math.Sqrt(want*(1-want)/updates)) {
			t.Errorf("it answers %v of the updates, want %v", got, want)
		}
	}
}
