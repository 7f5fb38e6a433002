package pinners

import (
	"reflect"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Law is how a market moves its Pinners' state.
type Law struct {
	Regime spec.Regime
	Needs  spec.Needs // of the regime
	Decay  float64    // of fatigue: binary logarithm per microsecond, negative; 0 is none
	Watch  bool       // what Pinners saw is added up
}

// Census is what one worker finds in its part of the rows at the end of a day. The parts are put together in the order of the rows.
type Census struct {
	State    []results.PinnerState // by segment
	Cohorts  []results.CohortDay
	Left     []uint32     // rows whose Pinner left for good today
	Free     []uint32     // rows to give back
	Exposure ExposureSums // where the law watches

	*Columns
	world   *World
	law     *Law
	now     spec.Time
	day     spec.Time // that ends
	running *Concurrency
	shown   spec.Exposure // reused
}

// Count moves the slow state of the Pinners in rows [from, to) by the day that ends now, counts them, and finds the rows to give back.
// Sessions that end because their Pinner leaves are entered into running.
func (c *Census) Count(w *World, p *Columns, law *Law, running *Concurrency, now spec.Time, cohorts, from, to int) {
	c.Columns, c.world, c.law, c.running, c.now = p, w, law, running, now
	c.day, _ = spec.DayOf(now - 1)
	c.clear(len(w.Population.Segments), cohorts)
	for i := from; i < to; i++ {
		c.row(i)
	}
}

func (c *Census) clear(segments, cohorts int) {
	if len(c.State) != segments || len(c.Cohorts) != cohorts {
		c.State, c.Cohorts = make([]results.PinnerState, segments), make([]results.CohortDay, cohorts)
	}
	clear(c.State)
	clear(c.Cohorts)
	c.Exposure = ExposureSums{}
	c.Left, c.Free = c.Left[:0], c.Free[:0]
}

// row counts one row and moves its Pinner's state.
func (c *Census) row(i int) {
	own, active := &c.State[c.Trait[i].Segment], c.Day[i].Sessions > 0
	if active {
		own.Active++
	}
	gone := c.close(own, i)
	if gone {
		own.Left++
		c.Left = append(c.Left, uint32(i))
	}
	if len(c.Cohorts) > 0 {
		c.cohort(&c.Cohorts[c.Origins.Cohort[i]], i, active, gone)
	}
	c.Day[i] = Day{}
}

// close ends the day of a Pinner and tells whether it left for good on it.
func (c *Census) close(own *results.PinnerState, i int) (gone bool) {
	switch c.Session[i].State {
	case Absent, Departed:
		gone = c.Session[i].State == Absent && c.Trait[i].Rate >= 0
		c.vacate(i)
	case Departing:
	default:
		if gone = c.evolve(uint32(i)); gone {
			c.depart(i)
		} else {
			c.add(own, i)
		}
	}
	return gone
}

// vacate gives a row back, once.
func (c *Census) vacate(i int) {
	if c.Session[i].State == Departed {
		c.Session[i].State, c.Trait[i].Rate = Absent, 0
	}
	if c.Trait[i].Rate >= 0 {
		c.Trait[i].Rate = -1 // marks a row that was given back
		c.Free = append(c.Free, uint32(i))
	}
}

// depart takes out a Pinner who leaves at the end of a day. Its row is given back once the calendar no longer holds it.
func (c *Census) depart(i int) {
	if v := &c.Session[i]; v.State == Browsing {
		c.running.Mark(v.Start, c.now)
	}
	c.Session[i].State = Departing
	if c.Next[i] == spec.Never {
		c.Session[i].State = Departed
	}
}

// evolve moves a Pinner's slow state by what it was shown in a day, and tells whether it leaves for good.
func (c *Census) evolve(i uint32) (leaves bool) {
	if c.law.Needs.Daily {
		x := c.exposure(i)
		if c.law.Watch {
			c.Exposure.note(x)
		}
		leaves = c.law.Regime.Daily(&c.Slow[i], x)
	}
	if d := c.world.Population.Departure; d > 0 && !leaves {
		leaves = c.chance(i, purpose.Departure) < d
	}
	return leaves
}

// exposure is what a Pinner was shown on the day, as far as the regime asks.
func (c *Census) exposure(i uint32) *spec.Exposure {
	x, n := c.look(i), c.law.Needs
	if n.Requests || n.Quality {
		c.Shown[i] = Shown{}
	}
	if n.Chance {
		x.Uniform = c.chance(i, purpose.Regime)
	}
	return x
}

// look reads the exposure of the day so far.
func (c *Census) look(i uint32) *spec.Exposure {
	x, n := &c.shown, c.law.Needs
	*x = spec.Exposure{Sessions: int(c.Day[i].Sessions), Ads: int(c.Day[i].Ads), Sensitivity: c.world.Sensitivity[c.Trait[i].Segment]}
	if n.Requests || n.Quality {
		s := &c.Shown[i]
		x.Requests = int(s.Requests)
		if x.Ads > 0 {
			x.Relevance, x.Landing = float64(s.Relevance)/float64(x.Ads), float64(s.Quality)/float64(x.Ads)
		}
	}
	return x
}

// chance is a Pinner's own random number for a use on the day, the same in every arm.
func (c *Census) chance(i uint32, use uint64) float64 {
	return rng.Key(rng.Mix(uint64(c.Trait[i].Key) ^ uint64(c.world.Key))).With(use).Uniform(uint64(c.day))
}

// add adds a Pinner's state to its segment's.
func (c *Census) add(s *results.PinnerState, i int) {
	h := &c.Slow[i]
	fault.Factor(c.law.Regime, "activity", float64(h.Activity))
	fault.Factor(c.law.Regime, "sightedness", float64(h.Sightedness))
	s.Pinners++
	s.Activity += int64(float64(h.Activity) * results.StateUnit)
	s.Sightedness += int64(float64(h.Sightedness) * results.StateUnit)
	s.Fatigue += c.fatigue(i)
}

// fatigue is a Pinner's fatigue now, in units of 1/StateUnit.
func (c *Census) fatigue(i int) int64 {
	m := &c.Fatigue[i]
	if m.Level == 0 {
		return 0
	}
	return int64(float64(m.Level) * kernels.Exp2(float64(c.now-m.At)*c.law.Decay) * results.StateUnit)
}

func (c *Census) cohort(to *results.CohortDay, i int, active, gone bool) {
	if active {
		to.Active++
	}
	if gone {
		to.Left++
	}
	if s := c.Session[i].State; s != Idle && s != Browsing {
		return
	}
	h := &c.Slow[i]
	to.Pinners++
	to.Activity += int64(float64(h.Activity) * results.StateUnit)
	to.Sightedness += int64(float64(h.Sightedness) * results.StateUnit)
	to.Fatigue += c.fatigue(i)
}

// Introduce gives the Pinner of row i the memory that a regime starts with.
func (p *Columns) Introduce(i uint32, r spec.Regime) {
	r.Birth(&p.Slow[i], p.Trait[i].Key.Uniform(purpose.Regime))
}

// Settle gives the Pinners who are there when the simulation begins the state that they have by then, where the regime lets them differ.
func (p *Columns) Settle(r spec.Regime) {
	if s, ok := r.(spec.Settled); ok {
		for i := range p.Slow {
			s.Settle(&p.Slow[i], p.Trait[i].Key.Uniform(purpose.Settled))
		}
	}
}

// Convert gives all Pinners the memory that another regime starts with, where a market changes the regime; activity and sightedness
// stay.
func (p *Columns) Convert(before, after spec.Regime) {
	if reflect.DeepEqual(before, after) {
		return
	}
	for i := range p.Slow {
		if reflect.TypeOf(before) != reflect.TypeOf(after) {
			p.Introduce(uint32(i), after)
		}
		if len(p.Shown) > 0 {
			p.Shown[i] = Shown{}
		}
	}
}
