package cli

import (
	"context"
	"sync"

	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// simulatePoints runs what is missing of every point and replication. All points finish a replication before the next begins,
// so that a sweep that is stopped is balanced. Workers go to points and replications first; where memory allows fewer than
// there are, each gets several.
func (a *app) simulatePoints(ctx context.Context, s *swept, run *ongoing, style string, done map[int][]*results.Result,
	finished func(int, []*results.Result) error) ([][]*results.Result, error) {
	replications := run.record.Sweep.Replications
	results := make([][]*results.Result, len(s.points)*replications)
	var tasks []int
	total := 0.0
	for r := range replications {
		for p := range s.points {
			k := p*replications + r
			if results[k] = done[k]; results[k] == nil {
				tasks = append(tasks, k)
				total += simulatedDays(s.points[p].Spec, 1)
			}
		}
	}
	workers := max(1, min(run.record.Jobs, len(tasks), a.atOnce(s.largest())))
	each := max(1, run.record.Jobs/workers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bar := a.newProgress(style, "simulated days", total)
	c := &crew{results: results, tasks: tasks, shares: map[int]float64{}, cancel: cancel}
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for k, ok := c.next(); ok; k, ok = c.next() {
				spec := *s.points[k/replications].Spec
				days := simulatedDays(&spec, 1)
				arms, err := one(ctx, &spec, k%replications, each, func(share float64) { c.progress(k, share*days, total, bar.update) })
				c.finish(k, arms, err, finished)
			}
		})
	}
	wait.Wait()
	bar.clear()
	return results, c.err
}

// atOnce is how many simulations of a size fit into memory.
func (a *app) atOnce(spec *spec.Spec) int {
	need := sim.Estimate(spec, 1)
	if need <= 0 {
		return 1
	}
	return int(min(a.memoryLimit()/uint64(need), 1<<20))
}

// one simulates a single replication.
func one(ctx context.Context, spec *spec.Spec, replication, jobs int, progress func(float64)) ([]*results.Result, error) {
	spec.Replications = replication + 1
	others := map[int][]*results.Result{}
	for r := range replication {
		others[r] = []*results.Result{}
	}
	results, err := sim.Run(ctx, spec, sim.Options{Jobs: jobs, Done: others, Progress: progress})
	if err != nil {
		return nil, err
	}
	return results[replication], nil
}

// crew hands out points and replications in order and collects what comes back.
type crew struct {
	mu      sync.Mutex
	results [][]*results.Result
	tasks   []int
	shares  map[int]float64 // simulated days by task
	days    float64
	err     error
	cancel  context.CancelFunc
}

func (c *crew) next() (k int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || len(c.tasks) == 0 {
		return 0, false
	}
	k, c.tasks = c.tasks[0], c.tasks[1:]
	return k, true
}

func (c *crew) progress(k int, days, total float64, show func(float64)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.days += days - c.shares[k]
	c.shares[k] = days
	show(min(1, c.days/total))
}

// finish keeps a result; the first error stops everything.
func (c *crew) finish(k int, arms []*results.Result, err error, keep func(int, []*results.Result) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil && c.err == nil {
		c.results[k] = arms
		err = keep(k, arms)
	}
	if err != nil && c.err == nil {
		c.err = err
		c.cancel()
	}
}
