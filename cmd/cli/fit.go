package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/longfit"
	"marketsim/reports/pages"
	"marketsim/scenarios"
)

// fitFlags are the flags of fit.
type fitFlags struct {
	changes                             changes
	effects, arm, out, progress, format string
	csv                                 []string
	jobs                                count
	resumable
}

func (a *app) fitVerb() *cobra.Command {
	o := &fitFlags{}
	cmd := &cobra.Command{
		Use: "fit FILE --effects CSV", Short: "which long-run models a past test's daily effects allow", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim fit scenario.yaml --effects test.csv\n  marketsim fit scenario.yaml --effects test.csv --test more-ads",
		Long: "Fit every long-run model to daily effects of a past test: day,metric,effect,lo,hi (or\n" +
			"se), where the metric is sessions, sessions_per_pinner_day or ctr. The scenario's arm\n" +
			"says what the test changed. Say which models the effects allow, with parameters and\n" +
			"intervals, and write them as beliefs, over which tune and decide compare strategies\n" +
			"(--beliefs).\n\n" +
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
	csvFlag(cmd, &o.csv)
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
	effects, err := a.effects(o.effects, o.csv)
	if err != nil {
		return err
	}
	if err := a.leverLoads(src, o.changes); err != nil {
		return err
	}
	in := newRecord(s).input(nil)
	return a.keeping(&o.resumable, "fit", fitSet, filepath.Join(a.path(o.out), s.Name), func() error {
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
func (a *app) effects(name string, csv []string) ([]longfit.Effect, error) {
	if name == "" {
		return nil, usage("write --effects test.csv, a file such as\n    day,metric,effect,lo,hi\n    0,sessions,-0.1%,-0.4%,0.2%", "there are no effects")
	}
	content, err := a.readAtMost(name, maxScenario)
	if err != nil {
		return nil, err
	}
	t, err := a.sheet(name, content, effectsKind, csv)
	if err != nil {
		return nil, err
	}
	list, bad := longfit.Read(&t.Sheet)
	if len(bad) > 0 {
		return nil, a.refuseRows(t, bad)
	}
	a.understood(t)
	a.note("%s", longfit.Echo(list))
	return list, nil
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
	if err := a.together(dir, resultSets, fitSet, func(dir string) error { return a.writeAll(dir, all) }); err != nil {
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
	fmt.Fprintln(a.Stdout, a.table(rows))
	for i := range f.Fitted {
		if f.Fitted[i].Allowed && len(f.Fitted[i].Params) > 0 {
			fmt.Fprintln(a.Stdout, wrapped(f.Fitted[i].Family+": "+f.Rows()[i+1][4]+"."))
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintln(a.Stdout, wrapped(format.Capital(n)+"."))
	}
	what := "Beliefs: " + filepath.Join(o.out, s.Name, "beliefs.yaml")
	if f.ExitCode == reports.ExitFail {
		what = "Page: " + filepath.Join(o.out, s.Name, "index.html")
	}
	fmt.Fprintf(a.Stdout, "\n%s\n", what)
	return said(f.ExitCode)
}
