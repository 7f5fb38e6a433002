package render

import (
	"fmt"
	"math"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// Question says which question the intervals of a run answer; empty where stored results do not say.
func Question(s *reports.Summary) string {
	w := s.Worlds
	if w == nil {
		return ""
	}
	switch {
	case w.One():
		return "Intervals answer for this one world (run.redraw: []): only sessions and what Pinners do are left to chance."
	case len(w.Redraw) > 1:
		return "Intervals answer for markets like this one: each world draws its Pinners and its campaigns (run.redraw: [pinners, campaigns])."
	case w.Redraw[0] == "pinners":
		return "Intervals answer for these campaigns: each world draws its Pinners (run.redraw: [pinners])."
	}
	return "Intervals answer for these Pinners: each world draws its campaigns (run.redraw: [campaigns])."
}

// spreadMetrics are those whose spread the screen names.
var spreadMetrics = results.Listed(results.Held)

// Spread says how far an arm's effects differ between worlds and within one; empty where nothing is to be told.
func Spread(s *reports.Summary, arm string) string {
	w := s.Worlds
	var spreads, here []string
	for _, x := range s.SpreadsOf(arm) {
		if !named(x) {
			continue
		}
		name := reports.Plain(x.Metric)
		if w.Each == 1 {
			spreads = append(spreads, name+" "+percent(x.Total))
			continue
		}
		spreads = append(spreads, fmt.Sprintf("%s %s and %s", name, percent(x.Between), percent(x.Within)))
		here = append(here, name+" "+changeHere(x))
	}
	switch {
	case len(spreads) == 0:
		return ""
	case w.One():
		return "Spread of a change within this world (SD): " + strings.Join(spreads, ", ") + "."
	case w.Each == 1:
		return "Spread of a change over replications (SD), each a world of its own: " + strings.Join(spreads, ", ") +
			". run.replications_per_world: 2 tells how much of it lies between worlds."
	}
	return "Spread of a change (SD) between worlds and within one: " + strings.Join(spreads, ", ") + ". In the " + format.Count(w.Count, "world") +
		" drawn, taken as they are: " + strings.Join(here, ", ") + "."
}

// named tells whether the screen names a metric's spread: it is one of those, and differs at all.
func named(x *reports.Spread) bool {
	for _, m := range spreadMetrics {
		if x.Metric == m {
			return *x.Total > 0
		}
	}
	return false
}

// percent is a fraction as a share of the base.
func percent(x *float64) string {
	return strings.TrimPrefix(format.Change(format.ValueOf(x), math.NaN(), math.NaN()), "+")
}

// changeHere is the mean change of the worlds that were drawn, with the interval that takes them as given.
func changeHere(x *reports.Spread) string {
	return format.Change(format.ValueOf(x.Here), format.ValueOf(x.HereLo), format.ValueOf(x.HereHi))
}

// SpreadRows is the table of an arm's spreads, header first; nil where each world has one replication.
func SpreadRows(s *reports.Summary, arm string) [][]string {
	list := s.SpreadsOf(arm)
	if len(list) == 0 || s.Worlds.Each == 1 {
		return nil
	}
	rows := [][]string{{"metric", "between worlds (SD)", "within a world (SD)", "in the worlds drawn [95% CI]", "in another world (95%)"}}
	for _, x := range list {
		other := "-"
		if x.OtherLo != nil && x.OtherHi != nil {
			other = format.Change(*x.OtherLo, math.NaN(), math.NaN()) + " to " + format.Change(*x.OtherHi, math.NaN(), math.NaN())
		}
		rows = append(rows, []string{reports.Plain(x.Metric), percent(x.Between), percent(x.Within), changeHere(x), other})
	}
	return rows
}

// spreadTable writes an arm's spreads for Markdown.
func spreadTable(s *reports.Summary, arm string) string {
	var b strings.Builder
	if text := Spread(s, arm); text != "" {
		fmt.Fprintf(&b, "\n%s\n", format.Escape(text))
	}
	if rows := SpreadRows(s, arm); rows != nil {
		b.WriteString("\n")
		format.MarkdownTable(&b, rows)
	}
	return b.String()
}
