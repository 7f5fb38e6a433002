package spec

import (
	"slices"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/auction/formula"
	"marketsim/sim/dist"
)

// Spec is all that a run depends on. A replication's results are a pure function of (Spec, replication number).
type Spec struct {
	Name         string
	Seed         uint64
	Replications int
	Warmup       Time    // simulated once per replication under the control market, then discarded
	Horizon      Time    // from day 0
	Lag          Time    // time between two refreshes of the market; 0 is exact, one request at a time
	Delay        Time    // added to Lag, in whole refreshes: how late spend becomes known
	Scale        float64 // share of the market that is simulated: it multiplies Pinners and budgets, not bids and prices; 0 means 1
	Independent  bool    // arms draw independently instead of sharing all draws
	FixPinners   bool    // all replications share one population
	FixCampaigns bool    // all replications share one set of campaigns
	PerWorld     int     // replications of one world, which share its draws; 0 means 1: each has a world of its own

	Population Population
	Arms       []Arm  // Arms[0] is the control
	Record     int    // record every n-th auction; 0 records none
	Trial      *Trial // nil: no units are measured
}

// World returns the number of a replication's world. Replications of one world share the draws of Pinners and campaigns.
func (s *Spec) World(replication int) int { return replication / max(1, s.PerWorld) }

// Arm is one variant of the whole market. Phases are in time order; the first starts at 0.
type Arm struct {
	Name   string
	Versus int // the arm that it is compared with
	// What it changes, as a text that is equal for equal changes, and when: [Start, Stop) from day 0; Stop is Never if it has no end.
	// They are labels for reports; the phases are what is simulated.
	Change      string
	Start, Stop Time
	Phases      []Phase
	Shared      *Shared // nil: one policy holds for everybody
}

// Phase is a market that holds from a time (counted from day 0) on.
type Phase struct {
	At     Time
	Market *Market
}

// Population states the Pinners and their potential sessions. It is exogenous: all arms share it.
type Population struct {
	Count     int     // Pinners at the start
	Arrivals  float64 // new Pinners a day, Poisson
	Departure float64 // daily probability that a Pinner leaves for good, independent of ads
	Cohorts   Time    // length of a cohort: the period in which Pinners came; 0: no cohorts
	Segments  []Segment
	Envelope  float64 // maximal session rate relative to a Pinner's own base rate, >= 1
	Regular   bool    // sessions come once per 1/rate days instead of as a Poisson process
	Rhythm    Rhythm
	Requests  dist.Dist // requests per session, >= 1
	Dwell     dist.Dist // seconds from a request to the next, or to the end of the session
	Interests Interests
	Surfaces  []float64 // share of sessions on each surface, adding up to 1
	// Attributes are the names of attributes that segments can share.
	Attributes []string
	Replay     []*Stream // potential sessions from a file instead of drawn ones: one for all replications, or one each
}

// Named returns the indices of attributes by name, and adds new ones.
func (p *Population) Named(attributes []string) (out []int) {
	for _, name := range attributes {
		i := slices.Index(p.Attributes, name)
		if i < 0 {
			i = len(p.Attributes)
			p.Attributes = append(p.Attributes, name)
		}
		out = append(out, i)
	}
	return out
}

// RhythmOf returns the rhythm of a segment's sessions.
func (p *Population) RhythmOf(segment int) Rhythm {
	r := p.Rhythm
	if own := p.Segments[segment].Daily; own != nil {
		r.Daily = own
	}
	return r
}

// Level returns a segment's mean sessions a day times its share of Pinners.
func (p *Population) Level(segment int) float64 {
	s := &p.Segments[segment]
	return float64(s.Share * s.SessionsPerDay.Mean())
}

// Uneven reports whether segments have different rhythms.
func (p *Population) Uneven() bool {
	return slices.ContainsFunc(p.Segments, func(s Segment) bool { return s.Daily != nil })
}

// Segment is a kind of Pinner.
type Segment struct {
	Name           string
	Share          float64   // of Pinners; shares add up to 1
	SessionsPerDay dist.Dist // a Pinner's base rate, drawn once
	Sensitivity    float64   // factor on how strongly its Pinners react to ads in the long run; 0 is 1
	Daily          []float64 // relative rates of equal parts of its day, mean 1, in place of the rhythm's; nil: the rhythm's
	Attributes     []int     // attributes of its Pinners, as indices into Population.Attributes
}

