package cli

import (
	"context"
	"fmt"

	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

// scheduler runs designs on so many workers, within the memory that there is.
func (a *app) scheduler(jobs int) *units.Scheduler {
	return &units.Scheduler{Program: a.program(), Workers: jobs, Memory: a.memoryLimit(), Damaged: func(d *units.Damage) {
		fmt.Fprintf(a.Stderr, "marketsim: warning: %s: %v; the replication is simulated again\n", a.show(d.File), d.Why)
	}}
}

// perform runs a design with progress shown.
func (a *app) perform(ctx context.Context, w *units.Scheduler, style string, d units.Design) (*units.Done, error) {
	return a.performStage(ctx, w, style, "", d)
}

// performStage is perform of one stage of several, which progress names.
func (a *app) performStage(ctx context.Context, w *units.Scheduler, style, stage string, d units.Design) (*units.Done, error) {
	bar := a.newProgress(style, "simulated days", 0)
	begin, finished := w.Begin, w.Finished
	w.Begin = func(step units.Step, missing int, days float64) {
		bar.clear()
		bar = a.newProgress(style, "simulated days", 0)
		bar.turn(stage, days)
		if begin != nil {
			begin(step, missing, days)
		}
	}
	w.Progress = func(share float64) { bar.update(share) }
	w.Finished = func(p *units.Point, u *units.Unit) {
		if finished != nil && a.verbose {
			bar.clear()
			finished(p, u)
		}
	}
	defer func() { bar.clear() }()
	return w.Run(ctx, d)
}

// simulate runs all replications of one market, and keeps nothing on the disk. A stage that is named is one of several.
func (a *app) simulate(ctx context.Context, sp *spec.Spec, jobs int, style, stage string) ([][]*results.Result, error) {
	p := &units.Point{Spec: sp}
	done, err := a.performStage(ctx, a.scheduler(jobs), style, stage, units.Fixed{Points: []*units.Point{p}, Replications: sp.Replications})
	return done.Of(p), err
}

// simulatedDays is how many days are simulated over all arms and replications.
func simulatedDays(sp *spec.Spec, replications int) float64 {
	return float64(replications) * sim.Days(sp)
}

// workers is how many run at once: what was asked for, or one per processor.
func (a *app) workers(jobs count) int {
	if jobs > 0 {
		return int(jobs)
	}
	return max(1, a.CPUs)
}

// program is what simulates.
func (s *State) program() units.Program {
	p := units.This(version())
	if s.Executable != nil {
		p.Executable = s.Executable()
	}
	return p
}
