package spec

import "marketsim/sim/rng"

// Trial is when a test in one market runs, from day 0. Units are measured over the pre-period [Pre, From) and the test [From, To); the
// treatment of shared arms holds in the test.
//
// Units are also measured over the last days [Late, To), at whose beginning the late Pinners of shared arms join the treatment, and over the post-period
// [To, Post), in which all have the control's policy again. 0 leaves either out. With Hold the treatment is launched at To: all have it until Hold but
// for the Pinners who are held back.
type Trial struct {
	Pre, From, To, Late, Post, Hold Time
	Every                           Time     // groups of Pinners are counted by day from From on, and campaigns at the end of every such window of the test; 0: they are not
	ByExposure                      bool     // groups of Pinners are counted by their first session in the test as well
	Exposures                       []string // groups of whose ads it is logged who saw them or would have
	Conversions                     bool     // those with and without an ad are measured by Pinner
}

// Logs reports whether exposures or conversions are kept by Pinner.
func (t *Trial) Logs() bool { return t.Conversions || len(t.Exposures) > 0 }

// Withhold says what happens to an ad that wins.
type Withhold uint8

// What happens to an ad that wins. A ghost's auction is held again without the group, and the next ad is shown in its place; a notice takes its place and
// nobody pays for it. Both are entered into the Pinner's history as if the ad had been shown (Johnson, Lewis & Nubbemeyer 2017, J. Marketing Research 54).
const (
	Show Withhold = iota
	Ghost
	Notice
)

// Unaided is what comes to a campaign without an ad.
type Unaided struct {
	PerSession float64 // mean number of conversions of a Pinner in a session
	Displaced  float64 // share of conversions after a click that would have come without the ad
}

// Shared makes an arm a market in which two policies hold at once, as in a live test. The phases are the control's policy. Budgets, pacing state
// and learners are shared by both.
type Shared struct {
	Key       string          // of the assignment: a unit keeps its side whatever else a scenario has
	Treatment *Market         // the policy of treated Pinners: the phases' campaigns with the same budgets, bidders and ads; nil: the control's
	Pinners   float64         // share of Pinners that are treated
	Campaigns float64         // share of campaigns that take the treatment's description when they meet a treated Pinner; 0: all do
	Ramp      []Stage         // smaller shares of the treated before that one; units are measured from its end on
	Joins     float64         // share of Pinners, after the treated, who join the treatment late
	Pool      float64         // share of Pinners, after those, from whom the fresh are drawn, and who are compared as fresh alone
	Fresh     float64         // share of Pinners who are drawn from the pool to have the treatment
	FreshDays int             // until they are drawn anew; at least 1
	Launches  []Phase         // policies that take the treatment's place after it was launched
	Spill     float64         // share of a Pinner's days on which the other side's policy holds for it: learning spills over
	Holdback  float64         // share of Pinners, the last ones, who do not get the treatment when it is launched
	Control   float64         // share of Pinners with whom the treated are compared; 0: all who are not treated
	Eligible  []bool          // by segment: whose Pinners can be treated; the others have the control's policy and are compared with nobody. nil: all
	OwnModels bool            // the treatment's predictor learns by itself, from what was learned before the test on
	Only      Side            // the Pinners who exist
	Auctions  bool            // each request is treated or not by itself, with the share of Pinners: all that belongs to an auction has one side
	Others    *Market         // the policy of requests on neither side; nil: the control's
	Own       []string        // groups whose campaigns spend at most a side's share of their lifetime budgets on its requests; with Auctions
	Takes     map[string]Side // campaigns that take part in the requests of one side alone; NeitherSide: in all of them, as Others describes them. With Auctions
	Sides     []bool          // by segment*topics + topic: whether Pinners are treated, in place of a share; nil: by share
	Layers    []Layer         // other tests of Pinners in the same market; at most MaxLayers, beside a test of Pinners by share alone
	Mixed     []*Market       // with Layers: the policy by the treatments that a Pinner has: 1 is this test's own, 2<<k that of the k-th layer
}

// MaxLayers is how many other tests a market can hold beside one.
const MaxLayers = 2

// Layer is another test in the same market. The side of a Pinner in it is drawn by itself and is independent of its sides in the other tests (Tang, Agarwal, O'Brien &
// Meyer 2010, "Overlapping experiment infrastructure", KDD).
type Layer struct {
	Key     string  // of its assignment, as Shared.Key
	Pinners float64 // share of Pinners that are treated in it
}

// Stage is a share that holds until a time.
type Stage struct {
	Until Time
	Share float64
}

// Side is a side of a test.
type Side uint8

// Sides of a test. Both is everybody.
const (
	Both Side = iota
	ControlSide
	TreatedSide
	NeitherSide
)

// CampaignSide tells the side of a campaign under the key of an assignment, when control has a share of its own; 0: all who are not treated.
func CampaignSide(key rng.Key, name string, share, control float64) Side {
	switch {
	case CampaignTreated(key, name, share):
		return TreatedSide
	case CampaignCompared(key, name, share, control):
		return ControlSide
	}
	return NeitherSide
}

// CampaignCompared reports whether a campaign is on one of the sides that are compared, when control has a share of its own; 0: all are.
func CampaignCompared(key rng.Key, name string, share, control float64) bool {
	return control == 0 || key.Named("campaign").Named(name).Float() < share+control
}

// CampaignTreated tells the side of a campaign under the key of an assignment.
func CampaignTreated(key rng.Key, name string, share float64) bool {
	return key.Named("campaign").Named(name).Float() < share
}
