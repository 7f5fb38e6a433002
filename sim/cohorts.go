package sim

import (
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// countCohorts sums the cells of the day over all cohorts into the day's, and into each cohort's.
func (k *kernel) countCohorts(cells []results.Tally, result *results.DayResult) {
	for c := range result.Cohorts {
		to := &result.Cohorts[c]
		for _, t := range cells[c*k.CellCount() : (c+1)*k.CellCount()] {
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
func (k *kernel) census(day spec.Time, cohorts []results.CohortDay) []results.PinnerState {
	state := make([]results.PinnerState, len(k.World.Population.Segments))
	k.lap(inControl)
	k.team.play(k.shards, (*page.Shard).CountRows, len(k.Pinners.Trait) >= 1<<blockBits)
	k.lap(inCensus)
	for _, s := range k.shards {
		for i := range state {
			state[i].Add(&s.Census.State[i])
		}
		for i := range cohorts {
			cohorts[i].Add(&s.Census.Cohorts[i])
		}
		for _, i := range s.Census.Left {
			k.lives.Die(&k.Pinners.Origins, i, day)
			k.Trial.Leave(k.Pinners, i)
		}
		for _, i := range s.Census.Free {
			k.Trial.Put(k.Pinners, i)
		}
		k.Pinners.Free = append(k.Pinners.Free, s.Census.Free...)
	}
	for _, b := range k.births {
		state[b.Segment].New++
		if k.Cohorts > 0 {
			cohorts[k.World.CohortOn(day)].New++
		}
	}
	k.births = k.births[:0]
	k.notice(day)
	return state
}
