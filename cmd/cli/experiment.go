package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
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
		return a.writeExperiment(s, r, o)
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
	if err := a.afford(run.Layout(s.Spec, 0, false).Spec); err != nil {
		return nil, err
	}
	all, err := a.tested(ctx, s.Spec, run, a.workers(o.jobs), o, o.kept.of(s, run, map[bool]string{true: "why", false: "plain"}[o.why]))
	if err != nil {
		return nil, err
	}
	r := experiment.Judge(run, all)
	r.Scenario, r.Seed = s.Name, s.Spec.Seed
	if !o.why {
		return r, nil
	}
	var frozen []experiment.Replication
	if calm, reacts := e.Frozen(s.Spec); reacts {
		if frozen, err = a.tested(ctx, calm, e, a.workers(o.jobs), o, o.kept.of(s, e, "frozen")); err != nil {
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
func (a *app) writeExperiment(s *scenarios.Scenario, r *experiment.Report, o *experimentFlags) error {
	name, err := a.experimentFiles(s, r.Experiment, r, o, func(w io.Writer) error { return experiment.WriteCSV(w, r) },
		func(w io.Writer, in *reports.Input) error {
			return figures.DrawExperiment(w, r, firstMetric(r), in, s.Quick, a.Figures)
		})
	if err != nil || o.format == "json" {
		return err
	}
	_, err = io.WriteString(a.Stdout, experimentText(r)+name+".png\n")
	return err
}

// experimentFiles writes JSON, CSV and PNG, and the JSON to standard output where it is asked for. It returns their common name.
func (a *app) experimentFiles(s *scenarios.Scenario, name string, report any, o *experimentFlags, table func(io.Writer) error, draw func(io.Writer, *reports.Input) error) (string, error) {
	dir := a.path(o.out)
	if err := a.makeDirs(dir); err != nil {
		return "", err
	}
	asJSON := func(w io.Writer) error {
		return writeJSON(w, report, "  ", true)
	}
	in := &reports.Input{Scenario: s.Name, Hash: s.Hash, Seed: s.Spec.Seed, Version: version(), RunID: newRecord(s).RunID}
	name = s.Name + "-" + name
	for ext, content := range map[string]func(io.Writer) error{".json": asJSON, ".csv": table, ".png": func(w io.Writer) error { return draw(w, in) }} {
		if err := a.writeChosen(filepath.Join(dir, name+ext), content); err != nil {
			return "", err
		}
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
	p := &experiment.Points{}
	for i := range s.Sweep.Axes {
		p.Axes = append(p.Axes, s.Sweep.Axes[i].Path)
	}
	metric, base := "", s.Name
	for k := range s.Sweep.N {
		options := c.options(src.dir)
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
	file, err := a.experimentFiles(s, base+"-sweep", p, o, p.WriteCSV, func(w io.Writer, in *reports.Input) error {
		return figures.DrawExperimentPoints(w, p, metric, in, s.Quick, a.Figures)
	})
	if err != nil || o.format == "json" {
		return err
	}
	_, err = io.WriteString(a.Stdout, pointsText(p, metric)+file+".png\n")
	return err
}

// pointsText is a table of biases by point and design.
func pointsText(p *experiment.Points, metric string) string {
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
	return "Bias of plain readings on " + metric + " by market, in % of control.\n\n" + textTable(rows) + "\n"
}

// experimentLegend explains the columns.
const experimentLegend = `
reads: mean estimate. bias: less the truth, paired, with its 95% interval.
spread: over replications; se: what the estimator says. covers: intervals that
hold the truth. right: rejects with its sign. finds: least effect found at 80%.
A/A: rejections without a treatment. The files have all columns.

`

// experimentText is the report for a terminal.
func experimentText(r *experiment.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: %g days, %d replications, seed %d.\nEffects are relative, in %%.\n", r.Scenario, r.Experiment, r.Days, r.Replications, r.Seed)
	metric := ""
	var rows [][]string
	flush := func() {
		if len(rows) > 0 {
			b.WriteString(textTable(rows))
		}
	}
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if j.Metric != metric {
			flush()
			metric = j.Metric
			b.WriteString("\n" + wrapped(fmt.Sprintf("%s: true effect %s%s", metric, truths(r, metric), inPoints(metric))) + "\n")
			rows = [][]string{{"", "reads", "bias", "spread", "se", "covers", "right", lastColumn(j)}}
		}
		rows = append(rows, []string{j.Design + ", " + j.Estimator, percent(j.Estimate), withInterval(j.Bias, j.BiasLo, j.BiasHi), percent(j.Spread), percent(j.SE),
			share(j.Coverage), share(j.RightSign), lastCell(j)})
	}
	flush()
	b.WriteString(windowsText(r))
	b.WriteString(experimentLegend)
	b.WriteString(unreadText(r))
	for _, c := range r.Channels {
		b.WriteString(wrapped(fmt.Sprintf("Bias of %s on %s, %s: %+.2f%%%s, %s.", c.Design, c.Metric, c.Channel, 100*c.Bias, within(&c), c.How)) + "\n")
	}
	for _, c := range r.Costs {
		fmt.Fprintf(&b, "while %s runs, against control: revenue %s, sessions %s\n", c.Design, costing(c.Revenue), costing(c.Sessions))
	}
	for _, line := range r.Advice {
		b.WriteString(wrapped(line+".") + "\n")
	}
	return b.String()
}

// unreadText says of estimators in how many replications they could not be applied, and why.
func unreadText(r *experiment.Report) string {
	var b strings.Builder
	for i := range r.Judgements {
		if j := &r.Judgements[i]; j.Unread != "" {
			b.WriteString(wrapped(fmt.Sprintf("%s, %s: no reading of %s in %d of %d replications: %s.", j.Design, j.Estimator, j.Metric, r.Replications-j.Replications, r.Replications, j.Unread)) + "\n")
		}
	}
	return b.String()
}

// costing is a change in percent; control may have had none.
func costing(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%+.2f%%", 100**x)
}

// truths words the true effect on a metric. Readings of the exposed, or after a ramp, have one of their own; of an estimator that could not be applied in
// every replication it would be that of the others.
func truths(r *experiment.Report, metric string) string {
	var all, of []string
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if x := percent(j.Truth); j.Metric == metric && j.Unread == "" && !slices.Contains(all, x) {
			all, of = append(all, x), append(of, x+" for "+j.Design+", "+j.Estimator)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return strings.Join(of, "; ")
}

// within is half of a channel's interval; empty where it has none.
func within(c *experiment.Channel) string {
	if c.Hi == c.Lo {
		return ""
	}
	return " ±" + short(50*(c.Hi-c.Lo))
}

// lastColumn is what the last column shows: false alarms where A/A tests were run, else the effect that could be found. A screen has no room for both.
func lastColumn(j *experiment.Judgement) string {
	if j.FalseAlarms != nil {
		return "A/A"
	}
	return "finds"
}

func lastCell(j *experiment.Judgement) string {
	if j.FalseAlarms != nil {
		return share(j.FalseAlarms)
	}
	return percent(j.Detectable)
}

func percent(x *float64) string {
	if x == nil {
		return "-"
	}
	return short(100 * *x)
}

func withInterval(x, lo, hi *float64) string {
	if x == nil || lo == nil || hi == nil {
		return percent(x)
	}
	sign := ""
	if *x > 0 {
		sign = "+"
	}
	return sign + short(100**x) + " ±" + short(50*(*hi-*lo))
}

// short has two decimals, and none from 100 on.
func short(x float64) string {
	if math.Abs(x) >= 100 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

func share(x *float64) string {
	if x == nil {
		return "-"
	}
	return strconv.FormatFloat(100**x, 'f', 0, 64) + "%"
}

// inPoints says of a metric whose effects are not relative what they are.
func inPoints(metric string) string {
	if m, _ := layouts.LookupMetric(metric); m.Goal {
		return ", a difference of shares in points"
	}
	return ""
}
