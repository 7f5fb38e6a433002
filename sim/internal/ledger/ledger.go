// Package ledger keeps the accounts of campaigns: budgets, payments in (time, Pinner, request) order, spend in flight and on its way, all in
// integers; and around them who gets feedback of it: bidders, pacers and reviewing advertisers. It writes the campaigns' columns of the
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
	idle    bool // left out of pacing ticks until it has feedback
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
	skipsFree          bool      // feedback on free impressions moves nobody
	observes           bool      // the pacer gets feedback too
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
	elsewhere            spec.Nano // of its spend since day 0, what another budget than its present one paid
	held                 spec.Nano // spent today while its bid was held back; in a run with a test, in expectation
	rigid                spec.Nano // of its spend, what more traffic would not raise; see noteRigid
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
	factor               float64    // what the bidder states
	unreported           unreported // of the budget
	unreportedToday      spec.Nano
	unseen               unseen
	waiting              waiting
}

// Ledger is the mutable state of all campaigns of one arm, by roster index.
type Ledger struct {
	Accounts []Account
	totals   page.Totals     // that is being settled
	pooled   []int32         // shared budgets with feedback
	returns  []returns       // of groups, over a week
	hourly   [][24]spec.Nano // spend of the day by group and hour
	reports  reports

	*page.View
	Shards       []*page.Shard
	warnings     map[string]int64
	Overspent    results.Breach // payments beyond a budget
	Joined, Left int64          // campaigns
	sides        *sides         // of a test that assigns requests; nil: none
	policies     *policies      // of a test's sides, where they are not control's; nil: none
	Graduated    int64          // campaigns that had the clicks of their support, today
	paced        spec.Time      // the last pacing tick
	delayed      []delayed      // in the order in which it happened
	began        periods

	clock       clock
	unpaid      []page.Charge      // reused
	opportunity agents.Opportunity // reused, so that asking and telling learners allocates nothing
	progress    agents.Progress
	outcomes    agents.Outcomes
	alone       [1]int32
	pacing      []int32 // campaigns that pacing ticks have something to tell
}

// New opens accounts for the campaigns of a view. Mishaps are counted in warnings.
func New(v *page.View, warnings map[string]int64) *Ledger {
	n := len(v.Roster.Names)
	l := &Ledger{View: v, warnings: warnings, Accounts: make([]Account, n), totals: page.NewTotals(n),
		began: periods{-spec.Never, -spec.Never, -spec.Never}}
	records := make([]Record, n)
	for i := range l.Accounts {
		l.Accounts[i].Record = &records[i]
		l.Accounts[i].exhaustedAt, l.Accounts[i].ended, l.Accounts[i].Joined = spec.Never, spec.Never, -spec.Never
	}
	return l
}

// Clone copies the accounts for another arm, learners included, over the view of that arm. It gives the view its bidders.
func (l *Ledger) Clone(v *page.View, warnings map[string]int64) *Ledger {
	c := New(v, warnings)
	c.paced, c.delayed, c.began = l.paced, slices.Clone(l.delayed), l.began
	for i := range l.Accounts {
		a, d := &c.Accounts[i], c.Accounts[i].Record
		*d = *l.Accounts[i].Record
		*a = l.Accounts[i]
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
	c.returns, c.pacing = append([]returns(nil), l.returns...), append([]int32(nil), l.pacing...)
	c.hourly = append([][24]spec.Nano(nil), l.hourly...)
	for i := range c.delayed {
		c.delayed[i].auctions = copyReports(c.delayed[i].auctions)
	}
	return c
}

// wire finds out what feedback the campaign's bidder and pacer take.
func (a *Account) wire() {
	_, a.timed = a.bidder.(agents.Timed)
	_, a.observes = a.pacer.(agents.Observer)
	_, a.rests = a.pacer.(agents.Resting)
	_, a.skipsFree = a.bidder.(agents.SkipsFree)
	_, a.states = a.bidder.(agents.Stated)
	a.skipsFree = a.skipsFree && !a.observes
}

// Open makes the accounts follow a market: campaigns that are new get learners, campaigns whose description is unchanged keep
// theirs, and campaigns that are not part of the market stop.
func (l *Ledger) Open(previous *market.Market) {
	next := l.Market
	for len(l.returns) < len(next.Groups) {
		l.returns, l.hourly = append(l.returns, returns{}), append(l.hourly, [24]spec.Nano{})
	}
	for i := range next.Campaigns {
		c, a, o := &next.Campaigns[i], &l.Accounts[i], &l.Offers[i]
		kept, budget := a.pacer, l.Accounts[c.Payer].budget.period
		a.limited, a.byLife, a.shared = c.Limited, c.Lifetime > 0 && c.Daily == 0 && c.Weekly == 0, c.Shared
		if !c.Present {
			if previous != nil && i < len(previous.Campaigns) && previous.Campaigns[i].Present {
				l.allowLast(&previous.Campaigns[i])
			}
			a.bidder, a.pacer, a.reviewer, a.idle = nil, nil, nil, false
			a.wire()
			l.Refresh(int32(i))
			continue
		}
		o.ID, o.First, o.Objective, o.Bills = uint64(c.Key), c.First, c.Objective, c.Bills
		var old *market.Campaign
		if previous != nil && i < len(previous.Campaigns) && previous.Campaigns[i].Present {
			old = &previous.Campaigns[i]
			a.divide(previous, next)
		}
		if previous != nil && old == nil {
			l.comes(a, c)
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
				a.pacer = pacerOf(c, brief)
			}
		}
		a.wire()
		l.Asking[i].Bidder = a.bidder
		l.follow(int32(i), old)
		l.enterSupport(int32(i), old)
		l.planDay(c)
		l.changeBudget(int32(i), old)
		l.moveBudget(c)
		a.idle = a.idle && a.pacer == kept && budget == l.Accounts[c.Payer].budget.period
		o.Quiet = l.quiet() && a.skipsFree
		o.Paced = c.Limited && (a.pacer != nil || a.timed)
		_, o.Steady = a.bidder.(agents.Steady)
		o.Steady = o.Steady && c.OneValue()
		l.Refresh(int32(i))
	}
	l.listPacing(len(next.Campaigns))
	l.Flip()
}

