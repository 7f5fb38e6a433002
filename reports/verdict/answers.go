package verdict

import (
	"fmt"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/ask"
)

// answers words the scenario's checks.
func answers(in *reports.Input, read *reports.Sampler) []reports.Check {
	var list []reports.Check
	for _, t := range judge(in, read) {
		list = append(list, t.answer(in))
	}
	return list
}

// stopping tells how the number of replications was found, and warns when the maximum came before the rule held.
func stopping(s *reports.Summary, in *reports.Input) {
	q := in.Questions.Sequential
	if q == nil {
		return
	}
	s.Stopping = &reports.Stopping{Rule: q.Until, Min: q.Min, Max: q.Max, Looks: q.Looks(), Reached: s.ReplicationsDone >= q.Min && Settled(in)}
	if !s.Stopping.Reached && s.ReplicationsDone >= q.Max {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the rule to stop by, %s, does not hold after all %d replications", q.Until, q.Max))
	}
}

// answer is the check with its numbers and its message.
func (t *trial) answer(in *reports.Input) reports.Check {
	a, each := t.ask, max(1, in.PerWorld)
	c := reports.Check{ID: a.ID, Kind: reports.KindCheck, Arm: a.Arm, Status: t.status, Counts: t.counts(), N: len(t.z), Metric: a.Metric, Segment: a.Where.String(),
		Window: &reports.Window{Name: a.Window.Name, From: a.Window.From, To: a.Window.To}, Require: a.Require, Subject: a.Rule.Subject, Op: a.Rule.Op,
		Bound: reports.Finite(a.Rule.Bound), Level: t.level, P: reports.Finite(t.adjusted), Needed: t.needed * each, Decided: t.look * each, Line: a.Line}
	if m := in.Metric(a.Metric); m != nil && a.Rule.Subject != ask.Change {
		c.Unit = m.Unit
	}
	if t.base != nil {
		for i := range in.Arms {
			if v, ok := in.Versus(i); ok && in.Arms[i].Name == a.Arm {
				c.Versus = in.Arms[v].Name
			}
		}
	}
	t.estimate(in, &c)
	c.Message = t.message(&c, each)
	return c
}

// estimate fills in the subject and its interval over all replications that are finished. Where a look decided the check and later replications take its
// interval back over the bound, the interval is that of the look: what is shown is what decided.
func (t *trial) estimate(in *reports.Input, c *reports.Check) {
	if t.arm == nil || t.status == reports.NoData {
		return
	}
	t.estimateAt(in, c, len(t.arm))
	if t.look > 0 && t.look < len(t.arm) && t.holdsBound(c) {
		t.early, t.level, c.Level = true, t.own, t.own
		t.estimateAt(in, c, t.look)
	}
}

// holdsBound tells whether the interval of a check holds its bound.
func (t *trial) holdsBound(c *reports.Check) bool {
	bound := t.ask.Rule.Bound
	if c.Margin != nil {
		bound = 0
	}
	lo, hi := c.Interval()
	return lo != nil && hi != nil && *lo <= bound && *hi >= bound
}

// estimateAt is estimate over the first n worlds.
func (t *trial) estimateAt(in *reports.Input, c *reports.Check, n int) {
	base, arm := t.at(n)
	c.Margin = nil
	if base == nil {
		e := stats.Agreed(arm, t.level, t.step())
		c.Estimate, c.Lo, c.Hi = reports.Finite(e.Mean), reports.Finite(e.Lo), reports.Finite(e.Hi)
		return
	}
	e := stats.CompareSteps(base, arm, t.level, t.step())
	if t.ask.Rule.Subject == ask.Difference {
		c.Estimate, c.Lo, c.Hi = reports.Finite(e.Difference), reports.Finite(e.DifferenceLo), reports.Finite(e.DifferenceHi)
		return
	}
	c.Estimate, c.Lo, c.Hi = reports.Finite(e.Change), reports.Finite(e.ChangeLo), reports.Finite(e.ChangeHi)
	if c.Estimate != nil && c.Lo == nil && e.Pairs >= stats.MinimumPairs {
		c.Margin = t.margin(n, &e, in.Metric(t.ask.Metric).Unit)
	}
}

// margin is how far the arm lies from the bound of a change that has no interval, over the first n worlds.
func (t *trial) margin(n int, e *stats.Comparison, unit string) *reports.Margin {
	z, _ := t.shifted(n)
	m := stats.Shifted(z, e.Agreed, t.step(), t.level)
	return &reports.Margin{Value: m.Mean, Lo: reports.Finite(m.Lo), Hi: reports.Finite(m.Hi), Unit: unit, Why: e.Why}
}

