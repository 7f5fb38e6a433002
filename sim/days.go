package sim

import (
	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/rng"
)

// closeDay ends a day: Pinners' slow state moves, rows of those who left are given back, and the day's counts become a
// result. Days of the warm-up leave no result.
func (e *engine) closeDay() {
	if e.now == e.origin {
		return // nothing has happened yet
	}
	e.countViews()
	day, _ := dayOf(e.now - 1)
	cohorts := make([]CohortDay, e.nCohorts)
	state := e.census(day, cohorts)
	result := DayResult{Reserve: e.reserveInForce(), Cohorts: cohorts, Cells: make([]Tally, e.nCells()), Groups: make([]Tally, len(e.market.Groups)), State: state, Steer: make([]SteerState, len(e.market.Groups))}
	hash := uint64(0)
	for _, s := range e.shards {
		e.countCohorts(s.cells, &result)
		for i := range s.cells {
			result.Cells[i%len(result.Cells)].add(&s.cells[i])
			s.cells[i] = Tally{}
		}
		for h := range s.hours {
			result.Hours[h].add(&s.hours[h])
			s.hours[h] = HourTally{}
		}
		hash += s.digest
		s.digest = 0
		e.warn("potential sessions that needed more than max_session_rate", s.excess)
		s.excess = 0
		e.warn("exposures forgotten because a Pinner's history was full (market.pinners.history)", s.forgot)
		s.forgot = 0
	}
	for _, w := range e.team.scratch {
		e.warn("bids that were negative or not finite numbers, and stayed out", w.outcome.BadBids)
		e.warn("scores that were not finite numbers, as after a division by zero, whose ads stayed out", w.outcome.BadScores)
		w.outcome.Mishaps = auction.Mishaps{}
	}
	e.openResult(&result)
	for i := range e.book.accounts {
		hash += e.closeAccount(int32(i), &result)
	}
	e.closeRecent(&result, day)
	for i := range state {
		hash += rng.Mix(uint64(state[i].Activity)) + rng.Mix(uint64(state[i].Fatigue)+1) + rng.Mix(uint64(state[i].Pinners)+2)
	}
	if day >= 0 {
		previous := uint64(0)
		if n := len(e.days); n > 0 {
			previous = e.days[n-1].Digest
		}
		result.Digest = digestOf(previous, hash)
		e.days = append(e.days, result)
	}
	if e.progress != nil {
		e.progress(1)
	}
}

// closeAccount adds a campaign's day to its group and starts the next. It returns the account's part of the digest.
func (e *engine) closeAccount(i int32, result *DayResult) uint64 {
	a, c := &e.book.accounts[i], &e.market.campaigns[i]
	t := Tally{
		Impressions: a.impressions - a.dayImpressions, Clicks: a.clicks - a.dayClicks, Conversions: a.conversions - a.dayConversions,
		Revenue: a.today, Value: a.value - a.dayValue, Overdelivery: a.over - a.dayOver,
	}
	a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = a.impressions, a.clicks, a.conversions, a.value, a.over
	if t != (Tally{}) {
		result.ActiveCampaigns++
	}
	if a.exhaustedToday {
		result.ExhaustedCampaigns++
	}
	if group := e.roster.groups[i]; group < len(result.Groups) {
		result.Groups[group].add(&t)
		if c.present {
			result.Steer[group].note(a, &e.book.offers[i])
		}
	}
	if c.present {
		e.auditBudget(i)
		e.closeBudget(i, result)
	}
	if !c.present && t == (Tally{}) {
		return 0
	}
	return rng.Mix(uint64(rng.Hash(e.roster.names[i])) ^ rng.Mix(uint64(a.spent)) ^ uint64(a.value))
}

// note adds how a campaign is steered now.
func (s *SteerState) note(a *account, o *offer) {
	s.Campaigns++
	s.Multiplier += int64(a.multiplier * StateUnit)
	s.PassThrough += int64(float64(o.pass) * StateUnit)
	if b, ok := a.bidder.(agents.Stated); ok {
		s.Stated++
		s.Factor += int64(min(b.State(), maxFactor) * StateUnit)
	}
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
		a.dayImpressions, a.dayClicks, a.dayConversions, a.dayValue, a.dayOver = 0, 0, 0, 0, 0
		a.today = 0
		a.purse.life, a.period.day, a.period.week, a.period.moved = 0, 0, 0, 0
		a.exhaustedAt = Never
	}
	e.allotAll()
	e.days = nil
	e.newLives()
	for i := range e.pinners.born {
		e.pinners.born[i] = 0
	}
}

func (t *Tally) add(o *Tally) {
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

func (h *HourTally) add(o *HourTally) {
	h.Sessions += o.Sessions
	h.Auctions += o.Auctions
	h.Impressions += o.Impressions
	h.Clicks += o.Clicks
	h.Revenue += o.Revenue
	h.Concurrent += o.Concurrent
}

func (s *PinnerState) add(o *PinnerState) {
	s.Pinners += o.Pinners
	s.Active += o.Active
	s.New += o.New
	s.Left += o.Left
	s.Activity += o.Activity
	s.Fatigue += o.Fatigue
	s.Sightedness += o.Sightedness
}

func (c *CohortDay) add(o *CohortDay) {
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
