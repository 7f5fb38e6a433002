// Package agents holds the advertisers: how a campaign turns what it knows into a bid, and how it paces its budget.
//
// The contract is split so that the market can run in parallel. Deciding on a request (Bidder.Bid) is read-only and does
// not allocate. Learning (Bidder.Update, Pacer.Update) happens at feedback barriers, or after each auction when the
// scenario's feedback lag is 0. Times are microseconds of simulated time, money is in the scenario's currency.
//
// What a bidder is told is explicit: see Feedback. A bidder that says nothing hears its own totals.
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
	Value     float64 // mean worth of one objective event, currency
	Daily     float64 // daily budget, currency; +Inf when there is none
	Lifetime  float64 // lifetime budget, currency; +Inf when there is none
	Objective string  // impressions, clicks or conversions
	Bills     string  // what it pays for, likewise
	Rivals    int     // other campaigns in the market
	Scale     float64 // of charges, relative to the whole market at full scale: budgets are so much smaller, bids are not; 0 stands for 1
	Key       uint64  // random key of the campaign's own decisions, for learn.Draw: the same in all arms
}

// Bidder offers a price for one objective event. Bid is read-only and may be called by many goroutines at once. When the
// market forks into arms, every bidder is copied as a struct; one that holds slices, maps or pointers has a method
// Clone() Bidder. The same holds for pacers.
type Bidder interface {
	Bid(*Opportunity) float64
	Update(*Outcomes)
}

// Steady is implemented by bidders whose bid depends on nothing of the request but the campaign's value of the event, so
// that the platform may ask once after each update instead of once per request.
type Steady interface{ Steady() }

// SkipsFree is implemented by bidders that do not move when all the feedback is on impressions that cost nothing and are not what the campaign
// wants. The platform then need not bring such feedback.
type SkipsFree interface{ SkipsFree() }

// Timed is implemented by bidders that also act on the clock, such as those that spend a budget by a date: the platform calls
// Tick where it calls a pacer's Update.
type Timed interface{ Tick(*Progress) }

// Stated is implemented by bidders that learn: State is what they bid now per unit of the campaign's value, for reports.
type Stated interface{ State() float64 }

// Counting is implemented by bidders to whom the number of rivals matters: Rivals tells them when the market around them changed. They
// keep what they learned.
type Counting interface{ Rivals(int) }

// Awaiting is implemented by strategies for conversions that count those on their way: a click brings its predicted conversions as pending,
// which wane by the survival curve of the delay and are replaced by the conversions that arrive.
type Awaiting interface{ Awaiting() }

// SelfPaced is implemented by strategies that hold the budget themselves, so that no pacing method may scale their bids as
// well.
type SelfPaced interface{ SelfPaced() }

// Opportunity is what a bidder sees of one request.
type Opportunity struct {
	Value      float64 // worth of one objective event in this request, currency
	PCTR, PCVR float64 // predicted by the platform
	Segment    int     // of the Pinner
	Surface    int     // on which the request is made
	Uniform    float64 // the bidder's own keyed random number in (0, 1)
}

// Outcomes is what the platform tells a campaign since the last update. Events are counted in units (a click is 1). Value counts the
// worth of objective events that have happened; conversions and their worth come when they arrive.
type Outcomes struct {
	Now                              int64 // microseconds
	Impressions, Clicks, Conversions float64
	Spend, Value                     float64   // currency
	Pending, PendingValue            float64   // change of conversions, and of their worth, that are expected of clicks so far: see Awaiting
	Predicted, PredictedValue        float64   // conversions, and their worth, that were predicted of these clicks: see Awaiting
	Auctions                         []Auction // in order of time; empty at the level Totals. Owned by the platform: do not keep.
}

// Events counts the events of an objective.
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
	// Multiplier scales the campaign's bids, in [0, 1].
	Multiplier() float64
	// PassThrough is the share of requests in which the campaign takes part, in [0, 1].
	PassThrough() float64
}

// Resting is implemented by pacers whose outputs no update can change while the campaign spends nothing, such as one whose multiplier
// is 1 already. A campaign that rests is left out of the pacing ticks until it spends again; it is then first told of the last tick
// that it missed.
type Resting interface{ Resting() bool }

// Divisible is implemented by bidders and pacers that learn how much money the market takes. Divide tells them that they go on in another part of
// it, such as a side of a budget split, with so many times the traffic and the budget, and charges of so many times the size: share, or 1
// where an event costs what it cost.
type Divisible interface{ Divide(share, charge float64) }

// Observer is implemented by pacers that also get the campaign's feedback, with the auctions that their method asks for.
type Observer interface{ Observe(*Outcomes) }

// Progress is what a pacer hears.
type Progress struct {
	Now     int64   // microseconds
	Elapsed float64 // share of the budget period that has gone by, in [0, 1]
	Planned float64 // share of the period's traffic that has gone by, in [0, 1]: the forecast curve
	Spent   float64 // of the period's budget so far, currency
	Budget  float64 // of the period, currency

	// What was expected beside what happened, summed since the market opened; campaigns without a budget hear none of it. A bid buys
	// impressions, and few of them bring the event that is billed: their expected cost tells many times sooner what a multiplier spends.
	Expected float64 // cost of the impressions won: price x predicted probability of the billing event, currency
	Won      float64 // impressions
	Paid     float64 // spend, in all, currency
	Traffic  float64 // that has gone by, in days of the forecast's traffic
	Live     float64 // of it: while there was budget left
	Period   float64 // of the budget, in days of traffic
}
