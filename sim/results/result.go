package results

import (
	"marketsim/agents"
	"marketsim/sim/spec"
)

// Tally counts what happened in one cell (day x segment x surface, or day x campaign group). All fields are integers, so
// that sums are exact and do not depend on the order in which workers ran. Outcomes that may be taken in expectation
// (views, clicks, conversions, hides) count billionths of an event; see Unit. A counter is one line here: see Counters.
type Tally struct {
	Potential    int64     `counter:"potential,count,potential sessions drawn"`
	Dropped      int64     `counter:"dropped,count,potential sessions lost inside a running session"`
	Sessions     int64     `counter:"sessions,count,sessions that happened"`
	Auctions     int64     `counter:"auctions,count,requests, each one auction"`
	Slots        int64     `counter:"slots,count,ad slots offered"`
	Eligible     int64     `counter:"eligible,count,campaigns whose targeting fits, summed over auctions"`
	Candidates   int64     `counter:"candidates,count,candidates that were scored in auctions"`
	AboveFloor   int64     `counter:"above_floor,count,of these, at or above the floors that hold for them: who could win"`
	Impressions  int64     `counter:"impressions,count,ads served"`
	Views        int64     `counter:"views,events,ads that the Pinner examined"`
	Clicks       int64     `counter:"clicks,events,clicks on ads"`
	Conversions  int64     `counter:"conversions,events,attributed conversions that arrived"`
	Outcomes     int64     `counter:"all_conversions,events,conversions with campaigns that state organic ones, with and without an ad"`
	Withheld     int64     `counter:"withheld,count,ads that won and were not shown"`
	Hides        int64     `counter:"hides,events,ads that Pinners hid"`
	Predicted    int64     `counter:"predicted,events,clicks that were predicted of the views"`
	LogLoss      int64     `counter:"log_loss,nats,minus the log likelihood of the clicks under the predictions"`
	Saves        int64     `counter:"saves,count,saves of organic Pins"`
	PinClicks    int64     `counter:"pin_clicks,count,clicks on organic Pins"`
	Leaves       int64     `counter:"leaves,count,sessions that the Pinner broke off"`
	Revenue      spec.Nano `counter:"revenue,USD,what the platform earned"`
	Value        spec.Nano `counter:"value,USD,true worth of the objective events to advertisers"`
	Overdelivery spec.Nano `counter:"overdelivery,USD,charged beyond a budget, whether billed or written off"`
}

// PinnerState sums the Pinners' state at the end of a day; the sums are fixed-point (see StateUnit).
type PinnerState struct {
	Pinners     int64 `counter:"pinners,count,Pinners who have not left for good"`
	Active      int64 `counter:"active,count,Pinners who had a session that day"`
	New         int64 `counter:"new,count,Pinners who came"`
	Left        int64 `counter:"left,count,Pinners who left for good"`
	Activity    int64 `counter:"activity,state,sum of activity over Pinners"`
	Fatigue     int64 `counter:"fatigue,state,sum of fatigue over Pinners"`
	Sightedness int64 `counter:"sightedness,state,sum of sightedness over Pinners"`
}

// StateUnit is the fixed-point denominator of PinnerState's sums.
const StateUnit = 1 << 32

// SteerState sums over campaigns of a group how they were steered on average over the time of a day; the sums are fixed-point (see StateUnit).
type SteerState struct {
	Campaigns   int64 `counter:"campaigns,count,campaigns in the market"`
	Multiplier  int64 `counter:"multiplier,state,sum of pacing multipliers"`
	PassThrough int64 `counter:"pass_through,state,sum of the shares of requests that pacing lets through"`
	Factor      int64 `counter:"bid_factor,state,sum of bids per unit of the value, of those whose bidder states it"`
	Stated      int64 `counter:"stated,count,campaigns whose bidder states its bid per unit of the value"`
}

// HourTally is one hour of a day over the whole market.
type HourTally struct {
	Sessions    int64     `counter:"sessions,count,sessions that began"`
	Auctions    int64     `counter:"auctions,count,requests, each one auction"`
	Impressions int64     `counter:"impressions,count,ads served"`
	Clicks      int64     `counter:"clicks,events,clicks on ads"`
	Revenue     spec.Nano `counter:"revenue,USD,what the platform earned"`
	Concurrent  int64     `counter:"concurrent_sessions,count,sessions running at the start of the hour"`
}

// DayCounts counts what exists once a day for the whole market.
type DayCounts struct {
	ActiveCampaigns    int64     `counter:"active_campaigns,count,campaigns with impressions or spend"`
	ExhaustedCampaigns int64     `counter:"exhausted_campaigns,count,campaigns whose budget ran out"`
	NewCampaigns       int64     `counter:"new_campaigns,count,campaigns that came or came back"`
	LeftCampaigns      int64     `counter:"left_campaigns,count,campaigns that ended or were taken away"`
	Supported          int64     `counter:"supported_campaigns,count,campaigns to which the platform grants support"`
	Graduated          int64     `counter:"graduated_campaigns,count,campaigns that had the clicks of their support"`
	InMarket           int64     `counter:"campaigns_in_market,count,campaigns in the market at the end of the day"`
	Reserve            spec.Nano `counter:"reserve,USD,reserve in force at the end of the day, mean over surfaces"`
}

