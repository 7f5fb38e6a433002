package render

import (
	"fmt"
	"math"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// TwoWeeks says in plain words what a test that stops with the short run would have concluded about an arm's revenue, and what
// the long run says of that. It is empty for an arm that is not compared, and where the horizon is too short for two weeks and
// a long run after them.
func TwoWeeks(s *reports.Summary, arm string) string {
	l := s.LongRunOf(arm, "revenue")
	if l == nil || l.Versus == "" || !s.TwoRuns(arm) || s.ReplicationsDone < 2 || length(s.ShortRun(arm)) < reports.ShortDays {
		return ""
	}
	short, long := s.Effect(arm, "revenue", reports.Everyone, s.ShortRun(arm).Name), s.Effect(arm, "revenue", reports.Everyone, s.LastDays(arm).Name)
	switch {
	case short == nil || short.Change == nil || long == nil || long.Change == nil:
		return "There is no revenue to compare."
	case short.Verdict == reports.VerdictIdentical && long.Verdict == reports.VerdictIdentical:
		return fmt.Sprintf("%s earns exactly what %s does, in the short and in the long run.", arm, l.Versus)
	}
	from := ""
	if first := s.ShortRun(arm).From; first > 0 {
		from = fmt.Sprintf(" from day %d on", first)
	}
	early := fmt.Sprintf("A test of %s%s would have concluded that %s %s", days(s.ShortRun(arm)), from, arm, claim(s, short))
	late := fmt.Sprintf("in the last %s it %s", days(s.LastDays(arm)), claim(s, long))
	return early + "; " + late + turn(l) + "." + pinners(s, arm)
}

// pinners words what becomes of the Pinners' activity.
func pinners(s *reports.Summary, arm string) string {
	short, long := s.Effect(arm, "sessions", reports.Everyone, s.ShortRun(arm).Name), s.Effect(arm, "sessions", reports.Everyone, s.LastDays(arm).Name)
	if short == nil || short.Change == nil || long == nil || long.Change == nil {
		return ""
	}
	if short.Identical() && long.Identical() {
		return " Sessions do not change."
	}
	return fmt.Sprintf(" Sessions change %s in the short run and %s in the long run.", by(short), by(long))
}

// by words the size of an effect after a verb: by +1.2% [1.0, 1.4]. That of an absolute difference has the word already.
func by(e *reports.Effect) string { return "by " + strings.TrimPrefix(Size(e), "by ") }

// claim words an effect on revenue: raises revenue by +1.2% [1.0, 1.4].
func claim(s *reports.Summary, e *reports.Effect) string {
	size := Size(e)
	switch {
	case e.Verdict == reports.VerdictLost:
		return "moves revenue " + by(e) + ", " + Verdict(s, e)
	case *e.Change == 0:
		return "leaves revenue as it is"
	case !e.Moved():
		return "does not clearly change revenue: " + size
	case *e.Change > 0:
		return "raises revenue: " + size
	}
	return "lowers revenue: " + size
}

// turn words when the effect changes its sign.
func turn(l *reports.LongRun) string {
	if l.Crossing == nil || l.Crossing.Day == nil {
		return ""
	}
	text := ". The sign changes on " + DayRange(l.Crossing)
	if l.BreakEven != nil && l.BreakEven.Day != nil {
		text += ", and that of the sum since day 0 at the end of " + DayRange(Ended(l.BreakEven))
	}
	return text
}

// Ended names days by their numbers in tables: a sum that changes its sign with the 47th day does so at the end of day 46.
func Ended(c *stats.Crossing) *stats.Crossing {
	out := *c
	for _, x := range []**float64{&out.Day, &out.Lo, &out.Hi} {
		if *x != nil {
			day := math.Ceil(**x) - 1
			*x = &day
		}
	}
	return &out
}

func length(w reports.Window) int { return w.To - w.From }

func days(w reports.Window) string { return format.Count(length(w), "day") }

// DayRange words a crossing: day 61 [52, 70].
func DayRange(c *stats.Crossing) string {
	if c == nil || c.Day == nil {
		return "no day"
	}
	text := "day " + format.Fixed(*c.Day, 0)
	switch {
	case c.Why != "":
		return text
	case c.Lo == nil && c.Hi == nil:
		return text + " [open]"
	case c.Lo == nil:
		return text + " [.., " + format.Fixed(*c.Hi, 0) + "]"
	case c.Hi == nil:
		return text + " [" + format.Fixed(*c.Lo, 0) + ", ..]"
	}
	return text + " [" + format.Fixed(*c.Lo, 0) + ", " + format.Fixed(*c.Hi, 0) + "]"
}