// comes notes when a campaign that an arm switches on after day 0 came. One that was there before keeps its week.
func (l *Ledger) comes(a *Account, c *market.Campaign) {
	if l.Now > 0 && !c.Newcomer && a.Joined == -spec.Never && a.ran == 0 && a.spent == 0 {
		a.Joined = l.Now
	}
}

// divide tells a campaign's learners when they go on in another part of the market, as they do when a budget split begins.
func (a *Account) divide(from, to *market.Market) {
	share := to.Part() / from.Part()
	if share == 1 {
		return
	}
	for _, x := range []any{a.bidder, a.pacer} {
		if d, divisible := x.(agents.Divisible); divisible {
			d.Divide(share, to.Economy.Scale/from.Economy.Scale)
		}
	}
}

// sameTask tells whether a bidder can keep what it learned: its values and what it wants are the same, and so is whether a budget limits
// it. How large the budget is it learns with its progress.
func sameTask(a, b agents.Brief) bool {
	limited := func(x *agents.Brief) bool { return !math.IsInf(min(x.Daily, x.Lifetime), 1) }
	return a.Value == b.Value && a.Objective == b.Objective && a.Key == b.Key && limited(&a) == limited(&b)
}

// Refresh recomputes what the auction sees of a campaign from its account.
func (l *Ledger) Refresh(i int32) {
	c, a, o := &l.Market.Campaigns[i], &l.Accounts[i], &l.Offers[i]
	before := *o
	if !c.Present {
		o.Live, a.running = false, false
		return
	}
	a.running = c.Running(l.Now)
	left, limited := l.left(i)
	if o.Left = math.Inf(1); limited {
		o.Left = left.Float() / l.Market.Scale // a bid is compared with what would be left in the whole market
	}
	l.askFor(i)
	l.steer(i)
	if c.Rules.CountInflight {
		l.fitInflight(i)
	}
	if l.Market.Allocation != spec.Greedy {
		l.Terms[i].Share = l.shareLeft(i)
	}
	if l.Market.Cold {
		l.Terms[i].Belief = l.belief(i)
	}
	o.Live = a.takesPart(o)
	l.noteOffer(i, &before)
	if l.Now >= c.End && a.ended == spec.Never {
		a.ended = l.Now
	}
	if limited && left <= l.floor(i) {
		a.exhaust(l.Now)
	}
}

// noteOffer tells those who keep lists of who can win what became of an offer.
func (l *Ledger) noteOffer(i int32, before *market.Offer) {
	o := &l.Offers[i]
	if o.Bid != before.Bid || o.Pass != before.Pass || o.Left != before.Left && min(o.Left, before.Left) < l.highest(i) {
		l.Revision++
	}
	switch {
	case o.Live != before.Live:
		l.Flip()
	case o.Bid > before.Bid || o.Left > before.Left && before.Left < l.highest(i) || o.Pass > before.Pass:
		l.Raise(i)
	}
}

// askFor gets the bid of a steady bidder.
func (l *Ledger) askFor(i int32) {
	a, o := &l.Accounts[i], &l.Offers[i]
	if o.Steady {
		l.opportunity.Value = l.Market.Appeals[o.First].Value
		a.asked = a.bidder.Bid(&l.opportunity)
	}
	if l.policies != nil {
		l.askForSides(i)
	}
}

// steer is the part of refresh that pacing decides.
func (l *Ledger) steer(i int32) {
	c, a, o := &l.Market.Campaigns[i], &l.Accounts[i], &l.Offers[i]
	multiplier, pass, factor := 1.0, 1.0, 0.0
	if a.pacer != nil {
		multiplier, pass = a.outputs(c)
	}
	if l.Market.Perturbed != "" {
		multiplier *= c.Factor
	}
	if a.states {
		factor = a.stated(c)
	}
	a.steer(l.Now, multiplier, factor, float32(pass), o)
	if !o.Steady || l.World.Spec.Trial != nil {
		l.Asking[i].Multiplier = a.multiplier
	}
	o.Bid = a.asked * a.multiplier
	if l.policies != nil {
		l.postForSides(i)
	}
}

// steer sets the multiplier, the share of requests and what the bidder states, and notes how long others were in force.
func (a *Account) steer(now spec.Time, multiplier, factor float64, pass float32, o *market.Offer) {
	if multiplier != a.multiplier || pass != o.Pass || factor != a.factor {
		a.steered.note(now, a.multiplier, float64(o.Pass), a.factor)
		a.multiplier, o.Pass, a.factor = multiplier, pass, factor
	}
}

// takesPart tells whether the auction sees a campaign at all. It sees bids below 0, so that they are counted.
func (a *Account) takesPart(o *market.Offer) bool {
	return a.running && !a.away && o.Left > spec.Nano(1).Float() && o.Pass > 0 && !(o.Steady && o.Bid == 0)
}

// warn counts a mishap.
func (l *Ledger) warn(what string, n int64) {
	if n > 0 {
		l.warnings[what] += n
	}
}