// DayResult is one simulated day, counted from day 0.
type DayResult struct {
	DayCounts
	Cells   []Tally       // by segment*surfaces + surface
	Groups  []Tally       // by campaign group: auctions and slots are 0, impressions and money are the group's
	State   []PinnerState // by segment
	Cohorts []CohortDay   // by cohort, where they are followed
	Steer   []SteerState  // by campaign group
	Hours   [24]HourTally
	Spend   [][24]spec.Nano    // by campaign group and hour in which it was booked
	Plan    [24]int64          // share of the day's traffic gone by at the end of each hour, as the platform forecast it, billionths
	Budgets []spec.Nano        // by campaign group: what daily and weekly budgets let the day take, after advertisers moved them
	Lived   [][LivedBins]int64 // by campaign group: campaigns with such a budget by the half hour of the day in which it ran out; the last entry: it lasted
	Events  uint64             // sum of the marks of the day's auctions and accounts: who won, at which price, with which reaction
	Digest  uint64             // see Seal
}

// CampaignResult is one campaign over the whole horizon.
type CampaignResult struct {
	Name, Group                string
	Objective                  spec.Event
	Daily, Lifetime, Weekly    spec.Nano // 0 is no such budget
	Budget                     spec.Nano // the most that it may have spent over the horizon, of a shared budget an equal part; 0 is unlimited
	SharedBudget               string    // the first ad group of those that share its budget; empty when it has its own
	BudgetFactor               float64   // to which its advertiser moved its budgets by the end
	Spend, Value, Overdelivery spec.Nano
	Impressions                int64
	Clicks, Conversions        int64          // billionths
	Multiplier, PassThrough    float64        // pacing state at the end
	BidFactor                  float64        // bid per unit of the value that the bidder states at the end; 0 when it states none
	Promise                    agents.Promise // constraint that its strategy undertakes to keep; the zero value: none
	ExhaustedAt                spec.Time      // first time that its budget was gone; Never
	Joined                     spec.Time      // when it came; -Never: it was there from the start
	Left                       spec.Time      // when it left the market; Never
	Lived                      spec.Time      // with daily or weekly budget left, over the days on which it ran
	Ran                        int64          // such days
	ShortDays                  int64          // days on which it spent less than is kept for it of a shared budget
}

// Result is one arm of one replication.
type Result struct {
	Arm         string
	Replication int
	Seed        uint64
	Days        []DayResult
	Campaigns   []CampaignResult
	Lives       []Life // by cohort, where they are followed
	Warnings    []Count
	References  []Reference // of the long-run model at the end: stated, or taken from the warm-up
	Breaches    []Breach    // of the laws that are verified on every event, each once; none is as it should be
	Auctions    []Auction   // that the scenario records, by time, Pinner and request
	Absent      []string    `stored:"-"` // fields that a stored result did not have, such as Days.Cells.hides; they are 0 here
}

// Reference is a level at which Pinners do not react, by the key of the long-run model that states it.
type Reference struct {
	Key   string
	Value float64
}

// Count is a kind of mishap and how often it occurred.
type Count struct {
	What string
	N    int64
}

// Axes names the cells of results. All results of a run share them.
type Axes struct {
	Segments, Surfaces, Groups []string
}

// Breach is a law that was broken.
type Breach struct {
	Law   string
	N     int64
	First string // where and when it was broken first: auction PINNER/SESSION/REQUEST, or campaign NAME
}

// CohortDay is what one cohort did on a day.
type CohortDay struct {
	Pinners     int64     `counter:"pinners,count,Pinners at the end of the day"`
	Active      int64     `counter:"active,count,Pinners who had a session that day"`
	New         int64     `counter:"new,count,Pinners who came"`
	Left        int64     `counter:"left,count,Pinners who left for good"`
	Sessions    int64     `counter:"sessions,count,sessions that happened"`
	Auctions    int64     `counter:"auctions,count,requests, each one auction"`
	Impressions int64     `counter:"impressions,count,ads served"`
	Clicks      int64     `counter:"clicks,events,clicks on ads"`
	Revenue     spec.Nano `counter:"revenue,USD,what the platform earned"`
	Activity    int64     `counter:"activity,state,sum of activity over Pinners"`
	Fatigue     int64     `counter:"fatigue,state,sum of fatigue over Pinners"`
	Sightedness int64     `counter:"sightedness,state,sum of sightedness over Pinners"`
}

// Life counts the Pinners of one cohort by how long they were followed, in days. Died[a] left for good on their a-th day, counted
// from 1; Censored[a] were still there after a days, when the horizon came. Cohort 0 is followed from day 0 on.
type Life struct{ Died, Censored []int64 }

// LivedBins: half hours of the day, and one for budgets that lasted.
const LivedBins = 49
