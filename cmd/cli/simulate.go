package cli

import (
	"context"

	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// simulate runs a scenario's market with progress shown.
func (a *app) simulate(ctx context.Context, sp *spec.Spec, jobs int, style string, done map[int][]*results.Result,
	finished func(int, []*results.Result) error) ([][]*results.Result, error) {
	bar := a.newProgress(style, "simulated days", simulatedDays(sp, sp.Replications-len(done)))
	all, err := sim.Run(ctx, sp, sim.Options{Jobs: jobs, Done: done, Progress: bar.update, Finished: func(r int, arms []*results.Result) error {
		if a.verbose {
			bar.clear()
			a.detail("replication %d of %d is finished", r+1, sp.Replications)
		}
		if finished == nil {
			return nil
		}
		return finished(r, arms)
	}})
	bar.clear()
	return all, err
}

// simulatedDays is how many days are simulated over all arms: the warm-up is shared unless arms draw independently.
func simulatedDays(sp *spec.Spec, replications int) float64 {
	arms := float64(len(sp.Arms))
	warmup := float64(sp.Warmup) / float64(spec.Day)
	if sp.Independent {
		warmup *= arms
	}
	return float64(replications) * (warmup + arms*float64(sp.Horizon)/float64(spec.Day))
}

// workers is how many run at once: what was asked for, or one per processor.
func (a *app) workers(jobs count) int {
	if jobs > 0 {
		return int(jobs)
	}
	return max(1, a.CPUs)
}
