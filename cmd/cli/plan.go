package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

func (a *app) planVerb() *cobra.Command {
	var c changes
	var jobs count
	var effect string
	cmd := &cobra.Command{
		Use: "plan FILE", Short: "what a run would do: size, time, memory, disk", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim plan scenario.yaml\n  marketsim plan scenario.yaml -n 64 --set run.horizon=90d",
		Long: "Show what a run would do. The time is extrapolated from one day of the control\n" +
			"market with at most 20,000 Pinners and 40,000 campaigns, which is simulated for\n" +
			"the purpose.\n\n" +
			"With --effect, simulate the designs of the scenario's experiments for their noise, and show how many\n" +
			"days at their shares, or which shares in their days, find such an effect four times in five.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			s, err := a.load(src, &c)
			if err != nil {
				return err
			}
			if effect != "" {
				return a.planTests(cmd.Context(), s, effect, a.workers(jobs))
			}
			return a.plan(cmd.Context(), s, a.workers(jobs))
		},
	}
	c.all(cmd)
	cmd.Flags().StringVar(&effect, "effect", "", "days and shares that the scenario's experiments need to find this `CHANGE`, such as 1%")
	cmd.Flags().VarP(&jobs, "jobs", "j", "workers of the run (default: one per processor)")
	return cmd
}

// extent words how large a run is.
func extent(arms, replications, days int) string {
	return format.Count(arms, "arm") + " x " + format.Count(replications, "replication") + " x " + format.Count(days, "day")
}

func (a *app) plan(ctx context.Context, s *scenarios.Scenario, jobs int) error {
	sp := s.Spec
	days := simulatedDays(sp, sp.Replications)
	fmt.Fprintln(a.Stdout, a.fitted(a.Stdout, fmt.Sprintf("%s: %s after %d of warm-up", s.Name, extent(len(sp.Arms), sp.Replications,
		int(sp.Horizon/spec.Day)), sp.Warmup/spec.Day)))
	if note := format.QuickNote(s.Quick, s.Shortened); note != "" {
		fmt.Fprintln(a.Stdout, wrapped(note+"."))
	}
	together := units.Together(sp, jobs, a.memoryLimit())
	need := sim.Estimate(sp, max(1, together))
	row := func(what, value string) { fmt.Fprintf(a.Stdout, "  %-16s %s\n", what, value) }
	if q := s.Questions.Sequential; q != nil {
		row("replications", q.Describe()+"; below is for the most")
	}
	row("simulated days", format.Number(days))
	row("Pinners", format.Number(float64(sp.Population.Count)))
	row("campaigns", format.Number(float64(campaignsOf(sp))))
	row("memory", "about "+size(float64(need)))
	switch {
	case together == 0:
		row("", "MORE THAN THERE IS: the run would be refused")
		return a.afford(sp)
	case together < jobs:
		row("", fmt.Sprintf("room for %d of %d simulations at once", together, jobs))
	}
	p, err := a.probe(ctx, sp)
	if err != nil {
		return err
	}
	parallel := min(float64(jobs), float64(sp.Replications*len(sp.Arms)))
	if sp.Lag > 0 {
		parallel = float64(jobs)
	}
	row("spend is known", spendKnown(sp))
	row("auctions", "about "+format.Number(p.auctions*days))
	row("time", fmt.Sprintf("about %s with %s", long(p.whole(sp, days)/parallel), format.Count(jobs, "worker")))
	if n := barriers(sp.Lag); n > mostBarriers {
		row("", fmt.Sprintf("a feedback lag of %s makes %s barriers a day: 0 is exact, and 1s costs less", lagText(time.Duration(sp.Lag)*time.Microsecond), format.Number(n)))
	}
	row("disk", "about "+size(disk(s)))
	for i := range s.Experiments {
		test := testSpec(sp, &s.Experiments[i], false)
		row("experiment", fmt.Sprintf("%s: %s in a replication, about %s of memory", s.Experiments[i].Name, format.Count(len(test.Arms), "arm"),
			size(float64(sim.Estimate(test, max(1, units.Together(test, jobs, a.memoryLimit())))))))
	}
	if s.Sweep != nil && len(sp.Arms) > 1 {
		row("points of sweep", fmt.Sprintf("%d; sweep plays them all, about %s with %s", s.Sweep.N, long(p.whole(sp, days)/parallel*float64(s.Sweep.N)), format.Count(jobs, "worker")))
	}
	if n := len(s.Beliefs); n > 0 {
		row("beliefs", fmt.Sprintf("%d; horizon plays every point under each of them", n))
	}
	if len(sp.Arms) > 1 && horizon.Lasts(int(sp.Horizon/spec.Day)) == nil {
		markets, tested, took := p.horizon(s)
		row("horizon", fmt.Sprintf("%s, live tests of two weeks in %d: about %s with %s", format.Count(markets, "market"), tested, long(took/parallel), format.Count(jobs, "worker")))
	}
	return nil
}

