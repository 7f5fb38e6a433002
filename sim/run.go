package sim

import (
	"context"
	"sync"
	"sync/atomic"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Options says how to execute a run. None of it changes a result.
type Options struct {
	Jobs int // workers; at least 1
	// Done holds replications finished earlier, by number; they are not simulated again.
	Done map[int][]*results.Result
	// Finished is called once per replication, from one goroutine at a time, when all of its arms are done.
	Finished func(replication int, arms []*results.Result) error
	// Units is called once per replication and arm, from one goroutine at a time, with what the units of its test did, where the spec has a trial.
	Units func(replication, arm int, units *results.Trial)
	// Timing is filled in when it is given; see there for how many workers.
	Timing *Timing
	// Progress is called from time to time, from one goroutine at a time, with the share of the run that is done, in [0, 1].
	Progress func(share float64)
}

// Run simulates every arm of every replication. Results are indexed by replication and arm. When the context ends, or
// Finished fails, Run stops within a feedback window and returns what is finished (nil for the others) with the error.
//
// Workers go to replications and arms first, because these share nothing; they share a replication's Pinners only where
// there are more workers than that.
func Run(ctx context.Context, spec *spec.Spec, o Options) ([][]*results.Result, error) {
	r := &runner{spec: spec, o: o, results: make([][]*results.Result, spec.Replications), jobs: max(1, o.Jobs)}
	r.ready = sync.NewCond(&r.mu)
	for i := range r.results {
		if done, ok := o.Done[i]; ok {
			r.results[i] = done
			continue
		}
		r.waiting = append(r.waiting, i)
	}
	r.days = float64(len(r.waiting)) * r.daysOf()
	stop := context.AfterFunc(ctx, func() { r.halt(ctx.Err()) })
	defer stop()
	var workers sync.WaitGroup
	for range r.jobs {
		workers.Go(r.work)
	}
	workers.Wait()
	return r.results, r.err
}

// runner hands out the arms of replications to workers.
type runner struct {
	spec *spec.Spec
	o    Options
	jobs int

	mu      sync.Mutex
	ready   *sync.Cond
	waiting []int // replications not begun
	arms    []task
	active  int // tasks running, which may still make more
	results [][]*results.Result
	err     error
	stopped atomic.Bool
	done    float64 // days
	days    float64
}

// task is one arm of a replication whose warm-up is done.
type task struct {
	replication int
	arm         int
	start       *engine
	results     []*results.Result
	left        *int
}

func (r *runner) daysOf() float64 {
	warm := float64(r.spec.Warmup) / float64(spec.Day)
	arms := float64(len(r.spec.Arms))
	if r.spec.Independent {
		warm *= arms
	}
	return warm + arms*float64(r.spec.Horizon)/float64(spec.Day)
}

// halt stops the run; the first reason is kept.
func (r *runner) halt(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.stopped.Store(true)
	r.ready.Broadcast()
}

// work takes tasks until there are none: arms of begun replications before new replications, so that whole replications
// finish early and few of them are in memory.
func (r *runner) work() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		switch {
		case r.stopped.Load():
			return
		case len(r.arms) > 0:
			t := r.arms[0]
			r.arms = r.arms[1:]
			share := r.share(1 + len(r.arms) + r.active + len(r.waiting)*len(r.spec.Arms))
			r.doing(func() { r.playArm(t, share) })
		case len(r.waiting) > 0:
			replication := r.waiting[0]
			r.waiting = r.waiting[1:]
			share := r.share(1 + r.active + len(r.waiting))
			var ready []task
			r.doing(func() { ready = r.begin(replication, share) })
			r.arms = append(r.arms, ready...)
		case r.active == 0:
			r.ready.Broadcast()
			return
		default:
			r.ready.Wait()
		}
	}
}

// share is how many workers a task may use when so many tasks could run.
func (r *runner) share(tasks int) int { return max(1, r.jobs/min(r.jobs, tasks)) }

// doing works on a task without the lock. A part that breaks, such as a mechanism of a plug-in, ends the run with an error.
func (r *runner) doing(f func()) {
	r.active++
	r.mu.Unlock()
	defer func() {
		b := fault.Recovered(recover())
		r.mu.Lock()
		r.active--
		if b != nil {
			if r.err == nil {
				r.err = b
			}
			r.stopped.Store(true)
		}
		r.ready.Broadcast()
	}()
	f()
}

// begin simulates a replication's warm-up, once for all arms, and returns the arms.
func (r *runner) begin(replication, workers int) (arms []task) {
	left := len(r.spec.Arms)
	results := make([]*results.Result, left)
	var start *engine
	for a := range r.spec.Arms {
		if start == nil || r.spec.Independent {
			if r.o.Timing != nil {
				r.o.Timing.last = r.o.Timing.Clock()
			}
			start = newEngine(pinners.NewWorld(r.spec, replication, a), &r.stopped, workers)
			start.progress, start.timing = r.advance, r.o.Timing
			start.lap(inSetup)
			if err := start.warmUp(); err != nil {
				return nil
			}
		}
		arms = append(arms, task{replication: replication, arm: a, start: start, results: results, left: &left})
	}
	return arms
}

// warmUp runs to day 0, where arms fork.
func (e *engine) warmUp() error {
	defer e.team.close()
	defer e.gatherAll()
	defer e.countViews()
	return e.run(0)
}

// playArm simulates one arm from day 0 to the horizon.
func (r *runner) playArm(t task, workers int) {
	e := t.start.fork(&r.spec.Arms[t.arm], workers)
	defer e.team.close()
	e.progress, e.timing = r.advance, r.o.Timing
	e.lap(inSetup)
	if err := e.run(r.spec.Horizon); err != nil {
		return
	}
	e.closeDay()
	result := e.result(t.arm, t.replication)
	units := e.trialResult()
	r.mu.Lock()
	defer r.mu.Unlock()
	if units != nil && r.o.Units != nil {
		r.o.Units(t.replication, t.arm, units)
	}
	t.results[t.arm] = result
	*t.left--
	if *t.left > 0 || r.stopped.Load() {
		return
	}
	r.results[t.replication] = t.results
	if r.o.Finished == nil {
		return
	}
	if err := r.o.Finished(t.replication, t.results); err != nil && r.err == nil {
		r.err = err
		r.stopped.Store(true)
	}
}

// advance reports simulated days.
func (r *runner) advance(days float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done += days
	if r.o.Progress != nil {
		r.o.Progress(min(1, r.done/r.days))
	}
}
