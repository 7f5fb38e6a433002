package reports

import "slices"

// has tells whether a check of an arm ended so.
func (s *Summary) has(arm, status string) bool {
	return slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Arm == arm && c.Status == status })
}

// Choose picks so many of some arms where there is no room for all: those that fail a check first, then the one that leads, then
// those with a check that is not decided, then by their order. Both lists keep that order.
func (s *Summary) Choose(arms []string, lead string, most int) (shown, left []string) {
	class := func(arm string) int {
		switch {
		case s.has(arm, Fail):
			return 0
		case arm == lead:
			return 1
		case s.has(arm, Inconclusive):
			return 2
		}
		return 3
	}
	ranked := slices.Clone(arms)
	slices.SortStableFunc(ranked, func(a, b string) int { return class(a) - class(b) })
	chosen := ranked[:min(max(0, most), len(ranked))]
	for _, arm := range arms {
		if slices.Contains(chosen, arm) {
			shown = append(shown, arm)
		} else {
			left = append(left, arm)
		}
	}
	return shown, left
}

// Judged are the metrics that the scenario's checks judge, those of checks that fail first, and how many these are.
func (s *Summary) Judged() (metrics []string, failing int) {
	for _, fails := range []bool{true, false} {
		for i := range s.Checks {
			c := &s.Checks[i]
			if c.Kind == KindCheck && c.Metric != "" && (c.Status == Fail) == fails && !slices.Contains(metrics, c.Metric) {
				metrics = append(metrics, c.Metric)
			}
		}
		if fails {
			failing = len(metrics)
		}
	}
	return metrics, failing
}