// counts is what a status does to the verdict.
func (t *trial) counts() string {
	switch {
	case t.status == reports.Pass:
		return reports.Pass
	case t.ask.Warn, t.status != reports.Fail && t.ask.OnInconclusive == "warn":
		return reports.Warn
	case t.status == reports.Fail, t.ask.OnInconclusive == "fail":
		return reports.Fail
	}
	return reports.Inconclusive
}

// message says what was found, what was required, and what would decide it.
func (t *trial) message(c *reports.Check, each int) string {
	text := c.Metric
	if c.Segment != reports.Everyone {
		text += " of " + c.Segment
	}
	if c.Window.Name != reports.Everyone {
		text += " over the " + strings.Replace(c.Window.Name, "from ", "days from ", 1)
	}
	switch {
	case c.Estimate == nil:
		text += ": no number"
	case c.Subject == ask.Change:
		text += " changes by " + format.Change(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi)) + margin(c)
	case c.Subject == ask.Difference:
		text += " differs by " + format.Interval(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi)) + unitAfter(c.Unit)
	default:
		text += " is " + format.Interval(*c.Estimate, format.ValueOf(c.Lo), format.ValueOf(c.Hi)) + unitAfter(c.Unit)
	}
	text += t.interval(c)
	text += "; required: " + c.Require
	switch {
	case c.Status == reports.NoData:
		text += "; there is nothing to check: " + t.why
	case c.Status == reports.Inconclusive && t.agreed && c.Needed > 0:
		text += fmt.Sprintf("; %s, though they agree: %s%s that agree would", undecided(c.N, each), format.Fixed(float64(c.Needed), 0), unlike(each))
	case c.Status == reports.Inconclusive && t.agreed:
		text += fmt.Sprintf("; %s, though they agree, and no number up to %s that agree would", undecided(c.N, each), format.Fixed(stats.MostAgreeing, 0))
	case c.Status == reports.Inconclusive && c.Needed > 0:
		text += fmt.Sprintf("; %s: about %s%s would, with a chance of %.0f%%", undecided(c.N, each), format.Fixed(float64(c.Needed), 0), unlike(each), 100*stats.Power)
	case c.Status == reports.Inconclusive && c.N < stats.MinimumPairs:
		text += fmt.Sprintf("; %s: at least %d are needed to tell how many would", undecided(c.N, each), stats.MinimumPairs)
	case c.Status == reports.Inconclusive:
		text += fmt.Sprintf("; %s, and no number up to %s would with a chance of %.0f%%", undecided(c.N, each), format.Number(stats.MostNeeded), 100*stats.Power)
	}
	if t.arm != nil && c.N > 0 && c.N < len(t.arm) {
		text += fmt.Sprintf("; %d of %s have data", c.N, format.Count(len(t.arm), drawn(each)))
	}
	return text + t.severity(c)
}

// margin words what decides a check of a change that has no interval: the difference, or the distance from the bound where that is not 0.
func margin(c *reports.Check) string {
	m := c.Margin
	if m == nil {
		return ""
	}
	text := format.Difference(m.Value, format.ValueOf(m.Lo), format.ValueOf(m.Hi)) + unitAfter(m.Unit)
	if c.Bound != nil && *c.Bound != 0 {
		return ", " + text + " from the bound"
	}
	return ", by " + text
}

// interval says which level the interval of a check has where it is not the one of the tables, which replications it is of where not all, and why a
// change has none.
func (t *trial) interval(c *reports.Check) string {
	var words []string
	if lo, hi := c.Interval(); lo != nil && hi != nil && *lo < *hi && c.Level != stats.Level {
		words = append(words, format.Level(c.Level)+" interval")
	}
	if t.early {
		words = append(words, fmt.Sprintf("of the first %d", c.Decided))
	}
	if c.Margin != nil {
		words = append(words, strings.Replace(c.Margin.Why, ": no interval of the relative change", ", so the change has none", 1))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, "; ") + ")"
}

// undecided words that so many independent draws do not decide.
func undecided(n, each int) string {
	if n == 1 {
		return "1 " + drawn(each) + " does not decide"
	}
	return format.Count(n, drawn(each)) + " do not decide"
}

// drawn is what is independent: replications, or worlds where several share one.
func drawn(each int) string {
	if each > 1 {
		return "world"
	}
	return "replication"
}

// unlike names replications where the sentence counts worlds.
func unlike(each int) string {
	if each > 1 {
		return " replications"
	}
	return ""
}

// severity says so when a status counts as something else.
func (t *trial) severity(c *reports.Check) string {
	switch {
	case c.Counts == reports.Warn:
		return " (a warning only)"
	case c.Counts == reports.Fail && c.Status != reports.Fail:
		return " (which counts as a failure)"
	}
	return ""
}

func unitAfter(unit string) string {
	switch unit {
	case "count", "level", "share":
		return ""
	case "%", "x":
		return unit
	}
	return " " + unit
}
