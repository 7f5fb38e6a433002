package sim

import (
	"context"
	"sync/atomic"

	"marketsim/sim/calendar"
	"marketsim/sim/internal/ledger"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// kernel plays one arm of one replication. Its loop is run:
//
//  1. control events that are due, in the order in which they are registered below;
//  2. up to the next barrier Pinners act, all of them seeing the same frozen View: the shards in parallel, or one event at a time;
//  3. at the barrier what they did is settled: conversions arrive, budgets pay in (time, Pinner, request) order, and campaigns get their feedback.
//
// Barriers are the multiples of the feedback lag since the start and the times of control events. At both, budgets pay; only at the first do
// servers refresh, so that the auction sees what was paid, and predictors learn: what happened before waits in the shards. Nothing that a worker does
// between two barriers is seen by another before the second, so the number of workers does not show. With a lag of 0 there is no window: every event sees
// the effects of all before it, in (time, row) order.
type kernel struct {
	*page.View
	agenda                                 agenda
	feedback                               feedback
	lesson, phase, trial, edge, tick, fade *event // those whose times other parts set

	shards []*page.Shard   // blocks of Pinners, and what happened to them that nobody has read yet
	team   *team           // the workers
	exact  *calendar.Queue // of Pinners, when the lag is 0
	late   conversions
	ledger *ledger.Ledger
	busy   int64         // auctions in the last window: few are played by one worker, since waking the others takes longer
	played int64         // auctions since day 0
	bids   []int64       // by surface and group, bucket by bucket, since the last lesson
	taught []page.Lesson // impressions that predictors learn from, of all shards, in the order of events

	arm      // what the arm still has before it: phases, births
	diary    // results by day, so far
	stop     *atomic.Bool
	progress func(days float64)
	settled  func()  // called after each barrier; nil: nobody asked
	timing   *Timing // nil: nobody asked
}

// register says what happens at barriers. Events of the same time run in this order, and so do those who read the feedback.
func (k *kernel) register() {
	day := k.agenda.register("a day ends and the next begins: census, results, arrivals, reviews, budgets", k.turnDay)
	k.lesson = k.agenda.register("the platform learns from bids", k.learn)
	k.phase = k.agenda.register("the arm's market changes", k.nextPhase)
	k.trial = k.agenda.register("a test in one market begins or ends", k.stepTrial)
	k.fade = k.agenda.register("boosts of campaigns under support fade", k.fadeSupport)
	k.edge = k.agenda.register("campaigns start or end", k.edges)
	k.tick = k.agenda.register("pacers get their progress", k.pace)
	day.at = k.Now // the first day begins at once; the other parts set their times
	k.feedback.subscribe("budgets pay, campaigns get their feedback, auctions see what changed", (*page.Log).HasFeedback, func() { k.ledger.Settle() })
	k.feedback.subscribe("predictors learn from impressions", (*page.Log).Teaches, k.teachAtRefresh)
	k.feedback.before(k.lesson, "bids are counted for what the platform learns from them", k.countBids)
}

// run plays the market until a time.
func (k *kernel) run(until spec.Time) error {
	for k.Now < until {
		if k.stop.Load() {
			return context.Canceled
		}
		k.agenda.due(k.Now)
		k.lap(inControl)
		barrier := min(k.nextBarrier(), until)
		if k.World.Spec.Lag == 0 {
			k.oneByOne(barrier)
		} else {
			k.window(barrier)
		}
		if k.timing != nil {
			k.timing.Barriers++
			k.lap(inSettling)
		}
		if k.settled != nil {
			k.settled()
		}
	}
	return nil
}

// nextBarrier is the next multiple of the lag or control event.
func (k *kernel) nextBarrier() spec.Time {
	next := k.agenda.next()
	if lag := k.World.Spec.Lag; lag > 0 {
		next = min(next, k.Origin+spec.RoundUp(k.Now-k.Origin+1, lag))
	}
	return next
}

// window plays all shards up to a barrier under the frozen market, then settles.
func (k *kernel) window(barrier spec.Time) {
	k.Until = barrier
	k.team.play(k.shards, (*page.Shard).Play, k.busy >= worthSharing)
	k.lap(inWindows)
	for _, s := range k.shards {
		k.late.send(s)
	}
	for _, ok := k.late.before(barrier); ok; _, ok = k.late.before(barrier) {
		k.late.deliver(k.shards[0]) // any shard will do: tallies are added up
	}
	k.Now = barrier
	k.countPlayed()
	k.feedback.atBarrier()
}

// oneByOne plays events in (time, row) order, each seeing the effects of all before it. Conversions that arrive come before Pinners.
func (k *kernel) oneByOne(barrier spec.Time) {
	s := k.shards[0]
	for {
		next, ok := k.exact.Peek()
		due, late := k.late.before(barrier)
		switch {
		case late && (!ok || due <= spec.Time(next)):
			k.Now = due
			k.late.deliver(s)
		case ok && spec.Time(next) < barrier:
			if !k.step(s) {
				continue
			}
		default:
			k.Now = barrier
			return
		}
		k.feedback.afterEvent(&s.Log)
		k.countPlayed()
	}
}

// step plays the next event of a Pinner, if the row is still that Pinner's.
func (k *kernel) step(s *page.Shard) (played bool) {
	at, i, _ := k.exact.Pop()
	if spec.Time(at) != k.Pinners.Next[i] {
		return false // the row was given to somebody else since
	}
	k.Now = spec.Time(at)
	s.Step(i)
	s.Unfollow() // the market of the Pinner's own side of a test
	s.Flush()
	if next := k.Pinners.Next[i]; next != spec.Never {
		k.exact.Push(int64(next), i)
	}
	k.late.send(s)
	return true
}
