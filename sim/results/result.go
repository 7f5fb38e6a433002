package results

import (
	"marketsim/agents"
	"marketsim/sim/spec"
)

// Tally counts what happened in one cell (day x segment x surface, or day x campaign group). All fields are integers, so
// that sums are exact and do not depend on the order in which workers ran. Outcomes that may be taken in expectation
// (views, clicks, conversions, hides) count billionths of an event; see Unit.
type Tally struct {
	Potential, Dropped, Sessions int64     // potential sessions drawn, lost inside a running session, happened
	Auctions, Slots, Candidates  int64     // requests, ad slots offered, candidates that took part
	Impressions                  int64     // ads served
	Views, Clicks, Conversions   int64     // billionths of an event
	Hides                        int64     // billionths of an event
	Predicted, LogLoss           int64     // clicks that were predicted of the views, billionths; -log likelihood of the clicks, billionths of a nat
	Saves, PinClicks             int64     // of organic Pins
	Leaves                       int64     // sessions that the Pinner broke off
	Revenue, Value, Overdelivery spec.Nano // Overdelivery: charged beyond a budget, whether billed or written off
}

// PinnerState sums the Pinners' state at the end of a day; the sums are fixed-point (see StateUnit).
type PinnerState struct {
	Pinners, Active, New, Left     int64 // who exist, who had a session that day, who came, who left for good
	Activity, Fatigue, Sightedness int64 // sums over Pinners in units of 1/StateUnit
}

// StateUnit is the fixed-point denominator of PinnerState's sums.
const StateUnit = 1 << 32

// SteerState sums over campaigns of a group how they are steered at the end of a day; the sums are fixed-point (see StateUnit).
type SteerState struct {
	Campaigns               int64 // that are in the market
	Multiplier, PassThrough int64 // of their pacing
	Factor                  int64 // bid per unit of the value, of those whose bidder states it
	Stated                  int64 // how many do
}

// HourTally is one hour of a day over the whole market.
type HourTally struct {
	Sessions, Auctions, Impressions, Clicks int64 // clicks in billionths
	Revenue                                 spec.Nano
	Concurrent                              int64 // sessions running at the start of the hour
}

// DayResult is one simulated day, counted from day 0.
type DayResult struct {
	Cells                               []Tally       // by segment*surfaces + surface
	Groups                              []Tally       // by campaign group: auctions and slots are 0, impressions and money are the group's
	State                               []PinnerState // by segment
	Cohorts                             []CohortDay   // by cohort, where they are followed
	Steer                               []SteerState  // by campaign group
	Hours                               [24]HourTally
	Spend                               [][24]spec.Nano    // by campaign group and hour in which it was booked
	Plan                                [24]int64          // share of the day's traffic gone by at the end of each hour, as the platform forecast it, billionths
	Budgets                             []spec.Nano        // by campaign group: what daily and weekly budgets let the day take, after advertisers moved them
	Lived                               [][LivedBins]int64 // by campaign group: campaigns with such a budget by the half hour of the day in which it ran out; the last entry: it lasted
	ActiveCampaigns, ExhaustedCampaigns int64              // campaigns that spent something; whose daily budget ran out
	NewCampaigns, LeftCampaigns         int64              // that came, or came back; that ended or were taken away
	InMarket                            int64              // campaigns in the market at the end of the day
	Digest                              uint64             // chained over days: equal digests mean equal histories up to here
	Reserve                             spec.Nano          // in force at the end of the day, mean over surfaces
}

// CampaignResult is one campaign over the whole horizon.
type CampaignResult struct {
	Name, Group                string
	Objective                  spec.Event
	Daily, Lifetime, Weekly    spec.Nano // 0 is no such budget
	Budget                     spec.Nano // the most that it may have spent over the horizon, of a shared budget an equal part; 0 is unlimited
	Purse                      string    // the first ad group of those that share its budget; empty when it has its own
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
	Breaches    []Breach  // of the laws that are verified on every event, each once; none is as it should be
	Auctions    []Auction // that the scenario records, by time, Pinner and request
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
	Pinners, Active, New, Left     int64 // at the end of the day; with a session that day; who came; who left for good
	Sessions, Auctions             int64
	Impressions                    int64
	Clicks                         int64 // billionths
	Revenue                        spec.Nano
	Activity, Fatigue, Sightedness int64 // sums over Pinners in units of 1/StateUnit
}

// Life counts the Pinners of one cohort by how long they were followed, in days. Died[a] left for good on their a-th day, counted
// from 1; Censored[a] were still there after a days, when the horizon came. Cohort 0 is followed from day 0 on.
type Life struct{ Died, Censored []int64 }

// livedBins: half hours of the day, and one for budgets that lasted.
const LivedBins = 49

func (t *Tally) Add(o *Tally) {
	t.Potential += o.Potential
	t.Dropped += o.Dropped
	t.Sessions += o.Sessions
	t.Auctions += o.Auctions
	t.Slots += o.Slots
	t.Candidates += o.Candidates
	t.Impressions += o.Impressions
	t.Views += o.Views
	t.Clicks += o.Clicks
	t.Conversions += o.Conversions
	t.Hides += o.Hides
	t.Predicted += o.Predicted
	t.LogLoss += o.LogLoss
	t.Saves += o.Saves
	t.PinClicks += o.PinClicks
	t.Leaves += o.Leaves
	t.Revenue += o.Revenue
	t.Value += o.Value
	t.Overdelivery += o.Overdelivery
}

func (h *HourTally) Add(o *HourTally) {
	h.Sessions += o.Sessions
	h.Auctions += o.Auctions
	h.Impressions += o.Impressions
	h.Clicks += o.Clicks
	h.Revenue += o.Revenue
	h.Concurrent += o.Concurrent
}

func (s *PinnerState) Add(o *PinnerState) {
	s.Pinners += o.Pinners
	s.Active += o.Active
	s.New += o.New
	s.Left += o.Left
	s.Activity += o.Activity
	s.Fatigue += o.Fatigue
	s.Sightedness += o.Sightedness
}

func (c *CohortDay) Add(o *CohortDay) {
	c.Pinners += o.Pinners
	c.Active += o.Active
	c.New += o.New
	c.Left += o.Left
	c.Sessions += o.Sessions
	c.Auctions += o.Auctions
	c.Impressions += o.Impressions
	c.Clicks += o.Clicks
	c.Revenue += o.Revenue
	c.Activity += o.Activity
	c.Fatigue += o.Fatigue
	c.Sightedness += o.Sightedness
}
