package sim

import (
	"math"

	"marketsim/agents"
)

// purse is the account of one budget: what all campaigns that share it have paid, since day 0, since the day began and since the
// week began. It lies with the first of them.
type purse struct {
	life, day, week Nano
	plan            Nano    // of a weekly budget: what the day may take
	factor          float64 // on the stated budgets: where advertisers moved them. 0 is 1
	moved           Nano    // of a lifetime budget: spent when the factor last changed
}

func (p *purse) draw(paid Nano) {
	p.life += paid
	p.day += paid
	p.week += paid
}

// beyond tells whether more was paid than a budget allows.
func (p *purse) beyond(c *campaign) bool {
	return c.daily > 0 && p.day > p.scaled(c.daily) || c.weekly > 0 && p.week > p.scaled(c.weekly) || c.lifetime > 0 && p.life > p.lifetime(c)
}

// scaled is a stated amount after the advertiser's own changes.
func (p *purse) scaled(amount Nano) Nano {
	if p.factor == 0 || p.factor == 1 {
		return amount
	}
	return max(1, nano(amount.Float()*p.factor))
}

// drawBudgets draws what a campaign may spend. Campaigns that share a budget draw it under the name of the budget, so that they agree.
func (w *world) drawBudgets(c *campaign, r *roster, m *Member, index int32) {
	g, k := c.spec, c.key
	if m.Purse != "" {
		c.purse, c.shared, k = r.purses[m.Purse], true, w.offers.Named(m.Purse)
	}
	c.daily, c.lifetime = budget(m.Daily, g.Daily, k.Uniform(purposeDaily)), budget(m.Lifetime, g.Lifetime, k.Uniform(purposeLifetime))
	weekly := math.NaN()
	if m.Weekly != nil {
		weekly = *m.Weekly
	}
	if c.weekly = budget(weekly, g.Weekly, k.Uniform(purposeWeekly)); c.weekly > 0 {
		c.dayMost = min(c.weekly, max(1, nano(c.weekly.Float()/7*max(1, g.DayCap))))
	}
}

// limited tells whether a campaign has any budget.
func (c *campaign) limited() bool { return c.daily > 0 || c.weekly > 0 || c.lifetime > 0 }

// left is what campaign i may still spend, with what is kept for others who share its budget and, where the market counts it, what is
// on its way taken off.
func (e *engine) left(i int32) (left Nano, limited bool) {
	c := &e.market.campaigns[i]
	left, limited = e.purseLeft(i)
	if !limited {
		return left, false
	}
	if e.market.CountInflight {
		left -= e.book.accounts[c.purse].inflight
	}
	if c.shared && c.daily > 0 {
		left -= e.keptForOthers(i)
	}
	return max(left, 0), true
}

// purseLeft is what the budget that campaign i draws on can still pay.
func (e *engine) purseLeft(i int32) (left Nano, limited bool) {
	c := &e.market.campaigns[i]
	if !c.limited() {
		return 0, false
	}
	p := &e.book.accounts[c.purse].purse
	left = Nano(math.MaxInt64)
	if c.daily > 0 {
		left = p.scaled(c.daily) - p.day
	}
	if c.weekly > 0 {
		left = min(left, p.scaled(c.weekly)-p.week, p.plan-p.day)
	}
	if c.lifetime > 0 {
		left = min(left, p.lifetime(c)-p.life)
	}
	return max(left, 0), true
}

// lifetime is the budget of a campaign's life: an advertiser's changes move what was not spent before them.
func (p *purse) lifetime(c *campaign) Nano {
	rest := max(0, c.lifetime-p.moved)
	return p.moved + p.scaled(rest)
}

// keptForOthers is what of a shared daily budget is still kept for the other ad groups.
func (e *engine) keptForOthers(i int32) (kept Nano) {
	for _, j := range e.market.sharers[e.market.campaigns[i].purse] {
		o := &e.market.campaigns[j]
		if j != i && o.least > 0 && e.book.offers[j].running(e.now, o) && !e.book.accounts[j].away {
			kept += max(0, o.least-e.book.accounts[j].today)
		}
	}
	return kept
}

