package verdict

import (
	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/ask"
)

// adopt gives every effect that a check judges the interval at whose level the check is decided, so that an effect has one
// interval and one verdict wherever it stands. It leaves the family of its table: the checks are corrected together instead.
func adopt(s *reports.Summary, read *reports.Sampler, checks []reports.Check) {
	for i := range checks {
		c := &checks[i]
		if c.Kind != reports.KindCheck || c.Estimate == nil || c.Subject == ask.Level || c.N < stats.MinimumPairs {
			continue
		}
		for k := range s.Effects {
			e := &s.Effects[k]
			if e.Arm != c.Arm || e.Metric != c.Metric || e.Segment != c.Segment || e.From != c.Window.From || e.To != c.Window.To || e.Family == reports.ChecksFamily {
				continue // the checks of one effect have one level
			}
			if atLevel(e, read, c.Level) {
				e.Family = reports.ChecksFamily
			}
		}
	}
}

// atLevel gives an effect the interval of another level; false where it cannot be sampled again.
func atLevel(e *reports.Effect, read *reports.Sampler, level float64) bool {
	m := read.In.Metric(e.Metric)
	for arm := range read.In.Arms {
		base, against := read.In.Versus(arm)
		if read.In.Arms[arm].Name != e.Arm || !against || m == nil {
			continue
		}
		for _, part := range reports.Parts(&read.In.Axes) {
			if part.Name == e.Segment {
				c := read.Compare(m, base, arm, part.Cut, e.From, e.To, level)
				e.Level, e.Why = level, c.Why
				e.Lo, e.Hi = reports.Finite(c.ChangeLo), reports.Finite(c.ChangeHi)
				e.DifferenceLo, e.DifferenceHi = reports.Finite(c.DifferenceLo), reports.Finite(c.DifferenceHi)
				return true
			}
		}
	}
	return false
}

// judged words an effect by the interval of its check: it is clear where the interval leaves out 0.
func judged(better string, e *reports.Effect) string {
	lo, hi := format.ValueOf(e.DifferenceLo), format.ValueOf(e.DifferenceHi)
	p := 1.0
	if lo > 0 || hi < 0 {
		p = 0
	}
	return Word(better, e.Pairs, format.ValueOf(e.Difference), p, e.Identical())
}
