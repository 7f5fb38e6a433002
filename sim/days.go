package sim

import (
	"marketsim/auction"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// closeDay ends a day: Pinners' slow state moves, rows of those who left are given back, and the day's counts become a
// result. Days of the warm-up leave no result.
func (e *engine) closeDay() {
	if e.Now == e.Origin {
		return // nothing has happened yet
	}
	e.book.CountFree()
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
	e.book.OpenResult(&result)
	for i := range e.book.Accounts {
		result.Events += e.book.CloseAccount(int32(i), &result)
	}
	e.book.CloseReturns(&result, day)
	e.sums.verify(&result)
	if day >= 0 {
		e.days = append(e.days, result)
	}
	if e.progress != nil {
		e.progress(1)
	}
}

// dayZero forgets what the warm-up counted; state, budgets' day and learning stay.
func (e *engine) dayZero() {
	e.book.DayZero()
	e.days, e.sums = nil, sums{}
	e.lives = pinners.NewLives(e.World)
	e.Pinners.Origins.Reset()
}
