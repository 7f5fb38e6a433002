package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/estimate"
	"marketsim/reports/experiment"
	"marketsim/reports/format"
	"marketsim/scenarios"
	layouts "marketsim/sim/experiment"
)

// readoutFlags are the flags of readout.
type readoutFlags struct {
	scenario, experiment, design, progress string
	csv                                    []string
	jobs                                   count
}

func (a *app) readoutVerb() *cobra.Command {
	o, c := &readoutFlags{}, &changes{}
	cmd := &cobra.Command{
		Use: "readout RESULTS.csv --scenario FILE", Short: "a live test's result beside the bias of its design", Args: takes(1, 1, "a CSV file with the result of a live test"),
		Example: "  marketsim readout results.csv --scenario market.yaml\n  marketsim readout results.csv --scenario market.yaml --experiment reserve-test --design users -n 20",
		Long: "Repeat the statistics of a live test, simulate its design in the scenario's market, and take\n" +
			"the bias that the design has there off the reading. The interval carries the noise of both.\n\n" +
			"RESULTS.csv has rows of arm, metric, n, sum, sum_squares (or mean, sd; ratios also\n" +
			"denominator_sum, denominator_sum_squares, product_sum), or one row a unit: arm and\n" +
			"columns of revenue, value, clicks, impressions, sessions. Arms are control and\n" +
			"treatment, or as in `compare`.\n\n" +
			"Exit code 3: units did not come to the arms in the planned shares.",
		RunE: func(cmd *cobra.Command, args []string) error { return a.readout(cmd.Context(), args[0], c, o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.scenario, "scenario", "", "the scenario `FILE` that states the market and the experiment")
	f.StringVar(&o.experiment, "experiment", "", "`NAME` of the experiment, where the scenario has several")
	f.StringVar(&o.design, "design", "", "`NAME` of the design that the test had (default: the first)")
	csvFlag(cmd, &o.csv)
	c.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// readout reads the file first, so that nothing is simulated for one that cannot be read.
func (a *app) readout(ctx context.Context, file string, c *changes, o *readoutFlags) error {
	if o.scenario == "" {
		return usage("write --scenario market.yaml", "readout needs the market in which the design is judged")
	}
	src, err := a.source(o.scenario)
	if err != nil {
		return err
	}
	s, err := a.loadApart(src, c)
	if err != nil {
		return err
	}
	e, err := s.Experiment(o.experiment)
	if err != nil {
		return usage("name it with --experiment", "%v", err)
	}
	one, err := o.only(e)
	if err != nil {
		return err
	}
	data, err := a.read(file)
	if err != nil {
		return err
	}
	a.reads(a.path(file))
	t, err := a.sheet(file, data, liveKind, o.csv)
	if err != nil {
		return err
	}
	live, bad := experiment.ReadLive(&t.Sheet, s.Spec.Arms[e.Control].Name, s.Spec.Arms[e.Treatment].Name)
	if len(bad) > 0 {
		return a.refuseRows(t, bad)
	}
	a.understood(t)
	if !slices.ContainsFunc(one.Metrics, func(m string) bool { _, there := live.Effect(m); return there }) {
		return usage("write rows of them, or read the experiment for what the file has: `metrics`", "%s: none of the experiment's metrics is in the file: %s", file, strings.Join(one.Metrics, ", "))
	}
	jobs, err := a.affordTest(s.Spec, one, false, a.workers(o.jobs))
	if err != nil {
		return err
	}
	all, err := a.tested(ctx, s.Spec, one, jobs, &experimentFlags{progress: o.progress}, nil)
	if err != nil {
		return err
	}
	broken := mismatch(live, &one.Designs[0])
	if _, err = a.Stdout.Write([]byte(broken + a.readoutText(s, live, one, experiment.Judge(one, all)))); err != nil || broken == "" {
		return err
	}
	return said(reports.ExitInconclusive)
}

// mismatch says that units did not come to the arms in the shares that a design planned; empty where they did.
func mismatch(live *experiment.Live, d *layouts.Design) string {
	if d.Split == layouts.Blocks {
		return ""
	}
	p, err := live.SampleRatio(d.Compared(), d.Share)
	if err != nil || p >= 0.001 {
		return ""
	}
	return wrapped(fmt.Sprintf("SAMPLE RATIO MISMATCH: units did not come to the arms in the planned shares (p = %.2g). The test is broken; do not read what follows.", p)) + "\n\n"
}

// only is the experiment with the design of the live test alone.
func (o *readoutFlags) only(e *layouts.Experiment) (*layouts.Experiment, error) {
	one := *e
	one.Designs = nil
	var names []string
	for _, d := range e.Designs {
		if names = append(names, d.Name); d.Name == o.design || o.design == "" && len(one.Designs) == 0 {
			one.Designs = []layouts.Design{d}
		}
	}
	if len(one.Designs) == 0 {
		return nil, usage("the experiment has "+strings.Join(names, ", "), "there is no design named `%s`", o.design)
	}
	return &one, nil
}

// readoutText sets the reading, the design's bias and the corrected effect side by side, by metric.
func (a *app) readoutText(s *scenarios.Scenario, live *experiment.Live, e *layouts.Experiment, r *experiment.Report) string {
	var b strings.Builder
	d := &e.Designs[0]
	fmt.Fprintf(&b, "Live test beside design `%s` (%s split) in market `%s`,\n%s. Effects are relative, in %%, with 95%% intervals.\n\n", d.Name, d.Split, s.Name, format.Count(r.Replications, "replication"))
	rows := [][]string{{"", "live reading", "bias of design", "whole market"}}
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if x, ok := live.Effect(j.Metric); ok && j.Estimator == experiment.Difference {
			rows = append(rows, []string{j.Metric, effectText(x), withInterval(j.Bias, j.BiasLo, j.BiasHi), effectText(experiment.Corrected(x, j))})
		}
	}
	if len(rows) == 1 {
		b.WriteString(wrapped("For no metric of the file has the design a plain difference.") + "\n")
		return b.String()
	}
	b.WriteString(a.table(rows) + "\n")
	b.WriteString(unreadText(r))
	b.WriteString(wrapped(marketNote(s.Calibrated())+" The bias is taken off as it is, which assumes a treatment of the size that the scenario states.") + "\n")
	return b.String()
}

// marketNote says whether the market in which the bias was found is one that was calibrated.
func marketNote(calibrated string) string {
	if calibrated == "" {
		return "This market was not calibrated to the one that was tested: the bias is that of the scenario as it is stated."
	}
	return "The bias is that of a market that was calibrated: " + calibrated + "."
}

func effectText(e estimate.Effect) string {
	if e.Why != "" {
		return "-"
	}
	return withInterval(&e.Value, &e.Lo, &e.Hi)
}