// spendKnown says how late servers know of spend.
func spendKnown(sp *spec.Spec) string {
	if sp.Lag == 0 {
		return "at once"
	}
	text := func(t spec.Time) string { return shortTime(time.Duration(t) * time.Microsecond) }
	return fmt.Sprintf("after %s to %s, %s on average", text(sp.Delay), text(sp.Delay+sp.Lag), text(sp.Delay+sp.Lag/2))
}

// shortTime writes a time in whole units, the larger first: 7m30s.
func shortTime(d time.Duration) string {
	text := d.String()
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, none) {
			text = text[:len(text)-2]
		}
	}
	return text
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

// mostBarriers is how many barriers of a day are simulated to find out what they take.
const mostBarriers = 86_400

// barriers is how many barriers a day has with a feedback lag.
func barriers(lag spec.Time) float64 {
	if lag <= 0 {
		return 0
	}
	return float64(spec.Day) / float64(lag)
}

// long is a time for people, from nanoseconds that a time.Duration may not hold: 12s, 3 days, 1,200 years.
func long(nanoseconds float64) string {
	const year = 365.25 * 24 * float64(time.Hour)
	if nanoseconds > 100*year {
		return format.Number(math.Round(nanoseconds/year)) + " years"
	}
	return rough(time.Duration(nanoseconds))
}

// probed is what one simulated day of one arm takes, and what is done before the first. Times are nanoseconds, which may exceed a time.Duration.
type probed struct {
	auctions   float64
	day, setup float64
}

// whole is how long a run takes on one worker, nanoseconds: its days, and drawing every market of every arm.
func (p *probed) whole(sp *spec.Spec, days float64) float64 {
	markets := 0
	for i := range sp.Arms {
		markets += len(sp.Arms[i].Phases)
	}
	return p.day*days + p.setup*float64(markets*sp.Replications)
}

// horizon is how long the markets of a scenario and the live tests in some of them take on one worker, nanoseconds; see launches.
func (p *probed) horizon(s *scenarios.Scenario) (markets, tested int, took float64) {
	whole := func(sp *spec.Spec, replications int) float64 {
		one := *sp
		one.Replications = replications
		return p.whole(&one, simulatedDays(&one, replications))
	}
	n := s.Spec.Replications
	with := whole(withAgain(s.Spec), n)
	if brief, e := liveTest(s.Spec); e != nil {
		with += whole(e.Layout(brief, 0, false).Spec, n) + whole(e.Layout(brief, 0, true).Spec, n)
	}
	markets, tested = len(worldsOf(s)), 1
	if s.Beliefs != nil {
		tested = markets
	}
	return markets, tested, with*float64(tested) + whole(s.Spec, n)*float64(markets-tested)
}

// probe simulates the control market with at most 20,000 Pinners and mostCampaigns campaigns for a day and, unless that took long, for more, and
// scales what a day took to all of them.
func (a *app) probe(ctx context.Context, sp *spec.Spec) (probed, error) {
	n, most := campaignsOf(sp), probedCampaigns(sp)
	if n <= most {
		return a.probeBarriers(ctx, sp)
	}
	few, err := a.probeBarriers(ctx, withCampaigns(sp, n, most/4))
	if err != nil {
		return probed{}, err
	}
	many, err := a.probeBarriers(ctx, withCampaigns(sp, n, most))
	if err != nil {
		return probed{}, err
	}
	more := float64(n-most) / (0.75 * float64(most))
	many.day += more * max(many.day-few.day, many.day/10) // at least a tenth: two readings may differ by chance only
	many.setup += more * max(many.setup-few.setup, many.setup/2)
	return many, nil
}

// mostCampaigns is how many campaigns are simulated to find out what a day takes; what more of them take is told from these and a quarter of them.
const mostCampaigns = 40_000

