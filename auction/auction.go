// Package auction turns bids, predictions and slots into an allocation and prices. Everything here is a pure function of
// one request: the package knows no time, no Pinners, no budgets and no files.
//
// All money is float64 in units of the scenario's currency. All rates are per view, that is, given that the Pinner
// examines the slot; a slot's Effect is the probability of that (separable model: Edelman, Ostrovsky & Schwarz 2007;
// Varian 2007).
package auction

import "marketsim/auction/registry"

// Request is one auction's input. Candidates are parallel columns of equal length N; the columns are owned by the caller,
// reused between requests, and must not be kept by a mechanism.
type Request struct {
	N int // candidates

	Bid     []float64 // offer per billing event; a candidate whose bid is not a positive finite number stays out
	Rate    []float64 // predicted probability that a view becomes the billing event, (0, 1]; 1 for billing by impression
	PCTR    []float64 // predicted probability that a view becomes a click
	PCVR    []float64 // predicted probability that a click becomes a conversion
	Quality []float64 // ad quality, 1 is average; nil is 1 for all
	Value   []float64 // what the platform holds an ad's showing to be worth to the Pinner, currency per view, of either sign; nil is 0
	Weight  []float64 // the platform's multiplier on the score (budget-aware allocation); nil is 1 for all
	Reserve []float64 // floor on the bid, currency per billing event; nil is 0 for all
	ID      []uint64  // the candidate's random key; candidates belong to different advertisers
	Key     uint64    // the request's random key: equal scores go to the larger hash of (Key, ID)
	Slots   []Slot    // in the order in which they are ranked, falling Effect
}

// Slot is one ad position of the page.
type Slot struct {
	Effect   float64 // probability in (0, 1] that the slot is viewed
	Position int     // on the page, 1 is the first
}

// Outcome is one auction's output. Its columns are owned by the caller and reused.
type Outcome struct {
	Winner []int32   // by slot: candidate, or -1 for an empty slot
	Price  []float64 // by slot: what the winner pays per billing event, 0 <= Price <= Bid
	Score  []float64 // by candidate: rank score; candidates that were not eligible have -Inf
}

// Mechanisms are the registered mechanisms by name.
var Mechanisms = registry.New[Mechanism]("auction")

// Mechanism is ranking, allocation, pricing and reserve policy together. Run must be a pure function of the request, must
// not allocate once the request's columns have reached their size, and may be called from many goroutines with different
// requests at the same time.
type Mechanism interface {
	Run(*Request, *Outcome)
}
