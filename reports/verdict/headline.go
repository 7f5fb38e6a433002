package verdict

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// NoAd tells whether no ad was shown in an arm of a run that is finished.
func NoAd(s *reports.Summary, arm string) bool { return !s.Unfinished() && nothingShown(s, arm) }

// Leads tells whether a run's headline comes before any other finding: a check failed, a law is broken, no ad was shown, or replications are missing.
func Leads(s *reports.Summary) bool {
	return s.Unfinished() || s.ExitCode == reports.ExitFail || len(dead(s)) == len(s.Arms)
}

// nothingShown tells whether no ad was shown in an arm, in any replication.
func nothingShown(s *reports.Summary, arm string) bool {
	v := s.Value(arm, "impressions", reports.Everyone)
	return v != nil && v.Value != nil && *v.Value == 0
}

// dead lists the arms in which no ad was shown.
func dead(s *reports.Summary) (arms []string) {
	for _, a := range s.Arms {
		if nothingShown(s, a.Name) {
			arms = append(arms, a.Name)
		}
	}
	return arms
}

// deadMarket warns, before all other warnings, of arms in which no ad was shown.
func deadMarket(s *reports.Summary) {
	if arms := dead(s); len(arms) > 0 {
		s.Warnings = append([]string{fmt.Sprintf("no ad was shown in %s (fill rate 0%%): look at reserves, bids, budgets and targeting before anything else", strings.Join(arms, ", "))}, s.Warnings...)
	}
}

// headline is the finding of a run in one sentence: what keeps it from having one, else what its checks say, else what moved most.
func headline(s *reports.Summary) string {
	switch {
	case s.ReplicationsDone == 0:
		return "No replication is finished"
	case len(dead(s)) == len(s.Arms):
		return "No ad was shown: the fill rate is 0% in every arm"
	case s.ReplicationsDone < s.ReplicationsPlanned:
		return fmt.Sprintf("%d of %s finished", s.ReplicationsDone, are(s.ReplicationsPlanned, "replication"))
	}
	for _, c := range s.Checks {
		if c.Kind == reports.KindInvariant && c.Status == reports.Fail {
			return "The simulation broke an invariant: " + c.ID
		}
	}
	if text := checksHeadline(s); text != "" {
		return text
	}
	return movedHeadline(s)
}

// checksHeadline is the first check of the worst status, and how many share it; empty where there is none.
func checksHeadline(s *reports.Summary) string {
	first, same, all := -1, 0, 0
	for i := range s.Checks {
		c := &s.Checks[i]
		if c.Kind != reports.KindCheck {
			continue
		}
		all++
		if first < 0 {
			first = i
		}
		if c.Counts == s.Checks[first].Counts {
			same++
		}
	}
	if first < 0 {
		return ""
	}
	c := &s.Checks[first]
	what := map[string]string{reports.Fail: "failed", reports.Inconclusive: "without an answer", reports.Warn: "did not pass (warnings only)", reports.Pass: "passed"}[c.Counts]
	text := Terse(c)
	if c.Arm != "" {
		text = c.Arm + ", " + text
	}
	if all == 1 {
		return text
	}
	return fmt.Sprintf("%d of %s %s: %s", same, format.Count(all, "check"), what, strings.TrimSuffix(text, OnlyWarns)) // what only warns is said before
}

// Failed says which checks of an arm fail, the first with its size; empty where none does.
func Failed(s *reports.Summary, arm string) string {
	var failed []*reports.Check
	all := 0
	for i := range s.Checks {
		c := &s.Checks[i]
		if c.Kind != reports.KindCheck || c.Arm != arm {
			continue
		}
		if all++; c.Counts == reports.Fail {
			failed = append(failed, c)
		}
	}
	switch {
	case len(failed) == 0 || s.Unfinished():
		return ""
	case all == 1:
		return arm + " fails its check " + Terse(failed[0])
	}
	return fmt.Sprintf("%s fails %d of %s: %s", arm, len(failed), format.Count(all, "check"), Terse(failed[0]))
}

// Most is what moved most among the headline metrics of some arms over the whole horizon, after correction, with its size and that of revenue; empty where
// nothing did.
func Most(s *reports.Summary, arms ...string) string {
	var most *reports.Effect
	for i := range s.Effects {
		e := &s.Effects[i]
		if !slices.Contains(arms, e.Arm) || e.Segment != reports.Everyone || e.Window != reports.Everyone || !reports.IsHeadline(e.Metric) {
			continue
		}
		if e.Moved() && e.Change != nil && (most == nil || math.Abs(*e.Change) > math.Abs(*most.Change)) {
			most = e
		}
	}
	if most == nil {
		return ""
	}
	text := fmt.Sprintf("%s: %s %s", most.Arm, reports.Plain(most.Metric), Size(most))
	if e := s.Effect(most.Arm, "revenue", reports.Everyone, reports.Everyone); e != nil && e.Metric != most.Metric && e.Moved() {
		text += ", revenue " + Size(e)
	}
	return text
}

// movedHeadline is what moved most over all arms; of a control alone it is what it earned.
func movedHeadline(s *reports.Summary) string {
	var arms []string
	same := false
	for _, a := range s.Arms {
		if a.Versus == "" {
			continue
		}
		arms = append(arms, a.Name)
	}
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Segment != reports.Everyone || e.Window != reports.Everyone || !reports.IsHeadline(e.Metric) || e.Verdict == reports.VerdictNoData {
			continue
		}
		if same = e.Verdict == reports.VerdictIdentical; !same {
			break
		}
	}
	switch most := Most(s, arms...); {
	case len(arms) == 0:
		return controlHeadline(s)
	case same:
		return "The arms are identical in every headline metric"
	case s.ReplicationsDone == 1:
		return "One replication: the differences may be chance, and nothing is concluded"
	case most == "":
		return "No headline metric changes clearly in any arm"
	default:
		return most
	}
}

// controlHeadline says what an arm on its own earned.
func controlHeadline(s *reports.Summary) string {
	a := s.Arms[0].Name
	revenue, visits := s.Value(a, "revenue", reports.Everyone), s.Value(a, "sessions", reports.Everyone)
	if revenue == nil || revenue.Value == nil || visits == nil || visits.Value == nil {
		return a + " alone"
	}
	return fmt.Sprintf("%s alone: revenue of %s from %s sessions in %s", a, format.Value(*revenue.Value, revenue.Unit), format.Number(*visits.Value), format.Count(s.Days, "day"))
}
