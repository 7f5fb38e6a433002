package sim

import (
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// cellOf is where what a Pinner does on a surface is counted.
func (s *shard) cellOf(i uint32, surface uint8) int {
	at := int(s.pinners.Trait[i].Segment)*s.surfaces + int(surface)
	if s.cohorts > 0 {
		at += int(s.pinners.Origins.Cohort[i]) * s.cellCount()
	}
	return at
}

// countCohorts sums the cells of the day over all cohorts into the day's, and into each cohort's.
func (e *engine) countCohorts(cells []results.Tally, result *results.DayResult) {
	for c := range result.Cohorts {
		to := &result.Cohorts[c]
		for _, t := range cells[c*e.cellCount() : (c+1)*e.cellCount()] {
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
	state := make([]results.PinnerState, len(e.world.Population.Segments))
	e.lap(inControl)
	e.team.play(e.shards, (*shard).countRows, len(e.pinners.Trait) >= 1<<blockBits)
	e.lap(inCensus)
	for _, s := range e.shards {
		for i := range state {
			state[i].Add(&s.census.State[i])
		}
		for i := range cohorts {
			cohorts[i].Add(&s.census.Cohorts[i])
		}
		for _, i := range s.census.Left {
			e.lives.Die(&e.pinners.Origins, i, day)
		}
		for _, i := range s.census.Free {
			e.trial.put(e.pinners, i)
		}
		e.pinners.Free = append(e.pinners.Free, s.census.Free...)
	}
	for _, b := range e.births {
		state[b.Segment].New++
		if e.cohorts > 0 {
			cohorts[e.world.CohortOn(day)].New++
		}
	}
	e.births = e.births[:0]
	return state
}

// countRows does the census of the shard's part of the rows: as many neighbouring ones as any other shard's.
func (s *shard) countRows() {
	n := len(s.pinners.Trait)
	law := pinners.Law{Regime: s.market.Regime, Needs: s.market.Needs, Decay: s.market.Decay}
	s.census.Count(s.world, s.pinners, &law, &s.running, s.now, s.cohorts, n*s.part/s.parts, n*(s.part+1)/s.parts)
}
