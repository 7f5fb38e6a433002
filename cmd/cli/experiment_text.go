package cli

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports/experiment"
	"marketsim/reports/format"
	layouts "marketsim/sim/experiment"
)

// experimentLegend explains the columns.
const experimentLegend = `
reads: mean estimate. bias: less the truth, paired, with its 95% interval.
spread: over replications; se: what the estimator says. covers: intervals that
hold the truth. right: finds its sign. finds: least effect found at 80%.
A/A: rejections without a treatment. The files have all columns.

`

// experimentText is the report for a terminal.
func (a *app) experimentText(r *experiment.Report) string {
	var b strings.Builder
	b.WriteString(quickLine(r))
	fmt.Fprintf(&b, "%s, %s: %g days, %s, seed %d.\nEffects are relative, in %%.\n", r.Scenario, r.Experiment, r.Days, format.Count(r.Replications, "replication"), r.Seed)
	metric := ""
	var rows [][]string
	flush := func() {
		if len(rows) > 0 {
			b.WriteString(a.table(rows))
		}
	}
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if j.Metric != metric {
			flush()
			metric = j.Metric
			b.WriteString("\n" + wrapped(fmt.Sprintf("%s: true effect %s%s", metric, truths(r, metric), inPoints(metric))) + "\n")
			rows = [][]string{{"", "reads", "bias", "spread", "se", "covers", "right", lastColumn(j)}}
		}
		rows = append(rows, []string{j.Design + ", " + j.Estimator, percent(j.Estimate), withInterval(j.Bias, j.BiasLo, j.BiasHi), percent(j.Spread), percent(j.SE),
			share(j.Coverage), share(j.RightSign), lastCell(j)})
	}
	flush()
	b.WriteString(a.windowsText(r))
	b.WriteString(experimentLegend)
	for _, note := range r.Notes() {
		b.WriteString(wrapped(note) + "\n")
	}
	for _, c := range r.Channels {
		b.WriteString(wrapped(fmt.Sprintf("Bias of %s on %s, %s: %s%s points, %s.", c.Design, c.Metric, c.Channel, format.Signed(100*c.Bias, 2), within(&c), c.How)) + "\n")
	}
	for _, c := range r.Costs {
		fmt.Fprintf(&b, "while %s runs, against control: revenue %s, sessions %s\n", c.Design, costing(c.Revenue), costing(c.Sessions))
	}
	for _, line := range r.Advice {
		b.WriteString(wrapped(line+".") + "\n")
	}
	return b.String()
}

// quickLine says that numbers are of a small version; empty for a whole scenario.
func quickLine(r *experiment.Report) string {
	if note := format.QuickNote(r.Quick, r.Shortened); note != "" {
		return wrapped(note+".") + "\n"
	}
	return ""
}

// unreadText says of estimators in how many replications they could not be applied, and why.
func unreadText(r *experiment.Report) string {
	var b strings.Builder
	for i := range r.Judgements {
		if text := r.Judgements[i].UnreadNote(r); text != "" {
			b.WriteString(wrapped(text) + "\n")
		}
	}
	return b.String()
}

// costing is a change in percent; control may have had none.
func costing(x *float64) string {
	if x == nil {
		return "-"
	}
	return format.Signed(100**x, 2) + "%"
}

// truths words the true effect on a metric. Readings of the exposed, or after a ramp, have one of their own; of an estimator that could not be applied in
// every replication it would be that of the others.
func truths(r *experiment.Report, metric string) string {
	var all, of []string
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if x := percent(j.Truth); j.Metric == metric && (j.Unread == "" || j.Replications == 0) && !slices.Contains(all, x) {
			all, of = append(all, x), append(of, x+" for "+j.Design+", "+j.Estimator)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return strings.Join(of, "; ")
}

// within is half of a channel's interval; empty where it has none.
func within(c *experiment.Channel) string {
	if c.Hi == c.Lo {
		return ""
	}
	return " ±" + short(50*(c.Hi-c.Lo))
}

// lastColumn is what the last column shows: false alarms where A/A tests were run, else the effect that could be found. A screen has no room for both.
func lastColumn(j *experiment.Judgement) string {
	if j.FalseAlarms != nil {
		return "A/A"
	}
	return "finds"
}

func lastCell(j *experiment.Judgement) string {
	if j.FalseAlarms != nil {
		return share(j.FalseAlarms)
	}
	return percent(j.Detectable)
}

func percent(x *float64) string {
	if x == nil {
		return "-"
	}
	return short(100 * *x)
}

func withInterval(x, lo, hi *float64) string {
	if x == nil || lo == nil || hi == nil {
		return percent(x)
	}
	sign := ""
	if *x > 0 {
		sign = "+"
	}
	return sign + short(100**x) + " ±" + short(50*(*hi-*lo))
}

// short has two decimals, and none from 100 on.
func short(x float64) string {
	if math.Abs(x) >= 100 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

func share(x *float64) string {
	if x == nil {
		return "-"
	}
	return strconv.FormatFloat(100**x, 'f', 0, 64) + "%"
}

// inPoints says of a metric whose effects are not relative what they are.
func inPoints(metric string) string {
	if m, _ := layouts.LookupMetric(metric); m.Goal {
		return ", a difference of shares in points"
	}
	return ""
}
