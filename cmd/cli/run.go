package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/sim/results"
)

// runFlags are the flags of run.
type runFlags struct {
	changes  changes
	outputs  outputs
	out      string
	jobs     count
	resume   string
	progress string
	lagError bool
}

func (a *app) runVerb() *cobra.Command {
	o := &runFlags{}
	cmd := &cobra.Command{
		Use: "run FILE", Short: "simulate, check, draw, write a run folder",
		Example: "  marketsim run scenario.yaml\n  marketsim run scenario.yaml --quick\n" +
			"  marketsim run scenario.yaml --set run.horizon=28d --seed 7 -n 16\n" +
			"  marketsim run --resume runs/quickstart/latest\n  marketsim new - | marketsim run -",
		Long: "Simulate every arm of a scenario, compare them, draw figures and write all of it\n" +
			"to a folder of its own, runs/<scenario>/<time>-<id>. FILE - is standard input.\n" +
			"Two runs of one scenario and seed differ in run.json only.",
		Args: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return takes(0, 0, "")(cmd, args)
			}
			return takes(1, 1, "a scenario file, or - for standard input")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.outputs.check(a.State); err != nil {
				return err
			}
			a.annotate = o.outputs.github
			if o.resume != "" {
				return a.resume(cmd.Context(), o)
			}
			return a.begin(cmd.Context(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "runs", "`DIR` for run folders")
	o.changes.all(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringVar(&o.resume, "resume", "", "complete the interrupted run in the folder `RUN`")
	o.outputs.flags(cmd)
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	f.BoolVar(&o.lagError, "lag-error", false, "also measure what the feedback lag changes, as marketsim lag does")
	return cmd
}

// begin runs a scenario from its start.
func (a *app) begin(ctx context.Context, o *runFlags, name string) error {
	src, err := a.source(name)
	if err != nil {
		return err
	}
	s, err := a.load(src, &o.changes)
	if err != nil {
		return err
	}
	if s.Sweep != nil {
		a.note("the file states a sweep of %d points; this runs it as it stands, and `marketsim sweep %s` runs the points", len(s.Sweep.Points), name)
	}
	jobs := a.workers(o.jobs)
	if err := a.afford(s.Spec, jobs); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r := newRecord(s)
	r.Argv, r.File, r.Dir, r.Changes, r.Jobs, r.Begun = slices.Clone(a.Args), src.name, src.dir, o.changes, jobs, a.Now().UTC()
	folder, err := a.newFolder(o.out, s.Name, r.RunID, r.Begun)
	if err != nil {
		return err
	}
	run := &ongoing{app: a, folder: folder, record: r}
	if err := a.writeInputs(folder, s); err != nil {
		return run.stop(err)
	}
	return a.play(ctx, o, src, s, run, nil)
}

// writeInputs keeps the scenario as it was given and as it was understood.
func (a *app) writeInputs(folder string, s *scenarios.Scenario) error {
	for _, dir := range []string{"partial", "data"} {
		if err := a.makeDirs(filepath.Join(folder, dir)); err != nil {
			return err
		}
	}
	if err := a.writeFile(filepath.Join(folder, "scenario.yaml"), s.Source); err != nil {
		return err
	}
	return a.writeFile(filepath.Join(folder, "scenario.resolved.yaml"), s.Resolved())
}

// resume completes a run that was interrupted, from its own folder.
func (a *app) resume(ctx context.Context, o *runFlags) error {
	if o.changes.any() {
		return usage("leave the other flags out; they are recorded in the run", "a resumed run cannot be changed")
	}
	folder, r, err := a.findRun(o.resume)
	if err != nil {
		return err
	}
	if r.Sweep != nil {
		return a.resumeSweep(ctx, o.resume, &sweepFlags{jobs: o.jobs, progress: o.progress, format: o.outputs.format})
	}
	if r.Status == statusComplete {
		a.note("%s is complete: there is nothing to resume", a.show(folder))
		return said(*r.ExitCode)
	}
	if now := version(); now != r.Version {
		return usage("use that version, or run the scenario again", "the run was begun by version %s and this is %s: results could differ",
			r.Version, now)
	}
	data, err := a.read(filepath.Join(folder, "scenario.yaml"))
	if err != nil {
		return err
	}
	src := source{r.File, data, r.Dir}
	s, err := a.load(src, &r.Changes)
	if err != nil {
		return err
	}
	if s.Hash != r.Hash {
		return usage("run the scenario again",
			"the scenario's data files, or what they mean, changed since the run was begun; the run is left as it is")
	}
	r.Jobs = a.workers(o.jobs)
	if err := a.afford(s.Spec, r.Jobs); err != nil {
		return err
	}
	if err := a.writeInputs(folder, s); err != nil { // the first attempt may have stopped before it was done with this
		return err
	}
	done, err := (&store{a.State, folder}).load(s.Spec.Replications)
	if err != nil {
		return err
	}
	a.note("resuming %s: %d of %d replications are finished", a.show(folder), len(done), s.Spec.Replications)
	r.Status, r.ExitCode, r.Resumed = statusRunning, nil, r.Resumed+1
	return a.play(ctx, o, src, s, &ongoing{app: a, folder: folder, record: r}, done)
}

// play simulates what is not done yet and completes the folder.
func (a *app) play(ctx context.Context, o *runFlags, src source, s *scenarios.Scenario, run *ongoing, done map[int][]*results.Result) error {
	run.record.ReplicationsDone = len(done)
	if err := a.writeRecord(run.folder, run.record); err != nil {
		return err
	}
	a.onLeave(func() bool { run.stop(context.Canceled); return true })
	defer a.onLeave(nil)
	a.detail("%s: %d arms x %d replications x %d days, %d workers, in %s", s.Name, len(s.Spec.Arms), s.Spec.Replications, run.record.Market.Days,
		run.record.Jobs, a.show(run.folder))
	kept := &store{a.State, run.folder}
	all, err := a.replicate(ctx, s, run.record, o.progress, done, run.plan, func(replication int, arms []*results.Result) error {
		err := kept.save(replication, arms)
		if err == nil {
			run.count()
		}
		return err
	})
	if err != nil {
		return run.stop(err)
	}
	summary, err := a.render(ctx, run.folder, run.record.input(all))
	if err == nil {
		err = run.conclude(kept, all, summary.ExitCode)
	}
	if err != nil {
		return run.stop(err)
	}
	a.onLeave(nil)
	if err := a.give(&o.outputs, summary, run.record.place()); err != nil {
		return err
	}
	place := a.Stdout
	if o.outputs.format == "json" {
		place = a.Stderr
	}
	if o.outputs.format != "json" || !a.quiet {
		fmt.Fprintf(place, "\nRun folder: %s\n", a.show(run.folder))
	}
	if o.lagError && s.Spec.Lag == 0 {
		fmt.Fprintln(place, "\nThe feedback lag is 0, which is exact.")
	} else if o.lagError {
		fmt.Fprintln(place)
		if err := a.lagReport(ctx, place, src, &run.record.Changes, &lagFlags{scale: "5%", jobs: o.jobs, progress: o.progress}); err != nil {
			return err
		}
	}
	return said(summary.ExitCode)
}

// replicate simulates as many replications as the scenario asks for: a fixed number, or look by look until its rule holds. Looks
// are whole, so that every arm has the same replications, and depend on the results only; workers and interruptions change none.
func (a *app) replicate(ctx context.Context, s *scenarios.Scenario, r *record, style string, done map[int][]*results.Result,
	plan func(replications int), finished func(int, []*results.Result) error) (all [][]*results.Result, err error) {
	looks := []int{s.Spec.Replications}
	if q := s.Questions.Sequential; q != nil {
		looks = q.Looks()
	}
	known := maps.Clone(done)
	if known == nil {
		known = map[int][]*results.Result{}
	}
	for _, n := range looks {
		sp := *s.Spec
		sp.Replications = n
		plan(n)
		if all, err = a.simulate(ctx, &sp, r.Jobs, style, known, finished); err != nil {
			return all, err
		}
		for i, arms := range all {
			known[i] = arms
		}
		if n == looks[len(looks)-1] || verdict.Settled(r.input(all)) {
			break
		}
		a.note("%d replications: %s does not hold yet", n, s.Questions.Sequential.Until)
	}
	return all, nil
}

// ongoing is a run whose record must tell the truth whenever it ends.
type ongoing struct {
	app    *app
	folder string

	mu     sync.Mutex
	record *record
}

// plan notes how many replications are to be there before the next look.
func (r *ongoing) plan(replications int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.record.Market.Replications = replications
}

// count notes that one more replication is kept.
func (r *ongoing) count() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.record.ReplicationsDone++
}

// conclude keeps the exact results in one file instead of one a replication, and marks the run as finished.
func (r *ongoing) conclude(kept *store, all [][]*results.Result, code int) error {
	if err := kept.finish(all); err != nil {
		return err
	}
	if err := r.app.remove(kept.partial()); err != nil {
		return err
	}
	return r.complete(digestOf(all), code)
}

// complete marks the run as finished.
func (r *ongoing) complete(digest string, code int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record.Status != statusRunning {
		return context.Canceled
	}
	r.record.Digest = digest
	return r.close(statusComplete, code)
}

// stop marks the run as interrupted or partial, and tells how to go on. It returns the error to end with.
func (r *ongoing) stop(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	code := r.app.interrupted()
	if r.record.Status == statusInterrupted {
		return said(code) // abandoned meanwhile
	}
	status := statusInterrupted
	if code == 0 || !errors.Is(err, context.Canceled) {
		status, code = statusPartial, ExitIncomplete
		r.app.tell(err)
	}
	fmt.Fprintf(r.app.Stderr, "%s: %d of %d replications are finished and kept\n  = help: to complete the run: marketsim run --resume %s\n",
		status, r.record.ReplicationsDone, r.record.Market.Replications, r.app.show(r.folder))
	if err := r.close(status, code); err != nil {
		r.app.tell(err)
	}
	return said(code)
}

// close writes the record for the last time.
func (r *ongoing) close(status string, code int) error {
	r.record.Status, r.record.ExitCode, r.record.Ended = status, &code, r.app.Now().UTC()
	return r.app.writeRecord(r.folder, r.record)
}
