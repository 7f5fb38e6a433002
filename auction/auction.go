// Package auction turns bids, predictions and slots into an allocation and prices. Everything here is a pure function of
// one request: the package knows no time, no Pinners, no budgets and no files.
//
// A mechanism is composed of parts: a Ranking scores and orders candidates, Floors apply reserves, and a pricing rule
// sets what each winner pays. All of them read the columns of a Request.
//
// All money is float64 in units of the scenario's currency. All rates are per view, that is, given that the Pinner
// examines the slot. A slot's Effect is the probability of examination (separable model: Edelman, Ostrovsky & Schwarz
// 2007; Varian 2007), unless the request has a Matrix or a Continue column.
package auction

import "marketsim/auction/registry"

// Request is one auction's input. Candidates are parallel columns of equal length N. The caller owns the columns and reuses
// them between requests: a mechanism must neither change nor keep them.
type Request struct {
	N int // candidates

	Bid     []float64 // bid per billing event; a candidate whose bid is not a positive finite number is excluded
	Rate    []float64 // predicted probability that a view becomes the billing event, (0, 1]; 1 for billing by impression
	PCTR    []float64 // predicted probability that a view becomes a click
	PCVR    []float64 // predicted probability that a click becomes a conversion
	Quality []float64 // ad quality, 1 is average; nil is 1 for all
	Value   []float64 // value of the ad to the Pinner as the platform estimates it, currency per view, of either sign; nil is 0
	Weight  []float64 // the platform's multiplier on the score (boosts, exploration, budget-aware allocation); nil is 1 for all
	Reserve []float64 // floor on the bid, currency per billing event; nil is 0 for all
	Soft    []float64 // soft floor, currency per billing event: see Floors; nil is 0 for all
	Worth   []float64 // value of the billing event to the advertiser, as far as the platform knows; only formulas read it; nil is 0
	Shown   []float64 // impressions that the campaign has had; only formulas read it; nil is 0

	Virtual  []*Virtual // distribution of the bidder's value, for Myerson's auction; nil, or nil entries: the bid is its own virtual value
	Convert  []float64  // objective events per billing event, to which Virtual refers; nil is 1 for all
	Continue []float64  // probability that a Pinner who viewed the ad goes on past it, [0, 1]; nil is 1: position effects only
	Admits   []uint64   // reservations for which a candidate is eligible, a bit each; bit 0: the open slots. Only Reserved reads it
	Matrix   []float64  // probability that the ad served in a slot brings the billing event, N x len(Slots); nil is Rate x Effect

	ID    []uint64 // the candidate's random key; candidates belong to different advertisers
	Key   uint64   // the request's random key: equal scores go to the larger hash of (Key, ID)
	Slots []Slot   // in the order in which they are ranked: decreasing Effect
}

// Slot is one ad position of the page.
type Slot struct {
	Effect   float64 // probability in (0, 1] that the slot is viewed
	Position int     // on the page, 1 is the first
	For      int     // number of its reservation; 0: it is open
}

// Outcome is one auction's output. Its columns are owned by the caller and reused.
type Outcome struct {
	Winner []int32   // by slot: candidate, or -1 for an empty slot
	Price  []float64 // by slot: what the winner pays per billing event, 0 <= Price <= Bid
	Score  []float64 // by candidate: rank score; an excluded candidate has -Inf, or a score below that of every winner
	Mishaps

	best  [fewSlots + 1]float64 // scores by rank of the last plain ranking; 0 for no candidate
	work  []float64             // scratch of mechanisms that need some, kept between auctions
	ints  []int32
	scan  scan
	table table
}

// Mishaps count invalid bids and scores. Such candidates are excluded without an error, but they are a sign of a mistake. The
// counts add up over the auctions of one Outcome.
type Mishaps struct {
	BadBids   int64 // negative, infinite or not a number
	BadScores int64 // scores that are infinite or not a number, as after a division by zero in a formula
}

// Mechanisms are the registered mechanisms by name.
var Mechanisms = registry.New[Mechanism]("auction")

// Mechanism is ranking, allocation, pricing and reserve policy together. Run must be a pure function of the request. It must
// not allocate once the request's columns have reached their size, and it may be called from many goroutines with
// different requests at the same time.
type Mechanism interface {
	Run(*Request, *Outcome)
}

// scratch is memory of n numbers, whatever is in it.
func (o *Outcome) scratch(n int) []float64 {
	if cap(o.work) < n {
		o.work = make([]float64, n, 2*n)
	}
	return o.work[:n]
}

// places is memory of n whole numbers, whatever is in it.
func (o *Outcome) places(n int) []int32 {
	if cap(o.ints) < n {
		o.ints = make([]int32, n, 2*n)
	}
	return o.ints[:n]
}

// clear empties slots from one on.
func (o *Outcome) clear(from, slots int) {
	for k := from; k < slots; k++ {
		o.Winner[k], o.Price[k] = -1, 0
	}
}
