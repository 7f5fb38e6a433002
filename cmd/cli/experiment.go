package cli

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/experiment"
	"marketsim/reports/figures"
	"marketsim/scenarios"
	layouts "marketsim/sim/experiment"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

// experimentFlags are the flags of experiment.
type experimentFlags struct {
	out, progress, format string
	jobs                  count
	aa, sweep, why        bool
	resume                bool
	kept                  *keptTrials
}

func (a *app) experimentVerb() *cobra.Command {
	o, c := &experimentFlags{}, &changes{}
	cmd := &cobra.Command{
		Use: "experiment FILE [NAME]", Short: "test designs in one market, judged against the truth", Args: takes(1, 2, "a scenario file, or - for standard input, and the name of an experiment"),
		Example: "  marketsim experiment scenario.yaml\n  marketsim experiment scenario.yaml reserve-test -n 20 --aa",
		Long: "Run the designs of a scenario's `experiments:` in markets that both arms share, and the\n" +
			"arms as whole markets, which are the truth. Say of each design and estimator how far it\n" +
			"is off, how noisy it is, how often its interval holds the truth, and what it could find.\n\n" +
			"Estimators see only what a team would see: totals and squares per unit, by side.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			name := ""
			if len(args) > 1 {
				name = args[1]
			}
			return a.experiment(cmd.Context(), src, c, name, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "experiments", "folder for the numbers")
	c.all(cmd)
	f.BoolVar(&o.aa, "aa", false, "run every design without a treatment too, and count its false alarms")
	f.BoolVar(&o.why, "why", false, "run every design also with one channel of interference switched off at a time")
	f.BoolVar(&o.sweep, "sweep", false, "at every point of the scenario's sweep")
	f.BoolVar(&o.resume, "resume", false, "go on with what the same command kept when it was stopped")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.format, "format", "on standard output; json is exactly the report", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// experiment runs all replications and writes the report.
func (a *app) experiment(ctx context.Context, src source, c *changes, name string, o *experimentFlags) error {
	s, err := a.loadApart(src, c)
	if err != nil {
		return err
	}
	if o.sweep && s.Sweep == nil {
		return usage("write sweep: {axes: {market.pinners.count: [10_000, 20_000]}}", "%s states no sweep", src.name)
	}
	e, err := experimentOf(s, name)
	if err != nil {
		return err
	}
	if o.kept, err = a.keepTrials(s, e, o); err != nil {
		return err
	}
	return o.kept.conclude(func() error {
		if o.sweep {
			return a.experimentPoints(ctx, src, c, s, name, o)
		}
		r, err := a.judged(ctx, s, name, o)
		if err != nil {
			return err
		}
		return a.writeExperiment(ctx, s, r, o)
	})
}

// experimentOf is the experiment of a scenario that is meant; an empty name means the only one.
func experimentOf(s *scenarios.Scenario, name string) (*layouts.Experiment, error) {
	e, err := s.Experiment(name)
	if err != nil {
		return nil, usage("state it in the scenario under `experiments:`", "%v", err)
	}
	return e, nil
}

// judged runs an experiment of a scenario.
func (a *app) judged(ctx context.Context, s *scenarios.Scenario, name string, o *experimentFlags) (*experiment.Report, error) {
	e, err := experimentOf(s, name)
	if err != nil {
		return nil, err
	}
	run, without := e, []layouts.Without(nil)
	if o.why {
		run, without = e.Apart(s.Spec)
	}
	jobs, err := a.affordTest(s.Spec, run, o.aa, a.workers(o.jobs))
	if err != nil {
		return nil, err
	}
	all, err := a.tested(ctx, s.Spec, run, jobs, o, o.kept.of(s, run, map[bool]string{true: "why", false: "plain"}[o.why]))
	if err != nil {
		return nil, err
	}
	r := experiment.Judge(run, all)
	r.Scenario, r.Seed, r.Quick, r.Shortened = s.Name, s.Spec.Seed, s.Quick, s.Shortened
	if !o.why {
		return r, nil
	}
	var frozen []experiment.Replication
	if calm, still, reacts := e.Frozen(s.Spec); reacts {
		if frozen, err = a.tested(ctx, calm, still, jobs, o, o.kept.of(s, e, "frozen")); err != nil {
			return nil, err
		}
	}
	r.Only(e)
	r.Explain(e, all, without, frozen)
	return r, nil
}

// tested runs one replication after the other: assignments are drawn anew in each.
func (a *app) tested(ctx context.Context, s *spec.Spec, e *layouts.Experiment, jobs int, o *experimentFlags, kept *trialsOf) (all []experiment.Replication, err error) {
	sides := 1
	if o.aa {
		sides = 2
	}
	bar := a.newProgress(o.progress, "replications", float64(s.Replications))
	defer bar.clear()
	for r := range s.Replications {
		var outcomes [2]*experiment.Outcome
		for side := range sides {
			l := e.Layout(s, r, side == 1)
			progress := func(share float64) {
				bar.update((float64(r) + (float64(side)+share)/float64(sides)) / float64(s.Replications))
			}
			outcomes[side], err = kept.play(l, r, side, func() (*experiment.Outcome, error) { return playLayout(ctx, l, r, jobs, progress) })
			if err != nil {
				return nil, err
			}
		}
		all = append(all, experiment.Replicate(e, outcomes[0], outcomes[1]))
	}
	return all, nil
}

// playLayout runs one replication of a layout.
func playLayout(ctx context.Context, l *layouts.Layout, replication, jobs int, progress func(float64)) (*experiment.Outcome, error) {
	arms, trials, err := units.PlayTest(ctx, l.Spec, replication, jobs, progress)
	if err != nil {
		return nil, err
	}
	return &experiment.Outcome{Layout: l, Results: arms, Units: trials}, nil
}

// writeExperiment writes the report to its folder and to standard output.
func (a *app) writeExperiment(ctx context.Context, s *scenarios.Scenario, r *experiment.Report, o *experimentFlags) error {
	name, err := a.experimentFiles(ctx, s, r.Experiment, r, o, func(w io.Writer) error { return experiment.WriteCSV(w, r) },
		func(w io.Writer, in *reports.Input) error {
			return figures.DrawExperiment(w, r, firstMetric(r), in, s.Quick, a.Figures)
		})
	if err != nil || o.format == "json" {
		return err
	}
	_, err = io.WriteString(a.Stdout, a.experimentText(r)+name+".png\n")
	return err
}

// experimentFiles writes JSON, CSV and PNG, and the JSON to standard output where it is asked for. It returns their common name.
func (a *app) experimentFiles(ctx context.Context, s *scenarios.Scenario, name string, report any, o *experimentFlags, table func(io.Writer) error,
	draw func(io.Writer, *reports.Input) error) (string, error) {
	asJSON := func(w io.Writer) error {
		return writeJSON(w, report, "  ", true)
	}
	in := &reports.Input{Scenario: s.Name, Hash: s.Hash, Seed: s.Spec.Seed, Version: version(), RunID: newRecord(s).RunID}
	name = s.Name + "." + name // names have no dot in them
	all := fileSet{name + ".json": asJSON, name + ".csv": table, name + ".png": func(w io.Writer) error { return draw(w, in) }}
	if err := a.writeSet(ctx, o.out, name, all); err != nil {
		return "", err
	}
	if o.format == "json" {
		return "", asJSON(a.Stdout)
	}
	return filepath.Join(o.out, name), nil
}

func firstMetric(r *experiment.Report) string {
	if len(r.Judgements) == 0 {
		return ""
	}
	return r.Judgements[0].Metric
}

// experimentPoints judges the experiment at every point of the scenario's sweep.
func (a *app) experimentPoints(ctx context.Context, src source, c *changes, s *scenarios.Scenario, name string, o *experimentFlags) error {
	if err := keptByPoints(s, c); err != nil {
		return err
	}
	p := &experiment.Points{}
	for i := range s.Sweep.Axes {
		p.Axes = append(p.Axes, s.Sweep.Axes[i].Path)
	}
	metric, base := "", s.Name
	for k := range s.Sweep.N {
		options := a.options(c, src)
		options.Point = s.Sweep.Setting(k)
		point, err := a.loadWith(src, options)
		if err != nil {
			return err
		}
		r, err := a.judged(ctx, point, name, o)
		if err != nil {
			return err
		}
		p.Report, metric, base = append(p.Report, r), firstMetric(r), r.Experiment
		p.Points = append(p.Points, s.Sweep.At(k))
	}
	file, err := a.experimentFiles(ctx, s, base+".sweep", p, o, p.WriteCSV, func(w io.Writer, in *reports.Input) error {
		return figures.DrawExperimentPoints(w, p, metric, in, s.Quick, a.Figures)
	})
	if err != nil || o.format == "json" {
		return err
	}
	_, err = io.WriteString(a.Stdout, a.pointsText(p, metric)+file+".png\n")
	return err
}

// pointsText is a table of biases by point and design.
func (a *app) pointsText(p *experiment.Points, metric string) string {
	name := p.Axes[0][strings.LastIndexByte(p.Axes[0], '.')+1:]
	rows := [][]string{{name, "bound", "truth"}}
	for i := range p.Report[0].Judgements {
		if j := &p.Report[0].Judgements[i]; j.Metric == metric && j.Estimator == experiment.Difference {
			rows[0] = append(rows[0], j.Design)
		}
	}
	for k, r := range p.Report {
		row := []string{p.Points[k][0], share(&r.Bound), percent(r.Judgements[0].Truth)}
		for _, design := range rows[0][3:] {
			j := p.Find(k, metric, design, experiment.Difference)
			row = append(row, withInterval(j.Bias, j.BiasLo, j.BiasHi))
		}
		rows = append(rows, row)
	}
	return quickLine(p.Report[0]) + "Bias of plain readings on " + metric + " by market, in % of control.\n\n" + a.table(rows) + "\n"
}