// probedCampaigns is mostCampaigns, or fewer where there are many topics, each of which has a list of them.
func probedCampaigns(sp *spec.Spec) int {
	const entries, least = 64 * mostCampaigns, 400
	return max(least, min(mostCampaigns, entries/max(1, len(sp.Population.Interests.Shares))))
}

// withCampaigns is a market with so many of its n campaigns: of each group the first.
func withCampaigns(sp *spec.Spec, n, wanted int) *spec.Spec {
	less := *sp
	m := *sp.Arms[0].Phases[0].Market
	m.Groups = slices.Clone(m.Groups)
	for g := range m.Groups {
		members := m.Groups[g].Members
		m.Groups[g].Members = members[:(len(members)*wanted+n-1)/n]
	}
	less.Arms = slices.Clone(sp.Arms)
	less.Arms[0].Phases = slices.Clone(sp.Arms[0].Phases)
	less.Arms[0].Phases[0].Market = &m
	return &less
}

// probeBarriers is probe for a market with no more campaigns than that. A feedback lag that makes more barriers than mostBarriers is told from two
// longer ones, since what a barrier takes does not depend on the lag.
func (a *app) probeBarriers(ctx context.Context, sp *spec.Spec) (probed, error) {
	n := barriers(sp.Lag)
	if n <= mostBarriers {
		return a.probeDays(ctx, sp)
	}
	at := func(barriers float64) (probed, error) {
		slow := *sp
		slow.Lag = spec.Time(float64(spec.Day) / barriers)
		return a.probeDays(ctx, &slow)
	}
	many, err := at(mostBarriers)
	if err != nil {
		return probed{}, err
	}
	few, err := at(mostBarriers / 10)
	if err != nil {
		return probed{}, err
	}
	each := max(many.day-few.day, many.day/10) / (0.9 * mostBarriers) // at least a tenth: two readings may differ by chance only
	many.day += each * (n - mostBarriers)
	return many, nil
}

// probeDays simulates one day, then twice as many each time until they take long enough to be measured, at most sixteen.
func (a *app) probeDays(ctx context.Context, sp *spec.Spec) (probed, error) {
	const most, enough = 16, time.Second
	small, factor := smaller(sp)
	auctions, first, err := a.timed(ctx, small, 1)
	if err != nil {
		return probed{}, err
	}
	last, days := first, 1
	for last < enough && days < most {
		days *= 2
		if auctions, last, err = a.timed(ctx, small, days); err != nil {
			return probed{}, err
		}
	}
	day := float64(last) / float64(days) // with the set-up: too much rather than nothing
	if days > 1 && last > first {
		day = float64(last-first) / float64(days-1)
	}
	return probed{auctions: auctions * factor, day: day * factor, setup: max(0, float64(first)-day) * factor}, nil
}

// smaller is one arm of a market with at most 20,000 Pinners, without warm-up, and how many times as many the market has.
func smaller(sp *spec.Spec) (small *spec.Spec, factor float64) {
	const most = 20_000
	one := *sp
	one.Replications, one.Warmup = 1, 0
	one.Arms = []spec.Arm{{Name: sp.Arms[0].Name, Phases: sp.Arms[0].Phases[:1]}}
	if len(sp.Population.Replay) > 0 && sp.Population.Replay[0].Happened { // a log, of which all Pinners are there
		return &one, 1
	}
	if one.Population.Count = min(sp.Population.Count, most); one.Population.Count == 0 {
		return &one, 1
	}
	return &one, float64(sp.Population.Count) / float64(one.Population.Count)
}

// timed simulates some days of a market with one worker: auctions a day, and what it took.
func (a *app) timed(ctx context.Context, sp *spec.Spec, days int) (auctions float64, took time.Duration, err error) {
	short := *sp
	short.Horizon = spec.Time(days) * spec.Day
	begun := a.Now()
	all, err := a.simulate(ctx, &short, 1, progressNone, "")
	if err != nil {
		return 0, 0, err
	}
	axes := results.Axes{Segments: make([]string, len(sp.Population.Segments)), Surfaces: make([]string, len(sp.Arms[0].Phases[0].Market.Surfaces))}
	t := results.Sum(all[0][0], &axes, 0, days, results.Everything)
	return float64(t.Auctions) / float64(days), a.Now().Sub(begun), nil
}
