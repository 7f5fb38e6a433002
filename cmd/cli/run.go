package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/tables"
	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// runFlags are the flags of run.
type runFlags struct {
	changes  changes
	outputs  outputs
	owed     owed // should the run end early
	out      string
	jobs     count
	resume   string
	progress string
	lagError bool
	tables   string
}

func (a *app) runVerb() *cobra.Command {
	o := &runFlags{}
	cmd := &cobra.Command{
		Use: "run FILE", Short: "simulate, check, draw, write a run folder",
		Example: "  marketsim run scenario.yaml\n  marketsim run scenario.yaml --quick\n" +
			"  marketsim run scenario.yaml --set run.horizon=28d --seed 7 -n 16\n" +
			"  marketsim run --resume runs/quickstart/latest\n  marketsim run --resume runs/quickstart/latest -n 20\n" +
			"  marketsim new - | marketsim run -",
		Long: "Simulate every arm of a scenario, compare them, draw figures and write all of it\n" +
			"to a folder of its own, runs/<scenario>/<time>-<id>. FILE - is standard input.\n" +
			"Two runs of one scenario and seed differ in run.json only.\n\n" +
			"With --resume, a run that was stopped is completed to the same bytes; with -n too,\n" +
			"a complete run gets more replications, as if it had been run with so many at once.",
		Args: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return takes(0, 0, "")(cmd, args)
			}
			return takes(1, 1, "a scenario file, or - for standard input")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.outputs.check(a); err != nil {
				return err
			}
			a.annotate, o.owed.outputs = o.outputs.github, &o.outputs
			file := ""
			if len(args) > 0 && args[0] != stdinName {
				file = args[0]
			}
			return a.begun(&o.owed, file, func() error {
				if o.resume != "" {
					return a.resume(cmd.Context(), o)
				}
				return a.begin(cmd.Context(), o, args[0])
			})
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "runs", "`DIR` for run folders")
	o.changes.all(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringVar(&o.resume, "resume", "", "complete the run in the folder `RUN`, or with -n extend it")
	o.outputs.flags(cmd)
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	tablesFlag(cmd, &o.tables)
	f.BoolVar(&o.lagError, "lag-error", false, "also measure what the feedback lag changes, as marketsim lag does")
	return cmd
}

// tablesFlag adds the flag that chooses the tables of a run folder.
func tablesFlag(cmd *cobra.Command, choice *string) {
	choose(cmd, choice, "tables", "in data/: few leaves out those by day or hour", string(tables.Every), string(tables.Few), string(tables.None))
}

// begin runs a scenario from its start.
func (a *app) begin(ctx context.Context, o *runFlags, name string) error {
	src, err := a.source(name)
	if err != nil {
		return err
	}
	st, err := a.study(src, &o.changes, false)
	if err != nil {
		return err
	}
	if sweep := st.base.Sweep; sweep != nil {
		a.note("the file states a sweep of %s; this runs it as it stands, and `marketsim sweep %s` runs the points", format.Count(sweep.N, "point"), word(name))
	}
	if err := errors.Join(a.spare(o.outputs.junit, o.outputs.markdown), a.afford(st.base.Spec), ctx.Err()); err != nil {
		return err
	}
	run, err := a.start(ctx, o.out, st, src, &o.changes, a.workers(o.jobs))
	if err != nil {
		return err
	}
	return a.play(ctx, o, src, st.base, run)
}

// resume completes a run or a sweep from its own folder, or extends it.
func (a *app) resume(ctx context.Context, o *runFlags) error {
	if err := o.changes.onlyMore(); err != nil {
		return err
	}
	if err := a.suits(&o.outputs, o.resume); err != nil {
		return err
	}
	run, st, src, err := a.reopen(ctx, o.resume, &o.changes, o.jobs)
	switch {
	case run == nil:
		return err
	case st.points != nil:
		return a.playSweep(ctx, o.progress, o.outputs.format, st, run)
	}
	return a.play(ctx, o, src, st.base, run)
}

