package sim

import (
	"context"
	"slices"
	"sync/atomic"

	"marketsim/auction"
	"marketsim/sim/calendar"
	"marketsim/sim/internal/ledger"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// engine runs one arm of one replication. The main loop is run: settle what happened, do what is due now, then let Pinners
// act up to the next barrier, all of them seeing the same frozen market.
//
// Barriers are the multiples of the feedback lag and the times of control events. Between two of them Pinners are
// independent of each other and are played in parallel, shard by shard. With a lag of 0 the same steps are played one by
// one in (time, row) order and settled after each.
type engine struct {
	*page.View
	book *ledger.Ledger

	shards []*page.Shard
	team   *team
	exact  *calendar.Queue // of Pinners, when the lag is 0

	late     *calendar.Queue // conversions on their way, by pool index
	pool     []page.Conversion
	freeLate int32

	agenda    [controls]spec.Time             // when each kind of control event is next due
	phases    []spec.Phase                    // still to come
	recurring map[*spec.Market]*market.Market // drawn, and wanted again
	born      []int                           // Pinners born so far, by segment
	births    []pinners.Birth                 // of the day, by time

	days     []results.DayResult
	sums     sums // money of those days, to see an overflow
	lives    pinners.Lives
	warnings map[string]int64
	progress func(days float64)
	stop     *atomic.Bool
	busy     int64 // auctions in the last window: tells whether waking the team pays

	timing *Timing // nil: nobody asked

}

// Kinds of control events, in the order in which they run when they fall on the same time.
const (
	controlDay   = iota // the day ended and a new one begins
	controlLearn        // the platform learns from bids
	controlPhase        // the arm's market changes
	controlTrial        // a test in one market begins or ends
	controlEdge         // a campaign starts or ends
	controlPace         // pacers hear of their progress
	controls
)

// run plays the market until a time.
func (e *engine) run(until spec.Time) error {
	for e.Now < until {
		if e.stop.Load() {
			return context.Canceled
		}
		e.control()
		e.lap(inControl)
		barrier := min(e.nextBarrier(), until)
		if e.World.Spec.Lag == 0 {
			e.oneByOne(barrier)
		} else {
			e.window(barrier)
		}
		e.Now = barrier
		if e.timing != nil {
			e.timing.Barriers++
			e.lap(inBooks)
		}
	}
	return nil
}

// nextBarrier is the next multiple of the lag or control event.
func (e *engine) nextBarrier() spec.Time {
	next := spec.Never
	for _, t := range e.agenda {
		next = min(next, t)
	}
	if lag := e.World.Spec.Lag; lag > 0 {
		next = min(next, e.Origin+((e.Now-e.Origin)/lag+1)*lag)
	}
	return next
}

// control runs everything that is due now.
func (e *engine) control() {
	if e.agenda[controlDay] == e.Now {
		e.closeDay()
		e.openDay()
	}
	if e.agenda[controlLearn] == e.Now {
		e.learn()
	}
	if e.agenda[controlPhase] == e.Now {
		e.nextPhase()
	}
	if e.agenda[controlTrial] == e.Now {
		e.stepTrial()
	}
	if e.agenda[controlEdge] == e.Now {
		e.edges()
	}
	if e.agenda[controlPace] == e.Now {
		e.book.Pace()
		e.agenda[controlPace] += e.Market.PacingInterval
	}
}

// window plays all shards up to a barrier under the frozen market, then settles.
func (e *engine) window(barrier spec.Time) {
	e.Until = barrier
	e.team.play(e.shards, (*page.Shard).Play, e.busy >= worthSharing)
	e.lap(inWindows)
	for _, s := range e.shards {
		for i := range s.Late {
			e.send(&s.Late[i])
		}
		s.Late = s.Late[:0]
	}
	for at, ok := e.late.Peek(); ok && spec.Time(at) < barrier; at, ok = e.late.Peek() {
		e.arrive()
	}
	e.Now = barrier
	e.busy = e.played()
	e.book.Settle()
}

// played is how many auctions the shards played since it was last asked.
func (e *engine) played() (n int64) {
	for _, s := range e.shards {
		n += s.Played
		s.Played = 0
	}
	return n
}

// oneByOne plays events in (time, row) order, each seeing the effects of all before it.
func (e *engine) oneByOne(barrier spec.Time) {
	s := e.shards[0]
	for {
		at, ok := e.exact.Peek()
		lateAt, lateOK := e.late.Peek()
		switch {
		case lateOK && spec.Time(lateAt) < barrier && (!ok || lateAt <= at):
			e.arrive()
		case ok && spec.Time(at) < barrier:
			_, i, _ := e.exact.Pop()
			if spec.Time(at) != e.Pinners.Next[i] {
				continue // the row was given to somebody else since
			}
			e.Now = spec.Time(at)
			s.Step(i)
			s.Unfollow()
			s.Flush()
			if next := e.Pinners.Next[i]; next != spec.Never {
				e.exact.Push(int64(next), i)
			}
			for j := range s.Late {
				e.send(&s.Late[j])
			}
			s.Late = s.Late[:0]
		default:
			return
		}
		if len(s.Totals.Campaigns) > 0 || len(s.Reports) > 0 {
			e.book.Settle()
		}
	}
}

// send puts a conversion on its way.
func (e *engine) send(c *page.Conversion) {
	i := e.freeLate
	if i < 0 {
		i = int32(len(e.pool))
		e.pool = append(e.pool, page.Conversion{})
	} else {
		e.freeLate = e.pool[i].Spare
	}
	e.pool[i] = *c
	e.late.Push(int64(c.At), uint32(i))
}

// arrive books the conversion that is due first.
func (e *engine) arrive() {
	at, i, _ := e.late.Pop()
	if e.World.Spec.Lag == 0 {
		e.Now = spec.Time(at)
	}
	e.shards[0].Deliver(&e.pool[i])
	e.pool[i].Spare, e.freeLate = e.freeLate, int32(i)
}

// admit gives a Pinner to the shard or queue that will play it.
func (e *engine) admit(i uint32) {
	next := int64(e.Pinners.Next[i])
	switch {
	case spec.Time(next) == spec.Never || e.Trial.Excludes(e.Pinners, i):
	case e.World.Spec.Lag == 0:
		e.exact.Push(next, i)
	default:
		e.shards[int(i>>blockBits)%len(e.shards)].Wheel.Add(i, next)
	}
}

// blockBits: shards take turns over blocks of 1,024 neighbouring rows, so that newcomers spread over all of them.
const blockBits = 10

func (e *engine) nCells() int { return len(e.World.Population.Segments) * e.Surfaces }

// warn counts a mishap.
func (e *engine) warn(what string, n int64) {
	if n > 0 {
		e.warnings[what] += n
	}
}

// newEngine sets up the control market at the start of the warm-up.
func newEngine(w *pinners.World, stop *atomic.Bool, workers int) *engine {
	control := w.Spec.Arms[0].Phases[0].Market
	e := &engine{View: page.NewView(w, market.NewRoster(control, nil), len(control.Surfaces), -w.Spec.Warmup), warnings: map[string]int64{}, stop: stop,
		freeLate: -1, late: &calendar.Queue{}}
	e.Pinners = w.Populate(e.Now, workers)
	e.born = append([]int(nil), w.Initial...)
	e.book = ledger.New(e.View, e.warnings)
	e.openMarket(market.Draw(w, control, e.Roster))
	for i := range e.Pinners.Trait {
		e.Pinners.Enrol(w, uint32(i), -1)
		e.Pinners.Introduce(uint32(i), e.Market.Regime)
	}
	for k := range e.agenda {
		e.agenda[k] = spec.Never
	}
	e.agenda[controlDay] = e.Now
	e.agenda[controlPace] = e.firstPace()
	e.agenda[controlEdge] = e.nextEdge()
	e.agenda[controlLearn] = e.nextLesson()
	e.joinTrial(nil)
	e.crew(workers)
	return e
}

// crew builds the shards for a number of workers from the state of the Pinners.
func (e *engine) crew(workers int) {
	n := 1
	if workers > 1 && e.World.Spec.Lag > 0 {
		n = min(4*workers, 1+len(e.Pinners.Trait)>>blockBits)
	}
	if e.World.Spec.Lag == 0 {
		workers = 1
		e.exact = &calendar.Queue{}
	}
	e.team = newTeam(min(workers, n))
	e.shards = nil
	for range n {
		s := page.NewShard(e.View, len(e.shards), n)
		s.Scratch = e.team.scratch[0]
		if lag := e.World.Spec.Lag; lag > 0 {
			s.Wheel = calendar.NewWheel(int64(e.Now), int64(lag), wheelSlots)
		}
		e.shards = append(e.shards, s)
	}
	e.book.Shards = e.shards
	for i := range e.Pinners.Next {
		if e.Pinners.Session[i].State != pinners.Absent {
			e.admit(uint32(i))
		}
	}
}

// wheelSlots covers three days of one-minute ticks; what lies beyond waits in the wheel's overflow.
const wheelSlots = 4096

// firstPace is the first pacing tick at or after now, on multiples of the interval since the start.
func (e *engine) firstPace() spec.Time {
	interval := e.Market.PacingInterval
	if interval <= 0 {
		return spec.Never
	}
	return e.Origin + ((e.Now-e.Origin)+interval-1)/interval*interval
}

// fork makes the engine of an arm from the state after the warm-up.
func (e *engine) fork(arm *spec.Arm, workers int) *engine {
	w := e.World
	f := &engine{View: e.View.Fork(market.NewRoster(w.Spec.Arms[0].Phases[0].Market, arm.Phases)), warnings: map[string]int64{}, stop: e.stop,
		freeLate: e.freeLate, pool: append([]page.Conversion(nil), e.pool...), late: e.late.Clone(), born: append([]int(nil), e.born...)}
	f.book = e.book.Clone(f.View, f.warnings)
	f.agenda = e.agenda
	f.phases = arm.Phases
	f.agenda[controlPhase] = arm.Phases[0].At
	f.dayZero()
	f.Trial = e.Trial.Clone()
	f.joinTrial(arm.Shared)
	if n := w.Spec.Record; n > 0 {
		f.Recorder = &page.Recorder{To: w.Horizon, Every: uint64(n)}
	}
	f.crew(workers)
	for _, s := range e.shards { // bids heard since the last lesson
		f.shards[0].Bids = sumInto(f.shards[0].Bids, s.Bids)
	}
	return f
}

// nextPhase opens the market of the phase that begins now.
func (e *engine) nextPhase() {
	next := e.phases[0].Market
	e.phases = e.phases[1:]
	e.agenda[controlPhase] = spec.Never
	if len(e.phases) > 0 {
		e.agenda[controlPhase] = e.phases[0].At
	}
	if next != e.Market.Spec {
		before := e.Market.Regime
		e.openMarket(e.drawAgain(next))
		e.Pinners.Convert(before, e.Market.Regime)
	}
	e.agenda[controlEdge], e.agenda[controlPace], e.agenda[controlLearn] = e.nextEdge(), e.firstPace(), e.nextLesson()
}

// openMarket makes everything follow a market that opens.
func (e *engine) openMarket(next *market.Market) {
	previous := e.Market
	e.book.CountFree()
	e.Market = next
	for _, s := range e.shards {
		s.EnterMarket(next)
	}
	if next.Remembers {
		e.Pinners.KeepHistories(next.Memory)
	}
	if e.team != nil {
		for _, w := range e.team.scratch {
			w.Request = auction.Request{} // columns that the next market has no use for
		}
	}
	e.book.Open(previous)
}

// drawAgain draws a market, and keeps it where a later phase has it again.
func (e *engine) drawAgain(m *spec.Market) *market.Market {
	d, ok := e.recurring[m]
	if !ok {
		d = market.Draw(e.World, m, e.Roster)
	}
	if !slices.ContainsFunc(e.phases, func(p spec.Phase) bool { return p.Market == m }) {
		delete(e.recurring, m)
		return d
	}
	if e.recurring == nil {
		e.recurring = map[*spec.Market]*market.Market{}
	}
	e.recurring[m] = d
	return d
}

// edges lets campaigns start and end.
func (e *engine) edges() {
	for i := range e.Market.Campaigns {
		if c := &e.Market.Campaigns[i]; c.Present && (c.Start == e.Now || c.End == e.Now) {
			if c.Start == e.Now {
				e.book.Joined++
			} else {
				e.book.Left++
			}
			e.book.Refresh(int32(i))
		}
	}
	e.agenda[controlEdge] = e.nextEdge()
}

// nextEdge is when the next campaign starts or ends.
func (e *engine) nextEdge() spec.Time {
	i, found := slices.BinarySearch(e.Market.Edges, e.Now)
	if found {
		i++
	}
	if i < len(e.Market.Edges) {
		return e.Market.Edges[i]
	}
	return spec.Never
}

// openDay begins the day of every budget, lets advertisers come, review and leave, and lets the day's newcomers in; each waits for its first potential session.
func (e *engine) openDay() {
	day, _ := spec.DayOf(e.Now)
	for _, b := range e.World.BirthsOn(day, e.born) {
		i := e.Pinners.Row(e.World)
		e.Trial.Claim(i)
		e.World.Place(e.Pinners, i, pinners.Name(e.World.Population.Segments[b.Segment].Name, b.Ordinal), b.Segment, b.At)
		e.Pinners.Enrol(e.World, i, day)
		e.Pinners.Introduce(i, e.Market.Regime)
		e.admit(i)
		e.births = append(e.births, b)
	}
	if e.Market.Reviews {
		e.book.ReviewDay()
	}
	e.book.NewDay()
	for i := range e.book.Accounts {
		e.book.Refresh(int32(i))
	}
	e.book.OpenedIn = e.Market
	e.agenda[controlDay] = e.Now + spec.Day
}

// worthSharing is how many auctions the last window must have had for the next to be shared: waking and joining the team takes
// as long as a few auctions.
const worthSharing = 24
