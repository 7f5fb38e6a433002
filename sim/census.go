package sim

import (
	"reflect"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// count is what one shard finds in its part of the rows at the end of a day. The parts are put together in the order of the rows.
type count struct {
	state   []results.PinnerState // by segment
	cohorts []results.CohortDay
	left    []uint32      // rows whose Pinner left for good today
	free    []uint32      // rows to give back
	shown   spec.Exposure // reused
}

func (c *count) clear(segments, cohorts int) {
	if len(c.state) != segments || len(c.cohorts) != cohorts {
		c.state, c.cohorts = make([]results.PinnerState, segments), make([]results.CohortDay, cohorts)
	}
	clear(c.state)
	clear(c.cohorts)
	c.left, c.free = c.left[:0], c.free[:0]
}

// census goes over all Pinners at the end of a day: the slow state moves, those who left are counted and their rows given back. The
// workers share the rows.
func (e *engine) census(day spec.Time, cohorts []results.CohortDay) []results.PinnerState {
	state := make([]results.PinnerState, len(e.world.pop.Segments))
	e.lap(inControl)
	e.team.play(e.shards, (*shard).countRows, len(e.pinners.taste) >= 1<<blockBits)
	e.lap(inCensus)
	for _, s := range e.shards {
		for i := range state {
			state[i].Add(&s.census.state[i])
		}
		for i := range cohorts {
			cohorts[i].Add(&s.census.cohorts[i])
		}
		for _, i := range s.census.left {
			e.died(int(i), day)
		}
		e.pinners.free = append(e.pinners.free, s.census.free...)
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

// countRows does the census of the shard's part of the rows: as many neighbouring ones as any other shard's.
func (s *shard) countRows() {
	c, p := &s.census, s.pinners
	c.clear(len(s.world.pop.Segments), s.nCohorts)
	day, _ := spec.DayOf(s.now - 1)
	n := len(p.taste)
	for i := n * s.part / len(s.shards); i < n*(s.part+1)/len(s.shards); i++ {
		own := &c.state[p.taste[i].segment]
		active := p.today[i].sessions > 0
		if active {
			own.Active++
		}
		gone := false
		switch p.visit[i].state {
		case absent, departed:
			gone = p.visit[i].state == absent && p.taste[i].rate >= 0
			s.vacate(i)
		case departing:
		default:
			gone = s.evolve(uint32(i), day)
			if gone {
				s.depart(i)
			} else {
				s.count(own, i)
			}
		}
		if gone {
			own.Left++
			c.left = append(c.left, uint32(i))
		}
		if s.nCohorts > 0 {
			s.countCohort(&c.cohorts[p.origins.cohort[i]], i, active, gone)
		}
		p.today[i] = today{}
	}
}

// vacate gives a row back, once.
func (s *shard) vacate(i int) {
	p := s.pinners
	if p.visit[i].state == departed {
		p.visit[i].state, p.taste[i].rate = absent, 0
	}
	if p.taste[i].rate >= 0 {
		p.taste[i].rate = -1 // marks a row that was given back
		s.census.free = append(s.census.free, uint32(i))
	}
}

// depart takes out a Pinner who leaves at the end of a day. Its row is given back once the calendar no longer holds it.
func (s *shard) depart(i int) {
	p := s.pinners
	if v := &p.visit[i]; v.state == browsing {
		s.countRunning(v.start, s.now)
	}
	p.visit[i].state = departing
	if p.next[i] == spec.Never {
		p.visit[i].state = departed
	}
}

// evolve lets a Pinner's slow state move by what it saw in a day, and tells whether it leaves for good.
func (s *shard) evolve(i uint32, day spec.Time) (leaves bool) {
	p, n := s.pinners, s.market.needs
	if n.Daily {
		x, t := &s.census.shown, &p.taste[i]
		*x = spec.Exposure{Sessions: int(p.today[i].sessions), Ads: int(p.today[i].ads), Sensitivity: s.world.sensitivity[t.segment]}
		if n.Requests || n.Quality {
			saw := &p.seen[i]
			x.Requests = int(saw.requests)
			if x.Ads > 0 {
				x.Relevance, x.Landing = float64(saw.relevance)/float64(x.Ads), float64(saw.quality)/float64(x.Ads)
			}
			*saw = seen{}
		}
		if n.Chance {
			x.Uniform = s.chance(t, purposeRegime, day)
		}
		leaves = s.market.Regime.Daily(&p.habit[i], x)
	}
	if d := s.world.pop.Departure; d > 0 && !leaves {
		leaves = s.chance(&p.taste[i], purposeDeparture, day) < d
	}
	return leaves
}

// chance is a Pinner's own random number for a purpose on a day, the same in every arm.
func (e *engine) chance(t *taste, purpose uint64, day spec.Time) float64 {
	return rng.Key(rng.Mix(uint64(t.key) ^ uint64(e.world.key))).With(purpose).Uniform(uint64(day))
}

// count adds a Pinner's state to its segment's.
func (e *engine) count(s *results.PinnerState, i int) {
	h := &e.pinners.habit[i]
	s.Pinners++
	s.Activity += int64(float64(h.Activity) * results.StateUnit)
	s.Sightedness += int64(float64(h.Sightedness) * results.StateUnit)
	s.Fatigue += e.tiredness(i)
}

// tiredness is a Pinner's fatigue now, in units of 1/StateUnit.
func (e *engine) tiredness(i int) int64 {
	m := &e.pinners.mood[i]
	if m.level == 0 {
		return 0
	}
	return int64(float64(m.level) * kernels.Exp2(float64(e.now-m.at)*e.market.decay) * results.StateUnit)
}

func (e *engine) countCohort(c *results.CohortDay, i int, active, gone bool) {
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
	c.Activity += int64(float64(h.Activity) * results.StateUnit)
	c.Sightedness += int64(float64(h.Sightedness) * results.StateUnit)
	c.Fatigue += e.tiredness(i)
}

// birth lets the regime see a Pinner for the first time.
func (e *engine) birth(i uint32) {
	e.market.Regime.Birth(&e.pinners.habit[i], e.pinners.taste[i].key.Uniform(purposeRegime))
}

// convert gives Pinners the memory that another model starts with, where an arm changes the model; activity and sightedness stay.
func (e *engine) convert(before spec.Regime) {
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
