package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"marketsim/reports/figures"
	"marketsim/reports/render"
	"marketsim/reports/sweeps"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// sweepFlags are the flags of sweep.
type sweepFlags struct {
	changes  changes
	out      string
	jobs     count
	resume   string
	progress string
	format   string
}

func (a *app) sweepVerb() *cobra.Command {
	o := &sweepFlags{}
	cmd := &cobra.Command{
		Use: "sweep FILE", Short: "many points of a scenario: what moves what",
		Example: "  marketsim sweep scenario.yaml\n  marketsim sweep scenario.yaml -n 8 -j 4\n  marketsim sweep --resume runs/reserves/latest",
		Long: "Simulate every point of a scenario's `sweep:`, all with the same random numbers,\n" +
			"and say which key moves which metric. Points take turns: a sweep that is stopped\n" +
			"has as many replications at each point, and --resume completes it to the same bytes.\n\n" +
			"The tables in data/ hold all points, told apart by the column point; report/ has\n" +
			"figures of sensitivity and of the trade-off. marketsim run takes the same file as it\n" +
			"stands, without its sweep.",
		Args: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return takes(0, 0, "")(cmd, args)
			}
			return takes(1, 1, "a scenario file, or - for standard input")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return a.resumeSweep(cmd.Context(), o)
			}
			return a.beginSweep(cmd.Context(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "runs", "`DIR` for run folders")
	o.changes.all(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringVar(&o.resume, "resume", "", "complete the sweep in the folder `RUN`, or with -n extend it")
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// sweepRecord is what run.json keeps of a sweep.
type sweepRecord struct {
	Design       string             `json:"design"`
	Axes         []sweeps.SweepAxis `json:"axes"`
	Replications int                `json:"replications"` // at every point
	Points       []labels           `json:"points"`
}

func (a *app) beginSweep(ctx context.Context, o *sweepFlags, name string) error {
	src, err := a.source(name)
	if err != nil {
		return err
	}
	st, err := a.study(src, &o.changes, true)
	if err == nil {
		err = keptByPoints(st.base, &o.changes)
	}
	if err != nil {
		return err
	}
	if err := a.afford(st.largest()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	run, err := a.start(ctx, o.out, st, src, &o.changes, a.workers(o.jobs))
	if err != nil {
		return err
	}
	return a.playSweep(ctx, o.progress, o.format, st, run)
}

// resumeSweep completes a sweep from its own folder, or extends it.
func (a *app) resumeSweep(ctx context.Context, o *sweepFlags) error {
	if err := o.changes.onlyMore(); err != nil {
		return err
	}
	folder, r, err := a.findOwn(o.resume)
	if err != nil {
		return err
	}
	if r.Sweep == nil {
		return usage("marketsim run --resume "+a.typed(folder), "%s is no sweep", a.show(folder))
	}
	run, st, _, err := a.reopen(ctx, o.resume, &o.changes, o.jobs)
	if run == nil {
		return err
	}
	return a.playSweep(ctx, o.progress, o.format, st, run)
}

// playSweep simulates what is not done yet and completes the folder. Results follow each other point by point.
func (a *app) playSweep(ctx context.Context, style, format string, st *study, run *ongoing) error {
	defer run.release()
	a.onLeave(func() bool { run.stop(context.Canceled); return true })
	defer a.onLeave(nil)
	design, w, n := st.design(), run.scheduler(), run.record.Sweep.Replications
	w.Finished = func(p *units.Point, u *units.Unit) {
		a.detail("point %d: replication %d of %d is finished", slices.Index(design.Points(), p), u.Replication+1, n)
	}
	done, err := a.perform(ctx, w, style, design)
	if err != nil {
		return run.stop(err)
	}
	var all [][]*results.Result
	for _, p := range design.Points() {
		all = append(all, done.Of(p)...)
	}
	summary, err := a.renderSweep(run.folder, run.record, all)
	if err == nil {
		err = run.conclude(all, summary.ExitCode)
	}
	if err != nil {
		return run.stop(err)
	}
	a.onLeave(nil)
	return a.giveSweep(format, run.folder, summary)
}

// renderSweep writes everything that the folder of a sweep shows.
func (a *app) renderSweep(folder string, r *record, results [][]*results.Result) (*sweeps.SweepSummary, error) {
	n := r.Sweep.Replications
	base := *r
	in := &sweeps.SweepInput{Design: r.Sweep.Design, Axes: r.Sweep.Axes, Base: base.input(nil)}
	for p := range r.Sweep.Points {
		one := base
		one.Market = r.Sweep.Points[p]
		in.Points = append(in.Points, one.input(results[p*n:(p+1)*n]))
	}
	sweep, err := sweeps.ReadSweep(in)
	if err != nil {
		return nil, err
	}
	json, err := sweep.Summary.JSON()
	if err != nil {
		return nil, err
	}
	return sweep.Summary, a.together(folder, runSets, shown, func(dir string) error {
		data, report := filepath.Join(dir, "data"), filepath.Join(dir, "report")
		if err := errors.Join(a.writeFile(filepath.Join(dir, "summary.json"), json), a.wrote(data, sweep.WriteData(data))); err != nil {
			return err
		}
		_, err := figures.DrawSweep(report, sweep, a.Figures)
		return a.wrote(report, err)
	}, tableFiles()...)
}

func (a *app) giveSweep(as, folder string, s *sweeps.SweepSummary) error {
	if as == "json" {
		data, err := s.JSON()
		if err != nil {
			return err
		}
		if _, err := a.Stdout.Write(data); err != nil {
			return err
		}
		return said(s.ExitCode)
	}
	render.SweepTable(a.Stdout, s, a.style(a.Stdout))
	fmt.Fprintf(a.Stdout, "\nRun folder: %s\n", a.show(folder))
	return said(s.ExitCode)
}
