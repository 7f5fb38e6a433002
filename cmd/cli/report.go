package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"marketsim/reports/tables"
	"marketsim/sim/results"
)

func (a *app) reportVerb() *cobra.Command {
	o, chosen := &outputs{}, ""
	cmd := &cobra.Command{
		Use: "report RUN", Short: "redraw figures and pages from a run folder", Args: takes(1, 1, "the folder of a run"),
		Example: "  marketsim report runs/quickstart/latest\n  marketsim report runs/quickstart --format json",
		Long: "Make summary, tables and figures again from the results stored in a run folder,\n" +
			"without simulating. A run that was not completed is reported as far as it got.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(a); err != nil {
				return err
			}
			if err := a.suits(o, args[0]); err != nil {
				return err
			}
			return a.report(cmd.Context(), o, args[0], tables.Choice(chosen))
		},
	}
	o.flags(cmd)
	tablesFlag(cmd, &chosen)
	return cmd
}

func (a *app) report(ctx context.Context, o *outputs, name string, choice tables.Choice) error {
	folder, r, err := a.findOwn(name)
	if err != nil {
		return err
	}
	release, err := a.lock(folder, runSets)
	if err != nil {
		return err
	}
	defer release()
	if r.Tune != nil {
		return a.reportTune(o.format, folder, r)
	}
	results, err := a.stored(folder, r)
	if err != nil {
		return err
	}
	if r.Sweep != nil {
		s, err := a.renderSweep(folder, r, results)
		if err != nil {
			return err
		}
		return a.giveSweep(o.format, folder, s)
	}
	s, err := a.render(ctx, folder, r.input(results), choice)
	if err != nil {
		return err
	}
	if err := a.give(o, s, r.place()); err != nil {
		return err
	}
	if o.format != "json" {
		fmt.Fprintf(a.Stdout, "\n%sRun folder: %s\n", elsewhere(s), a.show(folder))
	}
	return said(s.ExitCode)
}

// stored are the results of a run, or the finished replications of one that is not complete.
func (a *app) stored(folder string, r *record) ([][]*results.Result, error) {
	kept := a.store(folder)
	if r.Status == statusComplete {
		all, err := kept.all(r)
		if err == nil {
			err = a.fitting(folder, r, all)
		}
		return all, err
	}
	all, n, err := kept.finished(r)
	if err == nil && n == 0 {
		err = usage(fmt.Sprintf("marketsim run --resume %s", a.typed(folder)), "no replication of this run is finished")
	}
	if err == nil {
		err = a.fitting(folder, r, all)
	}
	return all, err
}

// fitting checks that stored results have the days and parts that their record tells of, so that what reads them can rest on them.
func (a *app) fitting(folder string, r *record, all [][]*results.Result) error {
	points := r.points()
	each := len(all) / len(points)
	for k, arms := range all {
		p := points[k/each]
		axes := results.Axes{Segments: p.Segments, Surfaces: p.Surfaces, Groups: p.Groups}
		for _, one := range arms {
			if err := one.Fit(&axes, p.Days); err != nil {
				return usage("run the scenario again", "%s: the results are not those that run.json tells of: %v", a.show(folder), err)
			}
		}
	}
	return nil
}
