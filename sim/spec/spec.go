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
	Lag          Time    // how often the market refreshes; 0 is exact, one request at a time
	Delay        Time    // on top: whole refreshes after which spend becomes known
	Scale        float64 // share of the market that is simulated: Pinners and budgets are so much smaller, bids and prices are not; 0 stands for 1
	Independent  bool    // arms draw independently instead of sharing all draws
	FixPinners   bool    // all replications share one population
	FixCampaigns bool    // all replications share one set of campaigns
	PerWorld     int     // replications that share what is drawn anew; 0 stands for 1: each has a world of its own

	Population Population
	Arms       []Arm  // Arms[0] is the control
	Record     int    // record every n-th auction; 0 records none
	Trial      *Trial // nil: no units are measured
}

// World is the number of the world in which a replication is played: those of one world share what is drawn anew.
func (s *Spec) World(replication int) int { return replication / max(1, s.PerWorld) }

// Arm is one variant of the whole market. Phases are in time order; the first starts at 0.
type Arm struct {
	Name   string
	Versus int // the arm that it is compared with
	// What it changes, in words that are equal for equal changes, and when: [Start, Stop) from day 0; Stop is Never where it stays.
	// Reports label arms by them; what is simulated are the phases.
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

// Population is who may visit. It is exogenous: all arms share it.
type Population struct {
	Count     int     // Pinners at the start
	Arrivals  float64 // new Pinners a day, Poisson
	Departure float64 // probability that a Pinner leaves for good on a day, whatever it saw
	Cohorts   Time    // Pinners are followed by the period of this length in which they came; 0: they are not
	Segments  []Segment
	Envelope  float64 // maximal session rate relative to a Pinner's own base rate, >= 1
	Regular   bool    // sessions come once per 1/rate days instead of as a Poisson process
	Rhythm    Rhythm
	Requests  dist.Dist // requests per session, >= 1
	Dwell     dist.Dist // seconds from a request to the next, or to the end of the session
	Interests Interests
	Surfaces  []float64 // share of sessions on each surface, adding up to 1
	// Attributes are names of what segments have in common.
	Attributes []string
	Replay     []*Stream // potential sessions from a file instead of drawn ones: one for all replications, or one each
}

// Named finds attributes by name, and adds those that are new.
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

// RhythmOf is the rhythm in which Pinners of a segment come.
func (p *Population) RhythmOf(segment int) Rhythm {
	r := p.Rhythm
	if own := p.Segments[segment].Daily; own != nil {
		r.Daily = own
	}
	return r
}

// Level is how many sessions a segment has a day, relative to others.
func (p *Population) Level(segment int) float64 {
	s := &p.Segments[segment]
	return float64(s.Share * s.SessionsPerDay.Mean())
}

// Uneven tells whether segments come in different rhythms.
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
	Attributes     []int     // what its Pinners have in common with those of other segments, as indices into Population.Attributes
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

// Surface is where requests happen.
type Surface struct {
	Name    string
	Pins    int            // on a page, ads included
	Slots   []auction.Slot // after the ad load rules that are fixed for a page
	Reserve float64        // floor on the bid for an objective event, currency
	Floor   float64        // floor on the effective bid, that is bid x probability of the billed event, currency per view
	Soft    float64        // soft floor, currency per objective event; 0 is none
	Gap     Gap            // how an ad above takes views from an ad below
}

// Reservation holds slots of a surface for some groups of campaigns.
type Reservation struct {
	Name    string
	Surface int
	Slots   []int  // positions on the page
	Groups  []bool // by group: it may stand there
	Only    bool   // and nowhere else
}

// Gap says how near ads take attention from each other: an ad d positions below the last one is viewed with 1 - Loss 2^(-(d-1)/Half)
// of its slot's probability.
type Gap struct{ Loss, Half float64 }

// Learning is how the platform learns from the bids that it hears: reserve prices that would have earned most, and laws of
// values for Myerson's auction.
type Learning struct {
	Every    Time    // from one lesson to the next
	Step     float64 // (0, 1]: how far the reserve moves to what the last bids say
	Together bool    // one reserve for the whole market instead of one for each surface
	Reserves bool    // reserves are learned; otherwise only laws
}

// Event is what a campaign wants, or pays for.
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

// Market is everything that an arm may change: an economy, and the policies that hold in it. The platform's policy stands here, a
// campaign's with its group. It is immutable and shared by all workers.
type Market struct {
	Economy
	Platform
}

// Economy is what exists, whatever anybody decides: campaigns with their budgets, values and true rates, and how Pinners react.
type Economy struct {
	Groups       []Group
	Fatigue      Fatigue
	Regime       Regime
	Organic      Organic
	Leave        Leave
	Conversions  ConversionDelay
	Expected     bool    // outcomes in expectation instead of sampled
	Memory       int     // exposures that a Pinner's history holds, where campaigns need one
	Perturbed    string  // a campaign whose bids are multiplied by Perturbation, whatever its strategy; empty: none
	Perturbation float64 // factor on its bids
	BudgetShare  float64 // of every stated budget that this market has, as in a budget split; 0 is 1
}

// Platform is the platform's policy: what it decides about pages, auctions, prices, predictions and billing.
type Platform struct {
	Surfaces        []Surface // same names and order in all arms
	Prediction      Prediction
	Mechanism       auction.Mechanism
	SessionCap      int           // ads per session; 0 is no cap
	SegmentLoad     []float64     // most ads in a session by segment, in place of SessionCap; parts are rounded at random by session; nil is none
	LoadRule        *formula.Rule // most ads in a session as a request sees it, on top; nil is none
	ReserveRule     *formula.Rule // floor on the bid for an objective event in a request, currency; nil is none
	BillViewed      bool          // impressions are billed when viewed, not when served
	Candidates      int           // at most so many candidates are scored in a request; 0 is no limit
	Participants    dist.Dist     // how many of the eligible campaigns take part in a request; nil is all
	PacingInterval  Time
	Forecast        []float64      // relative traffic of equal parts of ForecastDays, as pacing reckons with it; nil: as it comes
	SegmentForecast [][]float64    // Forecast by segment, of which it is the sum; nil: the same shape for all
	ForecastDays    int            // 1, or 7 from the weekday of day 0 on; 0 where there is no forecast
	Allocation      Allocation     // how much of a budget is left enters rank scores
	SegmentReserve  []float64      // floor on the bid for an objective event by segment; nil is none
	ReserveOfValue  float64        // floor as a share of what the objective event is worth to the advertiser
	Exploration     float64        // scores are multiplied by 1 + Exploration / sqrt(1 + impressions of the campaign)
	Reservations    []Reservation  // slots that are held for some groups; Slot.For counts them from 1
	Learning        *Learning      // nil: nothing is learned from bids
	Blend           *auction.Blend // decides where ads stand among organic Pins; nil: in the slots that they won
}

// Campaigning is the policy of a campaign: how it bids and paces, and what the platform grants to it or holds it to.
type Campaigning struct {
	Strategy agents.Strategy
	Pacing   agents.Pacing // nil is none
	Reserve  float64       // floor on the bid for an objective event, currency
	Boost    float64       // factor on the score; 0 stands for 1
	Bonus    float64       // added to the score, currency per view
	Cap      *FrequencyCap // nil is none
	Support  *Support      // nil is none
	Withhold Withhold      // whether its ads are shown where they win
	Rules    BudgetRules
}

// BudgetRules are how the platform keeps a campaign to its budget. Campaigns that share a budget follow the rules of the first of them.
type BudgetRules struct {
	MayOvershoot     bool // the charge that empties the budget is paid in full, instead of what is left
	BillOverdelivery bool // events beyond the budget are billed instead of written off
	CountInflight    bool // room is kept for spend that is on its way and not yet known
}

// Allocation is how the platform lets budgets enter the auction, as a weight on every candidate's rank score.
type Allocation uint8

// Mehta, Saberi, Vazirani & Vazirani (2007), "AdWords and generalized online matching", J. ACM 54; Kalyanasundaram & Pruhs (2000).
const (
	Greedy  Allocation = iota // no weight
	MSVV                      // 1 - exp(-f), f being the share of the budget that is left
	Balance                   // such that the score is f: the bid only decides whether a campaign takes part
)

// Group is a set of campaigns that share a description.
type Group struct {
	Campaigning
	Name            string
	Members         []Member // named one by one, or one per ordinal
	Rows            []Member // what members are drawn from, anew in every replication and with replacement: values, budgets and rates; nil: they are not
	Ads             int      // creatives per campaign
	Objective       Event
	Bills           Event // what is paid for
	Value           Value
	Daily, Lifetime dist.Dist // nil is no such budget
	Weekly          dist.Dist // per week from day 0; what a day leaves rolls over to the week's other days. nil is no such budget
	DayCap          float64   // most of a seventh of the weekly budget that one day may spend
	Unaided         Unaided
	Least           float64 // of a shared budget that is kept for each of these ad groups every day, currency
	ClickRate       Rate
	ConversionRate  Rate
	Quality         dist.Dist
	UserValue       dist.Dist // what a view of the ad is worth to the Pinner, currency, of either sign; nil is 0
	Satisfaction    dist.Dist // probability that a click ends the scan of the page; nil is 0
	Continuation    dist.Dist // probability that the Pinner goes on past the ad, clicked or not; nil is 1
	Targeting       Targeting
	Start, End      Time          // from day 0; -Never and Never when not given
	WearOut         *WearOut      // nil is none
	ColdStart       *ColdStart    // of campaigns that come after the start; nil is none
	Review          agents.Review // nil: advertisers never review
	Arrivals        *Arrivals     // nil: nobody new comes
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

// Arrivals is who comes to a group: a day's number is Poisson with mean PerDay x (ROAS / Outside)^Elasticity, where ROAS is what
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
	Of                                                string      // the campaign that it is a part of, whose draws it has; empty: it is all of one
	Segment                                           int         // 1 + the only segment to which it is shown; 0: all that its group targets
	Share                                             float64     // of the campaign's budgets; 0 is all
	SharedBudget                                      string      // the budget that it shares with all members of the market that name it; empty: its own
	Start, End                                        *Time       // its own dates; nil is the group's
	Newcomer                                          bool        // not there until the market's arrivals let it in
}

// Entity names whose random draws a member has.
func (m *Member) Entity() string {
	if m.Of != "" {
		return m.Of
	}
	return m.Name
}

// Leads tells whether member i is all of a campaign, or the first of its parts, so that those that lead are the group's campaigns.
func (g *Group) Leads(i int) bool {
	return i == 0 || g.Members[i].Entity() != g.Members[i-1].Entity()
}

// Value is what an objective event is worth to the campaign.
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

// ConversionDelay is how late conversions come, in seconds, and how long they count.
type ConversionDelay struct {
	Delay  dist.Dist
	Window Time
}

// Share is the size of a market's charges, relative to those of the whole market at full scale; bids are compared with what is left of a budget
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
