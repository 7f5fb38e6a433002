package render

import (
	"fmt"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// markdownLongRun shows each arm's short run beside its long run, what live tests would have read, and lifetimes.
func markdownLongRun(s *reports.Summary) string {
	return markdownHorizon(s) + markdownLive(s) + markdownRPM(s) + markdownLifetimes(s)
}

func markdownHorizon(s *reports.Summary) string {
	var b strings.Builder
	for i := range s.LongRun {
		l := &s.LongRun[i]
		if l.Versus == "" || !results.Shows(results.LongRun, l.Metric) || !s.TwoRuns(l.Arm) || length(s.ShortRun(l.Arm)) < reports.ShortDays {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("\n## Short run and long run\n\n| arm | metric | short run | long run | steady state | at the end | sign changes |\n|---|---|--:|--:|--:|---|---|\n")
		}
		steady, sign := "none", "never"
		if r := l.Reading(reports.SteadyWindow); r != nil {
			steady = fmt.Sprintf("%s from day %d", readingText(r), r.From)
		}
		if l.Crossing.Day != nil {
			sign = DayRange(l.Crossing)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", format.Escape(l.Arm), format.Escape(l.Metric), readingText(l.Reading(s.ShortRun(l.Arm).Name)),
			readingText(l.Reading(s.LastDays(l.Arm).Name)), steady, l.State, sign)
	}
	if b.Len() > 0 {
		b.WriteString("\nShort run: the first days of the arm's change; long run: its last; the days are in the headings above.\nSteady: a tail of four weeks or more whose drift per 30 days is, with its whole 95% interval, below 1% of the effect (or 0.02% of the base).\n" +
			"The sign changes where the isotonic fit of the daily effect passes 0; its interval holds the days that a paired t test does not reject.\n")
	}
	return b.String()
}

func markdownLive(s *reports.Summary) string {
	var b strings.Builder
	for i := range s.Live {
		l := &s.Live[i]
		if i == 0 {
			b.WriteString("\n## What a live test would have read of what Pinners learned\n\n| method | arm | metric | exposed | read | seen | held | long run expected in it | extrapolated | true long run | error |\n|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
		}
		fmt.Fprintf(&b, "| %s | %s against %s | %s | %d days | %s | %s | %s | %s | %s | %s | %s |\n", l.Method, format.Escape(l.Arm), format.Escape(l.Versus), l.Metric, l.Exposure, readingText(&l.Read),
			readingShare(l.SeenTrue), readingShare(l.HeldTrue),
			shareText(l.Share), readingText(l.Estimate), readingText(l.LongRun), readingText(l.Error))
	}
	if b.Len() > 0 {
		b.WriteString("\nRead in the two weeks after the exposure, when both sides have the same market. Seen: the share of the true long run that the exposure had\n" +
			"reached; held: the share of that which is read. Extrapolated: read / ((1 - exp(-rate x exposure)) x mean of\n" +
			"exp(-rate x days since)), with the rate of the long-run model taken as known; the error is in points of the base.\n")
	}
	return b.String()
}

func markdownRPM(s *reports.Summary) string {
	var b strings.Builder
	for i := range s.LongTermRPM {
		l := &s.LongTermRPM[i]
		if l.Learned.Change == nil || *l.Learned.Change == 0 {
			continue // nothing was learned
		}
		if b.Len() == 0 {
			b.WriteString("\n## LT_RPM\n\n| arm | Q | change of RPM, short run | learned change of CTR | LT_RPM = dRPM + Q U | RPM really reached |\n|---|--:|--:|--:|--:|--:|\n")
		}
		fmt.Fprintf(&b, "| %s against %s | %.3g | %s | %s | %s | %s |\n", format.Escape(l.Arm), format.Escape(l.Versus), l.Q, readingText(&l.DeltaRPM),
			readingText(&l.Learned), readingText(&l.LTRPM), readingText(&l.Reached))
	}
	return b.String()
}

func markdownLifetimes(s *reports.Summary) string {
	var b strings.Builder
	for i := range s.Lifetimes {
		l := &s.Lifetimes[i]
		if i == 0 {
			b.WriteString("\n## Lifetimes\n\n| arm | cohort | Pinners | value per Pinner, USD | change [95% CI] | still there after 30 d | 90 d | 365 d |\n|---|---|--:|--:|--:|--:|--:|--:|\n")
		}
		change := "-"
		if l.Change != nil {
			change = format.Change(*l.Change, format.ValueOf(l.ChangeLo), format.ValueOf(l.ChangeHi))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |", format.Escape(l.Arm), l.Cohort, format.Number(l.Pinners),
			format.Interval(format.ValueOf(l.Value), format.ValueOf(l.ValueLo), format.ValueOf(l.ValueHi)), change)
		for _, age := range []int{30, 90, 365} {
			b.WriteString(" " + survivalText(l.Survival, age) + " |")
		}
		b.WriteString("\n")
	}
	if b.Len() > 0 {
		b.WriteString("\nValue ends with the horizon. Survival is Kaplan and Meier's over all replications, with Greenwood's intervals; curves are in survival.csv.\n")
	}
	return b.String()
}

func survivalText(curve []stats.SurvivalPoint, age int) string {
	if age >= len(curve) {
		return "-"
	}
	p := curve[age]
	return fmt.Sprintf("%.1f%% [%.1f, %.1f]", 100*p.Survival, 100*p.Lo, 100*p.Hi)
}
