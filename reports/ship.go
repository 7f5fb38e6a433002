package reports

import (
	"fmt"
	"slices"
	"strings"
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
func (s *Summary) Recommend(arm string) Recommendation {
	c := s.checksOf(arm)
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
	return Recommendation{NotJudged, s.evidence(arm)}
}

func checks(n int) string {
	if n == 1 {
		return "1 check"
	}
	return fmt.Sprintf("%d checks", n)
}

// verdicts are the checks that bear on an arm.
type verdicts struct {
	broken, failed, open, warned, passed []*Check // broken are invariants
}

func (s *Summary) checksOf(arm string) (v verdicts) {
	for i := range s.Checks {
		c := &s.Checks[i]
		switch {
		case c.Kind == KindInvariant:
			if c.Status == Fail {
				v.broken = append(v.broken, c)
			}
		case c.Arm != "" && c.Arm != arm:
		case c.Status == Pass:
			v.passed = append(v.passed, c)
		case c.Counts == Warn:
			v.warned = append(v.warned, c)
		case c.Status == Fail:
			v.failed = append(v.failed, c)
		default:
			v.open = append(v.open, c)
		}
	}
	return v
}

// firstOf words the first of some checks and names the others.
func firstOf(list []*Check) string {
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
func (s *Summary) evidence(arm string) string {
	better, worse, same := s.Moved(arm, s.LastDays().Name)
	when := ""
	if w := s.LastDays(); w.Name != Everyone {
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
func (s *Summary) Moved(arm, window string) (better, worse []string, same bool) {
	same = true
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Arm != arm || e.Window != window || e.Segment != Everyone || !isHeadline(e.Metric) {
			continue
		}
		same = same && (e.Verdict == VerdictIdentical || e.Verdict == VerdictNoData)
		switch e.Verdict {
		case VerdictBetter:
			better = append(better, e.Metric)
		case VerdictWorse:
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
	for _, section := range Headline {
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
		words = append(words, Plain(m))
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// plainNames are the names of metrics for people who do not know the program.
var plainNames = map[string]string{
	"sessions_per_pinner_day": "sessions per Pinner", "active_pinners": "daily active Pinners", "ad_load": "ads per session", "hides": "ads hidden",
	"value": "advertiser value", "surplus": "advertiser surplus", "roas": "return on ad spend", "cpc": "price of a click",
	"budget_utilisation": "budget use", "active_campaigns": "active campaigns", "rpm": "revenue per 1,000 pages", "cpm": "price of 1,000 ads",
	"ctr": "click-through rate", "fill_rate": "fill rate", "auction_density": "candidates per auction", "sightedness": "ad sightedness",
}

// Plain is a metric's name for people: sessions per Pinner.
func Plain(metric string) string {
	if name, ok := plainNames[metric]; ok {
		return name
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// Terse words a check in one short line: revenue-later: revenue -2.3% [-3.3, -1.1], last 28d; change >= -1%; only warns.
func Terse(c *Check) string {
	if c.Estimate == nil || c.Require == "" {
		return c.ID + ": " + c.Message
	}
	size := FormatChange(*c.Estimate, valueOf(c.Lo), valueOf(c.Hi))
	if c.Subject != "change" {
		size = FormatInterval(*c.Estimate, valueOf(c.Lo), valueOf(c.Hi)) + " " + c.Unit
	}
	text := c.ID + ": " + Plain(c.Metric)
	if c.Segment != "" && c.Segment != Everyone {
		text += " (" + c.Segment + ")"
	}
	text += " " + strings.TrimSpace(size)
	if c.Window != nil && c.Window.Name != Everyone {
		text += ", " + c.Window.Name
	}
	text += "; needs " + c.Require
	if c.Needed > 0 {
		text += fmt.Sprintf("; about %d replications would decide", c.Needed)
	}
	if c.Status != Pass && c.Counts == Warn {
		text += "; only warns"
	}
	return text
}
