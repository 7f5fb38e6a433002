package cli

import (
	"context"

	"marketsim/sim"
)

// simulate runs a scenario's market with progress shown.
func (a *app) simulate(ctx context.Context, spec *sim.Spec, jobs int, style string, done map[int][]*sim.Result,
	finished func(int, []*sim.Result) error) ([][]*sim.Result, error) {
	bar := a.newProgress(style, "simulated days", simulatedDays(spec, spec.Replications-len(done)))
	results, err := sim.Run(ctx, spec, sim.Options{Jobs: jobs, Done: done, Progress: bar.update, Finished: func(r int, arms []*sim.Result) error {
		if a.verbose {
			bar.clear()
			a.detail("replication %d of %d is finished", r+1, spec.Replications)
		}
		if finished == nil {
			return nil
		}
		return finished(r, arms)
	}})
	bar.clear()
	return results, err
}

// simulatedDays is how many days are simulated over all arms: the warm-up is shared unless arms draw independently.
func simulatedDays(spec *sim.Spec, replications int) float64 {
	arms := float64(len(spec.Arms))
	warmup := float64(spec.Warmup) / float64(sim.Day)
	if spec.Independent {
		warmup *= arms
	}
	return float64(replications) * (warmup + arms*float64(spec.Horizon)/float64(sim.Day))
}

// workers is how many run at once: what was asked for, or one per processor.
func (a *app) workers(jobs count) int {
	if jobs > 0 {
		return int(jobs)
	}
	return max(1, a.CPUs)
}
