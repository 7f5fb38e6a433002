// Package agents holds the advertisers: how a campaign turns what it knows into a bid, and how it paces its budget.
//
// The contract is split so that the market can run in parallel. Deciding on a request (Bidder.Bid) is read-only and does
// not allocate. Learning (Bidder.Update, Pacer.Update) happens at feedback barriers, or after each auction when the
// scenario's feedback lag is 0. Times are microseconds of simulated time, money is in the scenario's currency.
//
// The feedback that a bidder gets is explicit: see Feedback. A bidder that declares nothing gets its own totals.
package agents

import "marketsim/auction/registry"

// Strategies are the bidding strategies by name.
var Strategies = registry.New[Strategy]("bidding strategy")

// Pacings are the pacing methods by name.
var Pacings = registry.New[Pacing]("pacing method")

// Strategy is a bidding strategy's parameters, as a scenario states them. Exported fields carry the tags that the scenario
// language reads. New is called once per campaign and replication.
type Strategy interface {
	New(Brief) Bidder
}

// Brief is what a campaign knows of itself before the market opens.
type Brief struct {
	Value     float64 // mean value of one objective event, currency
	Daily     float64 // daily budget, currency; +Inf when there is none
	Lifetime  float64 // lifetime budget, currency; +Inf when there is none
	Objective string  // impressions, clicks or conversions
	Bills     string  // the billed event, likewise
	Rivals    int     // other campaigns in the market
	Scale     float64 // of charges, relative to the market at full scale: budgets are multiplied by it, bids are not; 0 means 1
	Key       uint64  // random key of the campaign's own decisions, for learn.Draw: the same in all arms
}

// Bidder bids for one objective event. Bid is read-only and may be called by many goroutines at once. When the market forks
// into arms, every bidder is copied as a struct; a bidder that holds slices, maps or pointers must have a method
// Clone() Bidder. The same holds for pacers.
type Bidder interface {
	Bid(*Opportunity) float64
	Update(*Outcomes)
}

// Steady is implemented by bidders whose bid depends only on the campaign's value of the event, not on the rest of the
// request. The platform then asks once after each update instead of once per request.
type Steady interface{ Steady() }

// SkipsFree is implemented by bidders whose bids do not change if all the feedback is on free impressions that are not the campaign's
// objective. The platform then need not deliver such feedback.
type SkipsFree interface{ SkipsFree() }

// Timed is implemented by bidders that also act on the clock, such as those that spend a budget by a date. The platform calls
// Tick when it calls a pacer's Update.
type Timed interface{ Tick(*Progress) }

// Stated is implemented by bidders that learn. State is the current bid per unit of the campaign's value, for reports.
type Stated interface{ State() float64 }

// Counting is implemented by bidders that use the number of rivals. The platform calls Rivals with the new number when the market
// changed; the bidder keeps what it learned.
type Counting interface{ Rivals(int) }

// Awaiting is implemented by strategies that count pending conversions. A click adds its predicted conversions to the pending ones. These
// decay by the survival curve of the delay and are replaced by the conversions that arrive.
type Awaiting interface{ Awaiting() }

// SelfPaced is implemented by strategies that control the budget themselves. No pacing method may scale their bids as well.
type SelfPaced interface{ SelfPaced() }

// Opportunity is the information on one request that a bidder gets.
type Opportunity struct {
	Value      float64 // value of one objective event in this request, currency
	PCTR, PCVR float64 // predicted by the platform
	Segment    int     // of the Pinner
	Surface    int     // on which the request is made
	Uniform    float64 // the bidder's own keyed random number in (0, 1)
}

// Outcomes is a campaign's feedback since the last update. Events are counted in units (a click is 1). Value is the value of the
// objective events that have happened; conversions and their value count when they arrive.
type Outcomes struct {
	Now                              int64 // microseconds
	Impressions, Clicks, Conversions float64
	Spend, Value                     float64   // currency
	Pending, PendingValue            float64   // change of the pending conversions, and of their value: see Awaiting
	Predicted, PredictedValue        float64   // predicted conversions of these clicks, and their value: see Awaiting
	Auctions                         []Auction // in order of time; empty at the level Totals. The platform owns it: do not keep it.
}

// Events returns the number of events of an objective: impressions, clicks or conversions.
func (n *Outcomes) Events(objective string) float64 {
	switch objective {
	case "impressions":
		return n.Impressions
	case "clicks":
		return n.Clicks
	}
	return n.Conversions
}

// Pacing is a pacing method's parameters, as a scenario states them.
type Pacing interface {
	New(Brief) Pacer
}

// Pacer spreads a budget over time. Its two outputs are frozen between updates.
type Pacer interface {
	// Update is called every Interval of the pacing method and when the day begins.
	Update(*Progress)
	// Multiplier scales the campaign's bids, in [0, 1]; outside of it the run ends.
	Multiplier() float64
	// PassThrough is the share of requests in which the campaign participates, in [0, 1] likewise.
	PassThrough() float64
}

// Resting is implemented by pacers whose outputs cannot change while the campaign spends nothing, such as one whose multiplier is
// already 1. Pacing ticks skip a campaign that rests until it spends again; its pacer then first gets the last tick that it missed.
type Resting interface{ Resting() bool }

// Divisible is implemented by bidders and pacers that learn how much the market spends. The platform calls Divide when they continue in a part of
// it, such as a side of a budget split. Traffic and budget are multiplied by share, and the size of a charge by charge: share, or 1 if the
// cost of an event did not change.
type Divisible interface{ Divide(share, charge float64) }

// Observer is implemented by pacers that also get the campaign's feedback, at the level that their method declares.
type Observer interface{ Observe(*Outcomes) }

// Progress is what a pacer gets at each update.
type Progress struct {
	Now     int64   // microseconds
	Elapsed float64 // share of the budget period that has passed, in [0, 1]
	Planned float64 // share of the period's traffic that has passed by the forecast, in [0, 1]
	Spent   float64 // of the period's budget so far, currency
	Budget  float64 // of the period, currency

	// Expectations beside outcomes, summed since the market opened; 0 for campaigns without a budget. Few impressions bring the billed
	// event, so their expected cost shows the effect of a multiplier many times sooner than spend.
	Expected float64 // cost of the impressions won: price x predicted probability of the billing event, currency
	Won      float64 // impressions
	Paid     float64 // spend, in all, currency
	Traffic  float64 // that has passed, in days of the forecast's traffic
	Live     float64 // the part of Traffic while there was budget left
	Period   float64 // of the budget, in days of traffic
}
