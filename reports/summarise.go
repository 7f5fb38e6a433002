package reports

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/results"
	"marketsim/sim/units/neutral"
)

// Measure computes what is estimated of a run: values, effects, days, lifetimes, and nothing that is concluded from them.
// Replications that are not finished in every arm are left out, so that arms stay balanced. It fails on input that does not fit
// together.
func Measure(in *Input) (*Summary, *Sampler, error) {
	if err := in.check(); err != nil {
		return nil, nil, err
	}
	s := &Summary{
		Schema: SchemaVersion, Scenario: in.Scenario, Question: in.Question, Hash: in.Hash, Version: in.Version, Seed: in.Seed,
		Quick: in.Quick, Shortened: in.Shortened, Days: in.Days, WarmupDays: in.WarmupDays, ReplicationsPlanned: in.Planned, Level: stats.Level,
		Effects: []Effect{}, Families: []Family{}, Metrics: []Value{}, Daily: []Series{},
	}
	for i, a := range in.Arms {
		arm := Arm{Name: a.Name, Changes: a.Changes, Start: a.Schedule.Start, Stop: a.Schedule.Stop, Windows: in.windows(i)}
		if v, ok := in.Versus(i); ok {
			arm.Versus = in.Arms[v].Name
		}
		s.Arms = append(s.Arms, arm)
		for _, w := range arm.Windows {
			if !slices.Contains(s.Windows, w) {
				s.Windows = append(s.Windows, w)
			}
		}
	}
	for _, m := range in.Metrics() {
		d := Definition{Metric: m.Name, Unit: m.Unit, Formula: m.Formula, Better: Direction(m.Better), Doc: m.Doc}
		s.Definitions = append(s.Definitions, d)
	}
	read := NewSampler(in)
	s.ReplicationsDone = len(read.Replications)
	s.addValues(read)
	s.addEffects(read)
	s.addWorlds(read)
	s.addSeries(read)
	s.addTrends(read)
	s.addWinners(read)
	s.addLive(read)
	s.addLongTermRPM(read)
	s.addLifetimes(read)
	s.Targets = targets(in, read.Replications)
	s.References = references(in, read.Replications)
	s.Warnings = append(warnings(in, read.Replications), missedTargets(s.Targets)...)
	s.Warnings = append(append(s.Warnings, drifts(read)...), unseen(in, read.Replications)...)
	return s, read, nil
}

// JSON is the content of summary.json.
func (s *Summary) JSON() ([]byte, error) {
	data, err := neutral.JSON(s, " ", true)
	if err != nil {
		return nil, fmt.Errorf("the summary cannot be written as JSON: %w", err)
	}
	return data, nil
}

func (s *Summary) addValues(read *Sampler) {
	for arm := range s.Arms {
		for _, m := range read.In.Metrics() {
			for _, part := range Parts(&read.In.Axes) {
				if !m.Has(part.Cut) {
					continue
				}
				e := stats.MeanInterval(read.Values(m, arm, part.Cut, 0, s.Days), stats.Level)
				s.Metrics = append(s.Metrics, Value{
					Arm: s.Arms[arm].Name, Metric: m.Name, Segment: part.Name, Unit: m.Unit,
					Value: Finite(e.Mean), Lo: Finite(e.Lo), Hi: Finite(e.Hi), N: e.N, Why: e.Why,
				})
			}
		}
	}
}

// addEffects compares every arm with its base: over all windows for the whole market, over the whole horizon for its parts.
func (s *Summary) addEffects(read *Sampler) {
	for arm := range s.Arms {
		base, ok := read.In.Versus(arm)
		if !ok {
			continue
		}
		for _, w := range s.Arms[arm].Windows {
			whole := w.Name == Everyone
			for _, m := range read.In.Metrics() {
				for _, part := range Parts(&read.In.Axes) {
					if !m.Has(part.Cut) || !whole && (m.Whole || part.Name != Everyone && !(part.Cut.Segment >= 0 && results.Shows(results.SegmentWindows, m.Name))) {
						continue
					}
					c := read.Compare(m, base, arm, part.Cut, w.From, w.To, stats.Level)
					s.Effects = append(s.Effects, s.effect(m.Metric, arm, base, part.Name, w, &c))
				}
			}
		}
	}
}

func (s *Summary) effect(m *results.Metric, arm, base int, part string, w Window, c *stats.Comparison) Effect {
	return Effect{
		Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Metric: m.Name, Segment: part, Window: w.Name, From: w.From, To: w.To, Unit: m.Unit,
		Base: Finite(c.Base), Candidate: Finite(c.Candidate), Change: Finite(c.Change), Lo: Finite(c.ChangeLo), Hi: Finite(c.ChangeHi),
		Difference: Finite(c.Difference), DifferenceLo: Finite(c.DifferenceLo), DifferenceHi: Finite(c.DifferenceHi),
		Level: stats.Level, Method: stats.Method, Pairs: c.Pairs, P: Finite(c.P), Why: c.Why,
	}
}

func (s *Summary) addSeries(read *Sampler) {
	for arm := range s.Arms {
		for _, name := range results.Listed(results.Series) {
			m := read.In.Metric(name)
			if m == nil {
				panic("reports: no metric " + name)
			}
			series := Series{Arm: s.Arms[arm].Name, Metric: name, Unit: m.Unit}
			for day := range s.Days {
				e := stats.MeanInterval(read.Values(m, arm, results.Everything, day, day+1), stats.Level)
				series.Mean = append(series.Mean, Finite(e.Mean))
				series.Lo, series.Hi = append(series.Lo, Finite(e.Lo)), append(series.Hi, Finite(e.Hi))
			}
			s.Daily = append(s.Daily, series)
		}
	}
}

// absences say what cannot be told of results that an older program stored.
func absences(in *Input) (list []string) {
	absent := in.Absent()
	if len(absent) == 0 {
		return nil
	}
	list = append(list, fmt.Sprintf("the stored results are of an older version of the program, which did not have: %s", strings.Join(absent, ", ")))
	for _, m := range results.Metrics() {
		if field := m.Missing(absent); field != "" {
			list = append(list, fmt.Sprintf("%s cannot be told, because the stored results have no %s", m.Name, field))
		}
	}
	return list
}

// warnings are those of the input, then the mishaps that results count, summed over replications.
func warnings(in *Input, replications []int) []string {
	list := append(append([]string{}, in.Warnings...), absences(in)...)
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
			if n != 0 { // it does not happen in the others
				arms = append(arms, in.Arms[a].Name+" "+format.Fixed(float64(n), 0))
			}
		}
		list = append(list, fmt.Sprintf("%s (all replications): %s", what, strings.Join(arms, ", ")))
	}
	return list
}

// NoChecks tells whether the scenario states no check of its own; invariants are verified in any case.
func (s *Summary) NoChecks() bool {
	return !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Kind == KindCheck })
}

// number is x, or null when it is not a finite number.
func Finite(x float64) *float64 {
	if !stats.IsFinite(x) {
		return nil
	}
	return &x
}
