package agents

import "marketsim/auction/registry"

// Reviews are the models of an advertiser's long-run reaction, by name.
var Reviews = registry.New[Review]("advertiser reaction")

// Review is a model of how advertisers look back at what their campaigns brought and decide on budgets and on staying, as a scenario
// states it. New is called once per campaign and replication.
type Review interface {
	New(Brief) Reviewer
	// Every is the time between two reviews, microseconds: whole days.
	Every() int64
}

// Anchored is implemented by reviews whose reference, where a scenario leaves it out, is what the warm-up shows.
type Anchored interface {
	// Open says whether a reference is left out.
	Open() bool
}

// Reviewer is one advertiser. It is copied when the market forks, as bidders are.
type Reviewer interface {
	Review(*Statement) Verdict
}

// Statement is what an advertiser looks at on a review date. Conversions that have not come yet are not in it, and spend that is
// still to be billed neither.
type Statement struct {
	Now     int64   // microseconds; below 0 in the warm-up
	Period  int64   // since the last review or since it came, microseconds
	Spend   float64 // in the period, currency
	Value   float64 // worth of the objective events in the period, as far as they have been reported, currency
	Market  float64 // ROAS of the campaign's group over the last seven days, as the trade press has it; NaN when it spent nothing
	Usual   float64 // the same over the last seven days of the warm-up; 0 in it, and where there is none
	Away    bool    // it has left; it only decides whether to come back
	Normal  float64 // standard normal draw of its own, for what blurs its reading; the same in all arms
	Uniform float64 // in (0, 1), its own, for what it does; the same in all arms
}

// Verdict is what the advertiser decides.
type Verdict struct {
	Budget float64 // factor on the stated budgets, above 0
	Stay   bool    // false: it leaves, or stays away
}
