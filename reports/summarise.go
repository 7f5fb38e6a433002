package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// Summarise computes the result object of a run. Replications that are not finished in every arm are left out, so that arms
// stay balanced. It fails on input that does not fit together.
func Summarise(in *Input) (*Summary, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	s := &Summary{
		Schema: SchemaVersion, Scenario: in.Scenario, Question: in.Question, Hash: in.Hash, Version: in.Version, Seed: in.Seed,
		Quick: in.Quick, Days: in.Days, WarmupDays: in.WarmupDays, ReplicationsPlanned: in.Planned, Level: stats.Level,
		Windows: Windows(in.Days), Effects: []Effect{}, Families: []Family{}, Metrics: []Value{}, Daily: []Series{},
	}
	for i, a := range in.Arms {
		arm := Arm{Name: a.Name, Changes: a.Changes}
		if v, ok := in.Versus(i); ok {
			arm.Versus = in.Arms[v].Name
		}
		s.Arms = append(s.Arms, arm)
	}
	for _, m := range in.measures() {
		d := Definition{Metric: m.Name, Unit: m.Unit, Formula: m.Formula, Better: direction(m.Better), Doc: m.Doc}
		s.Definitions = append(s.Definitions, d)
	}
	read := newSampler(in)
	s.ReplicationsDone = len(read.replications)
	s.addValues(read)
	s.addEffects(read)
	s.addSeries(read)
	s.addLongRun(read)
	s.addWinners(read)
	s.addLive(read)
	s.addLongTermRPM(read)
	s.addLifetimes(read)
	s.Checks = append(invariants(in, read.replications), s.answers(in, read)...)
	s.Targets = targets(in, read.replications)
	s.Warnings = append(warnings(in, read.replications), missedTargets(s.Targets)...)
	s.stopping(in)
	s.judge()
	return s, nil
}

// JSON is the content of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return nil, fmt.Errorf("the summary cannot be written as JSON: %w", err)
	}
	return append(data, '\n'), nil
}

// ParseSummary reads a summary.json. It fails on one that a later version of the program wrote.
func ParseSummary(data []byte) (*Summary, error) {
	var s Summary
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("this is not a summary.json: %w", err)
	}
	if s.Schema != SchemaVersion {
		return nil, fmt.Errorf("the summary has version %d, this program reads %d", s.Schema, SchemaVersion)
	}
	return &s, nil
}

func (s *Summary) addValues(read *sampler) {
	for arm := range s.Arms {
		for _, m := range read.in.measures() {
			for _, part := range Parts(&read.in.Axes) {
				if !m.Has(part.Cut) {
					continue
				}
				e := stats.MeanInterval(read.values(m, arm, part.Cut, 0, s.Days), stats.Level)
				s.Metrics = append(s.Metrics, Value{
					Arm: s.Arms[arm].Name, Metric: m.Name, Segment: part.Name, Unit: m.Unit,
					Value: number(e.Mean), Lo: number(e.Lo), Hi: number(e.Hi), N: e.N, Why: e.Why,
				})
			}
		}
	}
}

// windowsBySegment are taken by segment in the short and the long run as well: cohorts may react differently.
var windowsBySegment = []string{"revenue", "sessions"}

// addEffects compares every arm with its base: over all windows for the whole market, over the whole horizon for its parts.
func (s *Summary) addEffects(read *sampler) {
	for arm := range s.Arms {
		base, ok := read.in.Versus(arm)
		if !ok {
			continue
		}
		for _, w := range s.Windows {
			whole := w.Name == Everyone
			for _, m := range read.in.measures() {
				for _, part := range Parts(&read.in.Axes) {
					if !m.Has(part.Cut) || !whole && (m.Whole || part.Name != Everyone && !(part.Cut.Segment >= 0 && slices.Contains(windowsBySegment, m.Name))) {
						continue
					}
					of := func(arm int) []float64 { return read.values(m, arm, part.Cut, w.From, w.To) }
					c := stats.Compare(of(base), of(arm), stats.Level)
					s.Effects = append(s.Effects, s.effect(m.Metric, arm, base, part.Name, w.Name, &c))
				}
			}
		}
	}
	s.correct()
}

func (s *Summary) effect(m *results.Metric, arm, base int, part, window string, c *stats.Comparison) Effect {
	return Effect{
		Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Metric: m.Name, Segment: part, Window: window, Unit: m.Unit,
		Base: number(c.Base), Candidate: number(c.Candidate), Change: number(c.Change), Lo: number(c.ChangeLo), Hi: number(c.ChangeHi),
		Difference: number(c.Difference), DifferenceLo: number(c.DifferenceLo), DifferenceHi: number(c.DifferenceHi),
		Level: stats.Level, Method: stats.Method, Pairs: c.Pairs, P: number(c.P), Why: c.Why, Verdict: verdict(m.Better, c, c.P),
	}
}

