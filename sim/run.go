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
func Run(ctx context.Context, spec *spec.Spec, o Options) ([][]*results.Result, error) {
	all := make([][]*results.Result, spec.Replications)
	var jobs []Job
	for i := range all {
		if done, ok := o.Done[i]; ok {
			all[i] = done
			continue
		}
		jobs = append(jobs, Job{spec, i})
	}
	batch := JobOptions{Workers: o.Jobs, Timing: o.Timing, Progress: o.Progress}
	if o.Units != nil {
		batch.Units = func(job, arm int, units *results.Trial) { o.Units(jobs[job].Replication, arm, units) }
	}
	batch.Finished = func(job int, arms []*results.Result) error {
		all[jobs[job].Replication] = arms
		if o.Finished == nil {
			return nil
		}
		return o.Finished(jobs[job].Replication, arms)
	}
	_, err := RunJobs(ctx, jobs, batch)
	return all, err
}

// Job is one replication of a market.
type Job struct {
	Spec        *spec.Spec
	Replication int
}

// JobOptions says how jobs are executed. None of it changes a result.
type JobOptions struct {
	Workers  int // at least 1
	Together int // arms in simulation at once, which bounds memory; 0: as many as workers
	// Finished is called once per job, from one goroutine at a time, when all of its arms are done.
	Finished func(job int, arms []*results.Result) error
	// Units is called once per job and arm, from one goroutine at a time, with what the units of its test did, where the spec has a trial.
	Units  func(job, arm int, units *results.Trial)
	Timing *Timing
	// Progress is called from time to time, from one goroutine at a time, with the share of all jobs that is done, in [0, 1].
	Progress func(share float64)
}

// RunJobs simulates replications of one or of many markets, begun in the order given. Results are indexed by job and arm. When
// the context ends, or Finished fails, it stops within a feedback window and returns what is finished (nil for the others) with
// the error.
//
// Workers go to jobs and arms first, because these share nothing; they share a replication's Pinners only where there are more
// workers than that.
func RunJobs(ctx context.Context, jobs []Job, o JobOptions) ([][]*results.Result, error) {
	r := &runner{ctx: ctx, list: jobs, o: o, results: make([][]*results.Result, len(jobs)), jobs: max(1, o.Workers)}
	r.together = r.jobs
	if o.Together > 0 {
		r.together = min(r.jobs, o.Together)
	}
	r.ready = sync.NewCond(&r.mu)
	for i := range jobs {
		r.waiting = append(r.waiting, i)
		r.tasks += len(jobs[i].Spec.Arms)
		r.days += Days(jobs[i].Spec)
	}
	stop := context.AfterFunc(ctx, func() { r.halt(ctx.Err()) })
	defer stop()
	var workers sync.WaitGroup
	for range r.jobs {
		workers.Go(r.work)
	}
	workers.Wait()
	return r.results, r.err
}

// runner hands out the arms of jobs to workers.
type runner struct {
	ctx      context.Context
	list     []Job
	o        JobOptions
	jobs     int // workers
	together int // tasks at once

	mu      sync.Mutex
	ready   *sync.Cond
	waiting []int // jobs not begun
	tasks   int   // arms of jobs not begun
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
	job     int
	arm     int
	start   *kernel
	results []*results.Result
	left    *int
}

// Days is how many days a replication simulates over all arms: the warm-up is shared unless arms draw independently.
func Days(s *spec.Spec) float64 {
	warm := float64(s.Warmup) / float64(spec.Day)
	arms := float64(len(s.Arms))
	if s.Independent {
		warm *= arms
	}
	return warm + arms*float64(s.Horizon)/float64(spec.Day)
}

// halt stops the run; the first reason is kept.
func (r *runner) halt(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stop(err)
}

// stop is halt for who has the lock.
func (r *runner) stop(err error) {
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
		case r.ctx.Err() != nil: // what AfterFunc starts may come late on a busy machine
			r.stop(r.ctx.Err())
			return
		case len(r.arms) > 0 && r.active < r.together:
			t := r.arms[0]
			r.arms = r.arms[1:]
			share := r.share(1 + len(r.arms) + r.active + r.tasks)
			r.doing(func() { r.playArm(t, share) })
		case len(r.waiting) > 0 && r.active < r.together:
			job := r.waiting[0]
			r.waiting = r.waiting[1:]
			r.tasks -= len(r.list[job].Spec.Arms)
			share := r.share(1 + r.active + len(r.waiting))
			var ready []task
			r.doing(func() { ready = r.begin(job, share) })
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
func (r *runner) share(tasks int) int { return max(1, r.jobs/min(r.together, tasks)) }

// doing works on a task without the lock. A part that breaks, such as a mechanism of a plug-in, ends the run with an error.
func (r *runner) doing(f func()) {
	r.active++
	r.mu.Unlock()
	defer func() {
		b := fault.Recovered(recover())
		r.mu.Lock()
		r.active--
		if b != nil {
			r.stop(b)
		}
		r.ready.Broadcast()
	}()
	f()
}

// begin simulates a replication's warm-up, once for all arms, and returns the arms.
func (r *runner) begin(job, workers int) (arms []task) {
	s, replication := r.list[job].Spec, r.list[job].Replication
	left := len(s.Arms)
	results := make([]*results.Result, left)
	var start *kernel
	for a := range s.Arms {
		if start == nil || s.Independent {
			if r.o.Timing != nil {
				r.o.Timing.last = r.o.Timing.Clock()
			}
			start = newKernel(pinners.NewWorld(s, replication, a), &r.stopped, workers)
			start.progress, start.timing = r.advance, r.o.Timing
			start.lap(inSetup)
			if err := start.warmUp(); err != nil {
				return nil
			}
		}
		arms = append(arms, task{job: job, arm: a, start: start, results: results, left: &left})
	}
	return arms
}

// playArm simulates one arm from day 0 to the horizon.
func (r *runner) playArm(t task, workers int) {
	job := &r.list[t.job]
	e := t.start.fork(&job.Spec.Arms[t.arm], workers)
	defer e.team.close()
	e.progress, e.timing = r.advance, r.o.Timing
	e.lap(inSetup)
	if err := e.run(job.Spec.Horizon); err != nil {
		return
	}
	e.closeDay()
	result := e.result(t.arm, job.Replication)
	units := e.trialResult()
	r.mu.Lock()
	defer r.mu.Unlock()
	if units != nil && r.o.Units != nil {
		r.o.Units(t.job, t.arm, units)
	}
	t.results[t.arm] = result
	*t.left--
	if *t.left > 0 || r.stopped.Load() {
		return
	}
	r.results[t.job] = t.results
	if r.o.Finished == nil {
		return
	}
	if err := r.o.Finished(t.job, t.results); err != nil {
		r.stop(err)
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
