package sim

import (
	"math"
	"reflect"

	"marketsim/agents"
)

// offer is what the auction needs to know of a campaign, on one cache line. It is frozen between barriers and read by all
// workers. 56 bytes.
type offer struct {
	id         uint64
	bid        float64 // paced bid per objective event of a steady bidder
	left       float64 // what may still be spent, currency
	multiplier float64
	pass       float32 // share of requests in which it takes part
	first      int32   // its ads
	last       int32
	live       bool
	steady     bool
	objective  Event
	bills      Event
}

// account is a campaign's side of the ledger since day 0, and its learners.
type account struct {
	spent, today        Nano // over the horizon; since the day began
	value, over         Nano
	impressions         int64
	clicks, conversions int64 // billionths
	exhaustedAt         Time
	exhaustedToday      bool
	ended               Time
	bidder              agents.Bidder
	pacer               agents.Pacer
	timed               agents.Timed    // the bidder, when it acts on the clock
	listener            agents.Listener // the pacer, when it hears news
	dayValue, dayOver   Nano
	dayImpressions      int64
	dayClicks           int64
	dayConversions      int64
}

// book is the mutable state of all campaigns of one arm, by roster index.
type book struct {
	offers   []offer
	accounts []account
	touched  []int32 // campaigns with news since the last barrier
	pending  []tab   // what the shards reported of them
	hearing  hearing
}

func newBook(n int) *book {
	b := &book{offers: make([]offer, n), accounts: make([]account, n), pending: make([]tab, n)}
	for i := range b.accounts {
		b.accounts[i].exhaustedAt, b.accounts[i].ended = Never, Never
	}
	return b
}

// clone copies the books for another arm, learners included, with room for the arm's own campaigns.
func (b *book) clone(n int) *book {
	c := newBook(n)
	copy(c.offers, b.offers)
	copy(c.accounts, b.accounts)
	for i := range c.accounts[:len(b.accounts)] {
		a := &c.accounts[i]
		if a.bidder != nil {
			a.bidder = agents.Copy(a.bidder)
		}
		if a.pacer != nil {
			a.pacer = agents.Copy(a.pacer)
		}
		a.wire()
	}
	return c
}

// wire finds out what else the campaign's bidder and pacer can hear.
func (a *account) wire() {
	a.timed, _ = a.bidder.(agents.Timed)
	a.listener, _ = a.pacer.(agents.Listener)
}

// open makes the books follow a market: campaigns that are new get learners, campaigns whose description is unchanged keep
// theirs, and campaigns that are not part of the market stop.
func (e *engine) open(next *market) {
	previous := e.market
	e.market = next
	for i := range next.campaigns {
		c, a, o := &next.campaigns[i], &e.book.accounts[i], &e.book.offers[i]
		if !c.present {
			a.bidder, a.pacer = nil, nil
			a.wire()
			e.refresh(int32(i))
			continue
		}
		o.id, o.first, o.last, o.objective, o.bills = uint64(c.key), c.first, c.last, c.objective, c.bills
		var old *campaign
		if previous != nil && i < len(previous.campaigns) && previous.campaigns[i].present {
			old = &previous.campaigns[i]
		}
		brief := next.brief(c)
		if a.bidder == nil || old == nil || !reflect.DeepEqual(old.spec.Strategy, c.spec.Strategy) || brief != previous.brief(old) {
			a.bidder = c.spec.Strategy.New(brief)
		}
		if a.pacer == nil || old == nil || !reflect.DeepEqual(old.spec.Pacing, c.spec.Pacing) {
			a.pacer = nil
			if c.spec.Pacing != nil {
				a.pacer = c.spec.Pacing.New(brief)
			}
		}
		a.wire()
		_, o.steady = a.bidder.(agents.Steady)
		o.steady = o.steady && !c.perRival && c.spec.Value.BySegment == nil && c.last-c.first == 1
		e.refresh(int32(i))
	}
}

// refresh recomputes what the auction sees of a campaign from its books.
func (e *engine) refresh(i int32) {
	c, a, o := &e.market.campaigns[i], &e.book.accounts[i], &e.book.offers[i]
	if !c.present {
		o.live = false
		return
	}
	o.left = min(c.daily.orInf()-a.today.Float(), c.lifetime.orInf()-a.spent.Float())
	if c.daily == 0 && c.lifetime == 0 {
		o.left = math.Inf(1)
	}
	o.multiplier, o.pass = 1, 1
	if a.pacer != nil {
		o.multiplier, o.pass = a.pacer.Multiplier(), float32(a.pacer.PassThrough())
	}
	if o.steady {
		e.ask.Value = e.market.ads[c.first].value
		o.bid = a.bidder.Bid(&e.ask) * o.multiplier
	}
	o.live = o.left > Nano(1).Float() && e.now >= c.start && e.now < c.end && o.pass > 0 && !(o.steady && o.bid <= 0)
	if e.now >= c.end && a.ended == Never {
		a.ended = e.now
	}
	e.exhaust(c, a, o)
}

// exhaust notes when a budget is used up: nothing is left or, under the hard rule, under 1% of it, since bids capped at so
// little no longer win.
func (e *engine) exhaust(c *campaign, a *account, o *offer) {
	floor := 0.0
	if !e.market.MayOvershoot {
		floor = min(c.daily.orInf(), c.lifetime.orInf()) / 100
	}
	if o.left <= floor && !math.IsInf(o.left, 1) {
		a.exhaustedToday = true
		if a.exhaustedAt == Never {
			a.exhaustedAt = e.now
		}
	}
}

// pace gives every campaign that paces or acts on the clock its progress.
func (e *engine) pace() {
	for i := range e.market.campaigns {
		a := &e.book.accounts[i]
		if (a.pacer == nil && a.timed == nil) || !e.book.offers[i].running(e.now, &e.market.campaigns[i]) {
			continue
		}
		e.heard = e.standing(&e.market.campaigns[i], a)
		if a.pacer != nil {
			a.pacer.Update(&e.heard)
		}
		if a.timed != nil {
			a.timed.Tick(&e.heard)
		}
		e.refresh(int32(i))
	}
}

func (o *offer) running(now Time, c *campaign) bool {
	return c.present && now >= c.start && now < c.end
}

// standing is how far a campaign is through its budget's period: the day when it has a daily budget, else its life.
func (e *engine) standing(c *campaign, a *account) agents.Progress {
	p := agents.Progress{Now: int64(e.now)}
	day, clock := dayOf(e.now)
	switch {
	case c.daily > 0:
		p.Budget, p.Spent = min(c.daily.Float(), c.lifetime.orInf()-(a.spent-a.today).Float()), a.today.Float()
		p.Elapsed, p.Planned = float64(clock)/float64(Day), e.planned(clock)
	case c.lifetime > 0:
		p.Budget, p.Spent = c.lifetime.Float(), a.spent.Float()
		from, to := max(c.start, e.origin), min(c.end, e.world.horizon)
		p.Elapsed = float64(e.now-from) / float64(max(to-from, 1))
		flow := float64(day-from/Day) + e.planned(clock)
		p.Planned = min(1, flow/max(float64(to-from)/float64(Day), 1e-9))
	default:
		p.Budget = math.Inf(1)
		p.Elapsed, p.Planned = float64(clock)/float64(Day), e.planned(clock)
	}
	return p
}

// dayOf splits a time into the day since day 0, which may be negative, and the time of day.
func dayOf(t Time) (day, clock Time) {
	day, clock = t/Day, t%Day
	if clock < 0 {
		day, clock = day-1, clock+Day
	}
	return day, clock
}