// Interests places Pinners and ads in one space. A Pinner belongs to one topic; its vector is the topic's centre plus its
// own part: sqrt(Focus) centre + sqrt(1-Focus) noise, each coordinate with variance 1.
type Interests struct {
	Dimensions int       // 0: no interests
	Constant   bool      // the last coordinate is 1 for everyone (an intercept)
	PerRequest bool      // the vector is redrawn in every request: context, not interests
	Focus      float64   // share of a Pinner's variance that the topic explains, [0, 1]
	Topics     []string  // names
	Shares     []float64 // of Pinners by topic, adding up to 1
}

// Surface is a part of the app with its own pages: home, search, related.
type Surface struct {
	Name    string
	Pins    int            // on a page, ads included
	Slots   []auction.Slot // after the ad load rules that are fixed for a page
	Reserve float64        // floor on the bid for an objective event, currency
	Floor   float64        // floor on the effective bid, that is bid x probability of the billed event, currency per view
	Soft    float64        // soft floor, currency per objective event; 0 is none
	Gap     Gap            // how an ad reduces the views of an ad below it
}

// Reservation reserves slots of a surface for some groups of campaigns.
type Reservation struct {
	Name    string
	Surface int
	Slots   []int  // positions on the page
	Groups  []bool // by group: its ads may be shown there
	Only    bool   // and only there
}

// Gap is how ads that are close together reduce each other's attention: an ad d positions below the last one is viewed with 1 - Loss 2^(-(d-1)/Half)
// of its slot's probability.
type Gap struct{ Loss, Half float64 }

// Learning is how the platform learns from bids: reserve prices that would have earned most, and distributions of values for
// Myerson's auction.
type Learning struct {
	Every    Time    // time between two updates
	Step     float64 // (0, 1]: share of the way to the reserve of the last bids that an update moves
	Together bool    // one reserve for the whole market instead of one for each surface
	Reserves bool    // reserves are learned; otherwise only distributions
}

// Event is a campaign's objective, or the event that it pays for.
type Event uint8

// The events of the funnel.
const (
	Impression Event = iota
	Click
	Conversion
)

var eventNames = [...]string{"impressions", "clicks", "conversions"}

// String is the name of the event in scenarios.
func (e Event) String() string { return eventNames[e] }

// Market is everything that an arm may change: an economy, and the policies that apply in it. The platform's policy is here, a
// campaign's is with its group. It is immutable and shared by all workers.
type Market struct {
	Economy
	Platform
}

// Economy is what exists independently of all policies: campaigns with their budgets, values and true rates, and how Pinners react.
type Economy struct {
	Groups       []Group
	Fatigue      Fatigue
	Regime       Regime
	Organic      Organic
	Leave        Leave
	Conversions  ConversionDelay
	Expected     bool    // outcomes in expectation instead of sampled
	Memory       int     // exposures that a Pinner's history holds, if campaigns need one
	Perturbed    string  // a campaign whose bids are multiplied by Perturbation, whatever its strategy; empty: none
	Perturbation float64 // factor on its bids
	BudgetShare  float64 // share of every stated budget that this market has, as in a budget split; 0 means 1
}

// Platform is the platform's policy: what it decides about pages, auctions, prices, predictions and billing.
type Platform struct {
	Surfaces        []Surface // same names and order in all arms
	Prediction      Prediction
	Mechanism       auction.Mechanism
	SessionCap      int           // ads per session; 0 is no cap
	SegmentLoad     []float64     // maximal ads in a session by segment, in place of SessionCap; fractions are rounded at random by session; nil is none
	LoadRule        *formula.Rule // additional bound on the ads in a session, computed in each request; nil is none
	ReserveRule     *formula.Rule // floor on the bid for an objective event in a request, currency; nil is none
	BillViewed      bool          // impressions are billed when viewed, not when served
	Candidates      int           // at most so many candidates are scored in a request; 0 is no limit
	Participants    dist.Dist     // how many of the eligible campaigns take part in a request; nil is all
	PacingInterval  Time
	Forecast        []float64      // relative traffic of equal parts of ForecastDays, as pacing expects it; nil: the actual rhythm
	SegmentForecast [][]float64    // Forecast by segment, of which it is the sum; nil: the same shape for all
	ForecastDays    int            // 1, or 7 from the weekday of day 0 on; 0 where there is no forecast
	Allocation      Allocation     // the remaining share of a budget enters rank scores
	SegmentReserve  []float64      // floor on the bid for an objective event by segment; nil is none
	ReserveOfValue  float64        // floor as a share of the objective event's value to the advertiser
	Exploration     float64        // scores are multiplied by 1 + Exploration / sqrt(1 + impressions of the campaign)
	Reservations    []Reservation  // slots that are reserved for some groups; Slot.For counts them from 1
	Learning        *Learning      // nil: nothing is learned from bids
	Blend           *auction.Blend // decides where ads stand among organic Pins; nil: in the slots that they won
}

