package sim

import (
	"reflect"

	"marketsim/sim/rng"
)

// census scans all Pinners at the end of a day: the slow state moves, those who left are counted and their rows given back.
func (e *engine) census(day Time, cohorts []CohortDay) []PinnerState {
	state := make([]PinnerState, len(e.world.pop.Segments))
	p := e.pinners
	for i := range p.taste {
		s := &state[p.taste[i].segment]
		var c *CohortDay
		if e.nCohorts > 0 {
			c = &cohorts[p.origins.cohort[i]]
		}
		active := p.today[i].sessions > 0
		if active {
			s.Active++
		}
		gone := false
		switch p.visit[i].state {
		case absent, departed:
			gone = p.visit[i].state == absent && p.taste[i].rate >= 0
			e.vacate(i)
		case departing:
		default:
			gone = e.react(uint32(i), day)
			if gone {
				e.depart(i)
			} else {
				e.count(s, i)
			}
		}
		if gone {
			s.Left++
			e.died(i, day)
		}
		if c != nil {
			e.countCohort(c, i, active, gone)
		}
		p.today[i] = today{}
	}
	for _, b := range e.births {
		state[b.segment].New++
		if e.nCohorts > 0 {
			cohorts[e.cohortOn(day)].New++
		}
	}
	e.births = e.births[:0]
	return state
}

// vacate gives a row back, once.
func (e *engine) vacate(i int) {
	p := e.pinners
	if p.visit[i].state == departed {
		p.visit[i].state, p.taste[i].rate = absent, 0
	}
	if p.taste[i].rate >= 0 {
		p.taste[i].rate = -1 // marks a row that was given back
		p.free = append(p.free, uint32(i))
	}
}

// depart takes out a Pinner who leaves at the end of a day. Its row is given back once the calendar no longer holds it.
func (e *engine) depart(i int) {
	p := e.pinners
	if v := &p.visit[i]; v.state == browsing {
		e.shards[0].countRunning(v.start, e.now)
	}
	p.visit[i].state = departing
	if p.next[i] == Never {
		p.visit[i].state = departed
	}
}

// react lets a Pinner's slow state move by what it saw in a day, and tells whether it leaves for good.
func (e *engine) react(i uint32, day Time) (leaves bool) {
	p, n := e.pinners, e.market.needs
	if n.Daily {
		x, t := &e.shown, &p.taste[i]
		*x = Exposure{Sessions: int(p.today[i].sessions), Ads: int(p.today[i].ads), Sensitivity: e.world.sensitivity[t.segment]}
		if n.Requests || n.Quality {
			s := &p.seen[i]
			x.Requests = int(s.requests)
			if x.Ads > 0 {
				x.Relevance, x.Landing = float64(s.relevance)/float64(x.Ads), float64(s.quality)/float64(x.Ads)
			}
			*s = seen{}
		}
		if n.Chance {
			x.Uniform = e.chance(t, purposeRegime, day)
		}
		leaves = e.market.Regime.Daily(&p.habit[i], x)
	}
	if d := e.world.pop.Departure; d > 0 && !leaves {
		leaves = e.chance(&p.taste[i], purposeDeparture, day) < d
	}
	return leaves
}

// chance is a Pinner's own random number for a purpose on a day, the same in every arm.
func (e *engine) chance(t *taste, purpose uint64, day Time) float64 {
	return rng.Key(rng.Mix(uint64(t.key) ^ uint64(e.world.key))).With(purpose).Uniform(uint64(day))
}

// count adds a Pinner's state to its segment's.
func (e *engine) count(s *PinnerState, i int) {
	h := &e.pinners.habit[i]
	s.Pinners++
	s.Activity += int64(float64(h.Activity) * StateUnit)
	s.Sightedness += int64(float64(h.Sightedness) * StateUnit)
	s.Fatigue += e.tiredness(i)
}

// tiredness is a Pinner's fatigue now, in units of 1/StateUnit.
func (e *engine) tiredness(i int) int64 {
	m := &e.pinners.mood[i]
	if m.level == 0 {
		return 0
	}
	return int64(float64(m.level) * exp2(float64(e.now-m.at)*e.market.decay) * StateUnit)
}

func (e *engine) countCohort(c *CohortDay, i int, active, gone bool) {
	if active {
		c.Active++
	}
	if gone {
		c.Left++
	}
	if s := e.pinners.visit[i].state; s != idle && s != browsing {
		return
	}
	h := &e.pinners.habit[i]
	c.Pinners++
	c.Activity += int64(float64(h.Activity) * StateUnit)
	c.Sightedness += int64(float64(h.Sightedness) * StateUnit)
	c.Fatigue += e.tiredness(i)
}

// birth lets the regime see a Pinner for the first time.
func (e *engine) birth(i uint32) {
	e.market.Regime.Birth(&e.pinners.habit[i], e.pinners.taste[i].key.Uniform(purposeRegime))
}

// convert gives Pinners the memory that another model starts with, where an arm changes the model; activity and sightedness stay.
func (e *engine) convert(before Regime) {
	if reflect.DeepEqual(before, e.market.Regime) {
		return
	}
	for i := range e.pinners.habit {
		if reflect.TypeOf(before) != reflect.TypeOf(e.market.Regime) {
			e.birth(uint32(i))
		}
		if len(e.pinners.seen) > 0 {
			e.pinners.seen[i] = seen{}
		}
	}
}
