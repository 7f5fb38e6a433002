package render

import (
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// OddLevel is the level of an effect's interval where that is not the one of the tables: a check decides it, at a level of its own, or a correction
// takes it. It is empty of all others.
func OddLevel(s *reports.Summary, e *reports.Effect) string {
	if e == nil || e.Level == 0 || e.Level == s.Level || e.Lo == nil && e.DifferenceLo == nil || e.Identical() {
		return ""
	}
	return format.Level(e.Level)
}

// atLevel is the level of an effect's interval in words, behind its verdict; empty where it is that of the tables.
func atLevel(s *reports.Summary, e *reports.Effect) string {
	if level := OddLevel(s, e); level != "" {
		return " (" + level + " interval)"
	}
	return ""
}

// OddLevels are the levels that intervals of an arm's headline metrics have of their own, of some windows of the whole market, with the
// metrics, and with the windows where not all of them have it: 99.41% for revenue and ROAS (first 14 days), which checks judge.
func OddLevels(s *reports.Summary, arm string, windows ...reports.Window) []string {
	var all []string
	for _, section := range reports.Headline {
		all = append(all, section.Metrics...)
	}
	return oddLevels(s, arm, all, windows)
}

// reasons are why an interval has a level of its own, in the order in which they are told.
var reasons = []string{"which checks judge", "not significant after correction"}

// reason is why an effect has an interval of its own level.
func reason(e *reports.Effect) string {
	if e.Verdict == reports.VerdictLost {
		return reasons[1]
	}
	return reasons[0]
}

// odd is a level and why intervals have it.
type odd struct{ level, why string }

// oddLevels is OddLevels of some metrics.
func oddLevels(s *reports.Summary, arm string, of []string, windows []reports.Window) (list []string) {
	metrics := map[odd][]string{}
	var levels []odd
	for _, why := range reasons {
		for _, metric := range of {
			for _, at := range oddOf(s, arm, metric, why, windows) {
				if metrics[at.odd] == nil {
					levels = append(levels, at.odd)
				}
				metrics[at.odd] = append(metrics[at.odd], at.metric)
			}
		}
	}
	for i, at := range levels {
		text := at.level + " for " + format.And(metrics[at])
		if i+1 == len(levels) || levels[i+1].why != at.why {
			text += ", " + at.why
		}
		list = append(list, text)
	}
	return list
}

// oddMetric is a metric whose interval has a level of its own, with the windows in which it has where there are others.
type oddMetric struct {
	odd
	metric string
}

// oddOf are the levels that a metric has for one reason.
func oddOf(s *reports.Summary, arm, metric, why string, windows []reports.Window) (list []oddMetric) {
	in := map[string][]string{}
	var levels []string
	for _, w := range windows {
		e := s.Effect(arm, metric, reports.Everyone, w.Name)
		level := OddLevel(s, e)
		if level == "" || reason(e) != why {
			continue
		}
		if in[level] == nil {
			levels = append(levels, level)
		}
		in[level] = append(in[level], w.Words())
	}
	for _, level := range levels {
		x := oddMetric{odd{level, why}, reports.Plain(metric)}
		if len(in[level]) < len(windows) {
			x.metric += " (" + format.And(in[level]) + ")"
		}
		list = append(list, x)
	}
	return list
}

// Levels words the level of the intervals of an arm: 95%, or 95%; 99.41% for revenue and ROAS, which checks judge.
func Levels(s *reports.Summary, arm string, windows ...reports.Window) string {
	return worded(s, OddLevels(s, arm, windows...))
}

// LevelsOf is Levels of some metrics, such as those of a figure.
func LevelsOf(s *reports.Summary, arm string, metrics []string, windows ...reports.Window) string {
	return worded(s, oddLevels(s, arm, metrics, windows))
}

// worded says which level intervals have, and which others.
func worded(s *reports.Summary, odd []string) string {
	return strings.Join(append([]string{format.Level(s.Level)}, odd...), "; ")
}

// changeHead heads a column of changes: it names the level of its intervals where they all have the same.
func changeHead(odd bool) string {
	if odd {
		return "change [CI]"
	}
	return "change [95% CI]"
}