// payTogether settles budgets that several campaigns share: where what they were charged in this window is more than is left, charges
// are paid in (time, Pinner, request) order whoever's they are.
func (e *engine) payTogether() {
	b := e.book
	for _, c := range b.news.of {
		camp := &e.market.campaigns[c]
		if !camp.shared {
			continue
		}
		keeper := &b.accounts[camp.purse]
		if !keeper.pooled {
			keeper.pooled = true
			b.pooled = append(b.pooled, camp.purse)
		}
		keeper.charged += b.news.tabs[c].charged
	}
	for _, i := range b.pooled {
		keeper := &b.accounts[i]
		first := e.market.sharers[i][0]
		if left, limited := e.purseLeft(first); limited && keeper.charged > left {
			e.overdeliver(i, left)
		}
		keeper.charged, keeper.pooled = 0, false
	}
}

// refreshSharers lets every campaign see what the others who share its budget have spent.
func (e *engine) refreshSharers() {
	for _, i := range e.book.pooled {
		for _, j := range e.market.sharers[i] {
			e.refresh(j)
		}
	}
	e.book.pooled = e.book.pooled[:0]
}

// exhaust notes when a budget is used up: nothing is left or, under the hard rule, under 1% of it, since bids capped at so
// little no longer win.
func (e *engine) exhaust(i int32) {
	c, a := &e.market.campaigns[i], &e.book.accounts[i]
	left, limited := e.left(i)
	if !limited {
		return
	}
	floor := Nano(0)
	if !e.market.MayOvershoot {
		p := &e.book.accounts[c.purse].purse
		for _, amount := range []Nano{p.scaled(c.daily), p.scaled(c.weekly), p.lifetime(c)} {
			if amount > 1 && (floor == 0 || amount/100 < floor) {
				floor = amount / 100
			}
		}
	}
	if left > floor {
		return
	}
	if !a.exhaustedToday {
		a.exhaustedToday, a.ranOut = true, e.now
	}
	if a.exhaustedAt == Never {
		a.exhaustedAt = e.now
	}
}

// clock is how far the day is at a time, which all campaigns hear of at once.
type clock struct {
	at               Time
	of               *market
	elapsed, planned float64
}

// standing is how far a campaign is through its budget's period: the day when it has a daily or weekly budget, else its life.
func (e *engine) standing(i int32, at Time) agents.Progress {
	c := &e.market.campaigns[i]
	s := &e.book.accounts[c.purse].purse
	p := agents.Progress{Now: int64(at)}
	day, passed := dayOf(at)
	if e.clock.at != at || e.clock.of != e.market {
		e.clock = clock{at: at, of: e.market, elapsed: float64(passed) / float64(Day), planned: e.planned(passed)}
	}
	switch {
	case c.daily > 0 || c.weekly > 0:
		p.Spent = s.day.Float()
		p.Budget = s.dayBudget(c).Float()
		if c.lifetime > 0 {
			p.Budget = min(p.Budget, s.lifetime(c).Float()-(s.life-s.day).Float())
		}
		p.Elapsed, p.Planned = e.clock.elapsed, e.clock.planned
	case c.lifetime > 0:
		p.Budget, p.Spent = s.lifetime(c).Float(), s.life.Float()
		from, to := max(c.start, e.origin), min(c.end, e.world.horizon)
		p.Elapsed = float64(at-from) / float64(max(to-from, 1))
		flow := float64(day-from/Day) + e.clock.planned
		p.Planned = min(1, flow/max(float64(to-from)/float64(Day), 1e-9))
	default:
		p.Budget = math.Inf(1)
		p.Elapsed, p.Planned = e.clock.elapsed, e.clock.planned
	}
	return p
}

// dayBudget is what a day may take of daily and weekly budgets.
func (p *purse) dayBudget(c *campaign) Nano {
	switch {
	case c.weekly == 0:
		return p.scaled(c.daily)
	case c.daily == 0:
		return p.plan
	}
	return min(p.scaled(c.daily), p.plan)
}

