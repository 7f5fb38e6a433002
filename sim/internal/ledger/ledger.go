// Package ledger keeps the accounts of campaigns: budgets, payments in (time, Pinner, request) order, spend in flight and on its way, all in
// integers; and around them what campaigns hear of it: bidders, pacers and reviewing advertisers. It writes the campaigns' columns of the
// View that workers read.
package ledger

import (
	"math"
	"reflect"
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Account is a campaign's side of the ledger since day 0, and its learners, in three cache lines: pacing ticks read the first two, payments
// all three.
type Account struct {
	budget  budget
	pacer   agents.Pacer
	away    bool // has left, or has not come yet
	resting bool // left out of pacing ticks until it has news
	running bool // part of the market and between its dates
	limited bool // has a budget
	byLife  bool // its only budget is that of its life
	shared  bool // others draw on its budget
	timed   bool // the bidder acts on the clock
	rests   bool // the pacer can be at rest

	bidder             agents.Bidder
	multiplier         float64   // on its bids: by its pacing, and to see what would have been
	asked              float64   // what a steady bidder last bid, before pacing
	spent, today       spec.Nano // over the horizon; since the day began
	value              spec.Nano
	clicks             int64 // billionths
	impressions        int64
	conversions        int64     // billionths
	unpaid             spec.Nano // of the window that is being settled, what budgets cannot pay
	inflight           spec.Nano // of the budget: expected of conversions on their way
	deaf               bool      // news of mere impressions moves nobody
	listens            bool      // the pacer gets feedback too
	pooled             bool      // of a shared budget: charged in this window
	exhaustedToday     bool
	states             bool // the bidder states its factor
	exhaustedAt, ended spec.Time
	*Record
}

// Record is what only days and reviews need of an account.
type Record struct {
	period               period
	over                 spec.Nano
	charged              spec.Nano // of a shared budget in this window
	pace                 float64   // currency that it would run up in a window
	paced                spec.Time // when that was last known
	before               int64     // impressions of the warm-up
	Joined               spec.Time // when it last came; -Never: always there
	reviewer             agents.Reviewer
	reviewed             statement // at the last review
	reviewedAt           spec.Time
	ranOut               spec.Time // today, when exhaustedToday
	lived                spec.Time // with budget left, over the days on which it ran, for campaigns with a daily or weekly budget
	ran                  int64     // such days
	allowedOn            spec.Time // when a day's share was last added to allowed
	allowed, allowedWeek spec.Nano // the most that daily and weekly budgets let it spend since day 0; in this week
	shortDays            int64     // days below its least spend
	unsupported          int64     // clicks before its support began, billionths
	dayValue, dayOver    spec.Nano
	dayImpressions       int64
	dayClicks            int64
	dayConversions       int64
	expected             float64   // of the budget: what impressions so far were expected to cost
	won                  int64     // such impressions
	paidBefore           spec.Nano // of the budget: in the warm-up
	live, liveUntil      float64   // days of traffic in which it had budget left, and of all traffic when that was last known
	steered              steered
	factor               float64 // what the bidder states
	hidden               hidden  // of the budget
	hiddenToday          spec.Nano
}

// Ledger is the mutable state of all campaigns of one arm, by roster index.
type Ledger struct {
	Accounts []Account
	totals   page.Totals     // that is being settled
	pooled   []int32         // shared budgets with news
	returns  []returns       // of groups, over a week
	hourly   [][24]spec.Nano // spend of the day by group and hour
	reports  reports

	*page.View
	Shards       []*page.Shard
	warnings     map[string]int64
	Overspent    results.Breach // payments beyond a budget
	OpenedIn     *market.Market // in which the day began
	Joined, Left int64          // campaigns
	Graduated    int64          // campaigns that had the clicks of their support, today
	paced        spec.Time      // the last pacing tick
	untold       []untold       // in the order in which it happened
	began        periods

	clock       clock
	unpaid      []page.Charge      // reused
	opportunity agents.Opportunity // reused, so that asking and telling learners allocates nothing
	progress    agents.Progress
	news        agents.News
	alone       [1]int32
	pacing      []int32 // campaigns that pacing ticks have something to tell
}

// New opens accounts for the campaigns of a view. Mishaps are counted in warnings.
func New(v *page.View, warnings map[string]int64) *Ledger {
	n := len(v.Roster.Names)
	b := &Ledger{View: v, warnings: warnings, Accounts: make([]Account, n), totals: page.NewTotals(n),
		began: periods{-spec.Never, -spec.Never, -spec.Never}}
	records := make([]Record, n)
	for i := range b.Accounts {
		b.Accounts[i].Record = &records[i]
		b.Accounts[i].exhaustedAt, b.Accounts[i].ended, b.Accounts[i].Joined = spec.Never, spec.Never, -spec.Never
	}
	return b
}

// Clone copies the accounts for another arm, learners included, over the view of that arm. It gives the view its bidders.
func (b *Ledger) Clone(v *page.View, warnings map[string]int64) *Ledger {
	c := New(v, warnings)
	c.paced, c.untold, c.began = b.paced, slices.Clone(b.untold), b.began
	for i := range b.Accounts {
		a, d := &c.Accounts[i], c.Accounts[i].Record
		*d = *b.Accounts[i].Record
		*a = b.Accounts[i]
		a.Record = d
		if a.bidder != nil {
			a.bidder = agents.Copy(a.bidder)
		}
		if a.pacer != nil {
			a.pacer = agents.Copy(a.pacer)
		}
		if a.reviewer != nil {
			a.reviewer = agents.Copy(a.reviewer)
		}
		a.wire()
		c.Asking[i].Bidder = a.bidder
	}
	c.returns, c.pacing = append([]returns(nil), b.returns...), append([]int32(nil), b.pacing...)
	c.hourly = append([][24]spec.Nano(nil), b.hourly...)
	return c
}

// wire finds out what else the campaign's bidder and pacer can hear.
func (a *Account) wire() {
	_, a.timed = a.bidder.(agents.Timed)
	_, a.listens = a.pacer.(agents.Listener)
	_, a.rests = a.pacer.(agents.Resting)
	_, a.deaf = a.bidder.(agents.Deaf)
	_, a.states = a.bidder.(agents.Stated)
	a.deaf = a.deaf && !a.listens
}

// Open makes the accounts follow a market: campaigns that are new get learners, campaigns whose description is unchanged keep
// theirs, and campaigns that are not part of the market stop.
func (e *Ledger) Open(previous *market.Market) {
	next := e.Market
	for len(e.returns) < len(next.Groups) {
		e.returns, e.hourly = append(e.returns, returns{}), append(e.hourly, [24]spec.Nano{})
	}
	for i := range next.Campaigns {
		c, a, o := &next.Campaigns[i], &e.Accounts[i], &e.Offers[i]
		kept, budget := a.pacer, e.Accounts[c.Payer].budget.period
		a.limited, a.byLife, a.shared = c.Limited, c.Lifetime > 0 && c.Daily == 0 && c.Weekly == 0, c.Shared
		if !c.Present {
			a.bidder, a.pacer, a.reviewer, a.resting = nil, nil, nil, false
			a.wire()
			e.Refresh(int32(i))
			continue
		}
		o.ID, o.First, o.Objective, o.Bills = uint64(c.Key), c.First, c.Objective, c.Bills
		var old *market.Campaign
		if previous != nil && i < len(previous.Campaigns) && previous.Campaigns[i].Present {
			old = &previous.Campaigns[i]
		}
		brief := next.Brief(c)
		if a.bidder == nil || old == nil || !reflect.DeepEqual(old.Spec.Strategy, c.Spec.Strategy) || !sameTask(brief, previous.Brief(old)) {
			a.bidder = c.Spec.Strategy.New(brief)
		} else if n, counts := a.bidder.(agents.Counting); counts {
			n.Rivals(brief.Rivals)
		}
		if a.pacer == nil || old == nil || !reflect.DeepEqual(old.Spec.Pacing, c.Spec.Pacing) {
			a.pacer = nil
			if c.Spec.Pacing != nil {
				a.pacer = c.Spec.Pacing.New(brief)
			}
		}
		a.wire()
		e.Asking[i].Bidder = a.bidder
		e.follow(int32(i), old)
		e.enterSupport(int32(i), old)
		e.planDay(c)
		e.bound(c)
		a.resting = a.resting && a.pacer == kept && budget == e.Accounts[c.Payer].budget.period
		o.Quiet = next.Quiet && a.deaf
		o.Paced = c.Limited && (a.pacer != nil || a.timed)
		_, o.Steady = a.bidder.(agents.Steady)
		o.Steady = o.Steady && !c.Private && c.Spec.Value.BySegment == nil && c.Last-c.First == 1
		e.Refresh(int32(i))
	}
	e.listPacing(len(next.Campaigns))
}

// sameTask tells whether a bidder can keep what it learned: its values and what it wants are the same, and so is whether a budget limits
// it. How large the budget is it learns with its progress.
func sameTask(a, b agents.Brief) bool {
	limited := func(x *agents.Brief) bool { return !math.IsInf(min(x.Daily, x.Lifetime), 1) }
	return a.Value == b.Value && a.Objective == b.Objective && a.Key == b.Key && limited(&a) == limited(&b)
}

// Refresh recomputes what the auction sees of a campaign from its account.
func (e *Ledger) Refresh(i int32) {
	c, a, o := &e.Market.Campaigns[i], &e.Accounts[i], &e.Offers[i]
	if !c.Present {
		o.Live, a.running = false, false
		return
	}
	a.running = c.Running(e.Now)
	left, limited := e.left(i)
	if o.Left = math.Inf(1); limited {
		o.Left = left.Float()
	}
	e.askFor(a, o)
	e.steer(i)
	if e.Market.CountInflight {
		e.fitInflight(i)
	}
	if e.Market.Allocation != spec.Greedy {
		e.Terms[i].Share = e.shareLeft(i)
	}
	if e.Market.Cold {
		e.Terms[i].Belief = e.belief(i)
	}
	o.Live = a.takesPart(o)
	if e.Now >= c.End && a.ended == spec.Never {
		a.ended = e.Now
	}
	if limited && left <= e.floor(i) {
		a.exhaust(e.Now)
	}
}

// askFor gets the bid of a steady bidder.
func (e *Ledger) askFor(a *Account, o *market.Offer) {
	if o.Steady {
		e.opportunity.Value = e.Market.Appeals[o.First].Value
		a.asked = a.bidder.Bid(&e.opportunity)
	}
}

// steer is the part of refresh that pacing decides.
func (e *Ledger) steer(i int32) {
	c, a, o := &e.Market.Campaigns[i], &e.Accounts[i], &e.Offers[i]
	multiplier, pass := 1.0, float32(1)
	if a.pacer != nil {
		multiplier, pass = a.pacer.Multiplier(), float32(a.pacer.PassThrough())
	}
	if e.Market.Perturbed != "" {
		multiplier *= c.Factor
	}
	a.steer(e.Now, multiplier, pass, o)
	if !o.Steady || e.World.Spec.Trial != nil {
		e.Asking[i].Multiplier = a.multiplier
	}
	o.Bid = a.asked * a.multiplier
}

// steer sets the multiplier, the share of requests and what the bidder states, and notes how long others were in force.
func (a *Account) steer(now spec.Time, multiplier float64, pass float32, o *market.Offer) {
	factor := 0.0
	if a.states {
		factor = min(a.bidder.(agents.Stated).State(), maxFactor)
	}
	if multiplier != a.multiplier || pass != o.Pass || factor != a.factor {
		a.steered.note(now, a.multiplier, float64(o.Pass), a.factor)
		a.multiplier, o.Pass, a.factor = multiplier, pass, factor
	}
}

// takesPart tells whether the auction sees a campaign at all.
func (a *Account) takesPart(o *market.Offer) bool {
	return a.running && !a.away && o.Left > spec.Nano(1).Float() && o.Pass > 0 && !(o.Steady && o.Bid <= 0)
}

// warn counts a mishap.
func (b *Ledger) warn(what string, n int64) {
	if n > 0 {
		b.warnings[what] += n
	}
}
