package sim

import (
	"math"
	"reflect"
	"slices"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/spec"
)

// offer is what every auction reads of every candidate, in 40 bytes: how many bytes the candidates of an auction take is what many
// campaigns cost. It is frozen between barriers and read by all workers.
type offer struct {
	id        uint64
	bid       float64 // paced bid per objective event of a steady bidder; of no meaning for others
	left      float64 // what may still be spent, currency
	pass      float32 // share of requests in which it takes part
	first     int32   // its first ad
	live      bool
	steady    bool
	quiet     bool // impressions that cost nothing are news to nobody
	paced     bool // somebody spends its budget over time and hears what its impressions are expected to cost
	objective spec.Event
	bills     spec.Event
}

// terms is what only some markets read of every candidate, frozen like its offer.
type terms struct {
	belief float32 // error about a new campaign: predicted over true click rate, besides that of the predictor
	share  float32 // of its budget that is left, where the platform asks
}

// account is a campaign's side of the ledger since day 0, and its learners, in three cache lines: pacing ticks read the first two, payments
// all three.
type account struct {
	purse   purse
	pacer   agents.Pacer
	away    bool // has left, or has not come yet
	asleep  bool // left out of pacing ticks until it has news
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
	listens            bool      // the pacer hears news
	pooled             bool      // of a shared budget: charged in this window
	exhaustedToday     bool
	states             bool // the bidder states its factor
	exhaustedAt, ended spec.Time
	*dossier
}

// dossier is what only days and reviews need of an account.
type dossier struct {
	period               period
	over                 spec.Nano
	charged              spec.Nano // of a shared budget in this window
	pace                 float64   // currency that it would run up in a window
	paced                spec.Time // when that was last known
	before               int64     // impressions of the warm-up
	joined               spec.Time // when it last came; -Never: always there
	reviewer             agents.Reviewer
	reviewed             ledger // at the last review
	reviewedAt           spec.Time
	ranOut               spec.Time // today, when exhaustedToday
	lived                spec.Time // with budget left, over the days on which it ran, for campaigns with a daily or weekly budget
	ran                  int64     // such days
	allowed, allowedWeek spec.Nano // the most that daily and weekly budgets let it spend since day 0; in this week
	shortDays            int64     // days below its least spend
	dayValue, dayOver    spec.Nano
	dayImpressions       int64
	dayClicks            int64
	dayConversions       int64
	expected             spec.Nano // of the budget: what impressions so far were expected to cost
	won                  int64     // such impressions
	paidBefore           spec.Nano // of the budget: in the warm-up
	live, liveUntil      float64   // days of traffic in which it had budget left, and of all traffic when that was last known
	steered              steered
	factor               float64 // what the bidder states
}

// book is the mutable state of all campaigns of one arm, by roster index.
type book struct {
	offers   []offer
	terms    []terms
	accounts []account
	news     news            // that is being settled
	pooled   []int32         // shared budgets with news
	recent   []recent        // of groups, over a week
	hourly   [][24]spec.Nano // spend of the day by group and hour
	hearing  hearing
	awake    []int32            // campaigns that pacing ticks have something to tell
	reserve  []float64          // learned, by surface; nil before the first lesson
	virtual  []*auction.Virtual // learned, by group; nil before the first lesson
}

func newBook(n int) *book {
	b := &book{offers: make([]offer, n), terms: make([]terms, n), accounts: make([]account, n), news: newNews(n)}
	dossiers := make([]dossier, n)
	for i := range b.accounts {
		b.accounts[i].dossier = &dossiers[i]
		b.accounts[i].exhaustedAt, b.accounts[i].ended, b.accounts[i].joined = spec.Never, spec.Never, -spec.Never
	}
	return b
}

// clone copies the books for another arm, learners included, with room for the arm's own campaigns.
func (b *book) clone(n int) *book {
	c := newBook(n)
	copy(c.offers, b.offers)
	copy(c.terms, b.terms)
	c.reserve, c.virtual = slices.Clone(b.reserve), slices.Clone(b.virtual)
	for i := range b.accounts {
		a, d := &c.accounts[i], c.accounts[i].dossier
		*d = *b.accounts[i].dossier
		*a = b.accounts[i]
		a.dossier = d
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
	}
	c.recent, c.awake = append([]recent(nil), b.recent...), append([]int32(nil), b.awake...)
	c.hourly = append([][24]spec.Nano(nil), b.hourly...)
	return c
}

// wire finds out what else the campaign's bidder and pacer can hear.
func (a *account) wire() {
	_, a.timed = a.bidder.(agents.Timed)
	_, a.listens = a.pacer.(agents.Listener)
	_, a.rests = a.pacer.(agents.Resting)
	_, a.deaf = a.bidder.(agents.Deaf)
	_, a.states = a.bidder.(agents.Stated)
	a.deaf = a.deaf && !a.listens
}

