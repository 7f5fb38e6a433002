package reports

import (
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// measure is a metric as reports read it: a registered one, or one of the scenario's own.
type Metric struct {
	*results.Metric
	Own *ask.Metric // nil for a registered one
	top *term
	bot *term
	// absent: it rests on fields that the stored results do not have, so it has no value.
	absent bool
}

// term is one side of a scenario's own ratio.
type term struct {
	metric *results.Metric
	cut    results.Cut
}

// Has tells whether the measure can be taken over a part of the market; a scenario's own names its parts itself.
func (m *Metric) Has(c results.Cut) bool {
	if m.Own != nil {
		return c == results.Everything
	}
	return m.Metric.Has(c)
}

// Metrics lists the registered metrics by name, then the scenario's own in the order of the file. Those that rest on fields which
// stored results do not have have no values.
func (in *Input) Metrics() []*Metric {
	var list []*Metric
	absent := in.Absent()
	for _, m := range results.Metrics() {
		list = append(list, &Metric{Metric: m, absent: m.Missing(absent) != ""})
	}
	for i := range in.Questions.Metrics {
		own := &in.Questions.Metrics[i]
		m := &Metric{Own: own, top: in.term(own.Top), bot: in.term(own.Bottom)}
		m.Metric = &results.Metric{Name: own.Name, Unit: own.Unit, Formula: own.Formula(), Doc: own.Doc,
			Better: map[string]results.Better{"higher": results.Higher, "lower": results.Lower}[own.Better], Scale: own.Scale()}
		if m.top != nil && m.bot != nil {
			m.Whole = m.top.metric.Whole || m.bot.metric.Whole
			m.absent = m.top.metric.Missing(absent)+m.bot.metric.Missing(absent) != ""
			list = append(list, m)
		}
	}
	return list
}

// term finds a term's metric and part; nil when this market has none of that name.
func (in *Input) term(t ask.Term) *term {
	m, ok := results.LookupMetric(t.Metric)
	cut, found := in.Cut(t.Where)
	if !ok || !found || !m.Has(cut) {
		return nil
	}
	return &term{m, cut}
}

// Cut finds a part of the market by its names.
func (in *Input) Cut(w ask.Where) (c results.Cut, ok bool) {
	find := func(name string, among []string) int {
		if name == "" {
			return -1
		}
		for i, n := range among {
			if n == name {
				return i
			}
		}
		ok = false
		return -1
	}
	ok = true
	c = results.Cut{Segment: find(w.Segment, in.Axes.Segments), Surface: find(w.Surface, in.Axes.Surfaces), Group: find(w.Group, in.Axes.Groups)}
	return c, ok
}

// measure finds a metric by name; nil when there is none.
func (in *Input) Metric(name string) *Metric {
	for _, m := range in.Metrics() {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// Value is a measure of one arm and replication over a window and a part; NaN where it does not exist.
func (s *Sampler) Value(m *Metric, replication, arm int, cut results.Cut, from, to int) float64 {
	return m.over(func(cut results.Cut) *results.Totals { return s.Total(replication, arm, cut, from, to) }, cut)
}

// Compare compares two arms over a window and a part of the market, paired over worlds. Everything that is concluded from a difference of two arms
// is read here, its interval and its p value together.
func (s *Sampler) Compare(m *Metric, base, arm int, cut results.Cut, from, to int, level float64) stats.Comparison {
	b, v := s.Values(m, base, cut, from, to), s.Values(m, arm, cut, from, to)
	c := stats.Compare(b, v, level)
	if c.Agreed {
		c = stats.CompareSteps(b, v, level, s.Step(m, cut, from, to, base, arm))
	}
	return c
}

// Step is the most by which one event more moves a measure in some arms, as values of worlds are told; NaN where it is not known, as of a scenario's
// own ratio.
func (s *Sampler) Step(m *Metric, cut results.Cut, from, to int, arms ...int) float64 {
	step := math.NaN()
	if m.Own != nil || m.absent {
		return step
	}
	for _, replication := range s.Replications {
		for _, arm := range arms {
			if x := m.Metric.Step(s.Total(replication, arm, cut, from, to)); !(x <= step) && stats.IsFinite(x) {
				step = x
			}
		}
	}
	return step / float64(max(1, s.In.PerWorld))
}
