package render

import (
	"fmt"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// foot says what the numbers are.
func (p *printer) foot() {
	if text := Footnote(p.s); text != "" {
		p.Lines("", text)
	}
}

// Footnote explains intervals, verdicts and their correction.
func Footnote(s *reports.Summary) string {
	switch {
	case s.ReplicationsDone == 0:
		return "No replication is finished: there is no number to show."
	case s.ReplicationsDone == 1:
		return "One replication: no intervals and no verdicts; ask for more to get them."
	}
	return strings.TrimSpace(Question(s) + " " + familyNote(s) + " " + checksNote(s) + " " + stoppingNote(s))
}

// checksNote says how the checks of the scenario share their error rate.
func checksNote(s *reports.Summary) string {
	n, lo, hi, effect := 0, 1.0, 0.0, false
	for i := range s.Checks {
		c := &s.Checks[i]
		if end, _ := c.Interval(); c.Kind == reports.KindCheck && end != nil {
			n, lo, hi, effect = n+1, min(lo, c.Level), max(hi, c.Level), c.Versus != ""
		}
	}
	switch {
	case n == 0:
		return ""
	case n == 1 && !effect:
		return fmt.Sprintf("The check is decided by its %s interval.", format.Level(hi))
	case n == 1:
		return fmt.Sprintf("The check is decided by its %s interval, which is also that of its effect.", format.Level(hi))
	case lo == hi:
		return fmt.Sprintf("The intervals of the %d checks are %s intervals: at that level a check is decided when its interval leaves out the bound. Effects that a check judges have its interval.", n, format.Level(hi))
	}
	return fmt.Sprintf("The %d checks are corrected as one family by Holm: each has the interval (%s to %s) at whose level it is decided, which leaves out the bound where it is. Effects that a check judges have its interval.",
		n, format.Level(lo), format.Level(hi))
}

// stoppingNote says how the number of replications was found, and what that does to the numbers.
func stoppingNote(s *reports.Summary) string {
	if s.Stopping == nil {
		return ""
	}
	what := "the rule was not reached"
	if s.Stopping.Reached {
		what = "which held"
	}
	var looks []string
	for _, n := range s.Stopping.Looks {
		looks = append(looks, fmt.Sprint(n))
	}
	return fmt.Sprintf("Replications were added until %s, %s; looks at %s. Each look spends its share of the checks' error rate, so that all looks together "+
		"keep it; the intervals of the tables take no account of the looks.", s.Stopping.Rule, what, strings.Join(looks, ", "))
}

// familyNote explains the intervals and verdicts of the tables.
func familyNote(s *reports.Summary) string {
	parts := []string{fmt.Sprintf("Means over %s with %.0f%% t intervals.", s.Draws(), 100*s.Level)}
	for _, f := range s.Families {
		if f.Name == reports.HeadlineFamily {
			differ := "differ"
			if f.Size == 1 {
				differ = "differs"
			}
			parts = append(parts, fmt.Sprintf("Changes are paired over %s. An effect is clear when its interval leaves out 0 and p < %.2g after "+
				"Holm's correction for the %s that %s at all; n.s. of %d: the %.0f%% interval leaves out 0, that at the level of the correction, which is shown, does not. Intervals of the levels are in summary.md.", s.Drawn(), 1-s.Level, format.Count(f.Size, "comparison"), differ, f.Size, 100*s.Level))
		}
	}
	return strings.Join(parts, " ")
}
