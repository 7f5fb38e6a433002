package sim

import (
	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// closeDay ends a day: Pinners' slow state moves, rows of those who left are given back, and the day's counts become a
// result. Days of the warm-up leave no result.
func (e *engine) closeDay() {
	if e.Now == e.Origin {
		return // nothing has happened yet
	}
	e.countViews()
	day, _ := spec.DayOf(e.Now - 1)
	cohorts := make([]results.CohortDay, e.Cohorts)
	state := e.census(day, cohorts)
	result := results.DayResult{DayCounts: results.DayCounts{Reserve: e.reserveInForce()}, Cohorts: cohorts, Cells: make([]results.Tally, e.CellCount()), Groups: make([]results.Tally, len(e.Market.Groups)), State: state, Steer: make([]results.SteerState, len(e.Market.Groups))}
	for _, s := range e.shards {
		e.countCohorts(s.Cells, &result)
		for i := range s.Cells {
			e.sums.note(&s.Cells[i])
			result.Cells[i%len(result.Cells)].Add(&s.Cells[i])
			s.Cells[i] = results.Tally{}
		}
		for h := range s.Hours {
			result.Hours[h].Add(&s.Hours[h])
			s.Hours[h] = results.HourTally{}
		}
		result.Events += s.Digest
		s.Digest = 0
		e.warn("potential sessions that needed more than max_session_rate", s.Excess)
		s.Excess = 0
		e.warn("exposures forgotten because a Pinner's history was full (market.pinners.history)", s.Forgot)
		s.Forgot = 0
	}
	for _, w := range e.team.scratch {
		e.warn("bids that were negative or not finite numbers, and stayed out", w.Outcome.BadBids)
		e.warn("scores that were not finite numbers, as after a division by zero, whose ads stayed out", w.Outcome.BadScores)
		w.Outcome.Mishaps = auction.Mishaps{}
	}
	e.openResult(&result)
	for i := range e.book.accounts {
		result.Events += e.closeAccount(int32(i), &result)
	}
	e.closeRecent(&result, day)
	e.sums.verify(&result)
	if day >= 0 {
		e.days = append(e.days, result)
	}
	if e.progress != nil {
		e.progress(1)
	}
}

// closeAccount adds a campaign's day to its group and starts the next. It returns the account's mark in the digest.
func (e *engine) closeAccount(i int32, result *results.DayResult) uint64 {
	a, c := &e.book.accounts[i], &e.Market.Campaigns[i]
	t := results.Tally{
		Impressions: a.impressions - a.dayImpressions, Clicks: a.clicks - a.dayClicks, Conversions: a.conversions - a.dayConversions,
		Revenue: a.today, Value: a.value - a.dayValue, Overdelivery: a.over - a.dayOver,
	}
	a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = a.impressions, a.clicks, a.conversions, a.value, a.over
	if t != (results.Tally{}) {
		result.ActiveCampaigns++
	}
	if a.exhaustedToday {
		result.ExhaustedCampaigns++
	}
	if group := e.Roster.Groups[i]; group < len(result.Groups) {
		result.Groups[group].Add(&t)
		if c.Present {
			noteSteer(&result.Steer[group], a, &e.Offers[i], e.Now)
		}
	}
	if c.Present {
		e.auditBudget(i)
		e.closeBudget(i, result)
	}
	if !c.Present && t == (results.Tally{}) {
		return 0
	}
	return t.Mark(rng.Hash(e.Roster.Names[i]))
}

// noteSteer adds how a campaign was steered on the day that ends, on average over its time.
func noteSteer(s *results.SteerState, a *account, o *market.Offer, now spec.Time) {
	x := &a.steered
	x.note(now, a.multiplier, float64(o.Pass), a.factor)
	if x.duration <= 0 {
		return
	}
	s.Campaigns++
	s.Multiplier += int64(x.multiplier / x.duration * results.StateUnit)
	s.PassThrough += int64(x.pass / x.duration * results.StateUnit)
	if a.states {
		s.Stated++
		s.Factor += int64(x.factor / x.duration * results.StateUnit)
	}
	a.steered = steered{since: now}
}

// maxFactor keeps sums of factors over a million campaigns within 63 bits.
const maxFactor = 1000

// dayZero forgets what the warm-up counted; state, budgets' day and learning stay.
func (e *engine) dayZero() {
	for i := range e.book.accounts {
		a := &e.book.accounts[i]
		a.reviewed.spend -= a.spent
		a.reviewed.value -= a.value
		a.lived, a.ran, a.shortDays, a.allowed, a.allowedWeek = 0, 0, 0, 0, 0
		a.spent, a.value, a.over = 0, 0, 0
		a.before += a.impressions
		a.impressions, a.clicks, a.conversions = 0, 0, 0
		e.Asking[i].Impressions = 0
		a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = 0, 0, 0, 0, 0
		a.today = 0
		a.paidBefore += a.purse.life
		a.purse.life, a.period.day, a.period.week, a.period.moved = 0, 0, 0, 0
		a.exhaustedAt = spec.Never
	}
	e.allotAll()
	e.days, e.sums = nil, sums{}
	e.lives = pinners.NewLives(e.World)
	e.Pinners.Origins.Reset()
}
