package reports

import (
	"fmt"
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/ask"
)

// answers words the scenario's checks.
func (s *Summary) answers(in *Input, read *sampler) []Check {
	var list []Check
	for _, t := range judge(in, read) {
		list = append(list, t.answer(in))
	}
	return list
}

// stopping tells how the number of replications was found, and warns when the maximum came before the rule held.
func (s *Summary) stopping(in *Input) {
	q := in.Questions.Sequential
	if q == nil {
		return
	}
	s.Stopping = &Stopping{Rule: q.Until, Min: q.Min, Max: q.Max, Looks: q.Looks(), Reached: s.ReplicationsDone >= q.Min && Settled(in)}
	if !s.Stopping.Reached && s.ReplicationsDone >= q.Max {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the rule to stop by, %s, does not hold after all %d replications", q.Until, q.Max))
	}
}

// answer is the check with its numbers and its message.
func (t *trial) answer(in *Input) Check {
	a := t.ask
	c := Check{ID: a.ID, Kind: KindCheck, Arm: a.Arm, Status: t.status, Counts: t.counts(), N: len(t.z), Metric: a.Metric, Segment: a.Where.String(),
		Window: &Window{a.Window.Name, a.Window.From, a.Window.To}, Require: a.Require, Subject: a.Rule.Subject, Op: a.Rule.Op,
		Bound: number(a.Rule.Bound), Level: t.level, P: number(t.adjusted), Needed: t.needed, Decided: t.look, Line: a.Line}
	if m := in.measure(a.Metric); m != nil && a.Rule.Subject != ask.Change {
		c.Unit = m.Unit
	}
	if t.base != nil {
		for i := range in.Arms {
			if v, ok := in.Versus(i); ok && in.Arms[i].Name == a.Arm {
				c.Versus = in.Arms[v].Name
			}
		}
	}
	t.estimate(&c)
	c.Message = t.message(&c)
	return c
}

// estimate fills in the subject and its interval over all replications that are finished.
func (t *trial) estimate(c *Check) {
	if t.arm == nil {
		return
	}
	if t.base == nil {
		e := stats.MeanInterval(t.arm, t.level)
		c.Estimate, c.Lo, c.Hi = number(e.Mean), number(e.Lo), number(e.Hi)
		return
	}
	e := stats.Compare(t.base, t.arm, t.level)
	if t.ask.Rule.Subject == ask.Difference {
		c.Estimate, c.Lo, c.Hi = number(e.Difference), number(e.DifferenceLo), number(e.DifferenceHi)
		return
	}
	c.Estimate, c.Lo, c.Hi = number(e.Change), number(e.ChangeLo), number(e.ChangeHi)
}

// counts is what a status does to the verdict.
func (t *trial) counts() string {
	switch {
	case t.status == Pass:
		return Pass
	case t.ask.Warn, t.status != Fail && t.ask.OnInconclusive == "warn":
		return Warn
	case t.status == Fail, t.ask.OnInconclusive == "fail":
		return Fail
	}
	return Inconclusive
}

// message says what was found, what was required, and what would decide it.
func (t *trial) message(c *Check) string {
	text := c.Metric
	if c.Segment != Everyone {
		text += " of " + c.Segment
	}
	if c.Window.Name != Everyone {
		text += " over " + c.Window.Name
	}
	switch {
	case c.Estimate == nil:
		text += ": no number"
	case c.Subject == ask.Change:
		text += " changes by " + FormatChange(*c.Estimate, valueOf(c.Lo), valueOf(c.Hi))
	case c.Subject == ask.Difference:
		text += " differs by " + FormatInterval(*c.Estimate, valueOf(c.Lo), valueOf(c.Hi)) + unitAfter(c.Unit)
	default:
		text += " is " + FormatInterval(*c.Estimate, valueOf(c.Lo), valueOf(c.Hi)) + unitAfter(c.Unit)
	}
	text += "; required: " + c.Require
	switch {
	case c.Status == NoData:
		text += "; there is nothing to check: " + t.why
	case c.Status == Inconclusive && c.Needed > 0:
		text += fmt.Sprintf("; %s: about %d would, with a chance of %.0f%%", undecided(c.N), c.Needed, 100*stats.Power)
	case c.Status == Inconclusive && c.N < stats.MinimumPairs:
		text += fmt.Sprintf("; %s: at least %d are needed to tell how many would", undecided(c.N), stats.MinimumPairs)
	case c.Status == Inconclusive:
		text += fmt.Sprintf("; %s, and no number up to %d would with a chance of %.0f%%", undecided(c.N), stats.MostNeeded, 100*stats.Power)
	}
	if t.arm != nil && c.N > 0 && c.N < len(t.arm) {
		text += fmt.Sprintf("; %d of %d replications have data", c.N, len(t.arm))
	}
	return text + t.severity(c)
}

func undecided(n int) string {
	if n == 1 {
		return "1 replication does not decide"
	}
	return fmt.Sprintf("%d replications do not decide", n)
}

// severity says so when a status counts as something else.
func (t *trial) severity(c *Check) string {
	switch {
	case c.Counts == Warn:
		return " (a warning only)"
	case c.Counts == Fail && c.Status != Fail:
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

// levelText words a confidence level: 95%, 98.75%.
func levelText(level float64) string {
	return fmt.Sprintf("%.4g%%", math.Round(1e6*level)/1e4)
}
