package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// Answers to what to do about an arm. A scenario that says which checks shipping needs gets SHIP, DO NOT SHIP or NOT DECIDED;
// any other is told what its checks say.
const (
	Ship         = "SHIP"                // every check that shipping needs passed
	DoNotShip    = "DO NOT SHIP"         // one failed, or the simulation broke its own laws
	NotDecided   = "NOT DECIDED"         // one is inconclusive or had no data, or the run is not finished
	ChecksPass   = "CHECKS PASS"         // every check of the arm passed
	ChecksFail   = "CHECKS FAIL"         // one failed, or the simulation broke its own laws
	Undecided    = "CHECKS INCONCLUSIVE" // one is inconclusive or had no data
	Warned       = "CHECKS WARN"         // nothing blocks it, but a check of level warn did not pass
	NotJudged    = "NO CHECKS"           // the scenario states no check for the arm
	NoBasis      = "NO BASIS"            // a quick run, or a single replication
	NotFinished  = "INCOMPLETE"          // replications are missing
	NothingShown = "NO ADS"              // no ad was shown in the arm
)

// Recommend reads what the checks, and where there are none the metrics, say about an arm; ship names the checks that shipping
// needs. The answer follows the checks alone: metrics trade off, so without checks there is none, only what speaks for the arm
// and what against it.
func Recommend(s *reports.Summary, arm string, ship []string) (answer, why string) {
	c := checksOf(s, arm, ship)
	yes, no, open := ChecksPass, ChecksFail, Undecided
	if len(ship) > 0 {
		yes, no, open = Ship, DoNotShip, NotDecided
	}
	n := len(c.failed) + len(c.open) + len(c.warned) + len(c.passed)
	switch {
	case len(c.broken) > 0:
		return no, "The simulation broke an invariant: " + firstOf(c.broken)
	case s.Quick:
		return NoBasis, "A quick run shows that everything works; its numbers are no basis for a decision."
	case s.ReplicationsDone < s.ReplicationsPlanned || s.ReplicationsDone == 0:
		return NotFinished, fmt.Sprintf("%d of %s finished.", s.ReplicationsDone, are(s.ReplicationsPlanned, "replication"))
	case nothingShown(s, arm):
		return NothingShown, "No ad was shown: the fill rate is 0%."
	case len(c.failed) > 0:
		return no, fmt.Sprintf("%d of %s failed: %s", len(c.failed), format.Count(n, "check"), firstOf(c.failed))
	case len(c.open) > 0:
		return open, fmt.Sprintf("%d of %s without an answer: %s", len(c.open), format.Count(n, "check"), firstOf(c.open))
	case len(c.warned) > 0:
		return Warned, fmt.Sprintf("Nothing blocks it, but %d of %s did not pass and only %s: %s", len(c.warned), format.Count(n, "check"), warns(len(c.warned)), firstOf(c.warned))
	case n > 0:
		return yes, fmt.Sprintf("%d of %s passed: %s", n, format.Count(n, "check"), firstOf(c.passed))
	case s.ReplicationsDone == 1:
		return NoBasis, "One replication: the differences may be chance, so nothing is concluded."
	}
	return NotJudged, evidence(s, arm)
}

func are(n int, what string) string {
	if n == 1 {
		return "1 " + what + " is"
	}
	return format.Count(n, what) + " are"
}

func warns(n int) string {
	if n == 1 {
		return "warns"
	}
	return "warn"
}

// verdicts are the checks that bear on an arm, or of these the ones that shipping needs.
type verdicts struct {
	broken, failed, open, warned, passed []*reports.Check // broken are invariants
}

