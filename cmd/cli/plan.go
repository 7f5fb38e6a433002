package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
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
	sp := s.Spec
	days := simulatedDays(sp, sp.Replications)
	fmt.Fprintf(a.Stdout, "%s: %d arms x %d replications x %d days after %d of warm-up\n", s.Name, len(sp.Arms), sp.Replications,
		sp.Horizon/spec.Day, sp.Warmup/spec.Day)
	need := sim.Estimate(sp, jobs)
	row := func(what, value string) { fmt.Fprintf(a.Stdout, "  %-16s %s\n", what, value) }
	if q := s.Questions.Sequential; q != nil {
		row("replications", q.Describe()+"; below is for the most")
	}
	row("simulated days", format.Number(days))
	row("Pinners", format.Number(float64(sp.Population.Count)))
	row("campaigns", format.Number(float64(campaignsOf(sp))))
	row("memory", "about "+size(float64(need)))
	if need < 0 || uint64(need) > a.memoryLimit() {
		row("", "MORE THAN THERE IS: the run would be refused")
		return a.afford(sp)
	}
	p, err := a.probe(ctx, sp)
	if err != nil {
		return err
	}
	parallel := min(float64(jobs), float64(sp.Replications*len(sp.Arms)))
	if sp.Lag > 0 {
		parallel = float64(jobs)
	}
	row("auctions", "about "+format.Number(p.auctions*days))
	row("time", fmt.Sprintf("about %s with %d workers", rough(time.Duration(p.whole(sp, days)/parallel)), jobs))
	row("disk", "about "+size(disk(s)))
	return nil
}

func campaignsOf(sp *spec.Spec) (n int) {
	for _, g := range sp.Arms[0].Phases[0].Market.Groups {
		n += len(g.Members)
	}
	return n
}

// disk is about how many bytes a run folder takes: rows of the data files by day and part of the market and by campaign, the
// stored all, and figures and summary, as measured on the shipped scenarios.
func disk(s *scenarios.Scenario) float64 {
	const perPartDay, perDay, perCampaign, rest = 650, 1900, 290, 7 << 19
	played := float64(s.Spec.Replications * len(s.Spec.Arms))
	days := played * float64(s.Spec.Horizon/spec.Day)
	return days*(perDay+perPartDay*float64(len(reports.Parts(&s.Axes)))) + played*perCampaign*float64(campaignsOf(s.Spec)) + rest
}

// probed is what one simulated day of one arm takes, and what is done before the first.
type probed struct {
	auctions   float64
	day, setup time.Duration
}

// whole is how long a run takes on one worker: its days, and drawing every market of every arm.
func (p *probed) whole(sp *spec.Spec, days float64) float64 {
	markets := 0
	for i := range sp.Arms {
		markets += len(sp.Arms[i].Phases)
	}
	return float64(p.day)*days + float64(p.setup)*float64(markets*sp.Replications)
}

// probe simulates one day of the control market with at most 20,000 Pinners and, unless that took long, three, and scales what
// they took to all Pinners.
func (a *app) probe(ctx context.Context, sp *spec.Spec) (probed, error) {
	const most, long = 20_000, 2 * time.Second
	small := *sp
	small.Replications, small.Warmup = 1, 0
	small.Arms = []spec.Arm{{Name: sp.Arms[0].Name, Phases: sp.Arms[0].Phases[:1]}}
	log := len(sp.Population.Replay) > 0 && sp.Population.Replay[0].Happened // of which all Pinners are there
	if !log {
		small.Population.Count = min(sp.Population.Count, most)
	}
	factor := 1.0
	if small.Population.Count > 0 {
		factor = float64(sp.Population.Count) / float64(small.Population.Count)
	}
	play := func(days spec.Time) (auctions float64, wall time.Duration, err error) {
		small.Horizon = days * spec.Day
		begun := a.Now()
		all, err := a.simulate(ctx, &small, 1, progressNone)
		if err != nil {
			return 0, 0, err
		}
		axes := results.Axes{Segments: make([]string, len(sp.Population.Segments)), Surfaces: make([]string, len(sp.Arms[0].Phases[0].Market.Surfaces))}
		t := results.Sum(all[0][0], &axes, 0, int(days), results.Everything)
		return float64(t.Auctions) / float64(days), a.Now().Sub(begun), nil
	}
	auctions, one, err := play(1)
	if err != nil {
		return probed{}, err
	}
	p := probed{auctions: auctions * factor, day: time.Duration(float64(one) * factor)}
	if one > long {
		return p, nil
	}
	auctions, three, err := play(3)
	if err != nil {
		return probed{}, err
	}
	day := max(0, three-one) / 2
	return probed{auctions: auctions * factor, day: time.Duration(float64(day) * factor), setup: time.Duration(float64(max(0, one-day)) * factor)}, nil
}
