package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/experiment"
	"marketsim/scenarios"
	layouts "marketsim/sim/experiment"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

// planTests shows what the designs of the scenario's experiments need to find an effect.
func (a *app) planTests(ctx context.Context, s *scenarios.Scenario, text string, jobs int) error {
	effect, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !strings.HasSuffix(text, "%") || effect == 0 {
		return usage("write --effect 1%", "`%s` is not a change", text)
	}
	if len(s.Experiments) == 0 {
		return usage("state one under `experiments:`", "the scenario states no experiments")
	}
	for i := range s.Experiments {
		e := &s.Experiments[i]
		together, err := a.affordTest(s.Spec, e, false, jobs)
		if err != nil {
			return err
		}
		all, err := a.tested(ctx, s.Spec, e, together, &experimentFlags{progress: progressAuto}, nil)
		if err != nil {
			return err
		}
		r := experiment.Judge(e, all)
		rows := [][]string{{e.Name + ": to find " + text, "se", "days", "treated share"}}
		for _, n := range experiment.Plan(e, r, effect/100) {
			rows = append(rows, []string{n.Metric + ", " + n.Design + ", " + n.Estimator, percent(&n.SE), orDash(n.Days > 0, strconv.Itoa(n.Days)), orDash(n.Share > 0, short(100*n.Share)+"%")})
		}
		if _, err := fmt.Fprintf(a.Stdout, "%s\n", a.table(rows)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(a.Stdout,
		wrapped("Days at the shares of the design, and the treated share (with as much in control) in its days, with a power of 80% at 5%. The noise is simulated; biases are not taken into account: see marketsim experiment.")+"\n")
	return err
}

// testSpec is what is in memory for one replication of an experiment: its arms, those without a treatment beside them where they are played as well. Replications are
// played one after the other.
func testSpec(s *spec.Spec, e *layouts.Experiment, aa bool) *spec.Spec {
	run := *e.Layout(s, 0, false).Spec
	if run.Replications = 1; aa {
		run.Arms = append(slices.Clone(run.Arms), run.Arms...)
	}
	return &run
}

// affordTest is with how many workers a replication of an experiment fits into memory, up to jobs; an error where it does not fit with one.
func (a *app) affordTest(s *spec.Spec, e *layouts.Experiment, aa bool, jobs int) (int, error) {
	run := testSpec(s, e, aa)
	return max(1, units.Together(run, jobs, a.memoryLimit())), a.afford(run)
}

func orDash(ok bool, text string) string {
	if !ok {
		return "-"
	}
	return text
}
