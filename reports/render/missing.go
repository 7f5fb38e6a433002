package render

import (
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// Missing says which headline metrics of an arm have no interval of their relative change, in some windows of the whole market, and why; empty where all
// have one.
func Missing(s *reports.Summary, arm string, windows ...reports.Window) string {
	metrics := map[string][]string{}
	var reasons []string
	for _, section := range reports.Headline {
		for _, metric := range section.Metrics {
			why := missing(s, arm, metric, windows)
			if why == "" {
				continue
			}
			if metrics[why] == nil {
				reasons = append(reasons, why)
			}
			metrics[why] = append(metrics[why], reports.Plain(metric))
		}
	}
	var words []string
	for _, why := range reasons {
		words = append(words, format.And(metrics[why])+" ("+why+")")
	}
	if len(words) == 0 {
		return ""
	}
	return "No interval of the relative change: " + strings.Join(words, ", ") + "."
}

// missing is why an effect has no interval of its relative change in the first of some windows in which it has none.
func missing(s *reports.Summary, arm, metric string, windows []reports.Window) string {
	for _, w := range windows {
		e := s.Effect(arm, metric, reports.Everyone, w.Name)
		if e == nil || e.Pairs < 2 || e.Lo != nil || e.Why == "" || e.Identical() {
			continue
		}
		why := e.Why
		if _, reason, ok := strings.Cut(why, ": no "); ok && reason != "" {
			why = strings.TrimSuffix(why, ": no "+reason)
		}
		if level := OddLevel(s, e); level != "" {
			why += " at " + level
		}
		return why
	}
	return ""
}
