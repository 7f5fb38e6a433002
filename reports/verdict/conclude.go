// Package verdict concludes: what each effect says after correction, whether the laws of the simulation and the scenario's checks
// hold, whether a metric is steady in the long run, and what to do about an arm. It fills in a summary that package reports
// measured; nothing is concluded anywhere else.
package verdict

import (
	"slices"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// Summarise makes the result object of a run: what is measured, and what is concluded from it. It fails on input that does not
// fit together.
func Summarise(in *reports.Input) (*reports.Summary, error) {
	s, read, err := reports.Measure(in)
	if err != nil {
		return nil, err
	}
	checks := answers(in, read)
	adopt(s, read, checks)
	wordEffects(s, read)
	wordWinners(s)
	addLongRun(s, read)
	s.Checks = append(invariants(in, read.Replications), checks...)
	stopping(s, in)
	conclude(s)
	deadMarket(s)
	for i := range s.Arms {
		if a := &s.Arms[i]; a.Versus != "" {
			a.Answer, a.Why = Recommend(s, a.Name, in.Questions.Ship)
		}
	}
	s.Board = board(s)
	s.Headline = headline(s)
	return s, nil
}

// effects words every effect.
func wordEffects(s *reports.Summary, read *reports.Sampler) {
	better := map[string]string{}
	for _, d := range s.Definitions {
		better[d.Metric] = d.Better
	}
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Family == reports.ChecksFamily {
			e.Verdict = judged(better[e.Metric], e)
			continue
		}
		e.Verdict = Word(better[e.Metric], e.Pairs, format.ValueOf(e.Difference), format.ValueOf(e.P), e.Identical())
	}
	correct(s, read)
	followers(s)
}

// followers takes the praise from metrics that improve by themselves where Pinners stay away, such as fatigue: beside a fall of what
// they follow, in the same window and part of the market, they only go up or down.
func followers(s *reports.Summary) {
	type place struct{ arm, versus, segment, window, metric string }
	worse := map[place]bool{}
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Verdict == reports.VerdictWorse {
			worse[place{e.Arm, e.Versus, e.Segment, e.Window, e.Metric}] = true
		}
	}
	for i := range s.Effects {
		e := &s.Effects[i]
		m, ok := results.LookupMetric(e.Metric)
		if !ok || m.Follows == "" || e.Verdict != reports.VerdictBetter || !worse[place{e.Arm, e.Versus, e.Segment, e.Window, m.Follows}] {
			continue
		}
		if e.Verdict = reports.VerdictDown; *e.Difference > 0 {
			e.Verdict = reports.VerdictUp
		}
	}
}

// winners words what becomes of the largest campaigns, corrected over those that are listed.
func wordWinners(s *reports.Summary) {
	for i := range s.Winners {
		list := s.Winners[i].Largest
		p := make([]float64, len(list))
		for k := range list {
			p[k] = format.ValueOf(list[k].P)
		}
		level := StoppedAt(p)
		for k, adjusted := range stats.Holm(p) {
			a := &list[k]
			word := Word("higher", a.Pairs, format.ValueOf(a.Gain), p[k], a.Identical)
			if Confirmed(word, adjusted) == reports.VerdictLost {
				a.Change = a.AtLevel(level)
			}
			if a.Verdict = Confirmed(word, adjusted); stats.IsFinite(adjusted) {
				a.PAdjusted = adjusted
			} else {
				a.PAdjusted = 1
			}
		}
	}
}

