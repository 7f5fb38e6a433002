package verdict

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// Answers of a Recommendation.
const (
	Ship       = "SHIP"        // every check of the arm passed
	DoNotShip  = "DO NOT SHIP" // one failed, or the simulation broke its own laws
	NotDecided = "NOT DECIDED" // a check is inconclusive or had no data, or the run is not finished
	Warned     = "WARNING"     // nothing blocks it, but a check of level warn did not pass
	NotJudged  = "NOT JUDGED"  // the scenario states no check for the arm
	NoBasis    = "NO BASIS"    // a quick run
)

// Recommendation answers whether to ship an arm, and why. The answer follows the checks alone: metrics trade off, so without
// checks there is no answer, only what speaks for the arm and what against it.
type Recommendation struct {
	Answer string
	Why    string // one sentence
}

// Recommend reads what the checks, and where there are none the metrics of the long run, say about an arm.
func Recommend(s *reports.Summary, arm string) Recommendation {
	c := checksOf(s, arm)
	n := len(c.failed) + len(c.open) + len(c.warned) + len(c.passed)
	switch {
	case len(c.broken) > 0:
		return Recommendation{DoNotShip, "The simulation broke an invariant: " + firstOf(c.broken)}
	case s.Quick:
		return Recommendation{NoBasis, "A quick run shows that everything works; its numbers are no basis for a decision."}
	case s.ReplicationsDone < s.ReplicationsPlanned || s.ReplicationsDone == 0:
		return Recommendation{NotDecided, fmt.Sprintf("%d of %d replications are finished.", s.ReplicationsDone, s.ReplicationsPlanned)}
	case len(c.failed) > 0:
		return Recommendation{DoNotShip, fmt.Sprintf("%d of %s failed: %s", len(c.failed), checks(n), firstOf(c.failed))}
	case len(c.open) > 0:
		return Recommendation{NotDecided, fmt.Sprintf("%d of %s without an answer: %s", len(c.open), checks(n), firstOf(c.open))}
	case len(c.warned) > 0:
		return Recommendation{Warned, fmt.Sprintf("Nothing blocks it, but %d of %s warn: %s", len(c.warned), checks(n), firstOf(c.warned))}
	case n > 0:
		return Recommendation{Ship, fmt.Sprintf("%d of %s passed: %s", n, checks(n), firstOf(c.passed))}
	}
	return Recommendation{NotJudged, evidence(s, arm)}
}

func checks(n int) string {
	if n == 1 {
		return "1 check"
	}
	return fmt.Sprintf("%d checks", n)
}

// verdicts are the checks that bear on an arm.
type verdicts struct {
	broken, failed, open, warned, passed []*reports.Check // broken are invariants
}

func checksOf(s *reports.Summary, arm string) (v verdicts) {
	for i := range s.Checks {
		c := &s.Checks[i]
		switch {
		case c.Kind == reports.KindInvariant:
			if c.Status == reports.Fail {
				v.broken = append(v.broken, c)
			}
		case c.Arm != "" && c.Arm != arm:
		case c.Status == reports.Pass:
			v.passed = append(v.passed, c)
		case c.Counts == reports.Warn:
			v.warned = append(v.warned, c)
		case c.Status == reports.Fail:
			v.failed = append(v.failed, c)
		default:
			v.open = append(v.open, c)
		}
	}
	return v
}

// firstOf words the first of some checks and names the others.
func firstOf(list []*reports.Check) string {
	text := list[0].ID + ": " + strings.TrimSuffix(list[0].Message, ".") + "."
	if list[0].Estimate != nil {
		text = Terse(list[0]) + "."
	}
	if len(list) > 1 {
		var names []string
		for _, c := range list[1:] {
			names = append(names, c.ID)
		}
		text += " Also " + strings.Join(names, ", ") + "."
	}
	return text
}

// evidence words what the headline metrics say in the last window, where no check says what counts.
func evidence(s *reports.Summary, arm string) string {
	better, worse, same := Moved(s, arm, s.LastDays().Name)
	when := ""
	if w := s.LastDays(); w.Name != reports.Everyone {
		when = fmt.Sprintf(" in the last %d days", w.To-w.From)
	}
	text := "The scenario states no check. "
	switch {
	case same:
		return text + "There is no difference at all."
	case len(better)+len(worse) == 0:
		return text + "No metric changes clearly" + when + "."
	case len(worse) == 0:
		return text + "Better" + when + ": " + some(better) + "; nothing is worse."
	case len(better) == 0:
		return text + "Worse" + when + ": " + some(worse) + "; nothing is better."
	}
	return text + "A trade-off" + when + "; worse: " + some(worse) + "; better: " + some(better) + "."
}

// Moved lists the headline metrics that an arm makes better or worse in a window, after Holm's correction; same tells that no
// metric differs at all.
func Moved(s *reports.Summary, arm, window string) (better, worse []string, same bool) {
	same = true
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Arm != arm || e.Window != window || e.Segment != reports.Everyone || !reports.IsHeadline(e.Metric) {
			continue
		}
		same = same && (e.Verdict == reports.VerdictIdentical || e.Verdict == reports.VerdictNoData)
		switch e.Verdict {
		case reports.VerdictBetter:
			better = append(better, e.Metric)
		case reports.VerdictWorse:
			worse = append(worse, e.Metric)
		}
	}
	order := func(a, b string) int { return headlineRank(a) - headlineRank(b) }
	slices.SortFunc(better, order)
	slices.SortFunc(worse, order)
	return better, worse, same
}

// weighty are the metrics that are named first in a sentence.
var weighty = []string{"revenue", "sessions_per_pinner_day", "value", "active_pinners", "surplus", "roas"}

func headlineRank(metric string) int {
	if i := slices.Index(weighty, metric); i >= 0 {
		return i
	}
	n := len(weighty)
	for _, section := range reports.Headline {
		if i := slices.Index(section.Metrics, metric); i >= 0 {
			return n + i
		}
		n += len(section.Metrics)
	}
	return n
}

// some names the first few of a list of metrics.
func some(metrics []string) string {
	const most = 3
	var words []string
	for i, m := range metrics {
		if i == most {
			words = append(words, fmt.Sprintf("%d more", len(metrics)-most))
			break
		}
		words = append(words, reports.Plain(m))
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Terse words a check in one short line: revenue-later: revenue -2.3% [-3.3, -1.1], last 28d; change >= -1%; only warns.
func Terse(c *reports.Check) string {
	if c.Estimate == nil || c.Require == "" {
		return c.ID + ": " + c.Message
	}
	size := format.Change(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi))
	if c.Subject != "change" {
		size = format.Interval(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi)) + " " + c.Unit
	}
	text := c.ID + ": " + reports.Plain(c.Metric)
	if c.Segment != "" && c.Segment != reports.Everyone {
		text += " (" + c.Segment + ")"
	}
	text += " " + strings.TrimSpace(size)
	if c.Window != nil && c.Window.Name != reports.Everyone {
		text += ", " + c.Window.Name
	}
	text += "; needs " + c.Require
	if c.Needed > 0 {
		text += fmt.Sprintf("; about %d replications would decide", c.Needed)
	}
	if c.Status != reports.Pass && c.Counts == reports.Warn {
		text += "; only warns"
	}
	return text
}
