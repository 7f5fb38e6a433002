package results

import "marketsim/sim/spec"

// Trial is what a test in one market left behind, by unit, over its window.
type Trial struct {
	Pinners   []PinnerUnit
	Campaigns []CampaignUnit
	Last      []PinnerUnit // over its last days alone, of those who are still there; nil where they are not measured
	Post      []PinnerUnit // over the post-period
}

// PinnerUnit is what one Pinner did. Where whole auctions are assigned, each Pinner has two units, one after the other: its control and its treated requests,
// and what is counted in place of sessions is requests.
type PinnerUnit struct {
	Treated               bool
	Apart                 bool  // on neither side
	Late                  bool  // joined the treatment in the last days; on neither side of the test as a whole
	Kind                  int32 // segment*topics + topic
	Revenue               spec.Nano
	Value, Clicks, Before float32 // Before: revenue of the pre-period, currency
	Impressions, Sessions uint16  // at most 65,535
}

// CampaignUnit is what one campaign did.
type CampaignUnit struct {
	Name         string
	Spend, Value spec.Nano
	Drawn        spec.Nano // of its spend, by treated Pinners
	Clicks       int64     // billionths
	Impressions  int64
	Allowed      spec.Nano // the most that daily and weekly budgets let it spend; 0: it has none
	Rigid        spec.Nano // of its spend, on days of which it spent 95% or more of what the day allowed: more traffic would not have raised it
	Supported    [2]bool   // by the platform, on control's and on treated requests; where all requests have one policy, the first says so of all
	Graduated    [2]bool   // had the clicks of that support by the end of the test
	Exhausted    bool      // a budget of it was used up by the end of the test
}
