package sim

import (
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// countCohorts sums the cells of the day over all cohorts into the day's, and into each cohort's.
func (e *engine) countCohorts(cells []results.Tally, result *results.DayResult) {
	for c := range result.Cohorts {
		to := &result.Cohorts[c]
		for _, t := range cells[c*e.CellCount() : (c+1)*e.CellCount()] {
			to.Sessions += t.Sessions
			to.Auctions += t.Auctions
			to.Impressions += t.Impressions
			to.Clicks += t.Clicks
			to.Revenue += t.Revenue
		}
	}
}

// census goes over all Pinners at the end of a day: the slow state moves, those who left are counted and their rows given back. The
// workers share the rows.
func (e *engine) census(day spec.Time, cohorts []results.CohortDay) []results.PinnerState {
	state := make([]results.PinnerState, len(e.World.Population.Segments))
	e.lap(inControl)
	e.team.play(e.shards, (*page.Shard).CountRows, len(e.Pinners.Trait) >= 1<<blockBits)
	e.lap(inCensus)
	for _, s := range e.shards {
		for i := range state {
			state[i].Add(&s.Census.State[i])
		}
		for i := range cohorts {
			cohorts[i].Add(&s.Census.Cohorts[i])
		}
		for _, i := range s.Census.Left {
			e.lives.Die(&e.Pinners.Origins, i, day)
		}
		for _, i := range s.Census.Free {
			e.Trial.Put(e.Pinners, i)
		}
		e.Pinners.Free = append(e.Pinners.Free, s.Census.Free...)
	}
	for _, b := range e.births {
		state[b.Segment].New++
		if e.Cohorts > 0 {
			cohorts[e.World.CohortOn(day)].New++
		}
	}
	e.births = e.births[:0]
	return state
}