// planDay decides what the day that begins may take of a weekly budget: such a share of what the week still has as the rhythm of the
// week gives the day of the traffic to come, so that what a day leaves rolls over to the others; at most the cap of a day.
func (e *engine) planDay(c *campaign, p *purse) {
	day, _ := dayOf(e.now)
	today, rest := weekday(day), 0.0
	for d := today; d < 7; d++ {
		rest += e.world.pop.Rhythm.day(d)
	}
	p.plan = 0
	if rest > 0 {
		left := max(0, p.scaled(c.weekly)-p.week)
		p.plan = min(nano(left.Float()*(e.world.pop.Rhythm.day(today)/rest)), p.scaled(c.dayMost))
	}
}

// weekday counts days of the week from that of day 0, which is 0.
func weekday(day Time) int { return int((day%7 + 7) % 7) }

// dayBefore is the day that ends at a time.
func dayBefore(t Time) Time {
	day, _ := dayOf(t - 1)
	return day
}

// newDay begins the day, and where it is due the week, of every budget.
func (e *engine) newDay() {
	day, _ := dayOf(e.now)
	for i := range e.book.accounts {
		a := &e.book.accounts[i]
		a.today, a.exhaustedToday = 0, false
		a.purse.day = 0
		if weekday(day) == 0 {
			a.purse.week = 0
		}
	}
	for i := range e.market.campaigns {
		if c := &e.market.campaigns[i]; c.present && c.weekly > 0 {
			e.planDay(c, &e.book.accounts[c.purse].purse)
		}
	}
}

// livedBins: half hours of the day, and one for budgets that lasted.
const livedBins = 49

// openResult lays out what a day's result says of budgets and of who is in the market.
func (e *engine) openResult(r *DayResult) {
	n := len(r.Groups)
	r.Spend, r.Budgets, r.Lived = make([][24]Nano, n), make([]Nano, n), make([][livedBins]int64, n)
	copy(r.Spend, e.book.hourly)
	clear(e.book.hourly)
	for h := range r.Plan {
		r.Plan[h] = Unit
		if h < 23 {
			r.Plan[h] = parts(e.planned(Time(h+1) * Hour))
		}
	}
	r.NewCampaigns, r.LeftCampaigns = e.joinedToday, e.leftToday
	e.joinedToday, e.leftToday = 0, 0
}

// closeBudget enters a campaign's day into what is known of budgets: how much they allowed, and how long they lasted.
func (e *engine) closeBudget(i int32, r *DayResult) {
	c, a := &e.market.campaigns[i], &e.book.accounts[i]
	if c.start >= e.now || c.end <= e.now-Day || a.away && a.ended < e.now || a.joined == Never {
		return
	}
	if !a.away && c.end > e.now {
		r.InMarket++
	}
	if a.today < c.least {
		a.shortDays++
	}
	if c.daily == 0 && c.weekly == 0 {
		return
	}
	begin := e.now - Day
	lived := Day
	if a.exhaustedToday {
		lived = a.ranOut - begin
	}
	a.lived += lived
	a.ran++
	r.Lived[c.group][int(lived*(livedBins-1)/Day)]++
	if e.ownersOf(i)[0] == i {
		e.allow(c, r)
	}
}

// allow adds what a budget let the day take.
func (e *engine) allow(c *campaign, r *DayResult) {
	a := &e.book.accounts[c.purse]
	p := &a.purse
	most := Nano(math.MaxInt64)
	if c.daily > 0 {
		most = p.scaled(c.daily)
	}
	if c.weekly > 0 {
		if weekday(dayBefore(e.now)) == 0 {
			a.allowedWeek = 0
		}
		most = min(most, p.scaled(c.dayMost), max(0, p.scaled(c.weekly)-a.allowedWeek))
		a.allowedWeek += most
	}
	a.allowed += most
	r.Budgets[c.group] += p.dayBudget(c)
}
