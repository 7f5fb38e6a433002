package ledger

import (
	"math"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// budget is the account of one budget: what all campaigns that share it have paid, and how far they may go. It lies with the first of
// them. Daily, weekly and lifetime budgets are one bound on what was paid since day 0, which moves when a day begins.
type budget struct {
	life   spec.Nano // paid since day 0
	most   spec.Nano // that life may come to
	least  spec.Nano // with no more than that left, bids no longer win: 1% of the smallest budget
	from   spec.Nano // life when the period began that pacing goes by: the day, or 0
	period float64   // of that period, currency; +Inf: none
}

// unlimited is as much as the ledger can hold.
const unlimited = spec.Nano(math.MaxInt64)

// period is what a budget's bounds are made of. It lies with the budget.
type period struct {
	day, week spec.Nano // paid since day 0 when the day and the week began
	plan      spec.Nano // of a weekly budget: what the day may take
	factor    float64   // on the stated budgets: where advertisers moved them. 0 is 1
	moved     spec.Nano // of a lifetime budget: paid when the factor last changed
	kept      spec.Nano // paid since day 0, within bounds, when a market or an advertiser last moved a budget: that stays allowed
}

// scaled is a stated amount after the advertiser's own changes.
func (p *period) scaled(amount spec.Nano) spec.Nano {
	if p.factor == 0 || p.factor == 1 {
		return amount
	}
	return max(1, market.Nano(amount.Float()*p.factor))
}

// lifetime is the budget of a campaign's life: an advertiser's changes move what was not paid before them.
func (p *period) lifetime(c *market.Campaign) spec.Nano {
	rest := max(0, c.Lifetime-p.moved)
	return p.moved + p.scaled(rest)
}

// dayBudget is what a day may take of daily and weekly budgets.
func (p *period) dayBudget(c *market.Campaign) spec.Nano {
	switch {
	case c.Weekly == 0:
		return p.scaled(c.Daily)
	case c.Daily == 0:
		return p.plan
	}
	return min(p.scaled(c.Daily), p.plan)
}

// bound works out how far a campaign's budget goes: when its day begins, and when an advertiser or a market changes it.
func (l *Ledger) bound(c *market.Campaign) {
	a := &l.Accounts[c.Payer]
	p, q := &a.period, &a.budget
	q.most, q.least, q.from, q.period = unlimited, 0, 0, math.Inf(1)
	if !c.Limited {
		return
	}
	bound := func(amount, most spec.Nano) {
		q.most = min(q.most, most)
		if amount > 1 && (q.least == 0 || amount/100 < q.least) {
			q.least = amount / 100
		}
	}
	if c.Lifetime > 0 {
		life := p.lifetime(c)
		bound(life, life)
		q.period = life.Float()
	}
	if c.Weekly > 0 {
		week := p.scaled(c.Weekly)
		bound(week, min(p.week+week, p.day+p.plan))
	}
	if c.Daily > 0 {
		bound(p.scaled(c.Daily), p.day+p.scaled(c.Daily))
	}
	if c.Daily > 0 || c.Weekly > 0 {
		q.from = p.day
		q.period = max(0, min(q.period-p.day.Float(), p.dayBudget(c).Float())) // a life that was cut may be over
	}
}

// boundAll does so for all.
func (l *Ledger) boundAll() {
	for i := range l.Market.Campaigns {
		l.bound(&l.Market.Campaigns[i])
	}
}

// left is what campaign i may still spend, with what is kept for others who share its budget and, where the market counts it, what is
// on its way taken off.
func (l *Ledger) left(i int32) (left spec.Nano, limited bool) {
	c := &l.Market.Campaigns[i]
	left, limited = l.knownLeft(i)
	if !limited {
		return left, false
	}
	if c.Rules.CountInflight {
		left -= l.Accounts[c.Payer].inflight
	}
	if c.Shared && c.Daily > 0 {
		left -= l.keptForOthers(i)
	}
	return max(left, 0), true
}

// budgetLeft is what the budget that campaign i draws on can still pay.
func (l *Ledger) budgetLeft(i int32) (left spec.Nano, limited bool) {
	c := &l.Market.Campaigns[i]
	if !c.Limited {
		return 0, false
	}
	p := &l.Accounts[c.Payer].budget
	return max(p.most-p.life, 0), true
}

// keptForOthers is what of a shared daily budget is still kept for the other ad groups.
func (l *Ledger) keptForOthers(i int32) (kept spec.Nano) {
	for _, j := range l.Market.Sharers[l.Market.Campaigns[i].Payer] {
		o := &l.Market.Campaigns[j]
		if j != i && o.Least > 0 && o.Running(l.Now) && !l.Accounts[j].away {
			kept += max(0, o.Least-l.Accounts[j].today+l.Accounts[j].unreportedToday)
		}
	}
	return kept
}

// payTogether settles budgets that several campaigns share: where what they were charged in this window is more than is left, charges
// are paid in (time, Pinner, request) order whoever's they are.
func (l *Ledger) payTogether() {
	for _, c := range l.totals.Campaigns {
		camp := &l.Market.Campaigns[c]
		if !camp.Shared {
			continue
		}
		keeper := &l.Accounts[camp.Payer]
		if !keeper.pooled {
			keeper.pooled = true
			l.pooled = append(l.pooled, camp.Payer)
		}
		keeper.charged += l.totals.Of[c].Charged
	}
	for _, i := range l.pooled {
		keeper := &l.Accounts[i]
		l.payWhatIsLeft(l.Market.Sharers[i][0], keeper.charged)
		keeper.charged, keeper.pooled = 0, false
	}
}

// refreshSharers lets every campaign see what the others who share its budget have spent.
func (l *Ledger) refreshSharers() {
	for _, i := range l.pooled {
		for _, j := range l.Market.Sharers[i] {
			l.Refresh(j)
		}
	}
	l.pooled = l.pooled[:0]
}

// floor is how little of a budget may be left before it counts as used up: nothing or, under the hard rule, what no longer covers one bid,
// since bids capped at less no longer win. It is at most 1% of the budget, which is also taken where the bid is not known beforehand.
func (l *Ledger) floor(i int32) spec.Nano {
	c := &l.Market.Campaigns[i]
	if c.Rules.MayOvershoot {
		return 0
	}
	least, o := l.Accounts[c.Payer].budget.least, &l.Offers[i]
	if o.Steady && o.Bid > 0 {
		least = min(least, market.Nano(o.Bid*l.Market.Scale))
	}
	return least
}

// exhaust notes when a budget is used up.
func (a *Account) exhaust(now spec.Time) {
	if !a.exhaustedToday {
		a.exhaustedToday, a.ranOut = true, now
	}
	if a.exhaustedAt == spec.Never {
		a.exhaustedAt = now
	}
}

// clock is how far the day is at a time, for all campaigns at once.
type clock struct {
	at                        spec.Time
	of                        *market.Forecast
	elapsed, planned, traffic float64 // of the day; traffic since day 0, days of it
}

// look sets the clock to a time along the forecast of campaign i: ticks tell many campaigns the same.
func (l *Ledger) look(i int32, at spec.Time) {
	plan := l.Market.Plan(i)
	if l.clock.at == at && l.clock.of == plan {
		return
	}
	day, passed := spec.DayOf(at)
	planned := plan.Planned(day, passed)
	l.clock = clock{at: at, of: plan, elapsed: float64(passed) / float64(spec.Day), planned: planned, traffic: float64(day) + planned}
}

// standing finds out how far a campaign is through its budget's period: the day when it has a daily or weekly budget, else its life.
func (l *Ledger) standing(i int32, at spec.Time) {
	a, p := &l.Accounts[i], &l.progress
	l.look(i, at)
	p.Now, p.Elapsed, p.Planned, p.Spent, p.Budget = int64(at), l.clock.elapsed, l.clock.planned, 0, math.Inf(1)
	if !a.limited {
		return
	}
	keeper := a
	if a.shared {
		keeper = &l.Accounts[l.Market.Campaigns[i].Payer]
	}
	l.foresee(i, p, at)
	q := &keeper.budget
	p.Spent, p.Budget = (q.life - q.from - a.unreportedNow(keeper)).Float(), q.period
	if a.byLife {
		c := &l.Market.Campaigns[i]
		from, to := max(c.Start, l.Origin), min(c.End, l.World.Horizon)
		day, _ := spec.DayOf(at)
		flow := float64(day-from/spec.Day) + l.clock.planned
		p.Period = max(float64(to-from)/float64(spec.Day), 1e-9)
		p.Elapsed, p.Planned = float64(at-from)/float64(max(to-from, 1)), min(1, flow/max(float64(to-from)/float64(spec.Day), 1e-9))
	}
}

// dayBefore is the day that ends at a time.
func dayBefore(t spec.Time) spec.Time {
	day, _ := spec.DayOf(t - 1)
	return day
}

// NewDay begins the day, and where it is due the week, of every budget.
func (l *Ledger) NewDay() {
	day, _ := spec.DayOf(l.Now)
	for i := range l.Accounts {
		a := &l.Accounts[i]
		if a.exhaustedToday {
			l.liveTraffic(int32(i), l.Now)
		}
		a.today, a.held, a.exhaustedToday = 0, 0, false
		a.period.day = a.budget.life
		a.unreported.day, a.unreportedToday = 0, 0
		if market.Weekday(day) == 0 {
			a.period.week, a.allowedWeek, a.unreported.week = a.budget.life, 0, 0
		}
	}
	l.began.day = l.Now
	if market.Weekday(day) == 0 {
		l.began.week = l.Now
	}
	for i := range l.Market.Campaigns {
		if c := &l.Market.Campaigns[i]; c.Present {
			l.planDay(c)
			l.bound(c)
		}
	}
}

// OpenResult lays out what a day's result says of budgets and of who is in the market.
func (l *Ledger) OpenResult(r *results.DayResult) {
	n := len(r.Groups)
	r.Spend, r.Budgets, r.Lived = make([][24]spec.Nano, n), make([]spec.Nano, n), make([][results.LivedBins]int64, n)
	copy(r.Spend, l.hourly)
	clear(l.hourly)
	day, _ := spec.DayOf(l.Now - 1)
	for h := range r.Plan {
		r.Plan[h] = spec.Unit
		if h < 23 {
			r.Plan[h] = page.Parts(l.planned(day, spec.Time(h+1)*spec.Hour))
		}
	}
	r.NewCampaigns, r.LeftCampaigns = l.Joined, l.Left
	l.Joined, l.Left = 0, 0
	l.closeSupport(r)
}

// planned is the share of a day's budgets that should be spent by a time of the day.
func (l *Ledger) planned(day, clock spec.Time) float64 {
	if !l.Market.Uneven() {
		return l.Market.Forecast.Planned(day, clock)
	}
	sum, all := 0.0, 0.0
	for i := range l.Market.Campaigns {
		c := &l.Market.Campaigns[i]
		if !c.Present || !c.Limited || int(c.Payer) != i {
			continue
		}
		budget := max(c.Daily.Float(), c.Weekly.Float()/7)
		sum += float64(budget * l.Market.Plan(int32(i)).Planned(day, clock))
		all += budget
	}
	if all == 0 {
		return l.Market.Forecast.Planned(day, clock)
	}
	return sum / all
}

// noteRigid adds what more traffic would not have raised of a day's spend: all of it where the day's budget was used up, but for a twentieth. Else, with outcomes in expectation, it is what
// was spent while the bid was held back, times the share of the budget that was spent: where spend falls with the square of the bid, and the bid is at most what is left, spend S of a budget B
// rises by (1 - S/B) times the rise of traffic.
func (a *Account) noteRigid(day spec.Nano) {
	if a.exhaustedToday || a.today >= day-day/20 {
		a.rigid += a.today
		return
	}
	a.rigid += spec.Nano(math.Round(a.held.Float() * a.today.Float() / day.Float() * spec.Unit))
}

// closeBudget enters a campaign's day into what is known of budgets: how much they allowed, and how long they lasted. The last day of
// the warm-up is closed after the arms part, and is none of theirs.
func (l *Ledger) closeBudget(i int32, r *results.DayResult) {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	if l.Now <= 0 || c.Start >= l.Now || c.End <= l.Now-spec.Day || a.away && a.ended < l.Now || a.Joined == spec.Never {
		return
	}
	if !a.away && c.End > l.Now {
		r.InMarket++
	}
	if a.today < c.Least {
		a.shortDays++
	}
	if c.Daily == 0 && c.Weekly == 0 {
		return
	}
	keeper := &l.Accounts[c.Payer]
	a.noteRigid(keeper.period.allows(keeper.period.dayBudget(c), keeper.period.day))
	begin := l.Now - spec.Day
	lived := spec.Day
	if a.exhaustedToday {
		lived = a.ranOut - begin
	}
	a.lived += lived
	a.ran++
	r.Lived[c.Group][int(lived*(results.LivedBins-1)/spec.Day)]++
	if keeper.allowedOn != l.Now {
		keeper.allowedOn = l.Now
		l.allow(c)
		r.Budgets[c.Group] += keeper.period.allows(keeper.period.dayBudget(c), keeper.period.day)
	}
}
