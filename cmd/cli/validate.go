package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"marketsim/reports/calibration"
	"marketsim/scenarios"
	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/units/neutral"
)

func (a *app) validateVerb() *cobra.Command {
	format, c := "", &changes{}
	cmd := &cobra.Command{
		Use: "validate FILE...", Short: "all mistakes in one pass, nothing simulated",
		Args:    takes(1, -1, "a scenario file, or - for standard input"),
		Example: "  marketsim validate scenario.yaml\n  marketsim validate scenarios/*.yaml --format github",
		Long:    "Check scenarios without running them: every mistake in one pass, with its place and\na remedy. Exit code 2 when there is an error.",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.validate(args, c, format)
		},
	}
	c.inputs(cmd)
	choose(cmd, &format, "format", "of what is found", "text", "json", "github")
	return cmd
}

func (a *app) validate(names []string, c *changes, format string) error {
	var all schema.Diagnostics
	for _, name := range names {
		src, err := a.source(name)
		if err != nil {
			return err
		}
		c.WorkDir = a.Dir
		o := a.options(c, src)
		s, ds := scenarios.Load(src.name, src.data, o)
		if s != nil {
			wrong := append(a.believedTables(src, s, c), undecidable(s, &o)...)
			if ds = append(ds, wrong...); wrong.HasErrors() {
				s = nil
			}
		}
		all = append(all, ds...)
		if format != "text" {
			continue
		}
		if err := ds.Write(a.Stdout, format); err != nil {
			return err
		}
		if s != nil && !a.quiet {
			for _, line := range s.Notes {
				fmt.Fprintln(a.Stdout, a.fitted(a.Stdout, line))
			}
			fmt.Fprintf(a.Stdout, "%s: %s\n", neutral.Line(name), ds.Summary())
		}
	}
	switch {
	case format == "github":
		if err := a.annotations(format).commands(all.Commands()); err != nil {
			return err
		}
	case format == "json":
		if err := all.Write(a.Stdout, format); err != nil {
			return err
		}
	case all.HasErrors():
		fmt.Fprintln(a.Stdout, all.Summary())
	}
	if all.HasErrors() {
		return said(ExitUsage)
	}
	return nil
}

// believedTables tells what is wrong with the data files that beliefs of a scenario name.
func (a *app) believedTables(src source, s *scenarios.Scenario, c *changes) (ds schema.Diagnostics) {
	for i := range s.Beliefs {
		if !slices.ContainsFunc(s.Beliefs[i].Set, data.NamesTable) {
			continue
		}
		o := a.options(c, src)
		o.Belief = s.Beliefs[i].Set
		if _, wrong := scenarios.Load(src.name, src.data, o); wrong.HasErrors() {
			ds = append(ds, wrong...)
		}
	}
	return ds
}

// undecidable tells what keeps calibrate and decide from beginning.
func undecidable(s *scenarios.Scenario, o *scenarios.Options) (ds schema.Diagnostics) {
	if s.Calibrate != nil {
		_, bad := calibration.Stated(s.Targets(), newRecord(s).input(nil), schema.Suggest)
		for _, m := range bad {
			ds = append(ds, o.Remark(s, fmt.Sprintf("calibrate.targets.%d", m.Row), "E208", m.Help, m.Message)...)
		}
	}
	if s.Tune != nil && s.Tune.Whole && confirms(s) {
		ds = append(ds, o.Remark(s, "tune.levers", "W301", "search it with marketsim tune", sharedLever)...)
	}
	return ds
}
