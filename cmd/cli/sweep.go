package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/sweeps"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
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
				if o.changes.any() {
					return usage("leave the other flags out; they are recorded in the run", "a resumed sweep cannot be changed")
				}
				return a.resumeSweep(cmd.Context(), o.resume, o)
			}
			return a.beginSweep(cmd.Context(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "runs", "`DIR` for run folders")
	o.changes.all(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringVar(&o.resume, "resume", "", "complete the interrupted sweep in the folder `RUN`")
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

// swept is a sweep that is about to run: the scenario as it stands, and each point as a scenario of its own.
type swept struct {
	base   *scenarios.Scenario
	points []*scenarios.Scenario
}

// loadSweep compiles all points, so that every mistake is found before anything is simulated.
func (a *app) loadSweep(src source, c *changes) (*swept, error) {
	base, err := a.load(src, c)
	if err != nil {
		return nil, err
	}
	if base.Sweep == nil {
		return nil, usage("write sweep: {axes: {mechanism.reserve: [0 USD, 0.10 USD, 0.20 USD]}}", "%s states no sweep", src.name)
	}
	s := &swept{base: base}
	for p := range base.Sweep.Points {
		o := c.options(src.dir)
		o.Point = base.Sweep.Setting(p)
		point, ds := scenarios.Load(src.name, src.data, o)
		if point == nil {
			if err := ds.Write(a.Stderr, "text"); err != nil {
				return nil, err
			}
			return nil, usage("change the axes so that every point is a market", "point %d of the sweep cannot be simulated: %s", p, strings.Join(base.Sweep.Setting(p), ", "))
		}
		if p > 0 && (!reflect.DeepEqual(point.Axes, s.points[0].Axes) || !slices.Equal(point.ArmNames(), s.points[0].ArmNames())) {
			return nil, usage("leave the names of segments, surfaces, groups and arms alone", "point %d of the sweep has other segments, surfaces, groups or arms than the first", p)
		}
		s.points = append(s.points, point)
	}
	return s, nil
}

func (a *app) beginSweep(ctx context.Context, o *sweepFlags, name string) error {
	src, err := a.source(name)
	if err != nil {
		return err
	}
	s, err := a.loadSweep(src, &o.changes)
	if err != nil {
		return err
	}
	jobs := a.workers(o.jobs)
	if err := a.afford(s.largest(), 1); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r := newRecord(s.base)
	r.Argv, r.File, r.Dir, r.Changes, r.Jobs, r.Begun = slices.Clone(a.Args), src.name, src.dir, o.changes, jobs, a.Now().UTC()
	r.Sweep = s.record()
	r.Market.Replications = len(s.points) * r.Sweep.Replications
	folder, err := a.newFolder(o.out, s.base.Name, r.RunID, r.Begun)
	if err != nil {
		return err
	}
	run := &ongoing{app: a, folder: folder, record: r}
	if err := a.writeInputs(folder, s.base); err != nil {
		return run.stop(err)
	}
	return a.playSweep(ctx, o, s, run, nil)
}

// largest is the point that needs the most memory.
func (s *swept) largest() *spec.Spec {
	return slices.MaxFunc(s.points, func(x, y *scenarios.Scenario) int { return int(sim.Estimate(x.Spec, 1) - sim.Estimate(y.Spec, 1)) }).Spec
}

func (s *swept) record() *sweepRecord {
	r := &sweepRecord{Design: s.base.Sweep.Design, Replications: s.base.Spec.Replications}
	for i, axis := range s.base.Sweep.Axes {
		x := sweeps.SweepAxis{Path: axis.Path, Numeric: axis.Numeric, Unit: axis.Unit}
		for _, values := range s.base.Sweep.Points {
			x.Values = append(x.Values, values[i])
		}
		r.Axes = append(r.Axes, x)
	}
	for _, p := range s.points {
		r.Points = append(r.Points, newRecord(p).Market)
	}
	return r
}

// resumeSweep completes a sweep from its own folder.
func (a *app) resumeSweep(ctx context.Context, name string, o *sweepFlags) error {
	folder, r, err := a.findRun(name)
	if err != nil {
		return err
	}
	switch {
	case r.Sweep == nil:
		return usage("marketsim run --resume "+a.show(folder), "%s is no sweep", a.show(folder))
	case r.Status == statusComplete:
		a.note("%s is complete: there is nothing to resume", a.show(folder))
		return said(*r.ExitCode)
	case r.Version != version():
		return usage("use that version, or sweep again", "the sweep was begun by version %s and this is %s: results could differ", r.Version, version())
	}
	data, err := a.read(filepath.Join(folder, "scenario.yaml"))
	if err != nil {
		return err
	}
	s, err := a.loadSweep(source{r.File, data, r.Dir}, &r.Changes)
	if err != nil {
		return err
	}
	if s.base.Hash != r.Hash {
		return usage("sweep again", "the scenario's data files, or what they mean, changed since the sweep was begun; it is left as it is")
	}
	r.Jobs = a.workers(o.jobs)
	done, err := (&store{a.State, folder}).load(r.Market.Replications)
	if err != nil {
		return err
	}
	a.note("resuming %s: %d of %d replications are finished", a.show(folder), len(done), r.Market.Replications)
	r.Status, r.ExitCode, r.Resumed = statusRunning, nil, r.Resumed+1
	if err := a.writeInputs(folder, s.base); err != nil {
		return err
	}
	return a.playSweep(ctx, o, s, &ongoing{app: a, folder: folder, record: r}, done)
}

// playSweep simulates what is not done yet and completes the folder. Stored results are numbered point by point.
func (a *app) playSweep(ctx context.Context, o *sweepFlags, s *swept, run *ongoing, done map[int][]*results.Result) error {
	run.record.ReplicationsDone = len(done)
	if err := a.writeRecord(run.folder, run.record); err != nil {
		return err
	}
	a.onLeave(func() bool { run.stop(context.Canceled); return true })
	defer a.onLeave(nil)
	kept := &store{a.State, run.folder}
	results, err := a.simulatePoints(ctx, s, run, o.progress, done, func(k int, arms []*results.Result) error {
		err := kept.save(k, arms)
		if err == nil {
			run.count()
			a.detail("point %d: replication %d of %d is finished", k/run.record.Sweep.Replications, k%run.record.Sweep.Replications+1, run.record.Sweep.Replications)
		}
		return err
	})
	if err != nil {
		return run.stop(err)
	}
	summary, err := a.renderSweep(run.folder, run.record, results)
	if err == nil {
		err = run.conclude(kept, results, summary.ExitCode)
	}
	if err != nil {
		return run.stop(err)
	}
	a.onLeave(nil)
	return a.giveSweep(o.format, run.folder, summary)
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
	if err := a.writeFile(filepath.Join(folder, "summary.json"), json); err != nil {
		return nil, err
	}
	data, report := filepath.Join(folder, "data"), filepath.Join(folder, "report")
	if err := a.wrote(data, sweep.WriteData(data)); err != nil {
		return nil, err
	}
	if _, err := figures.DrawSweep(report, sweep, figures.Options{}); err != nil {
		return nil, a.wrote(report, err)
	}
	return sweep.Summary, nil
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
	render.SweepTable(a.Stdout, s, format.Style{Width: a.width(a.Stdout), Color: a.colored(a.Stdout)})
	fmt.Fprintf(a.Stdout, "\nRun folder: %s\n", a.show(folder))
	return said(s.ExitCode)
}