func checksOf(s *reports.Summary, arm string, ship []string) (v verdicts) {
	for i := range s.Checks {
		c := &s.Checks[i]
		switch {
		case c.Kind == reports.KindInvariant:
			if c.Status == reports.Fail {
				v.broken = append(v.broken, c)
			}
		case c.Arm != "" && c.Arm != arm, len(ship) > 0 && !slices.Contains(ship, c.ID):
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

// evidence words what the headline metrics say, where no check says what counts: over the long run where there is one.
func evidence(s *reports.Summary, arm string) string {
	w := s.LastDays(arm)
	better, worse, same := Moved(s, arm, w.Name)
	when := ""
	if w.Name != reports.Everyone {
		when = " (" + w.Words() + ")"
	}
	text := "The scenario states no check. "
	switch {
	case same:
		return text + "There is no difference at all" + when + "."
	case len(better)+len(worse) == 0:
		return text + "No headline metric is clearly better or worse" + when + "."
	case len(worse) == 0:
		return text + "Better" + when + ": " + some(better, mostNamed) + "; nothing is worse."
	case len(better) == 0:
		return text + "Worse" + when + ": " + some(worse, mostNamed) + "; nothing is better."
	}
	return text + "A trade-off" + when + "; better: " + some(better, mostNamed) + "; worse: " + some(worse, mostNamed) + "."
}

// Moved lists the headline metrics that an arm makes better or worse in a window, after Holm's correction, with their sizes, the
// weightiest first; same tells that no metric differs at all.
func Moved(s *reports.Summary, arm, window string) (better, worse []*reports.Effect, same bool) {
	same = true
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Arm != arm || e.Window != window || e.Segment != reports.Everyone || !reports.IsHeadline(e.Metric) {
			continue
		}
		same = same && (e.Verdict == reports.VerdictIdentical || e.Verdict == reports.VerdictNoData)
		switch e.Verdict {
		case reports.VerdictBetter:
			better = append(better, e)
		case reports.VerdictWorse:
			worse = append(worse, e)
		}
	}
	order := func(a, b *reports.Effect) int {
		return cmp.Or(failsOn(s, b)-failsOn(s, a), headlineRank(a.Metric)-headlineRank(b.Metric))
	}
	slices.SortFunc(better, order)
	slices.SortFunc(worse, order)
	return better, worse, same
}

// failsOn is 1 where a check of an effect's arm and metric fails, and 0 otherwise: such an effect is named first.
func failsOn(s *reports.Summary, e *reports.Effect) int {
	if slices.ContainsFunc(s.Checks, func(c reports.Check) bool { return c.Arm == e.Arm && c.Metric == e.Metric && c.Status == reports.Fail }) {
		return 1
	}
	return 0
}

// weighty are the metrics that are named first in a sentence.
var weighty = results.Listed(results.First)

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

// mostNamed is how many effects a sentence names that shares its place with others.
const mostNamed = 2

// some names the first few of a list of effects, with their sizes.
func some(effects []*reports.Effect, most int) string {
	var words []string
	for i, e := range effects {
		if i == most {
			words = append(words, fmt.Sprintf("%d more", len(effects)-most))
			break
		}
		words = append(words, reports.Plain(e.Metric)+" "+Size(e))
	}
	return format.And(words)
}

// Size words an effect: its relative change, or the difference in the metric's unit where that says more.
func Size(e *reports.Effect) string {
	if e.Absolute() {
		return "by " + format.Difference(*e.Difference, format.ValueOf(e.DifferenceLo), format.ValueOf(e.DifferenceHi)) + unitAfter(e.Unit)
	}
	return format.Change(format.ValueOf(e.Change), format.ValueOf(e.Lo), format.ValueOf(e.Hi))
}

// OnlyWarns ends the short line of a check that did not pass and blocks nothing.
const OnlyWarns = "; only warns"

// Terse words a check in one short line: revenue-later: revenue -2.3% [-3.3, -1.1], last 28d; change >= -1%; only warns.
func Terse(c *reports.Check) string {
	if c.Estimate == nil || c.Require == "" {
		return c.ID + ": " + c.Message
	}
	size := format.Change(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi)) + margin(c)
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
		text += fmt.Sprintf("; about %s would decide", format.Count(c.Needed, "replication"))
	}
	if c.Status != reports.Pass && c.Counts == reports.Warn {
		text += OnlyWarns
	}
	return text
}