// Campaigning is the policy of a campaign: how it bids and paces, and the platform's rules for it.
type Campaigning struct {
	Strategy agents.Strategy
	Pacing   agents.Pacing // nil is none
	Reserve  float64       // floor on the bid for an objective event, currency
	Boost    float64       // factor on the score; 0 means 1
	Bonus    float64       // added to the score, currency per view
	Cap      *FrequencyCap // nil is none
	Support  *Support      // nil is none
	Withhold Withhold      // whether its ads are shown when they win
	Rules    BudgetRules
}

// BudgetRules are how the platform enforces a campaign's budget. Campaigns that share a budget follow the rules of the first of them.
type BudgetRules struct {
	MayOvershoot     bool // the charge that uses up the budget is paid in full, instead of the remaining budget
	BillOverdelivery bool // events beyond the budget are billed instead of written off
	CountInflight    bool // budget is reserved for pending spend
}

// Allocation is how budgets enter the auction: as a weight on every candidate's rank score.
type Allocation uint8

// Mehta, Saberi, Vazirani & Vazirani (2007), "AdWords and generalized online matching", J. ACM 54; Kalyanasundaram & Pruhs (2000).
const (
	Greedy  Allocation = iota // no weight
	MSVV                      // 1 - exp(-f), f being the share of the budget that is left
	Balance                   // such that the score is f: the bid only decides whether a campaign participates
)

// Group is a set of campaigns that share a description.
type Group struct {
	Campaigning
	Name            string
	Members         []Member // named one by one, or one per ordinal
	Rows            []Member // rows of values, budgets and rates from which members are drawn, anew in every replication and with replacement; nil: none
	Ads             int      // creatives per campaign
	Objective       Event
	Bills           Event // the event that is paid for
	Value           Value
	Daily, Lifetime dist.Dist // nil is no such budget
	Weekly          dist.Dist // per week from day 0; what a day leaves rolls over to the week's other days. nil is no such budget
	DayCap          float64   // maximal spend of a day, as a multiple of a seventh of the weekly budget
	Unaided         Unaided
	Least           float64 // part of a shared budget that is reserved for each of these ad groups every day, currency
	ClickRate       Rate
	ConversionRate  Rate
	Quality         dist.Dist
	UserValue       dist.Dist // value of a view of the ad to the Pinner, currency, of either sign; nil is 0
	Satisfaction    dist.Dist // probability that a click ends the scan of the page; nil is 0
	Continuation    dist.Dist // probability that the Pinner goes on past the ad, clicked or not; nil is 1
	Targeting       Targeting
	Start, End      Time          // from day 0; -Never and Never when not given
	WearOut         *WearOut      // nil is none
	ColdStart       *ColdStart    // of campaigns that come after the start; nil is none
	Review          agents.Review // nil: advertisers never review
	Arrivals        *Arrivals     // nil: no new campaigns come
	Delay           dist.Dist     // from click to conversion, seconds; nil is that of the market
	Window          Time          // of attribution; 0 is that of the market
}

// FrequencyCap limits how often a Pinner is served a campaign: in any span Per at most Count times, or, when it is soft, with a
// score or bid that every exposure from the Count-th on multiplies by 1 - Discount.
type FrequencyCap struct {
	Count    int
	Per      Time
	Soft     bool
	Discount float64
	OnScore  bool // the discount is on the rank score, not on the bid
}

// WearOut is how a Pinner tires of an ad. Exposures add up to a level that halves in every Recovery (0: never); at level x the
// click rate is Floor + (1 - Floor) (1 - Rate)^x of what it was. A new creative every Refresh (0: never) starts at level 0.
type WearOut struct {
	Rate, Floor       float64
	Recovery, Refresh Time
}

