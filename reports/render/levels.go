package render

import (
	"slices"
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
// metrics: 99.41% for revenue and ROAS, which checks judge.
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
			for _, w := range windows {
				e := s.Effect(arm, metric, reports.Everyone, w.Name)
				at := odd{OddLevel(s, e), why}
				if at.level == "" || reason(e) != why || slices.Contains(metrics[at], reports.Plain(metric)) {
					continue
				}
				if metrics[at] == nil {
					levels = append(levels, at)
				}
				metrics[at] = append(metrics[at], reports.Plain(metric))
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