// open makes the books follow a market: campaigns that are new get learners, campaigns whose description is unchanged keep
// theirs, and campaigns that are not part of the market stop.
func (e *engine) open(next *market) {
	previous := e.market
	e.countViews()
	e.market = next
	for _, s := range e.shards {
		s.market = next
	}
	for len(e.book.recent) < len(next.Groups) {
		e.book.recent, e.book.hourly = append(e.book.recent, recent{}), append(e.book.hourly, [24]spec.Nano{})
	}
	if next.remembers {
		e.pinners.KeepHistories(next.Memory)
	}
	if e.team != nil {
		for _, w := range e.team.scratch {
			w.request = auction.Request{} // columns that the next market has no use for
		}
	}
	for i := range next.campaigns {
		c, a, o := &next.campaigns[i], &e.book.accounts[i], &e.book.offers[i]
		kept, budget := a.pacer, e.book.accounts[c.purse].purse.budget
		a.limited, a.byLife, a.shared = c.limited, c.lifetime > 0 && c.daily == 0 && c.weekly == 0, c.shared
		if !c.present {
			a.bidder, a.pacer, a.reviewer, a.asleep = nil, nil, nil, false
			a.wire()
			e.refresh(int32(i))
			continue
		}
		o.id, o.first, o.objective, o.bills = uint64(c.key), c.first, c.objective, c.bills
		var old *campaign
		if previous != nil && i < len(previous.campaigns) && previous.campaigns[i].present {
			old = &previous.campaigns[i]
		}
		brief := next.brief(c)
		if a.bidder == nil || old == nil || !reflect.DeepEqual(old.spec.Strategy, c.spec.Strategy) || !sameTask(brief, previous.brief(old)) {
			a.bidder = c.spec.Strategy.New(brief)
		} else if n, counts := a.bidder.(agents.Counting); counts {
			n.Rivals(brief.Rivals)
		}
		if a.pacer == nil || old == nil || !reflect.DeepEqual(old.spec.Pacing, c.spec.Pacing) {
			a.pacer = nil
			if c.spec.Pacing != nil {
				a.pacer = c.spec.Pacing.New(brief)
			}
		}
		a.wire()
		e.enter(int32(i), old)
		e.planDay(c)
		e.allot(c)
		a.asleep = a.asleep && a.pacer == kept && budget == e.book.accounts[c.purse].purse.budget
		o.quiet = next.quiet && a.deaf
		o.paced = c.limited && (a.pacer != nil || a.timed)
		_, o.steady = a.bidder.(agents.Steady)
		o.steady = o.steady && !c.perRival && c.spec.Value.BySegment == nil && c.last-c.first == 1
		e.refresh(int32(i))
	}
	e.listAwake(len(next.campaigns))
}

// sameTask tells whether a bidder can keep what it learned: its values and what it wants are the same, and so is whether a budget limits
// it. How large the budget is it hears with its progress.
func sameTask(a, b agents.Brief) bool {
	limited := func(x *agents.Brief) bool { return !math.IsInf(min(x.Daily, x.Lifetime), 1) }
	return a.Value == b.Value && a.Objective == b.Objective && a.Key == b.Key && limited(&a) == limited(&b)
}

// refresh recomputes what the auction sees of a campaign from its books.
func (e *engine) refresh(i int32) {
	c, a, o := &e.market.campaigns[i], &e.book.accounts[i], &e.book.offers[i]
	if !c.present {
		o.live, a.running = false, false
		return
	}
	a.running = c.running(e.now)
	left, limited := e.left(i)
	if o.left = math.Inf(1); limited {
		o.left = left.Float()
	}
	e.askFor(a, o)
	e.steer(c, a, o)
	if e.market.CountInflight {
		e.fitInflight(i)
	}
	if e.market.Allocation != spec.Greedy {
		e.book.terms[i].share = e.shareLeft(i)
	}
	if e.market.cold {
		e.book.terms[i].belief = e.belief(i)
	}
	o.live = a.takesPart(o)
	if e.now >= c.end && a.ended == spec.Never {
		a.ended = e.now
	}
	if limited && left <= e.floor(c) {
		a.exhaust(e.now)
	}
}

// askFor gets the bid of a steady bidder.
func (e *engine) askFor(a *account, o *offer) {
	if o.steady {
		e.ask.Value = e.market.appeals[o.first].value
		a.asked = a.bidder.Bid(&e.ask)
	}
}

// steer is the part of refresh that pacing decides.
func (e *engine) steer(c *campaign, a *account, o *offer) {
	multiplier, pass := 1.0, float32(1)
	if a.pacer != nil {
		multiplier, pass = a.pacer.Multiplier(), float32(a.pacer.PassThrough())
	}
	if e.market.Perturbed != "" {
		multiplier *= c.factor
	}
	a.steer(e.now, multiplier, pass, o)
	o.bid = a.asked * a.multiplier
}

// steer sets the multiplier, the share of requests and what the bidder states, and notes how long others were in force.
func (a *account) steer(now spec.Time, multiplier float64, pass float32, o *offer) {
	factor := 0.0
	if a.states {
		factor = min(a.bidder.(agents.Stated).State(), maxFactor)
	}
	if multiplier != a.multiplier || pass != o.pass || factor != a.factor {
		a.steered.note(now, a.multiplier, float64(o.pass), a.factor)
		a.multiplier, o.pass, a.factor = multiplier, pass, factor
	}
}

// takesPart tells whether the auction sees a campaign at all.
func (a *account) takesPart(o *offer) bool {
	return a.running && !a.away && o.left > spec.Nano(1).Float() && o.pass > 0 && !(o.steady && o.bid <= 0)
}

func (c *campaign) running(now spec.Time) bool { return c.present && now >= c.start && now < c.end }
