package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/longfit"
	"marketsim/reports/pages"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/tune"
)

// fitFlags are the flags of fit.
type fitFlags struct {
	changes                             changes
	effects, arm, out, progress, format string
	jobs                                count
	resumable
}

func (a *app) fitVerb() *cobra.Command {
	o := &fitFlags{}
	cmd := &cobra.Command{
		Use: "fit FILE --effects CSV", Short: "which long-run models a past test's daily effects allow", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim fit scenario.yaml --effects test.csv\n  marketsim fit scenario.yaml --effects test.csv --test more-ads",
		Long: "Fit every long-run model to daily effects of a past test: day,metric,effect,lo,hi, where\n" +
			"the metric is sessions, sessions_per_pinner_day or ctr. The scenario's arm says what the\n" +
			"test changed. Say which models the effects allow, with parameters and intervals, and\n" +
			"write them as beliefs, over which tune and decide compare strategies (--beliefs).\n\n" +
			"Exit code 0: one model; 3: several are allowed; 1: none fits.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.fit(cmd.Context(), src, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.effects, "effects", "", "`CSV` file of daily effects")
	f.StringVar(&o.arm, "test", "", "the `ARM` that was tested (default: the only one)")
	f.StringVarP(&o.out, "out", "o", "fits", "folder for the result")
	o.changes.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	o.flag(cmd)
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// fit fits the models and writes the result.
func (a *app) fit(ctx context.Context, src source, o *fitFlags) error {
	s, err := a.loadApart(src, &o.changes)
	if err != nil {
		return err
	}
	arm, err := testedArm(s, o.arm)
	if err != nil {
		return err
	}
	effects, err := a.effects(o.effects)
	if err != nil {
		return err
	}
	in := newRecord(s).input(nil)
	return a.keeping(&o.resumable, filepath.Join(a.path(o.out), s.Name), func() error {
		lever, err := a.leverOf(ctx, src, s, arm, in, o)
		if err != nil {
			return err
		}
		return a.writeFit(o, s, in, longfit.Summarise(in, arm, lever, effects))
	})
}

// testedArm is the arm of the test: the one that is named, or the only one.
func testedArm(s *scenarios.Scenario, name string) (string, error) {
	names := s.ArmNames()[1:]
	for _, n := range names {
		if n == name || name == "" && len(names) == 1 {
			return n, nil
		}
	}
	if len(names) == 0 {
		return "", usage("write arms: {more: {set: {mechanism.ad_load.per_session: 12}}}", "the scenario has no arm that says what the test changed")
	}
	return "", usage("name one with --test: "+strings.Join(names, ", "), "which arm was tested is not clear")
}

// effects reads the file of effects.
func (a *app) effects(name string) ([]longfit.Effect, error) {
	if name == "" {
		return nil, usage("write --effects test.csv, a file such as\n    day,metric,effect,lo,hi\n    0,sessions,-0.1%,-0.4%,0.2%", "there are no effects")
	}
	data, err := a.readAtMost(name, maxScenario)
	if err != nil {
		return nil, err
	}
	list, err := longfit.Read(bytes.NewReader(data))
	if err != nil {
		return nil, usage("see docs/calibration.md", "%s: %v", name, err)
	}
	return list, nil
}

// leverDays is how long the market is played to see what the arm changes, before Pinners react.
const leverDays = "3d"

// leverOf plays control and the arm for a few days without long-run reactions, and reads their ad loads.
func (a *app) leverOf(ctx context.Context, src source, s *scenarios.Scenario, arm string, in *reports.Input, o *fitFlags) (*longfit.Lever, error) {
	plan := &tune.Plan{Horizons: []int{3}}
	changes := o.changes
	changes.Set = append(changes.Set[:len(changes.Set):len(changes.Set)], "run.warmup=0d", "run.horizon="+leverDays, "market.pinners.long_run=none")
	p := a.newPlayer(ctx, &tuneFlags{changes: changes, jobs: o.jobs, progress: o.progress, resumable: o.resumable}, s, plan, src)
	defer p.bar.clear()
	short := *in
	short.Days = 3
	p.in = &short
	p.sample = func(in *reports.Input) [][]float64 {
		read := reports.NewSampler(in)
		var out [][]float64
		for _, r := range read.Replications {
			row := []float64{}
			for _, name := range []string{"ad_load", "sessions_per_pinner_day"} {
				row = append(row, read.Value(in.Metric(name), r, 0, results.Everything, 0, in.Days))
			}
			out = append(out, row)
		}
		return out
	}
	control, tested := &tune.Candidate{}, &tune.Candidate{ID: 1}
	for _, change := range s.Changes(arm) {
		path, value, _ := strings.Cut(change, ": ")
		plan.Levers = append(plan.Levers, tune.Lever{Path: path})
		tested.Setting = append(tested.Setting, value)
	}
	if err := p.ask([]*tune.Candidate{control, tested}, 2); err != nil {
		return nil, err
	}
	l := &longfit.Lever{Smoothing: 10}
	mean := func(c *tune.Candidate, j int) float64 { return (c.Samples[0][j] + c.Samples[1][j]) / 2 }
	l.Before, l.After, l.Sessions = mean(control, 0), mean(tested, 0), mean(control, 1)
	l.Kinds = kindsOf(s, l.Sessions)
	for _, x := range s.Settings() {
		if x.Path == "market.pinners.long_run.smoothing" {
			if n, ok := tune.Number(x.Value); ok {
				l.Smoothing = n
			}
		}
	}
	return l, nil
}

// kindsEach is into how many kinds of Pinners a segment is cut.
const kindsEach = 12

// kindsOf are kinds of Pinners by how often they come, whose mean is the one that was seen; nil where all come as often.
func kindsOf(s *scenarios.Scenario, mean float64) (kinds []longfit.Kind) {
	seen, differ := 0.0, false
	for i := range s.Spec.Population.Segments {
		segment := &s.Spec.Population.Segments[i]
		for k := range kindsEach {
			rate := segment.SessionsPerDay.Quantile((float64(k) + 0.5) / kindsEach)
			kinds = append(kinds, longfit.Kind{Share: segment.Share / kindsEach, Sessions: rate})
			seen += segment.Share / kindsEach * rate
			differ = differ || rate != kinds[0].Sessions
		}
	}
	if !differ || !(seen > 0) {
		return nil
	}
	for i := range kinds {
		kinds[i].Sessions *= mean / seen
	}
	return kinds
}

// writeFit writes the piece of a scenario, the table, the figure and the page.
func (a *app) writeFit(o *fitFlags, s *scenarios.Scenario, in *reports.Input, f *longfit.Summary) error {
	dir := filepath.Join(a.path(o.out), s.Name)
	if err := a.resultDir(dir); err != nil {
		return err
	}
	data, err := f.JSON()
	if err != nil {
		return err
	}
	drawn := figures.FitPictures(in, f, a.Figures)
	all := fileSet{"summary.json": content(data), "summary.md": f.Markdown, "beliefs.yaml": f.Fragment,
		"index.html": func(w io.Writer) error { return pages.WriteFit(w, in, f, drawn) }}
	all.add(drawn)
	if err := a.together(dir, "fit", func(dir string) error { return a.writeAll(dir, all) }); err != nil {
		return err
	}
	if o.format == "json" {
		_, err = a.Stdout.Write(data)
		return errors.Join(err, said(f.ExitCode))
	}
	fmt.Fprintf(a.Stdout, "%s\n\n", wrapped(f.Headline+"."))
	rows := f.Rows()
	for i := range rows {
		rows[i] = rows[i][:4]
	}
	fmt.Fprintln(a.Stdout, textTable(rows))
	for i := range f.Fitted {
		if f.Fitted[i].Allowed && len(f.Fitted[i].Params) > 0 {
			fmt.Fprintln(a.Stdout, wrapped(f.Fitted[i].Family+": "+f.Rows()[i+1][4]+"."))
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintln(a.Stdout, wrapped(strings.ToUpper(n[:1])+n[1:]+"."))
	}
	fmt.Fprintf(a.Stdout, "\nBeliefs: %s\n", filepath.Join(o.out, s.Name, "beliefs.yaml"))
	return said(f.ExitCode)
}
