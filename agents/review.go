package agents

import "marketsim/auction/registry"

// Reviews are the models of an advertiser's long-run reaction, by name.
var Reviews = registry.New[Review]("advertiser reaction")

// Review is a model of how advertisers review the returns of their campaigns and decide on budgets and on staying, as a scenario
// states it. New is called once per campaign and replication.
type Review interface {
	New(Brief) Reviewer
	// Every is the time between two reviews, microseconds: whole days.
	Every() int64
}

// Anchored is implemented by reviews that take the reference from the warm-up if the scenario leaves it out.
type Anchored interface {
	// Open reports whether a reference is left out.
	Open() bool
}

// Reviewer is one advertiser. It is copied when the market forks, as bidders are.
type Reviewer interface {
	Review(*Statement) Verdict
}

// Statement is the information that an advertiser has on a review date. It contains neither pending conversions nor spend that is
// still to be billed.
type Statement struct {
	Now     int64   // microseconds; below 0 in the warm-up
	Period  int64   // since the last review or since it came, microseconds
	Spend   float64 // in the period, currency
	Value   float64 // value of the objective events in the period, as far as they have been reported, currency
	Market  float64 // ROAS of the campaign's group over the last seven days; NaN if it spent nothing
	Usual   float64 // the same over the last seven days of the warm-up; 0 within the warm-up, and without one
	Away    bool    // it has left; it only decides whether to come back
	Normal  float64 // its own standard normal draw, for the noise of its reading; the same in all arms
	Uniform float64 // its own draw in (0, 1), for its decisions; the same in all arms
}

// Verdict is the advertiser's decision.
type Verdict struct {
	Budget float64 // factor on the stated budgets, finite and above 0
	Stay   bool    // false: it leaves, or stays away
}