// correct adjusts p values by Holm, family by family, and gives each effect its verdict.
func (s *Summary) correct() {
	families := map[string][]int{}
	var names []string
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.P == nil {
			continue
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
		for k, adjusted := range stats.Holm(p) {
			e := &s.Effects[members[k]]
			e.PAdjusted = number(adjusted)
			e.Verdict = confirmed(e.Verdict, adjusted)
		}
		s.Families = append(s.Families, Family{Name: name, Size: len(members), Correction: "holm"})
	}
}

// family names the comparisons that are read together: the table of headline metrics over all arms, the other metrics of the
// whole market, and all parts of the market; each window is a table of its own.
func family(e *Effect) string {
	kind := "other metrics"
	switch {
	case e.Segment != Everyone:
		kind = "parts of the market"
	case isHeadline(e.Metric):
		kind = "headline"
	}
	return kind + ", window " + e.Window
}

// headlineFamily is the family of the table's verdicts.
const headlineFamily = "headline, window " + Everyone

// verdict is what a comparison says with a p value.
func verdict(better results.Better, c *stats.Comparison, p float64) string {
	switch {
	case c.Pairs == 0:
		return VerdictNoData
	case c.Identical:
		return VerdictIdentical
	case c.Pairs < stats.MinimumPairs:
		return VerdictUntested
	case !(p < 1-stats.Level):
		return VerdictUnclear
	}
	up := c.Difference > 0
	switch {
	case better == results.Neither && up:
		return VerdictUp
	case better == results.Neither:
		return VerdictDown
	case up == (better == results.Higher):
		return VerdictBetter
	}
	return VerdictWorse
}

// confirmed keeps a verdict only when the adjusted p value still supports it.
func confirmed(verdict string, adjusted float64) string {
	switch verdict {
	case VerdictBetter, VerdictWorse, VerdictUp, VerdictDown:
		if !(adjusted < 1-stats.Level) {
			return VerdictUnclear
		}
	}
	return verdict
}

func (s *Summary) addSeries(read *sampler) {
	for arm := range s.Arms {
		for _, name := range seriesMetrics {
			m := read.in.measure(name)
			if m == nil {
				panic("reports: no metric " + name)
			}
			series := Series{Arm: s.Arms[arm].Name, Metric: name, Unit: m.Unit}
			for day := range s.Days {
				e := stats.MeanInterval(read.values(m, arm, results.Everything, day, day+1), stats.Level)
				series.Mean = append(series.Mean, number(e.Mean))
				series.Lo, series.Hi = append(series.Lo, number(e.Lo)), append(series.Hi, number(e.Hi))
			}
			s.Daily = append(s.Daily, series)
		}
	}
}

// warnings are those of the input, then the mishaps that results count, summed over replications.
func warnings(in *Input, replications []int) []string {
	list := append([]string{}, in.Warnings...)
	var kinds []string
	counts := map[string][]int64{}
	for _, r := range replications {
		for a, result := range in.Results[r] {
			for _, w := range result.Warnings {
				if w.N == 0 {
					continue
				}
				if counts[w.What] == nil {
					counts[w.What] = make([]int64, len(in.Arms))
					kinds = append(kinds, w.What)
				}
				counts[w.What][a] += w.N
			}
		}
	}
	slices.Sort(kinds)
	for _, what := range kinds {
		var arms []string
		for a, n := range counts[what] {
			arms = append(arms, fmt.Sprintf("%s %d", in.Arms[a].Name, n))
		}
		list = append(list, fmt.Sprintf("%s (all replications): %s", what, strings.Join(arms, ", ")))
	}
	return list
}

// judge sets the verdict and the exit code. When several apply, an unfinished run comes before a failed check, and that before
// one without an answer.
func (s *Summary) judge() {
	has := func(counts string) bool {
		return slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Counts == counts })
	}
	switch {
	case s.ReplicationsDone < s.ReplicationsPlanned || s.ReplicationsDone == 0:
		s.Verdict, s.ExitCode = "INCOMPLETE", ExitIncomplete
	case has(Fail):
		s.Verdict, s.ExitCode = Fail, ExitFail
	case has(Inconclusive):
		s.Verdict, s.ExitCode = Inconclusive, ExitInconclusive
	case s.NoChecks():
		s.Verdict, s.ExitCode = "NO CHECKS", ExitPass
	case has(Warn):
		s.Verdict, s.ExitCode = Warn, ExitPass
	default:
		s.Verdict, s.ExitCode = Pass, ExitPass
	}
}

// NoChecks tells whether the scenario states no check of its own; invariants are verified in any case.
func (s *Summary) NoChecks() bool {
	return !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Kind == KindCheck })
}

// number is x, or null when it is not a finite number.
func number(x float64) *float64 {
	if !stats.IsFinite(x) {
		return nil
	}
	return &x
}
