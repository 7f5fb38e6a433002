package results

import "marketsim/sim/spec"

// Auction is one auction with all of its candidates, as it was played. Pinner, Session and Request name it: the same names
// find it again in any arm and on any machine.
type Auction struct {
	At               spec.Time // from day 0
	Pinner           string
	Session          uint32 // ordinal among the Pinner's potential sessions
	Request          int    // ordinal in the session
	Segment, Surface int    // indices into Axes
	Fatigue          float64
	Slots            []Place
	Eligible, Idle   int // campaigns that target the Pinner here; of these, how many have no budget left or do not run now
	Candidates       []Candidate
}

// Place is an ad slot of the page.
type Place struct {
	Effect   float64 `json:"seen"` // probability that it is viewed
	Position int     `json:"position"`
}

// Candidate is a campaign's offer in an auction and what became of it.
type Candidate struct {
	Campaign         string
	Ad               int        // ordinal among the campaign's creatives
	Objective, Bills spec.Event // what it wants; what is paid for
	Worth            float64    // of an objective event to the campaign, currency
	Click, Convert   float64    // true probabilities: that a view is clicked, that a click converts
	PCTR, PCVR       float64    // what the platform believes of them
	Bid              float64    // currency per billing event
	Rate             float64    // predicted probability that a view becomes the billing event
	Quality, Reserve float64
	Score            float64   // rank score; -Inf when it cannot have a slot
	Slot             int       // from 0; -1: none
	Price            float64   // per billing event
	Charged          spec.Nano // posted, before the budget is settled at the barrier
	Viewed, Clicked  int64     // billionths
	Converted        int64     // billionths, booked at once
	Late             int64     // conversions on their way
	Hidden           int64     // billionths
	Needed           float64   // of a loser: the least bid with which it would have had a slot, all else equal; NaN: none, or not asked
}
