package agents_test

import (
	"math"
	"testing"

	"marketsim/agents"
)

// observed tells a pacing method of auctions and returns its multiplier.
func observed(p agents.Pacer, auctions ...agents.Auction) float64 {
	p.(agents.Observer).Observe(&agents.Outcomes{Auctions: auctions})
	return p.Multiplier()
}

// A win at a price of 3 USD for an event that half of the views bring, in a slot that half of the requests view, costs 0.75 USD; it is worth 4 USD where
// an event is worth 16.
var (
	win    = agents.Auction{Won: true, Value: 16, Price: 3, Effect: 0.5, Rate: 0.5}
	loss   = agents.Auction{Value: 16, Rate: 0.5, Slot: -1}
	capped = agents.Auction{Won: true, Capped: true, Value: 16, Price: 3, Effect: 0.5, Rate: 0.5}
)

// TestDualByHand: at 0.50 USD an auction and a step of 0.4 a win moves mu up by 0.4 x 0.25 and a loss down by 0.4 x 0.50, not below 0. Auctions in which the end of the
// budget capped the bid move nothing.
func TestDualByHand(t *testing.T) {
	p := (&agents.Dual{Rate: 0.5, Step: 0.4, Most: 1, From: 0.35}).New(agents.Brief{})
	near(t, "after a win", observed(p, win), 1/1.45)
	near(t, "after capped ones", observed(p, capped, capped), 1/1.45)
	near(t, "after two losses", observed(p, capped, loss, capped, loss), 1/1.05)
	near(t, "after a third, and a win", observed(p, loss, win), 1/1.1)
	for range 20 {
		observed(p, win)
	}
	near(t, "at most", p.Multiplier(), 0.5)
}

// TestDualAveragingByHand: at 0.50 USD an auction one of two won for 4 USD of value is 2 USD an auction, of which a quarter is spent; of eight it is all. What was paid
// plays no part, and auctions in which the end of the budget capped the bid play none.
func TestDualAveragingByHand(t *testing.T) {
	p := (&agents.DualAveraging{Rate: 0.5, Least: 0.2}).New(agents.Brief{})
	near(t, "before anything is won", observed(p, loss), 1)
	near(t, "after one of two", observed(p, win), 0.25)
	near(t, "after capped ones", observed(p, capped, capped), 0.25)
	near(t, "after one of four", observed(p, capped, loss, capped, loss), 0.5)
	near(t, "after one of nine", observed(p, loss, loss, loss, loss, loss), 1)
	for range 20 {
		observed(p, win)
	}
	near(t, "at least", p.Multiplier(), 0.2)
}

// TestCostCapByHand: at half of a cap of 2 USD a click the bid rises above the cap. Clicks so dear that the average of all is above the cap bring it back to the cap at once,
// though the clicks before were cheap; dear ones that leave the average below it do not.
func TestCostCapByHand(t *testing.T) {
	b := (&agents.CostCap{Cap: 2, Step: 0.02, Paced: agents.Paced{Memory: 300, Most: 100}}).New(agents.Brief{Value: 5, Daily: math.Inf(1), Lifetime: math.Inf(1), Objective: "clicks", Bills: "clicks"})
	bid := func() float64 { return b.Bid(&agents.Opportunity{Value: 5}) }
	near(t, "first bid", bid(), 2)
	for range 20 {
		b.Update(&agents.Outcomes{Impressions: 50, Clicks: 5, Spend: 5})
	}
	cheap := bid()
	if cheap < 3 {
		t.Fatalf("after 100 clicks at 1 USD it bids %v", cheap)
	}
	b.Update(&agents.Outcomes{Impressions: 50, Clicks: 5, Spend: 50})
	if bid() <= 2 {
		t.Errorf("at an average of 150/105 USD it bids %v", bid())
	}
	b.Update(&agents.Outcomes{Impressions: 100, Clicks: 10, Spend: 85})
	near(t, "bid at an average of 235/115 USD", bid(), 2)
}
