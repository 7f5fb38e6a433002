package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/scenarios"
	"marketsim/sim"
)

func (a *app) planVerb() *cobra.Command {
	var c changes
	var jobs count
	cmd := &cobra.Command{
		Use: "plan FILE", Short: "what a run would do: size, time, memory, disk", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim plan scenario.yaml\n  marketsim plan scenario.yaml -n 64 --set run.horizon=90d",
		Long: "Show what a run would do. The time is extrapolated from one day of the control\n" +
			"market with at most 20,000 Pinners, which is simulated for the purpose.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			s, err := a.load(src, &c)
			if err != nil {
				return err
			}
			return a.plan(cmd.Context(), s, a.workers(jobs))
		},
	}
	c.all(cmd)
	cmd.Flags().VarP(&jobs, "jobs", "j", "workers of the run (default: one per processor)")
	return cmd
}

func (a *app) plan(ctx context.Context, s *scenarios.Scenario, jobs int) error {
	spec := s.Spec
	days := simulatedDays(spec, spec.Replications)
	fmt.Fprintf(a.Stdout, "%s: %d arms x %d replications x %d days after %d of warm-up\n", s.Name, len(spec.Arms), spec.Replications,
		spec.Horizon/sim.Day, spec.Warmup/sim.Day)
	need := sim.Estimate(spec, jobs)
	row := func(what, value string) { fmt.Fprintf(a.Stdout, "  %-16s %s\n", what, value) }
	row("simulated days", reports.FormatNumber(days))
	row("Pinners", reports.FormatNumber(float64(spec.Population.Count)))
	row("campaigns", reports.FormatNumber(float64(campaignsOf(spec))))
	row("memory", "about "+size(float64(need)))
	if need < 0 || uint64(need) > a.memoryLimit() {
		row("", "MORE THAN THERE IS: the run would be refused")
		return a.afford(spec, jobs)
	}
	p, err := a.probe(ctx, spec)
	if err != nil {
		return err
	}
	parallel := min(float64(jobs), float64(spec.Replications*len(spec.Arms)))
	if spec.Lag > 0 {
		parallel = float64(jobs)
	}
	row("auctions", "about "+reports.FormatNumber(p.auctions*days))
	row("time", fmt.Sprintf("about %s with %d workers", rough(time.Duration(float64(p.wall)*days/parallel)), jobs))
	row("disk", "about "+size(disk(s)))
	return nil
}

func campaignsOf(spec *sim.Spec) (n int) {
	for _, g := range spec.Arms[0].Phases[0].Market.Groups {
		n += len(g.Members)
	}
	return n
}

// disk is about how many bytes a run folder takes: rows of the data files by day and part of the market and by campaign, the
// stored results, and figures and summary, as measured on the shipped scenarios.
func disk(s *scenarios.Scenario) float64 {
	const perPartDay, perDay, perCampaign, rest = 480, 1900, 200, 3 << 20
	played := float64(s.Spec.Replications * len(s.Spec.Arms))
	days := played * float64(s.Spec.Horizon/sim.Day)
	return days*(perDay+perPartDay*float64(len(reports.Parts(&s.Axes)))) + played*perCampaign*float64(campaignsOf(s.Spec)) + rest
}

// probed is what one simulated day of one arm takes.
type probed struct {
	auctions float64
	wall     time.Duration
}

// probe simulates one day of the control market with at most 20,000 Pinners and scales what it took to all of them.
func (a *app) probe(ctx context.Context, spec *sim.Spec) (probed, error) {
	const most = 20_000
	small := *spec
	small.Replications, small.Warmup, small.Horizon = 1, 0, sim.Day
	small.Arms = []sim.Arm{{Name: spec.Arms[0].Name, Phases: spec.Arms[0].Phases[:1]}}
	small.Population.Count = min(spec.Population.Count, most)
	factor := 1.0
	if small.Population.Count > 0 {
		factor = float64(spec.Population.Count) / float64(small.Population.Count)
	}
	begun := a.Now()
	results, err := a.simulate(ctx, &small, 1, progressNone, nil, nil)
	if err != nil {
		return probed{}, err
	}
	wall := a.Now().Sub(begun)
	axes := sim.Axes{Segments: make([]string, len(spec.Population.Segments)), Surfaces: make([]string, len(spec.Arms[0].Phases[0].Market.Surfaces))}
	t := sim.Sum(results[0][0], &axes, 0, 1, sim.Everything)
	return probed{auctions: float64(t.Auctions) * factor, wall: time.Duration(float64(wall) * factor)}, nil
}