// ColdStart is the platform's error about ads of a campaign that is new: predicted over true click rate is lognormal with mean 1
// and Sigma / sqrt(1 + impressions/Impressions) as the standard deviation of its logarithm.
type ColdStart struct{ Sigma, Impressions float64 }

// Arrivals are new campaigns of a group: a day's number is Poisson with mean PerDay x (ROAS / Outside)^Elasticity, where ROAS is what
// campaigns of the group got over the last seven days (at most tenfold; PerDay when none of them spent). An Outside of 0 is their ROAS in the last week of the warm-up. At most Most ever come.
type Arrivals struct {
	PerDay, Elasticity, Outside float64
	Most                        int
}

// Member is one campaign of a group. NaN in a field means that the group's distribution is drawn.
type Member struct {
	Name                                              string
	Value, Daily, Lifetime, ClickRate, ConversionRate float64
	Vectors                                           [][]float32 // one per ad, instead of drawn ones
	AdValues                                          []float64   // one per ad, instead of Value
	ClickBySegment, ConversionBySegment               []float64   // factors on its rates per segment, on top of the group's; nil is 1
	Weekly                                            *float64    // nil is the group's
	Of                                                string      // the campaign that it is a part of, whose draws it has; empty: it is a whole campaign
	Segment                                           int         // 1 + the only segment to which it is shown; 0: all that its group targets
	Share                                             float64     // of the campaign's budgets; 0 is all
	SharedBudget                                      string      // the budget that it shares with all members of the market that name it; empty: its own
	Start, End                                        *Time       // its own dates; nil is the group's
	Newcomer                                          bool        // absent until the market's arrivals admit it
}

// Entity names whose random draws a member has.
func (m *Member) Entity() string {
	if m.Of != "" {
		return m.Of
	}
	return m.Name
}

// Leads reports whether member i is a whole campaign, or the first of its parts: the members that lead are the group's campaigns.
func (g *Group) Leads(i int) bool {
	return i == 0 || g.Members[i].Entity() != g.Members[i-1].Entity()
}

// Value is the value of an objective event to the campaign.
type Value struct {
	Dist       dist.Dist // one draw per campaign
	PerAuction bool      // one draw per campaign and request: private values
	BySegment  []float64 // per segment instead of Dist; nil otherwise
}

// Rate is a true probability.
type Rate struct {
	Base       dist.Dist // per ad: at zero affinity
	Affinity   float64   // weight of <Pinner, ad>/sqrt(dimensions) in the logit; 0: the base holds for everyone
	BySegment  []float64 // factor per segment; nil is 1
	Attribute  dist.Dist // added to the rate for each attribute of the Pinner's segment, drawn per ad and attribute; nil is 0
	PerAuction bool      // Base is drawn per ad and request
	BySlot     []float64 // probability per slot, in place of base times attention; nil otherwise
}

// Targeting restricts who sees a campaign.
type Targeting struct {
	Segments, Surfaces, Topics []int   // nil is all
	Nearest                    float64 // share of Pinners in the nearest topics; 0 is all
}

// Fatigue is the fast state: a level that jumps with every ad and decays. It scales click rates by exp(-Effect level).
type Fatigue struct {
	PerAd    float64
	HalfLife Time
	Effect   float64
}

// Organic is what Pinners do with Pins that are not ads, per viewed Pin.
type Organic struct{ SaveRate, ClickRate float64 }

// Leave is session abandonment: after each request the session ends with probability Base + PerFatigue level (at most 1).
type Leave struct {
	Base, PerFatigue float64
	HideRate         float64
}

// ConversionDelay is the delay of conversions, in seconds, and the attribution window.
type ConversionDelay struct {
	Delay  dist.Dist
	Window Time
}

// Share is the size of a market's charges, relative to those of the whole market at full scale; bids are compared with the remaining budget
// divided by it. Where outcomes are taken in expectation, charges shrink with the market, so that a bid of the whole market is no more than its
// budget there. Sampled charges do not shrink.
func (s *Spec) Share(e *Economy) float64 {
	switch {
	case !e.Expected:
		return 1
	case s.Scale > 0:
		return s.Scale * e.Part()
	}
	return e.Part()
}
