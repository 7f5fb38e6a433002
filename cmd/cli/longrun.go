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
	"marketsim/reports/stats"
	"marketsim/scenarios"
)

// longRunFlags are the flags of longrun.
type longRunFlags struct {
	scale        string
	replications count
	jobs         count
	markdown     bool
	progress     string
}

func (a *app) longRunVerb() *cobra.Command {
	o := &longRunFlags{}
	var names []string
	for _, s := range publishedLongRuns {
		names = append(names, s.scenario)
	}
	cmd := &cobra.Command{
		Use: "longrun [NAME...]", Short: "compare long-run models with what is published", Args: cobra.ArbitraryArgs,
		Example: "  marketsim longrun\n  marketsim longrun pandora --scale 20%\n  marketsim longrun --markdown > docs/long-run.md",
		Long: "Run the shipped scenarios of published long runs and write what was published\n" +
			"beside what is simulated, with intervals, and whether the figure was fitted or\n" +
			"is predicted. Names: " + strings.Join(names, ", ") + ".\n" +
			"Exit code 1 when a figure with a tolerance misses it. The name satisfaction, given\n" +
			"alone, writes docs/long-run-quality.md, on ranking for quality.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == qualityScenario {
				return a.qualityPage(cmd.Context(), o)
			}
			chosen := publishedLongRuns
			if len(args) > 0 {
				chosen = nil
				for _, name := range args {
					i := slices.IndexFunc(publishedLongRuns, func(s publishedLongRun) bool { return s.scenario == name })
					if i < 0 {
						return usage(suggest(name, names, "", "they are "+strings.Join(names, ", ")+"; "+qualityScenario+" alone writes a page"), "there is no published long run `%s`", name)
					}
					chosen = append(chosen, publishedLongRuns[i])
				}
			}
			return a.longRun(cmd.Context(), chosen, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.scale, "scale", "100%", "run.scale of the scenarios, in `PERCENT`: fewer Pinners, wider intervals")
	f.VarP(&o.replications, "replications", "n", "replications (default: as the scenarios say)")
	f.BoolVar(&o.markdown, "markdown", false, "write the page docs/long-run.md")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// longRun runs each scenario and writes its figures.
func (a *app) longRun(ctx context.Context, chosen []publishedLongRun, o *longRunFlags) error {
	missed := 0
	for i, p := range chosen {
		data, err := scenarios.Read(p.scenario)
		if err != nil {
			return err
		}
		src := source{name: p.scenario + ".yaml", data: data}
		s, err := a.loadWith(src, scenarios.Options{Set: []string{"run.scale=" + o.scale}, Replications: int(o.replications)})
		if err != nil {
			return err
		}
		jobs := a.workers(o.jobs)
		if err := a.afford(s.Spec); err != nil {
			return err
		}
		a.note("%s ...", p.scenario)
		results, err := a.simulate(ctx, s.Spec, jobs, o.progress, "")
		if err != nil {
			return err
		}
		in := newRecord(s).input(results)
		if o.markdown && i == 0 {
			fmt.Fprint(a.Stdout, longRunHead)
		}
		missed += a.writeLongRun(&p, in, o.markdown)
	}
	if missed > 0 {
		a.note("%d figures miss their tolerance", missed)
		return said(ExitFail)
	}
	return nil
}

const longRunHead = `# Published long runs, simulated

Made by

    marketsim longrun --markdown

Each table runs a shipped scenario. "Fitted" figures set a parameter of the model, so that they say nothing in its favour; "built in"
ones follow from its form; "predicted" ones were not used. Intervals are 95% t intervals over replications; a tolerance is that of the
figure's own source or of this project, and "-" means that nothing comparable is published.
`

// writeLongRun writes the figures of one scenario, and returns how many miss.
func (a *app) writeLongRun(p *publishedLongRun, in *reports.Input, markdown bool) (missed int) {
	rows := [][]string{{"figure", "published", "simulated [95% CI]", "how", ""}}
	for _, f := range p.figures {
		e := stats.MeanInterval(f.of(&evidence{in}), stats.Level)
		verdict := ""
		if f.tolerance > 0 {
			verdict = "within " + f.words(f.tolerance)
			if !(math.Abs(e.Mean-f.want) <= f.tolerance) {
				verdict = "MISSES " + f.words(f.tolerance)
				missed++
			}
		}
		simulated := f.words(e.Mean)
		if !math.IsNaN(e.Lo) {
			simulated += fmt.Sprintf(" [%s, %s]", strings.TrimSuffix(f.words(e.Lo), "%"), strings.TrimSuffix(f.words(e.Hi), "%"))
		}
		rows = append(rows, []string{f.what, f.published, simulated, f.how, verdict})
	}
	if markdown {
		fmt.Fprintf(a.Stdout, "\n## %s\n\n%s Scenario: [%s](../scenarios/%s.yaml), %d days, %s, seed %d.\n\n%s", p.title, p.note,
			p.scenario, p.scenario, in.Days, format.Count(len(in.Replications()), "replication"), in.Seed, format.MarkdownNumbers(rows))
		if p.picture != "" {
			fmt.Fprintf(a.Stdout, "\n%s\n", p.picture)
		}
		return missed
	}
	fmt.Fprintf(a.Stdout, "%s\n%s\n", p.title, wrapped(fmt.Sprintf("Scenario %s, %d days, %s, seed %d.", p.scenario, in.Days, format.Count(len(in.Replications()), "replication"), in.Seed)))
	for _, r := range rows[1:] {
		fmt.Fprintf(a.Stdout, "  %s (%s)\n    published %s; simulated %s", r[0], r[3], r[1], r[2])
		if r[4] != "" {
			fmt.Fprintf(a.Stdout, "; %s", r[4])
		}
		fmt.Fprintln(a.Stdout)
	}
	fmt.Fprintln(a.Stdout)
	return missed
}
