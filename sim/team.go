package sim

import (
	"runtime"
	"sync"
	"sync/atomic"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/page"
)

// team is the workers of one engine. Windows are short, so workers spin a little for the next one before they sleep: at a
// thousand events a window, forking and joining goroutines would cost more than half of the gain.
type team struct {
	workers int
	epoch   atomic.Uint64   // windows begun
	lanes   []lane          // by worker
	scratch []*page.Scratch // by worker
	left    atomic.Int64    // workers still busy in this window
	work    func(*page.Shard)
	shards  []*page.Shard
	sleep   sync.Mutex
	wake    *sync.Cond
	closed  atomic.Bool
	broken  atomic.Pointer[Broken]
}

// lane is the shards that a worker takes before it helps others: what a shard writes is then still in that worker's cache. A cache line each.
type lane struct {
	next atomic.Int64 // to claim
	_    [56]byte
}

// newTeam starts workers-1 goroutines; the caller of play is the last worker. Close ends them.
func newTeam(workers int) *team {
	t := &team{workers: workers, lanes: make([]lane, workers)}
	for range workers {
		t.scratch = append(t.scratch, &page.Scratch{})
	}
	t.wake = sync.NewCond(&t.sleep)
	for k := range workers - 1 {
		go t.serve(k + 1)
	}
	return t
}

// spins before a worker sleeps: about a hundred microseconds, since it takes nearly as long to wake it, at every barrier.
const spins = 1 << 16

func (t *team) serve(me int) {
	seen := uint64(0)
	for {
		for i := 0; t.epoch.Load() == seen; i++ {
			if i < spins {
				if i%64 == 63 {
					runtime.Gosched()
				}
				continue
			}
			t.sleep.Lock()
			for t.epoch.Load() == seen {
				t.wake.Wait()
			}
			t.sleep.Unlock()
		}
		seen++
		if t.closed.Load() {
			return
		}
		t.guarded(me)
		t.left.Add(-1)
	}
}

// claim works on a worker's own shards and then on those that others have not come to, until none is left.
func (t *team) claim(me int) {
	for k := range t.workers {
		owner := (me + k) % t.workers
		lane := &t.lanes[owner]
		for i := owner + int(lane.next.Add(1)-1)*t.workers; i < len(t.shards); i = owner + int(lane.next.Add(1)-1)*t.workers {
			t.shards[i].Scratch = t.scratch[me]
			t.work(t.shards[i])
		}
	}
}

// play does a piece of work for each shard; together says whether there is enough to do to share it.
func (t *team) play(shards []*page.Shard, work func(*page.Shard), together bool) {
	if t.workers == 1 || !together {
		for _, s := range shards {
			s.Scratch = t.scratch[0]
			work(s)
		}
		return
	}
	t.shards, t.work = shards, work
	for k := range t.lanes {
		t.lanes[k].next.Store(0)
	}
	t.left.Store(int64(t.workers - 1))
	t.begin()
	t.guarded(0)
	for i := 0; t.left.Load() > 0; i++ {
		if i > spins {
			runtime.Gosched()
		}
	}
	if b := t.broken.Load(); b != nil {
		panic(b)
	}
}

// guarded is claim, with what breaks in it kept for play, which waits for all workers before it passes it on.
func (t *team) guarded(me int) {
	defer func() {
		if b := fault.Recovered(recover()); b != nil {
			t.broken.CompareAndSwap(nil, b)
		}
	}()
	t.claim(me)
}

// begin opens a window: the lock orders the new epoch against workers that are about to sleep.
func (t *team) begin() {
	t.sleep.Lock()
	t.epoch.Add(1)
	t.sleep.Unlock()
	t.wake.Broadcast()
}

// close ends the workers.
func (t *team) close() {
	if t.workers > 1 {
		t.closed.Store(true)
		t.begin()
	}
}
