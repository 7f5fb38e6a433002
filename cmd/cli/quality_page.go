package cli

import (
	"context"
	"fmt"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/verdict"
)

// qualityScenario is the scenario of the page docs/long-run-quality.md.
const qualityScenario = "satisfaction"

const qualityHead = `# Ranking for quality: when it pays

Made by

    marketsim longrun satisfaction --markdown

The scenario [satisfaction](../scenarios/satisfaction.yaml) multiplies the score by quality^e. What Pinners experience of ads moves their satisfaction, and that how often they come, how
long they stay, what they hide and what they save (` + "`long_run: {kind: satisfaction}`" + `; row N13 of the catalogue has the closed form). Effects against ranking by bid x rate, with 95%
intervals over replications of Pinners for one set of campaigns. The sum of all effects changes its sign at the end of the day that is named.

`

const qualityTail = `
**The frontier** of revenue and sessions over the half year runs from e = 0.5 to e = 2: e = 0.5 has more of both than none, e = 1 more sessions at a revenue that does not clearly differ from that
of 0.5, e = 2 still more at less revenue. A test of two weeks would have seen revenue fall under every exponent.

The weights (a landing page of quality 1 more is worth 0.8, a unit of satisfaction 120% of the session rate) are ours, not published, and decide the answer:
` + "`marketsim sweep scenarios/satisfaction.yaml`" + ` varies how strongly satisfaction brings Pinners back.
`

// qualityArms are the exponents of quality, by arm.
var qualityArms = [][2]string{{"0.5", "half"}, {"1", "quality"}, {"2", "double"}}

// qualityPage runs the scenario and writes its page.
func (a *app) qualityPage(ctx context.Context, o *longRunFlags) error {
	in, err := a.runShipped(ctx, qualityScenario, &advertisersFlags{replications: o.replications, jobs: o.jobs, progress: o.progress}, "run.scale="+o.scale)
	if err != nil {
		return err
	}
	s, err := verdict.Summarise(in)
	if err != nil {
		return err
	}
	sizes, _, err := reports.Measure(in) // the page has one level for all its intervals, and corrects none
	if err != nil {
		return err
	}
	rows := [][]string{{"e", "revenue, first 14 days", "revenue, last 30 days", "daily effect crosses zero", "sum since day 0 crosses zero",
		fmt.Sprintf("revenue, %d days", in.Days), fmt.Sprintf("sessions, %d days", in.Days)}}
	for _, x := range qualityArms {
		rows = append(rows, append([]string{x[0]}, qualityCells(s, sizes, x[1])...))
	}
	fmt.Fprintf(a.Stdout, "%s%s\n%d days, %s, seed %d.\n%s", qualityHead, format.MarkdownNumbers(rows), in.Days, format.Count(len(in.Replications()), "replication"), in.Seed, qualityTail)
	return nil
}

// qualityCells are the figures of an arm.
func qualityCells(s, sizes *reports.Summary, arm string) []string {
	size := func(metric, window string) string {
		if e := sizes.Effect(arm, metric, reports.Everyone, window); e != nil {
			return render.Size(e)
		}
		return "-"
	}
	l := s.LongRunOf(arm, "revenue")
	return []string{size("revenue", s.ShortRun(arm).Name), size("revenue", s.LastDays(arm).Name), render.DayRange(l.Crossing), render.DayRange(render.Ended(l.BreakEven)),
		size("revenue", reports.Everyone), size("sessions", reports.Everyone)}
}