// correct adjusts p values by Holm, family by family, and gives each effect its verdict. One that the correction takes has the interval at the level at
// which Holm's procedure stops, which holds 0: what is shown is what decides.
func correct(s *reports.Summary, read *reports.Sampler) {
	families := map[string][]int{}
	var names []string
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.P == nil || e.Identical() || e.Family == reports.ChecksFamily {
			continue // nothing is left to chance where all pairs are equal
		}
		e.Family = family(e)
		if families[e.Family] == nil {
			names = append(names, e.Family)
		}
		families[e.Family] = append(families[e.Family], i)
	}
	slices.Sort(names)
	for _, name := range names {
		members := families[name]
		p := make([]float64, len(members))
		for k, i := range members {
			p[k] = *s.Effects[i].P
		}
		level := StoppedAt(p)
		for k, adjusted := range stats.Holm(p) {
			e := &s.Effects[members[k]]
			e.PAdjusted = reports.Finite(adjusted)
			if e.Verdict = Confirmed(e.Verdict, adjusted); e.Verdict == reports.VerdictLost {
				atLevel(e, read, level)
			}
		}
		s.Families = append(s.Families, reports.Family{Name: name, Size: len(members), Correction: "holm"})
	}
}

// StoppedAt is the level at which Holm's procedure stops: an interval of that level holds 0 where a p value is not rejected.
func StoppedAt(p []float64) float64 {
	return 1 - (1-stats.Level)/float64(stats.HolmStops(p, 1-stats.Level))
}

// family names the comparisons that are read together: the table of headline metrics over all arms, the other metrics of the
// whole market, and all parts of the market; each window is a table of its own.
func family(e *reports.Effect) string {
	kind := "other metrics"
	switch {
	case e.Segment != reports.Everyone:
		kind = "parts of the market"
	case reports.IsHeadline(e.Metric):
		kind = "headline"
	}
	return kind + ", window " + e.Window
}

// verdict is what a comparison of so many pairs says with a p value: better is the metric's direction (higher, lower or
// neither), difference is candidate - base.
func Word(better string, pairs int, difference, p float64, identical bool) string {
	switch {
	case pairs == 0:
		return reports.VerdictNoData
	case pairs < stats.MinimumPairs:
		return reports.VerdictUntested // what is equal in it need not be so in others
	case identical:
		return reports.VerdictIdentical
	case !(p < 1-stats.Level):
		return reports.VerdictUnclear
	}
	up := difference > 0
	switch {
	case better == "neither" && up:
		return reports.VerdictUp
	case better == "neither":
		return reports.VerdictDown
	case up == (better == "higher"):
		return reports.VerdictBetter
	}
	return reports.VerdictWorse
}

// Confirmed keeps a verdict only when the adjusted p value still supports it.
func Confirmed(verdict string, adjusted float64) string {
	switch verdict {
	case reports.VerdictBetter, reports.VerdictWorse, reports.VerdictUp, reports.VerdictDown:
		if !(adjusted < 1-stats.Level) {
			return reports.VerdictLost
		}
	}
	return verdict
}

// rank is the order in which checks and verdicts are read: what needs reading first.
func rank(counts string) int {
	return slices.Index([]string{reports.Fail, reports.Inconclusive, reports.Warn, reports.Pass}, counts)
}

// conclude sets the verdict and the exit code. When several apply, an unfinished run comes before a failed check, and that before
// one without an answer.
func conclude(s *reports.Summary) {
	slices.SortStableFunc(s.Checks, func(a, b reports.Check) int { return rank(a.Counts) - rank(b.Counts) })
	has := func(counts string) bool {
		return slices.ContainsFunc(s.Checks, func(c reports.Check) bool { return c.Counts == counts })
	}
	switch {
	case s.ReplicationsDone < s.ReplicationsPlanned || s.ReplicationsDone == 0:
		s.Verdict, s.ExitCode = reports.Incomplete, reports.ExitIncomplete
	case has(reports.Fail):
		s.Verdict, s.ExitCode = reports.Fail, reports.ExitFail
	case has(reports.Inconclusive):
		s.Verdict, s.ExitCode = reports.Inconclusive, reports.ExitInconclusive
	case s.NoChecks():
		s.Verdict, s.ExitCode = "NO CHECKS", reports.ExitPass
	case has(reports.Warn):
		s.Verdict, s.ExitCode = reports.Warn, reports.ExitPass
	default:
		s.Verdict, s.ExitCode = reports.Pass, reports.ExitPass
	}
}
