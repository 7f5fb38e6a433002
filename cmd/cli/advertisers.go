package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/sim/results"
)

// advertisersFlags are the flags of advertisers.
type advertisersFlags struct {
	replications count
	jobs         count
	elasticities []float64
	progress     string
}

// The pages about advertisers, by the scenario that they run.
const (
	pacingPage   = "linkedin_pacing"
	reactionPage = "advertiser_reaction"
)

func (a *app) advertisersVerb() *cobra.Command {
	o := &advertisersFlags{elasticities: []float64{0, 0.5, 1, 2}}
	cmd := &cobra.Command{
		Use: "advertisers NAME", Short: "write the pages about pacing and about advertisers' reaction", Args: cobra.ExactArgs(1),
		Example: "  marketsim advertisers linkedin_pacing > docs/linkedin-pacing.md\n  marketsim advertisers advertiser_reaction > docs/advertiser-reaction.md",
		Long: "Run a shipped scenario about advertisers and write its page: linkedin_pacing\n" +
			"holds throttling against what LinkedIn published, advertiser_reaction shows how\n" +
			"the day on which a higher reserve stops to pay moves with the elasticity of\n" +
			"budgets.",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch args[0] {
			case pacingPage:
				return a.pacingPage(cmd.Context(), o)
			case reactionPage:
				return a.reactionPage(cmd.Context(), o)
			}
			names := []string{pacingPage, reactionPage}
			return usage(suggest(args[0], names, "", "they are "+strings.Join(names, ", ")), "there is no page about `%s`", args[0])
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.VarP(&o.replications, "replications", "n", "replications (default: as the scenarios say)")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.Float64SliceVar(&o.elasticities, "elasticity", o.elasticities, "`LIST` of elasticities of advertiser_reaction")
	f.Lookup("elasticity").DefValue = strings.Trim(strings.ReplaceAll(fmt.Sprint(o.elasticities), " ", ","), "[]") // as it is typed
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// runShipped runs a shipped scenario with changes.
func (a *app) runShipped(ctx context.Context, name string, o *advertisersFlags, set ...string) (*reports.Input, error) {
	data, err := scenarios.Read(name)
	if err != nil {
		return nil, err
	}
	s, err := a.loadWith(source{name: name + ".yaml", data: data}, scenarios.Options{Set: set, Replications: int(o.replications)})
	if err != nil {
		return nil, err
	}
	jobs := a.workers(o.jobs)
	if err := a.afford(s.Spec); err != nil {
		return nil, err
	}
	results, err := a.simulate(ctx, s.Spec, jobs, o.progress, "")
	if err != nil {
		return nil, err
	}
	return newRecord(s).input(results), nil
}

// row of the page of pacing: a published pair, off and on, and where to read it.
type pacingRow struct {
	what, off, on, how string
	metric             string
	cut                results.Cut
	relative           bool // the change is published, not the two levels
}

const (
	crowdedGroup, ampleGroup     = 0, 2 // of the scenario's groups
	crowdedSurface, ampleSurface = 0, 1
)

var pacingRows = []pacingRow{
	{"demand beyond supply: median life of budgets, h", "13.5", "19.5", fitted, "campaign_lifetime", results.Cut{Segment: -1, Surface: -1, Group: crowdedGroup}, false},
	{"demand within supply: median life of budgets, h", "6.9", "17.3", "off fitted, on predicted", "campaign_lifetime", results.Cut{Segment: -1, Surface: -1, Group: ampleGroup}, false},
	{"demand beyond supply: revenue per request, %", "", "+5.67", predicted, "rpm", results.Cut{Segment: -1, Surface: crowdedSurface, Group: -1}, true},
	{"demand within supply: revenue per request, %", "", "+0.96", fitted, "rpm", results.Cut{Segment: -1, Surface: ampleSurface, Group: -1}, true},
	{"demand beyond supply: overdelivery, % of revenue", "3.8", "3.4", "off fitted, on predicted", "overdelivery_share", results.Cut{Segment: -1, Surface: -1, Group: crowdedGroup}, false},
	{"demand within supply: overdelivery, % of revenue", "4.12", "2.39", predicted, "overdelivery_share", results.Cut{Segment: -1, Surface: -1, Group: ampleGroup}, false},
}

const pacingHead = `# Throttling, compared with what LinkedIn published

Made by

    marketsim advertisers linkedin_pacing

Agarwal, Ghosh, Wei & You (2014), "Budget pacing for targeted online advertisements at LinkedIn" (KDD), switched probabilistic
throttling on: pass-through starts at 10% and moves along a forecast of traffic. They report two markets. The scenario
[linkedin_pacing](../scenarios/linkedin_pacing.yaml) has two surfaces: on one a few large advertisers could spend more than they get
to (demand beyond supply), on the other all budgets together buy less than there is (demand within supply).

Fitted were the budgets, to how long half of them last unpaced; the feedback lag, to the overdelivery of unpaced campaigns where demand
is beyond supply; the hour at which the forecast ends, 20 h, to how long throttled budgets last there; and how much budgets differ where
demand is within supply, to the revenue there. The rest was not fitted. 95% t intervals over replications.

`

const pacingTail = `
The figure pacing.png of a run shows cumulative spend against the plan: unpaced budgets are gone long before the evening, in which most
traffic comes; throttled ones follow it.

Why revenue rises where demand is beyond supply: unpaced, the small campaigns meet all at once in the morning and are gone in the
evening, when the large ones pay the reserve. Spread over the day, one of them is there in most auctions to set the price, and the price
gains less from a tenth bidder than from a second. Where demand is within supply, few are left to pay more: most budgets are spent in
either case, and what little revenue gains comes from those few whose budgets are never used up. With budgets that differ less, nobody has
money left. And a plan that reaches to midnight leaves money over wherever a campaign falls behind in the last hour, since a pass-through
of 100%% cannot catch up:

%s
What does not agree: throttled overdelivery falls further than LinkedIn's, because here it comes from the feedback lag alone, while theirs
also holds ads that were inserted and viewed later; and the two markets' budgets last equally long when throttled, theirs do not. Rates of
pass-through move by 50%% every 5 minutes, which is about 10%% a minute.
`

// pacingVariants are changes of the scenario that show what its fitted parts do.
var pacingVariants = []struct{ what, set string }{
	{"budgets that differ less where demand is within supply", "market.campaigns.groups.ample.daily_budget={kind: lognormal, median: 2.9 USD, sigma: 0.5}"},
	{"a forecast that knows the whole day", "mechanism.forecast=[]"},
}

func (a *app) pacingPage(ctx context.Context, o *advertisersFlags) error {
	in, err := a.runShipped(ctx, pacingPage, o)
	if err != nil {
		return err
	}
	rows := [][]string{{"figure", "published", "simulated [95% CI]", "how"}}
	for i := range pacingRows {
		p := &pacingRows[i]
		published := p.on
		if !p.relative {
			published = p.off + " -> " + p.on
		}
		rows = append(rows, []string{p.what, published, p.simulated(in), p.how})
	}
	variants := [][]string{append([]string{"instead of what was fitted"}, pacingRows[1].what, pacingRows[3].what)}
	for _, v := range pacingVariants {
		in, err := a.runShipped(ctx, pacingPage, o, v.set)
		if err != nil {
			return err
		}
		variants = append(variants, []string{v.what, pacingRows[1].simulated(in), pacingRows[3].simulated(in)})
	}
	fmt.Fprintf(a.Stdout, "%s%s\n%d days, %s, seed %d.\n"+pacingTail, pacingHead, format.MarkdownNumbers(rows), in.Days, format.Count(len(in.Replications()), "replication"), in.Seed,
		format.MarkdownNumbers(variants))
	return nil
}

// simulated words what a row of the page came to in a run.
func (p *pacingRow) simulated(in *reports.Input) string {
	m, _ := results.LookupMetric(p.metric)
	var levels [2][]float64
	var changes []float64
	for _, r := range in.Replications() {
		var x [2]float64
		for arm := range x {
			t := results.Sum(in.Results[r][arm], &in.Axes, 0, in.Days, p.cut)
			x[arm] = m.Value(&t)
			levels[arm] = append(levels[arm], x[arm])
		}
		changes = append(changes, 100*(x[1]/x[0]-1))
	}
	if p.relative {
		return between(changes, func(x float64) string { return format.Signed(x, 2) })
	}
	plain := func(x float64) string { return format.Fixed(x, 2) }
	return between(levels[0], plain) + " -> " + between(levels[1], plain)
}

// between words a mean with its interval.
func between(values []float64, word func(float64) string) string {
	e := stats.MeanInterval(values, stats.Level)
	if math.IsNaN(e.Lo) {
		return word(e.Mean)
	}
	return fmt.Sprintf("%s [%s, %s]", word(e.Mean), word(e.Lo), word(e.Hi))
}

// signedPercent words a number in percent with its sign.
func signedPercent(x float64) string { return format.Signed(x, 1) + "%" }

const reactionHead = `# When a higher reserve stops to pay

Made by

    marketsim advertisers advertiser_reaction

The scenario [advertiser_reaction](../scenarios/advertiser_reaction.yaml) raises the reserve in a market whose Pinners do not react at
all. Advertisers do: every week they look at what their campaigns returned, move their budgets with the elasticity of the first column,
leave when returns are poor, and fewer new ones come. Revenue is up in the first week and down in month six; the figure longrun.png of a
run shows the crossing. Effects are relative to control, paired over replications, with 95% intervals; the day is where the effect of the
week around it passes zero (isotonic fit). The last column is by how much control's own revenue moves from the first to the last 28 days.

`

const reactionTail = `
Elasticity moves budgets only. At 0 what is left of the reaction is leaving and coming: returns below what the money brings elsewhere make
advertisers leave, with a probability in proportion to the shortfall, and the number of new ones follows the return of the market. None
of these parameters is published; the table is how much the answer depends on one of them.

Under control budgets are as stated while returns are what each advertiser is used to (the reference that the warm-up of 182 days shows), and as
many come as leave, so that effects are read against a baseline that hardly moves: the last column holds 0, or, at an elasticity of 2, misses it by a tenth of a percentage point. The higher the elasticity,
the further budgets fall and the sooner the effect turns.
`

// drift is by how many per cent control moves a metric from its first to its last so many days, by replication.
func (e *evidence) drift(metric string, days int) (out []float64) {
	m, _ := results.LookupMetric(metric)
	for _, r := range e.in.Replications() {
		of := func(from int) float64 {
			t := results.Sum(e.in.Results[r][0], &e.in.Axes, from, from+days, results.Everything)
			return m.Value(&t)
		}
		out = append(out, 100*(of(e.in.Days-days)/of(0)-1))
	}
	return out
}

func (a *app) reactionPage(ctx context.Context, o *advertisersFlags) error {
	rows := [][]string{{"elasticity", "revenue, week 1", "revenue, days 151 to 182", "crosses zero", "budgets, last 28 days", "campaigns, last 28 days", "control's own drift"}}
	var last *reports.Input
	for _, x := range slices.Sorted(slices.Values(o.elasticities)) {
		a.note("elasticity %g ...", x)
		in, err := a.runShipped(ctx, reactionPage, o, fmt.Sprintf("market.campaigns.groups.shops.review.elasticity=%g", x))
		if err != nil {
			return err
		}
		s, err := verdict.Summarise(in)
		if err != nil {
			return err
		}
		e := evidence{in}
		percent := func(metric string, from, to int) string {
			changes := e.change("raise", metric, from, to)
			for i := range changes {
				changes[i] *= 100
			}
			return between(changes, signedPercent)
		}
		day := "no day"
		if l := s.LongRunOf("raise", "revenue"); l != nil {
			day = render.DayRange(l.Crossing)
		}
		rows = append(rows, []string{fmt.Sprintf("%g", x), percent("revenue", 0, 7), percent("revenue", 151, in.Days), day,
			percent("market_budget", in.Days-28, in.Days), percent("campaigns_in_market", in.Days-28, in.Days), between(e.drift("revenue", 28), signedPercent)})
		last = in
	}
	fmt.Fprintf(a.Stdout, "%s%s\n%d days, %s, seed %d.\n%s", reactionHead, format.MarkdownNumbers(rows), last.Days, format.Count(len(last.Replications()), "replication"), last.Seed, reactionTail)
	return nil
}
