package render

import (
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// OddLevel is the level of an effect's interval where that is not the one of the tables: a check decides it, at a level of its own.
// It is empty of all others.
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
// metrics: 99.41% for revenue and ROAS.
func OddLevels(s *reports.Summary, arm string, windows ...reports.Window) []string {
	var all []string
	for _, section := range reports.Headline {
		all = append(all, section.Metrics...)
	}
	return oddLevels(s, arm, all, windows)
}

// oddLevels is OddLevels of some metrics.
func oddLevels(s *reports.Summary, arm string, of []string, windows []reports.Window) (list []string) {
	metrics := map[string][]string{}
	var levels []string
	for _, metric := range of {
		for _, w := range windows {
			level := OddLevel(s, s.Effect(arm, metric, reports.Everyone, w.Name))
			if level == "" {
				continue
			}
			if metrics[level] == nil {
				levels = append(levels, level)
			}
			metrics[level] = append(metrics[level], reports.Plain(metric))
			break
		}
	}
	for _, level := range levels {
		list = append(list, level+" for "+format.And(metrics[level]))
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
	text := format.Level(s.Level)
	if len(odd) > 0 {
		text += "; " + strings.Join(odd, ", ") + ", which checks judge"
	}
	return text
}

// changeHead heads a column of changes: it names the level of its intervals where they all have the same.
func changeHead(odd bool) string {
	if odd {
		return "change [CI]"
	}
	return "change [95% CI]"
}
