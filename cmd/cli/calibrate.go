package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/pages"
	"marketsim/scenarios"
	"marketsim/scenarios/schema"
	"marketsim/sim/tune"
)

// calibrateFlags are the flags of calibrate.
type calibrateFlags struct {
	changes               changes
	targets, csv          []string
	out, progress, format string
	jobs                  count
	resumable
}

func (a *app) calibrateVerb() *cobra.Command {
	o := &calibrateFlags{}
	cmd := &cobra.Command{
		Use: "calibrate FILE --targets CSV", Short: "find free parameters at which a market shows given numbers", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim calibrate scenario.yaml --targets ours.csv\n  marketsim calibrate scenario.yaml --targets ours.csv --targets hours.csv --targets retention.csv\n  marketsim calibrate scenario.yaml --targets ours.csv -n 8 --set calibrate.runs=600",
		Long: "Find values of the parameters that a scenario's `calibrate:` leaves free, so that the\n" +
			"market shows the numbers of a file: metric,value,tolerance and where wanted segment,\n" +
			"surface, group, from_day, to_day; a curve has a row for each hour, weekday, day or age\n" +
			"and a column for each metric. Say which parameters the targets do not identify, which\n" +
			"targets cannot be met together, and what moves what.\n\n" +
			"Exit code 0: met; 1: some targets cannot be met; 3: parameters are not identified,\n" +
			"or it is not clear whether a target is met.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.calibrate(cmd.Context(), src, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.targets, "targets", nil, "`CSV` file of targets, or of a curve; may stand several times")
	csvFlag(cmd, &o.csv)
	f.StringVarP(&o.out, "out", "o", "calibrations", "folder for the result")
	o.changes.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	o.flag(cmd)
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// calibrate finds the parameters and writes the result.
func (a *app) calibrate(ctx context.Context, src source, o *calibrateFlags) error {
	base, err := a.loadApart(src, &o.changes)
	if err != nil {
		return err
	}
	if base.Calibrate == nil {
		return usage("write calibrate: {free: {market.campaigns.click_rate.base.median: {from: 0.1%, to: 2%, scale: log}}}", "%s leaves no parameter free", src.name)
	}
	if base.Spec.Replications < 2 {
		return usage("write run.replications: 4, or -n 4", "one replication cannot tell chance from a parameter: calibrating needs two or more")
	}
	in := newRecord(base).input(nil)
	list, err := a.targets(o.targets, o.csv, base, in)
	if err == nil {
		err = a.afford(base.Spec)
	}
	if err != nil {
		return err
	}
	dir := filepath.Join(a.path(o.out), base.Name)
	return a.keeping(&o.resumable, "calibrate", calibrationSet, dir, func() error {
		s, err := a.calibrated(ctx, src, base, list, o)
		if err != nil {
			return err
		}
		text, err := a.calibratedText(src, &o.changes, s)
		if err == nil {
			err = a.resultDir(dir)
		}
		if err == nil {
			err = a.together(dir, resultSets, calibrationSet, func(dir string) error { return a.writeCalibration(dir, in, s, text) })
		}
		if err != nil {
			return err
		}
		return a.giveCalibration(o, base.Name, s)
	})
}

// calibrated finds the parameters that make a market show targets.
func (a *app) calibrated(ctx context.Context, src source, base *scenarios.Scenario, list []calibration.Target, o *calibrateFlags) (*calibration.Summary, error) {
	p := a.newPlayer(ctx, &tuneFlags{changes: o.changes, jobs: o.jobs, progress: o.progress, resumable: o.resumable}, base, base.Calibrate, src)
	defer p.bar.clear()
	p.sample = calibration.Sampler(list)
	targets := make([]tune.Target, len(list))
	for i := range list {
		targets[i] = list[i].Target
	}
	m := tune.NewMoments(base.Calibrate.Levers, targets, p.search.Options, p.ask)
	p.search = m.Search
	if err := a.movable(m, p); err != nil {
		return nil, err
	}
	found, err := m.Run()
	if err != nil {
		return nil, err
	}
	return calibration.Summarise(p.in, list, m, found), nil
}

// movable tells before the search what it cannot do: nothing where no parameter moves a target, and less where some do not move or lie beyond what the ranges reach.
func (a *app) movable(m *tune.Moments, p *player) error {
	idle, err := m.Probe()
	p.bar.clear()
	if err != nil {
		return nothingToSearch(err, "free what moves the targets, and leave the others out: marketsim explain calibrate.free")
	}
	var names []string
	for _, j := range idle {
		names = append(names, m.Targets[j].Name)
	}
	if len(names) > 0 {
		a.note("no free parameter moves %s: the search goes on with the others", strings.Join(names, ", "))
	}
	for _, r := range m.Beyond() {
		if t := &m.Targets[r.Target]; !slices.Contains(idle, r.Target) {
			a.note("the target of %s, %s, seems out of reach: within their ranges the free parameters make it about %s to %s; the search goes on all the same", t.Name,
				format.Value(t.Value, t.Unit), format.Value(r.Lo, t.Unit), format.Value(r.Hi, t.Unit))
		}
	}
	return nil
}

// targets reads the files of targets, or without one those that the scenario states, and says what they are.
func (a *app) targets(names, csv []string, s *scenarios.Scenario, in *reports.Input) (list []calibration.Target, err error) {
	stated := s.Targets()
	switch {
	case len(names) == 0 && len(stated) == 0:
		return nil, usage("write --targets ours.csv, a file such as\n    metric,value,tolerance\n    ctr,0.4%,5%", "there are no targets")
	case len(names) == 0:
		var bad []format.Mistake
		if list, bad = calibration.Stated(stated, in, schema.Suggest); len(bad) > 0 {
			return nil, statedWrong(bad)
		}
	}
	for _, name := range names {
		content, err := a.readAtMost(name, maxScenario)
		if err != nil {
			return nil, err
		}
		t, err := a.sheet(name, content, targetsKind(in), csv)
		if err != nil {
			return nil, err
		}
		more, bad := calibration.ReadTargets(&t.Sheet, in)
		if len(bad) > 0 {
			return nil, a.refuseRows(t, bad)
		}
		a.understood(t)
		if list, err = calibration.Join(list, more); err != nil {
			return nil, a.misread("see docs/calibration.md", name, err)
		}
	}
	a.note("%s", calibration.Echo(list))
	for _, doubt := range calibration.Bares(list) {
		a.note("%s", doubt)
	}
	return list, nil
}

// statedWrong is what is wrong with the targets of a scenario.
func statedWrong(bad []format.Mistake) error {
	var parts []string
	for i := range bad {
		part := fmt.Sprintf("target %d: %s", bad[i].Row+1, bad[i].Message)
		if bad[i].Help != "" {
			part += " (" + bad[i].Help + ")"
		}
		parts = append(parts, part)
	}
	return usage("see docs/calibration.md", "calibrate.targets: %s", strings.Join(parts, "; "))
}

// writeCalibration writes the calibrated scenario, the tables, the figures and the page into a folder.
func (a *app) writeCalibration(dir string, in *reports.Input, s *calibration.Summary, calibrated []byte) error {
	data, err := s.JSON()
	if err != nil {
		return err
	}
	table := func(rows [][]string) func(io.Writer) error {
		return func(w io.Writer) error { return calibration.WriteCSV(w, rows) }
	}
	drawn := figures.CalibrationPictures(in, s, a.Figures)
	all := fileSet{"summary.json": content(data), "calibrated.yaml": content(calibrated), "summary.md": s.Markdown,
		"targets.csv": table(s.TargetRows()), "parameters.csv": table(s.ParameterRows()), "sensitivity.csv": table(s.SensitivityRows()),
		"index.html": func(w io.Writer) error { return pages.WriteCalibration(w, in, s, drawn) }}
	all.add(drawn)
	return a.writeAll(dir, all)
}

// calibratedText is the scenario that a calibration found.
func (a *app) calibratedText(src source, c *changes, s *calibration.Summary) ([]byte, error) {
	return a.resolvedWith(src, c, append(slices.Clip(s.Set), "calibrate.outcome="+strconv.Quote(s.Headline)))
}

// resolvedWith is a scenario with further keys set, every key written out.
func (a *app) resolvedWith(src source, c *changes, set []string) ([]byte, error) {
	o := a.options(c, src)
	o.Set = append(o.Set[:len(o.Set):len(o.Set)], set...)
	s, ds := scenarios.Load(src.name, src.data, o)
	if s == nil {
		return nil, unfinished("", "the scenario that was found cannot be read: %s", ds.First().Message)
	}
	return s.Resolved(), nil
}

// giveCalibration writes the result to standard output.
func (a *app) giveCalibration(o *calibrateFlags, name string, s *calibration.Summary) error {
	if o.format == "json" {
		data, err := s.JSON()
		if err == nil {
			_, err = a.Stdout.Write(data)
		}
		return errors.Join(err, said(s.ExitCode))
	}
	fmt.Fprintf(a.Stdout, "%s\n\n%s\n%s\n", wrapped(s.Headline+"."), a.table(a.narrow(s.ShortRows())), a.table(a.narrow(s.ParameterRows())))
	if s.Doubtful() || s.Unsure() {
		fmt.Fprintln(a.Stdout, wrapped(calibration.Rule+"."))
	}
	for _, n := range s.Notes {
		fmt.Fprintln(a.Stdout, wrapped(format.Capital(n)+"."))
	}
	fmt.Fprintf(a.Stdout, "\nCalibrated scenario: %s\n", filepath.Join(o.out, name, "calibrated.yaml"))
	return said(s.ExitCode)
}

// leastName is the least that a cut name keeps, characters.
const leastName = 24

// narrow cuts the first cells of rows to what a screen's width leaves beside the others, or a little more; pipes and files have all of them.
func (a *app) narrow(rows [][]string) [][]string {
	if a.style(a.Stdout).Full {
		return rows
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	room := a.width(a.Stdout)
	for j := 1; j < len(rows[0]); j++ {
		widest := 0
		for _, row := range rows {
			widest = max(widest, len([]rune(row[j])))
		}
		room -= 2 + widest
	}
	for i, name := range format.Names(names, max(room, leastName)) {
		rows[i] = append([]string{name}, rows[i][1:]...)
	}
	return rows
}