// play simulates what is not done yet and completes the folder.
func (a *app) play(ctx context.Context, o *runFlags, src source, s *scenarios.Scenario, run *ongoing) error {
	defer run.release()
	place := run.record.place()
	a.onLeave(func() bool { run.stop(context.Canceled); a.settle(&o.owed, run.counted(), place); return true })
	defer a.onLeave(nil)
	a.detail("%s: %s, %s, in %s", s.Name, extent(len(s.Spec.Arms), s.Spec.Replications, run.record.Market.Days), format.Count(run.record.Jobs, "worker"),
		a.show(run.folder))
	all, err := a.replicate(ctx, s, run.record, o.progress, run.scheduler(), run.plan)
	if err != nil {
		return a.ended(&o.owed, run, err)
	}
	summary, err := a.render(ctx, run.folder, run.record.input(all), tables.Choice(o.tables))
	if err == nil {
		err = run.conclude(all, summary.ExitCode)
	}
	if err != nil {
		return a.ended(&o.owed, run, err)
	}
	a.onLeave(func() bool {
		fmt.Fprintf(a.Stderr, "interrupted: the run in %s is complete\n", a.show(run.folder))
		return true
	})
	return a.present(ctx, o, src, s, run, summary)
}

// present gives the summary of a complete run away, and the lag error where it was asked for.
func (a *app) present(ctx context.Context, o *runFlags, src source, s *scenarios.Scenario, run *ongoing, summary *reports.Summary) error {
	if err := a.give(&o.outputs, summary, run.record.place()); err != nil {
		return err
	}
	place := a.Stdout
	if o.outputs.format == "json" {
		place = a.Stderr
	}
	if o.outputs.format != "json" || !a.quiet {
		fmt.Fprintf(place, "\n%sRun folder: %s\n", elsewhere(summary), a.show(run.folder))
	}
	if o.lagError {
		err := a.lagError(ctx, place, o, src, s, &run.record.Changes)
		if code := a.interrupted(); err != nil && code != 0 {
			a.note("interrupted: the run is complete; what its feedback lag changes was not measured")
			return said(code)
		}
		if err != nil {
			return err
		}
	}
	return said(summary.ExitCode)
}

// lagError measures what the feedback lag of the run changes.
func (a *app) lagError(ctx context.Context, w io.Writer, o *runFlags, src source, s *scenarios.Scenario, c *changes) error {
	if s.Spec.Lag == 0 {
		fmt.Fprintln(w, "\nThe feedback lag is 0, which is exact.")
		return nil
	}
	fmt.Fprintln(w)
	return a.lagReport(ctx, w, src, c, &lagFlags{scale: "5%", jobs: o.jobs, progress: o.progress})
}

// replicate simulates as many replications as the scenario asks for: a fixed number, or look by look until its rule holds. Looks
// are whole, so that every arm has the same replications, and depend on the results only; workers and interruptions change none.
func (a *app) replicate(ctx context.Context, s *scenarios.Scenario, r *record, style string, w *units.Scheduler, plan func(replications int)) ([][]*results.Result, error) {
	point, wanted := pointOf(s), 0
	var design units.Design = units.Fixed{Points: []*units.Point{point}, Replications: s.Spec.Replications}
	if q := s.Questions.Sequential; q != nil {
		design = &units.Looks{Point: point, At: q.Looks(), Settled: func(all [][]*results.Result) bool { return verdict.Settled(r.input(all)) },
			Open: func(n int) { a.note("%s: %s does not hold yet", format.Count(n, "replication"), q.Until) }}
	}
	w.Begin = func(step units.Step, _ int, _ float64) { wanted = step.Replications; plan(wanted) }
	w.Finished = func(_ *units.Point, u *units.Unit) {
		a.detail("replication %d of %d is finished", u.Replication+1, wanted)
	}
	done, err := a.perform(ctx, w, style, design)
	return done.Of(point), err
}
