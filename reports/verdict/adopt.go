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
		if c.Kind != reports.KindCheck || c.Estimate == nil || c.Subject == ask.Level || c.Lo == nil {
			continue
		}
		e := s.Effect(c.Arm, c.Metric, c.Segment, c.Window.Name)
		if e == nil || e.From != c.Window.From || e.To != c.Window.To || e.Family == reports.ChecksFamily && e.Level >= c.Level {
			continue
		}
		cp, ok := compared(read, c)
		if !ok {
			continue
		}
		e.Level, e.Family = c.Level, reports.ChecksFamily
		e.Lo, e.Hi = reports.Finite(cp.ChangeLo), reports.Finite(cp.ChangeHi)
		e.DifferenceLo, e.DifferenceHi = reports.Finite(cp.DifferenceLo), reports.Finite(cp.DifferenceHi)
	}
}

// compared samples what a check is about, at its level.
func compared(read *reports.Sampler, c *reports.Check) (cp stats.Comparison, ok bool) {
	for arm := range read.In.Arms {
		base, against := read.In.Versus(arm)
		m := read.In.Metric(c.Metric)
		if read.In.Arms[arm].Name != c.Arm || !against || m == nil {
			continue
		}
		for _, part := range reports.Parts(&read.In.Axes) {
			if part.Name == c.Segment {
				of := func(arm int) []float64 { return read.Values(m, arm, part.Cut, c.Window.From, c.Window.To) }
				return stats.Compare(of(base), of(arm), c.Level), true
			}
		}
	}
	return cp, false
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
