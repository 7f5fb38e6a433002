package sim

import (
	"slices"
	"sync/atomic"

	"marketsim/auction"
	"marketsim/sim/calendar"
	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/ledger"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// arm is what an arm still has before it, and who came.
type arm struct {
	phases    []spec.Phase                    // still to come
	recurring map[*spec.Market]*market.Market // drawn, and wanted again
	born      []int                           // Pinners born so far, by segment
	births    []pinners.Birth                 // of the day, by time
	lately    [seenDays]pinners.ExposureSums  // what Pinners saw in the warm-up, by day
	exposure  *spec.WarmupExposure            // on its last days; nil before its end
}

// newKernel sets up the control market at the start of the warm-up.
func newKernel(w *pinners.World, stop *atomic.Bool, workers int) *kernel {
	control := w.Spec.Arms[0].Phases[0].Market
	k := &kernel{View: page.NewView(w, market.NewRoster(control, nil), len(control.Surfaces), -w.Spec.Warmup), stop: stop,
		late: conversions{spare: -1}, diary: newDiary(), arm: arm{born: slices.Clone(w.Initial)}}
	k.Pinners = w.Populate(k.Now, workers)
	k.ledger = ledger.New(k.View, k.warnings)
	k.register()
	k.openMarket(k.watched(market.Draw(w, control, k.Roster)))
	for i := range k.Pinners.Trait {
		k.Pinners.Enrol(w, uint32(i), -1)
		k.Pinners.Introduce(uint32(i), k.Market.Regime)
	}
	k.Pinners.Settle(k.Market.Regime)
	k.tick.at, k.edge.at, k.lesson.at = k.firstTick(), k.nextEdge(), k.nextLesson()
	k.joinTrial(nil)
	k.crew(workers)
	if w.Spec.Warmup > 0 {
		k.admitAll()
	}
	return k
}

// fork makes the kernel of an arm from the state after the warm-up.
func (k *kernel) fork(a *spec.Arm, workers int) *kernel {
	w := k.World
	only := len(w.Spec.Arms) == 1 || w.Spec.Independent
	f := &kernel{View: k.View.Fork(market.NewRoster(w.Spec.Arms[0].Phases[0].Market, a.Phases), only), stop: k.stop, late: k.late.clone(),
		diary: newDiary(), arm: arm{phases: a.Phases, born: slices.Clone(k.born), exposure: k.exposure}}
	f.ledger = k.ledger.Clone(f.View, f.warnings)
	f.register()
	f.agenda.follow(&k.agenda)
	f.phase.at = a.Phases[0].At
	f.dayZero()
	f.Trial = k.Trial.Clone()
	f.joinTrial(a.Shared)
	if n := w.Spec.Record; n > 0 {
		f.Recorder = &page.Recorder{To: w.Horizon, Every: uint64(n)}
	}
	f.crew(workers)
	f.admitAll()
	for _, s := range k.shards { // bids since the last lesson
		f.shards[0].Bids = sumInto(f.shards[0].Bids, s.Bids)
	}
	return f
}

// warmUp runs to day 0, where arms fork.
func (k *kernel) warmUp() error {
	defer k.team.close()
	defer k.ledger.KeepExpected()
	defer k.catchUp()
	defer k.ledger.CountFree()
	if err := k.run(0); err != nil {
		return err
	}
	k.anchorAll()
	return nil
}

// crew builds the shards for a number of workers from the state of the Pinners.
func (k *kernel) crew(workers int) {
	n := 1
	if workers > 1 && k.World.Spec.Lag > 0 {
		n = min(4*workers, 1+len(k.Pinners.Trait)>>blockBits)
	}
	if k.World.Spec.Lag == 0 {
		workers = 1
		k.exact = &calendar.Queue{}
	}
	k.team = newTeam(min(workers, n))
	k.shards = nil
	for range n {
		s := page.NewShard(k.View, len(k.shards), n)
		s.Scratch = k.team.scratch[0]
		if lag := k.World.Spec.Lag; lag > 0 {
			s.Wheel = calendar.NewWheel(int64(k.Now), int64(lag), wheelSlots)
		}
		k.shards = append(k.shards, s)
	}
	k.ledger.Shards = k.shards
}

// admitAll gives everybody who is there to the shards, to all of them at once.
func (k *kernel) admitAll() {
	rows, block, shards := len(k.Pinners.Next), 1<<blockBits, len(k.shards)
	fault.Share(shards, func(part int) {
		for from := part * block; from < rows; from += shards * block {
			for i := from; i < min(from+block, rows); i++ {
				if k.Pinners.Session[i].State != pinners.Absent {
					k.admit(uint32(i))
				}
			}
		}
	})
}

// wheelSlots covers three days of one-minute ticks; what lies beyond waits in the wheel's overflow.
const wheelSlots = 4096

// Sizes that tests make small, so that every market of theirs plays many shards and shared windows. No result depends on them.
var (
	// blockBits: shards take turns over blocks of 1,024 neighbouring rows, so that newcomers spread over all of them.
	blockBits = 10
	// worthSharing is how many auctions the last window must have had for the next to be shared: waking and joining the team takes as long
	// as a few auctions.
	worthSharing int64 = 24
)

// admit gives a Pinner to the shard or queue that will play it.
func (k *kernel) admit(i uint32) {
	next := int64(k.Pinners.Next[i])
	switch {
	case spec.Time(next) == spec.Never || k.Trial.Excludes(k.Pinners, i):
	case k.World.Spec.Lag == 0:
		k.exact.Push(next, i)
	default:
		k.shards[int(i>>blockBits)%len(k.shards)].Wheel.Add(i, next)
	}
}

// nextPhase opens the market of the phase that begins now.
func (k *kernel) nextPhase() (next spec.Time) {
	opens := k.phases[0].Market
	k.phases = k.phases[1:]
	if next = spec.Never; len(k.phases) > 0 {
		next = k.phases[0].At
	}
	if opens != k.Market.Spec {
		before := k.Market.Regime
		k.openMarket(k.drawAgain(opens))
		k.Pinners.Convert(before, k.Market.Regime)
	}
	k.edge.at, k.tick.at, k.lesson.at = k.nextEdge(), k.firstTick(), k.nextLesson()
	return next
}

// openMarket makes everything follow a market that opens.
func (k *kernel) openMarket(next *market.Market) {
	previous := k.Market
	k.catchUp()
	k.ledger.CountFree()
	next = next.Own(previous)
	k.Market = next
	for _, s := range k.shards {
		s.EnterMarket(next)
	}
	if next.Remembers {
		k.Pinners.KeepHistories(next.Memory)
	}
	if k.team != nil {
		for _, w := range k.team.scratch {
			w.Request = auction.Request{} // columns that the next market has no use for
		}
	}
	k.ledger.Open(previous)
	k.fade.at = spec.Never
	if next.Supports {
		k.fade.at = k.ledger.Fade()
	}
}

// drawAgain draws a market, and keeps it where a later phase has it again.
func (k *kernel) drawAgain(m *spec.Market) *market.Market {
	d, ok := k.recurring[m]
	if !ok {
		d = k.anchor(market.Draw(k.World, m, k.Roster))
	}
	if !slices.ContainsFunc(k.phases, func(p spec.Phase) bool { return p.Market == m }) {
		delete(k.recurring, m)
		return d
	}
	if k.recurring == nil {
		k.recurring = map[*spec.Market]*market.Market{}
	}
	k.recurring[m] = d
	return d
}

// edges lets campaigns start and end.
func (k *kernel) edges() (next spec.Time) {
	for i := range k.Market.Campaigns {
		if c := &k.Market.Campaigns[i]; c.Present && (c.Start == k.Now || c.End == k.Now) {
			if c.Start == k.Now {
				k.ledger.Joined++
			} else {
				k.ledger.Left++
			}
			k.ledger.Refresh(int32(i))
		}
	}
	return k.nextEdge()
}

// nextEdge is when the next campaign starts or ends.
func (k *kernel) nextEdge() spec.Time {
	i, found := slices.BinarySearch(k.Market.Edges, k.Now)
	if found {
		i++
	}
	if i < len(k.Market.Edges) {
		return k.Market.Edges[i]
	}
	return spec.Never
}

// pace is a pacing tick.
func (k *kernel) pace() (next spec.Time) {
	k.ledger.Pace()
	return k.tickFrom(k.Now + 1)
}

// firstTick is the first pacing tick at or after now.
func (k *kernel) firstTick() spec.Time { return k.tickFrom(k.Now) }

// tickFrom is the first pacing tick at or after a time: on multiples of the interval since the start, each of which waits for the servers'
// next refresh, since there is no feedback before and nobody to bid otherwise.
func (k *kernel) tickFrom(t spec.Time) spec.Time {
	interval := k.Market.PacingInterval
	if interval <= 0 {
		return spec.Never
	}
	lag := max(k.World.Spec.Lag, 1)
	after := spec.RoundUp(t-k.Origin, lag) - lag // ticks after this refresh wait for the next, which is the first at or after t
	return k.Origin + spec.RoundUp(spec.RoundUp(after+1, interval), lag)
}
