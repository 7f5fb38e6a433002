package sim

import (
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Cohorts follow Pinners by when they came: cohort 0 is everyone who is there on day 0, cohort k those who come in the k-th
// period after it. They take 6 bytes a Pinner, and only where the scenario asks for them.

// origin of a Pinner: its cohort and the day since which it is followed. 6 bytes.
type origins struct {
	cohort []uint16
	born   []int32
}

func (o *origins) clone() origins {
	return origins{append([]uint16(nil), o.cohort...), append([]int32(nil), o.born...)}
}

// cohorts is how many there are over the horizon; 0 when they are not followed.
func (w *world) cohorts() int {
	if w.pop.Cohorts == 0 {
		return 0
	}
	if w.pop.Arrivals == 0 {
		return 1
	}
	return 1 + int((w.horizon+w.pop.Cohorts-1)/w.pop.Cohorts)
}

// cohortOn is the cohort of those who come on a day.
func (e *engine) cohortOn(day spec.Time) uint16 {
	if day < 0 || e.nCohorts <= 1 {
		return 0
	}
	return uint16(1 + day*spec.Day/e.world.pop.Cohorts)
}

// enrol puts a Pinner that comes on a day into its cohort.
func (e *engine) enrol(i uint32, cohort uint16, day spec.Time) {
	o := &e.pinners.origins
	if e.nCohorts == 0 {
		return
	}
	for len(o.born) <= int(i) {
		o.cohort, o.born = append(o.cohort, 0), append(o.born, 0)
	}
	o.cohort[i], o.born[i] = cohort, int32(max(0, day))
}

// cellOf is where what a Pinner does on a surface is counted.
func (s *shard) cellOf(i uint32, surface uint8) int {
	at := int(s.pinners.taste[i].segment)*s.surfaces + int(surface)
	if s.nCohorts > 0 {
		at += int(s.pinners.origins.cohort[i]) * s.nCells()
	}
	return at
}

// died books that a Pinner left for good on a day.
func (e *engine) died(i int, day spec.Time) {
	if e.nCohorts == 0 || day < 0 {
		return
	}
	o := &e.pinners.origins
	e.lives[o.cohort[i]].Died[int32(day)-o.born[i]+1]++
}

// newLives makes room for every age that a cohort may reach.
func (e *engine) newLives() {
	days := int(e.world.horizon/spec.Day) + 2
	e.lives = make([]results.Life, e.nCohorts)
	for c := range e.lives {
		e.lives[c] = results.Life{Died: make([]int64, days), Censored: make([]int64, days)}
	}
}

// censor books who is still there at the horizon.
func (e *engine) censor() {
	o, days := &e.pinners.origins, int32(e.world.horizon/spec.Day)
	for i := range o.born {
		if s := e.pinners.visit[i].state; s == idle || s == browsing {
			e.lives[o.cohort[i]].Censored[days-o.born[i]]++
		}
	}
}

// countCohorts sums the cells of the day over all cohorts into the day's, and into each cohort's.
func (e *engine) countCohorts(cells []results.Tally, result *results.DayResult) {
	for c := range result.Cohorts {
		to := &result.Cohorts[c]
		for _, t := range cells[c*e.nCells() : (c+1)*e.nCells()] {
			to.Sessions += t.Sessions
			to.Auctions += t.Auctions
			to.Impressions += t.Impressions
			to.Clicks += t.Clicks
			to.Revenue += t.Revenue
		}
	}
}
