package results

import "marketsim/sim/spec"

// Trial is what a test in one market left behind, by unit, over its window.
type Trial struct {
	Pinners   PinnerUnits
	Campaigns []CampaignUnit
	Last      PinnerUnits  // over its last days alone, of those who are still there; empty where they are not measured
	Post      PinnerUnits  // over the post-period
	Daily     [][]GroupDay // what groups of Pinners did, by day from the test's start, and then by group*Buckets + bucket; nil where they are not counted
	// Ages is the same within the test by days since a Pinner's first session in it, of those who had one; Cohorts by the day of that session.
	Ages, Cohorts [][]GroupDay
	Marks         [][]CampaignUnit // where campaigns stood when the test began, and at the end of each of its windows; nil where there are none
}

// Buckets is in how many parts of equal expected size each group of a test is divided, by a hash of the Pinner: their spread tells how sure any sum is.
const Buckets = 20

// Groups of Pinners on a day of a test.
const (
	InControl = iota // have control's policy, and the treatment once it is launched
	InNeither        // are compared with nobody
	IsFresh          // drawn to have the treatment, for the first time in a while
	HeldBack         // in control, and do not get the treatment when it is launched
	HasJoined        // have the treatment from the start; HasJoined+k: from the end of the k-th stage of the ramp, or from the last days on
)

// GroupDay is what a bucket of a group did on a day: sums, as teams keep them by arm.
type GroupDay struct {
	Pinners, Left  int64 // who were there on the day, and who of them left for good on it
	Revenue, Value spec.Nano
	Clicks         int64 // billionths
	Impressions    int64
	Sessions       int64
}

// Add adds another bucket or day.
func (g *GroupDay) Add(o *GroupDay) {
	g.Pinners += o.Pinners
	g.Left += o.Left
	g.Revenue += o.Revenue
	g.Value += o.Value
	g.Clicks += o.Clicks
	g.Impressions += o.Impressions
	g.Sessions += o.Sessions
}

// PinnerUnit is what one Pinner did. Where whole auctions are assigned, each Pinner has two units, one after the other: its control and its treated requests,
// and what is counted in place of sessions is requests.
type PinnerUnit struct {
	Treated               bool
	Apart                 bool  // on neither side
	Late                  bool  // joined the treatment in the last days; on neither side of the test as a whole
	Layers                uint8 // bit k: treated in the k-th of the other tests in the market
	Kind                  int32 // segment*topics + topic
	Revenue               spec.Nano
	Value, Clicks, Before float32 // Before: revenue of the pre-period, currency
	Conversions           float32 // with and without an ad; where they are measured
	Impressions, Sessions uint16  // at most 65,535
	Exposures             uint16  // to ads of the groups whose exposures are logged, shown or withheld; at most 65,535
}

// CampaignUnit is what one campaign did.
type CampaignUnit struct {
	Name         string
	Spend, Value spec.Nano
	Drawn        spec.Nano // of its spend, by treated Pinners
	Clicks       int64     // billionths
	Impressions  int64
	Allowed      spec.Nano // the most that daily and weekly budgets let it spend; 0: it has none
	Rigid        spec.Nano // of its spend, what more traffic would not have raised: of days of which it spent 95% or more of what they allowed all, of others with outcomes in expectation what it spent with its bid held back, times the share of the day's budget that it spent
	Supported    [2]bool   // by the platform, on control's and on treated requests; where all requests have one policy, the first says so of all
	Graduated    [2]bool   // had the clicks of that support by the end of the test
	Exhausted    bool      // a budget of it was used up by the end of the test
	There        bool      // it takes part: it has begun or come, and has not ended or left
}
