package market

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Campaign is what a campaign is, in one replication: its drawn parameters. It does not change while a phase lasts. 136 bytes, of which
// requests and barriers read the first 64.
type Campaign struct {
	Payer     int32 // the campaign that keeps the account of its budget: itself, or the first that shares it
	Group     int32
	First     int32 // its ads are Ads[First:Last]
	Last      int32
	Shared    bool // others draw on its budget
	Limited   bool // has a budget
	Present   bool // part of the market
	Newcomer  bool // not there until arrivals let it in
	Private   bool // values are private: redrawn in every request
	Objective spec.Event
	Bills     spec.Event
	Feedback  agents.Feedback // what its bidder and pacer ask for
	Start     spec.Time
	End       spec.Time
	Factor    float64 // on its bids, to see what would have been; 1
	Spec      *spec.Group
	Key       rng.Key

	Name     string
	Value    float64   // mean worth of an objective event
	Daily    spec.Nano // 0 is no such budget
	Weekly   spec.Nano
	Lifetime spec.Nano
	DayMost  spec.Nano // of the weekly budget, on one day
	Least    spec.Nano // of a shared budget, kept for it every day
	Part     uint8     // 1 + the only segment to which it is shown; 0: all that its group targets
	Awaits   bool      // its bidder counts conversions on their way
	Rules    spec.BudgetRules

	ClickBySegment, ConvertBySegment []float64 // factors on its rates; nil is 1
}

// Running tells whether a campaign is part of the market and between its dates.
func (c *Campaign) Running(now spec.Time) bool { return c.Present && now >= c.Start && now < c.End }

// OneValue tells whether an event is worth the same to it in every request.
func (c *Campaign) OneValue() bool {
	return !c.Private && c.Spec.Value.BySegment == nil && c.Last-c.First == 1
}

// targets tells whether a campaign is shown to a segment.
func (c *Campaign) targets(segment int) bool {
	if c.Part > 0 {
		return int(c.Part)-1 == segment
	}
	t := c.Spec.Targeting.Segments
	return t == nil || slices.Contains(t, segment)
}

// Delay is how long after its click a conversion comes, in microseconds, and whether that is within the attribution window.
func (c *Campaign) Delay(e *Economy, u float64) (delay float64, attributed bool) {
	law, window := e.Conversions.Delay, e.Conversions.Window
	if c.Spec.Delay != nil {
		law = c.Spec.Delay
	}
	if c.Spec.Window > 0 {
		window = c.Spec.Window
	}
	if law == nil {
		return 0, true
	}
	delay = law.Quantile(u) * float64(spec.Second)
	return delay, delay <= float64(window)
}

// Nano rounds money to the ledger's unit; what is negative or no number is 0.
func Nano(x float64) spec.Nano {
	switch {
	case x != x || x <= 0:
		return 0
	case x > spec.MaxMoney:
		return spec.Nano(spec.MaxMoney * spec.Unit)
	}
	return spec.Nano(float64(x*spec.Unit) + 0.5)
}

// split leaves the campaign a share of its budgets, as in a budget split; 0 leaves all.
func (c *Campaign) split(share float64) {
	if share == 0 {
		return
	}
	for _, b := range []*spec.Nano{&c.Daily, &c.Weekly, &c.Lifetime, &c.DayMost, &c.Least} {
		if *b > 0 {
			*b = max(1, Nano(b.Float()*share))
		}
	}
}
