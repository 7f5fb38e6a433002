package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/experiment"
	"marketsim/reports/pages"
	"marketsim/reports/tuning"
	"marketsim/scenarios"
	layouts "marketsim/sim/experiment"
)

// chosen is the name of the arm that carries the setting that was found.
const chosen = "chosen"

func (a *app) decideVerb() *cobra.Command {
	o := &tuneFlags{}
	cmd := &cobra.Command{
		Use: "decide FILE", Short: "calibrate, tune and test in one go, for one page", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim new decision.yaml --template ad_load_decision\n  marketsim decide decision.yaml",
		Long: "Make the market show the targets of `calibrate:`, search it for the best setting of\n" +
			"`tune:`, put that setting into the arm `chosen`, and run the experiment that would\n" +
			"confirm it. Write one page for a design review.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err == nil {
				err = a.believe(o)
			}
			if err != nil {
				return err
			}
			return a.decide(cmd.Context(), src, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "decisions", "folder for the result")
	f.StringVar(&o.beliefs, "beliefs", "", "take the beliefs of `FILE`, such as fits/NAME/beliefs.yaml, in place of the scenario's")
	o.changes.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	o.resumable.flag(cmd)
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// decide goes from targets to a page.
func (a *app) decide(ctx context.Context, src source, o *tuneFlags) error {
	base, err := a.loadApart(src, &o.changes)
	if err == nil {
		err = decidable(src, base)
	}
	if err == nil {
		err = a.believable(src, base, &o.changes)
	}
	if err == nil {
		err = a.afford(base.Spec)
	}
	d := &decision{}
	if err == nil && base.Calibrate != nil {
		d.calibratedIn = newRecord(base).input(nil)
		d.targets, err = a.targets(nil, nil, base, d.calibratedIn)
	}
	if err != nil {
		return err
	}
	dir := filepath.Join(a.path(o.out), base.Name)
	return a.keeping(&o.resumable, "decide", decisionSet, dir, func() error { return a.decideIn(ctx, src, base, dir, d, o) })
}

// decision is what a decision is made of, and in the end written together.
type decision struct {
	targets      []calibration.Target
	calibration  *calibration.Summary // nil: the scenario states no targets
	calibratedIn *reports.Input       // what was calibrated
	calibrated   []byte               // the scenario that it found
	in           *reports.Input       // what was searched
	found        *tuning.Summary
	test         *experiment.Report // nil: there was nothing to test
	tested       []byte             // the scenario that was tested
}

// decideIn decides and writes the page into a folder.
func (a *app) decideIn(ctx context.Context, src source, base *scenarios.Scenario, dir string, d *decision, o *tuneFlags) error {
	src, base, err := a.firstCalibrate(ctx, src, base, d, o)
	if err != nil {
		return err
	}
	a.note("searching")
	if d.found, d.in, err = a.foundFor(ctx, src, base, o); err != nil {
		return err
	}
	if set := nextTest(d.found); len(set) > 0 {
		a.note("testing")
		if d.test, d.tested, err = a.testedWinner(ctx, src, base.Spec.Replications, set, o); err != nil {
			return err
		}
	}
	return a.writeDecision(o, base, dir, d)
}

// decidable refuses scenarios that lack a part.
func decidable(src source, s *scenarios.Scenario) error {
	if err := tunable(src, s); err != nil {
		return err
	}
	if s.Tune.Whole {
		return usage("leave it out, or search it with marketsim tune", "%s", sharedLever)
	}
	if confirms(s) {
		return nil
	}
	return usage("write arms: {chosen: {set: ...}} with any value of the lever, and experiments: {confirm: {compare: [chosen, control], designs: ...}}", "%s has no experiment of an arm named `%s`", src.name, chosen)
}

// confirms tells whether an experiment of a scenario tests the arm that a decision puts its setting into.
func confirms(s *scenarios.Scenario) bool {
	return slices.ContainsFunc(s.Experiments, func(e layouts.Experiment) bool { return s.Spec.Arms[e.Treatment].Name == chosen })
}

const sharedLever = "all arms share a lever, so no experiment can confirm what `marketsim decide` would find"

// firstCalibrate calibrates, where the scenario states how, and goes on with the calibrated scenario.
func (a *app) firstCalibrate(ctx context.Context, src source, base *scenarios.Scenario, d *decision, o *tuneFlags) (source, *scenarios.Scenario, error) {
	if base.Calibrate == nil {
		return src, base, nil
	}
	a.note("calibrating")
	found, err := a.calibrated(ctx, src, base, d.targets, &calibrateFlags{changes: o.changes, jobs: o.jobs, progress: o.progress, resumable: o.resumable})
	if err != nil {
		return src, base, err
	}
	text, err := a.calibratedText(src, &o.changes, found)
	if err != nil {
		return src, base, err
	}
	d.calibration, d.calibrated = found, text
	src = source{name: "calibrated.yaml", data: text, dir: src.dir}
	o.changes = changes{WorkDir: o.changes.WorkDir, AllowFiles: o.changes.AllowFiles}
	base, err = a.loadApart(src, &o.changes)
	return src, base, err
}

// foundFor searches the scenario.
func (a *app) foundFor(ctx context.Context, src source, base *scenarios.Scenario, o *tuneFlags) (*tuning.Summary, *reports.Input, error) {
	p := a.newPlayer(ctx, o, base, base.Tune, src)
	defer p.bar.clear()
	found, err := p.find()
	if err != nil {
		return nil, nil, nothingToSearch(err, otherLevers)
	}
	s, err := tuning.Summarise(p.in, found)
	return s, p.in, err
}

// nextTest is the setting whose test comes next: over beliefs the one that tells them apart, otherwise the winner; nil where there is nothing to test.
func nextTest(found *tuning.Summary) []string {
	d := found.Decision
	switch {
	case d != nil && d.Test != nil && len(d.Strategies[d.Test.Strategy].Setting) > 0:
		return d.Strategies[d.Test.Strategy].Setting
	case found.Winner == 0 || found.Infeasible:
		return nil
	}
	return found.Set(found.Winner)
}

// testedWinner runs the experiment of the arm that carries a setting, often enough for a design to be recommended, also where a search does with fewer
// replications; it also returns the scenario that says so.
func (a *app) testedWinner(ctx context.Context, src source, replications int, found []string, o *tuneFlags) (*experiment.Report, []byte, error) {
	with := o.changes
	with.Replications = count(max(replications, experiment.LeastReplications))
	var set []string
	for _, s := range found {
		set = append(set, "arms."+chosen+"."+armKey(s))
	}
	text, err := a.resolvedWith(src, &with, set)
	if err != nil {
		return nil, nil, err
	}
	with.Set = append(with.Set[:len(with.Set):len(with.Set)], set...)
	s, err := a.loadApart(src, &with)
	if err != nil {
		return nil, nil, err
	}
	for i := range s.Experiments {
		if s.Spec.Arms[s.Experiments[i].Treatment].Name == chosen {
			r, err := a.judged(ctx, s, s.Experiments[i].Name, &experimentFlags{jobs: o.jobs, progress: o.progress})
			return r, text, err
		}
	}
	return nil, nil, fmt.Errorf("the experiment of the arm `%s` was lost", chosen)
}

// writeDecision writes the page with all that it rests on, and says what was found.
func (a *app) writeDecision(o *tuneFlags, base *scenarios.Scenario, dir string, d *decision) error {
	if err := a.resultDir(dir); err != nil {
		return err
	}
	page := &pages.Decision{Calibration: d.calibration, Found: d.found, Test: testRows(d.test), Figures: a.Figures}
	if d.test != nil {
		page.TestDays, page.TestAdvice = d.test.Days, slices.Concat(d.test.Advice, d.test.Notes())
	}
	if err := a.together(dir, resultSets, decisionSet, func(dir string) error { return a.writeDecided(dir, d, page) }, decidedFiles...); err != nil {
		return err
	}
	if d.calibration != nil {
		fmt.Fprintln(a.Stdout, wrapped("Calibration: "+d.calibration.Headline+"."))
	}
	for _, line := range d.found.Lines() {
		fmt.Fprintln(a.Stdout, wrapped(line))
	}
	if d.test != nil {
		fmt.Fprintf(a.Stdout, "\n%s, %g days, effects in %%:\n%s\n", page.Purpose(), d.test.Days, a.table(testRows(d.test)))
	}
	fmt.Fprintf(a.Stdout, "\nOne page: %s\n", filepath.Join(o.out, base.Name, "index.html"))
	return said(d.found.ExitCode)
}

// writeDecided writes the files of a decision into a folder that is empty.
func (a *app) writeDecided(dir string, d *decision, page *pages.Decision) error {
	all := fileSet{"index.html": func(w io.Writer) error { return pages.WriteDecision(w, d.in, page) }}
	if d.tested != nil {
		all["decision.yaml"] = content(d.tested)
	}
	if err := a.writeAll(dir, all); err != nil || d.calibration == nil {
		return err
	}
	return a.writeCalibration(filepath.Join(dir, "calibration"), d.calibratedIn, d.calibration, d.calibrated)
}

// testRows is an experiment as a table: what each design reads beside the truth.
func testRows(r *experiment.Report) [][]string {
	if r == nil {
		return nil
	}
	rows := [][]string{{"design", "metric", "truth", "reads", "bias", "right", "finds"}}
	for i := range r.Judgements {
		j := &r.Judgements[i]
		rows = append(rows, []string{strings.Join([]string{j.Design, j.Estimator}, ", "), j.Metric, percent(j.Truth), percent(j.Estimate),
			withInterval(j.Bias, j.BiasLo, j.BiasHi), share(j.RightSign), percent(j.Detectable)})
	}
	return rows
}
