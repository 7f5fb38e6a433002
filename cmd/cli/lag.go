package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// lagFlags are the flags of lag.
type lagFlags struct {
	lags     string
	scale    string
	metrics  string
	jobs     count
	progress string
	markdown bool
}

func (a *app) lagVerb() *cobra.Command {
	o, c := &lagFlags{}, &changes{}
	cmd := &cobra.Command{
		Use: "lag FILE", Short: "measure what the feedback lag changes", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim lag scenario.yaml\n  marketsim lag scenario.yaml --lags 10m,1m,10s,0 --scale 5% --markdown",
		Long: "Run the control market of a scenario on a scaled copy with several feedback lags,\n" +
			"all else equal, and compare each metric with that of the smallest lag. A lag of 0\n" +
			"is exact. The lag that a market really has is no error; a longer one, taken for\nspeed, is.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.lagReport(cmd.Context(), a.Stdout, src, c, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.lags, "lags", "", "comma-separated `LAGS` (default: the scenario's own, and 0)")
	f.StringVar(&o.scale, "scale", "5%", "run.scale of the copy, in `PERCENT`")
	f.StringVar(&o.metrics, "metrics", "", "comma-separated `METRICS`, of a part of the market as in bid_multiplier@group=NAME (default: the headline)")
	f.BoolVar(&o.markdown, "markdown", false, "write the table as Markdown")
	c.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// lagReport measures the lag error of a scenario and writes it as a table.
func (a *app) lagReport(ctx context.Context, w io.Writer, src source, c *changes, o *lagFlags) error {
	lags, err := a.lagsOf(src, c, o)
	if err != nil {
		return err
	}
	metrics, err := lagMetrics(o.metrics)
	if err != nil {
		return err
	}
	in, err := a.runLags(ctx, src, c, o, lags)
	if err != nil {
		return err
	}
	s, _, err := reports.Measure(in) // nothing is concluded: a correction would change the level of intervals
	if err != nil {
		return err
	}
	return writeLags(w, s, o, metrics)
}

// lag is a feedback lag as the user wrote it.
type lag struct {
	text string
	d    time.Duration
}

// lagsOf reads --lags, smallest first; without the flag they are the scenario's own lag and 0.
func (a *app) lagsOf(src source, c *changes, o *lagFlags) (lags []lag, err error) {
	if o.lags == "" {
		c.WorkDir = a.Dir
		s, ds := scenarios.Load(src.name, src.data, a.options(c, src))
		if s == nil {
			_, err := a.load(src, c)
			return nil, err
		}
		own := time.Duration(s.Spec.Lag) * time.Microsecond
		if own == 0 {
			return nil, usage("name other lags, such as --lags 10m,1m,0", "the scenario's own lag is 0, which is exact")
		}
		_ = ds // shown when the copies are loaded
		return []lag{{"0", 0}, {strings.ReplaceAll(lagText(own), " ", ""), own}}, nil
	}
	return readLags(o.lags)
}

// readLags reads a list of at least two lags, smallest first.
func readLags(list string) (lags []lag, err error) {
	for _, text := range strings.Split(list, ",") {
		text = strings.TrimSpace(text)
		d, ok := lagOf(text)
		if !ok {
			return nil, usage("write them as in --lags 10m,1m,10s,0", "`%s` is not a lag", text)
		}
		if slices.ContainsFunc(lags, func(l lag) bool { return l.d == d }) {
			return nil, usage("name each lag once", "`--lags %s` names %s twice", list, text)
		}
		lags = append(lags, lag{text, d})
	}
	if len(lags) < 2 {
		return nil, usage("write --lags 10m,1m,10s,0", "at least two lags are compared")
	}
	slices.SortFunc(lags, func(x, y lag) int { return int(x.d - y.d) })
	return lags, nil
}

// lagText writes a lag as a scenario would.
func lagText(d time.Duration) string {
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d%u.size == 0 {
			return fmt.Sprintf("%d%s", d/u.size, u.name)
		}
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}

// runLags simulates the control market once per lag. In the input that it returns the lags stand in place of arms.
func (a *app) runLags(ctx context.Context, src source, c *changes, o *lagFlags, lags []lag) (*reports.Input, error) {
	var in *reports.Input
	var points []*units.Point
	for i, l := range lags {
		c.WorkDir = a.Dir
		options := a.options(c, src)
		options.Set = append(slices.Clone(options.Set), "run.feedback_lag="+l.text, "run.scale="+o.scale)
		s, ds := scenarios.Load(src.name, src.data, options)
		if s == nil {
			_, err := a.loadWith(src, options)
			return nil, err
		}
		if i == 0 && !a.quiet {
			if err := ds.Write(a.Stderr, "text"); err != nil {
				return nil, err
			}
		}
		s.Spec.Arms, s.Questions = s.Spec.Arms[:1], ask.Questions{Metrics: s.Questions.Metrics} // control, and nothing to judge
		if err := a.afford(s.Spec); err != nil {
			return nil, err
		}
		points = append(points, pointOf(s))
		if in == nil {
			in = newRecord(s).input(make([][]*results.Result, s.Spec.Replications))
			in.Arms = nil
		}
		in.Arms = append(in.Arms, reports.ArmInfo{Name: l.text})
	}
	done, err := a.perform(ctx, a.scheduler(a.workers(o.jobs)), o.progress, units.Fixed{Points: points, Replications: len(in.Results)})
	if err != nil {
		return nil, err
	}
	for r := range in.Results {
		for _, p := range points {
			in.Results[r] = append(in.Results[r], done.Of(p)[r][0])
		}
	}
	return in, nil
}

// writeLags writes the table: metrics down, lags across.
func writeLags(w io.Writer, s *reports.Summary, o *lagFlags, metrics []partMetric) error {
	exact := "the smallest"
	if s.Arms[0].Name == "0" {
		exact = "0, which is exact"
	}
	rows := [][]string{{"metric", "lag " + s.Arms[0].Name}}
	for _, a := range s.Arms[1:] {
		rows[0] = append(rows[0], "lag "+a.Name)
	}
	for _, m := range metrics {
		if row := lagRow(s, m); row != nil {
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		return usage("`marketsim explain METRIC` says what a metric is and what it can be taken of", "the market has none of the metrics asked for")
	}
	title := fmt.Sprintf("What the feedback lag changes in %s: differences from lag %s, on a copy at scale %s, %d days, %d replications, seed %d.",
		s.Scenario, exact, o.scale, s.Days, s.ReplicationsDone, s.Seed)
	foot := "Means with 95% intervals of the difference, paired over replications.\n"
	if s.ReplicationsDone < 2 {
		foot = "One replication: no intervals; ask for more with -n.\n"
	}
	write := textTable
	if o.markdown {
		write = format.MarkdownNumbers
	}
	_, err := fmt.Fprintf(w, "%s\n\n%s\n%s", wrapped(title), write(rows), foot)
	return err
}

// partMetric is a metric of a part of the market.
type partMetric struct{ metric, part string }

// lagMetrics reads --metrics; without the flag they are those of the headline.
func lagMetrics(text string) (out []partMetric, err error) {
	if text == "" {
		for _, section := range reports.Headline {
			for _, metric := range section.Metrics {
				out = append(out, partMetric{metric, reports.Everyone})
			}
		}
		return out, nil
	}
	var names []string
	for _, m := range results.Metrics() {
		names = append(names, m.Name)
	}
	for _, entry := range strings.Split(text, ",") {
		metric, part, cut := strings.Cut(strings.TrimSpace(entry), "@")
		if !cut {
			part = reports.Everyone
		}
		if _, ok := results.LookupMetric(metric); !ok {
			return nil, usage(suggest(metric, names, "", "marketsim explain METRIC"), "there is no metric `%s`", metric)
		}
		out = append(out, partMetric{metric, part})
	}
	return out, nil
}

// lagRow is nil where the market never has the metric.
func lagRow(s *reports.Summary, m partMetric) []string {
	base := s.Value(s.Arms[0].Name, m.metric, m.part)
	if base == nil || base.Value == nil {
		return nil
	}
	name := m.metric
	if m.part != reports.Everyone {
		name += " of " + strings.TrimPrefix(m.part, "group=")
	}
	if base.Unit == "USD" || base.Unit == "%" {
		name += " " + base.Unit
	}
	row := []string{name, format.Number(*base.Value)}
	for _, a := range s.Arms[1:] {
		e := s.Effect(a.Name, m.metric, m.part, reports.Everyone)
		if e == nil || e.Difference == nil {
			return nil
		}
		row = append(row, lagChange(e))
	}
	return row
}

// lagChange is a difference in per cent of the base with the half-width of its interval; an absolute one where the base is 0.
func lagChange(e *reports.Effect) string {
	base := 0.0
	if e.Base != nil {
		base = math.Abs(*e.Base)
	}
	known := e.DifferenceLo != nil && e.DifferenceHi != nil
	switch {
	case *e.Difference == 0 && (!known || *e.DifferenceLo == *e.DifferenceHi):
		return "0"
	case base == 0 && known:
		return "by " + format.Difference(*e.Difference, *e.DifferenceLo, *e.DifferenceHi)
	case base == 0:
		return "by " + format.Number(*e.Difference)
	case !known:
		return format.Signed(100**e.Difference/base, 2) + "%"
	}
	return format.Half(*e.Difference/base, *e.DifferenceLo/base, *e.DifferenceHi/base)
}

// textTable sets rows in columns, the first to the left and the others to the right.
func textTable(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		var line strings.Builder
		for j, cell := range row {
			width := 0
			for _, r := range rows {
				width = max(width, len([]rune(r[j])))
			}
			pad := strings.Repeat(" ", width-len([]rune(cell)))
			if j == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		if i == 0 {
			b.WriteString(strings.Repeat("-", len([]rune(line.String()))) + "\n")
		}
	}
	return b.String()
}
