package compare

import (
	"fmt"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// sample is what a drift was read from.
type sample struct{ was, now []float64 }

// at gives a drift the intervals of a level.
func (d *Drift) at(level float64, of sample) {
	c := stats.Compare(of.was, of.now, level)
	d.Level, d.Why = level, c.Why
	d.Lo, d.Hi = reports.Finite(c.ChangeLo), reports.Finite(c.ChangeHi)
	d.Difference, d.DifferenceLo, d.DifferenceHi = reports.Finite(c.Difference), reports.Finite(c.DifferenceLo), reports.Finite(c.DifferenceHi)
}

// decide corrects the p values of all drifts together. One that only the correction takes gets the interval of the level at which Holm's procedure stops, which
// reaches into the tolerance: what is shown is what decides.
func (r *Regression) decide(outside []float64, of []sample) {
	level := 1 - (1-stats.Level)/float64(stats.HolmStops(outside, 1-stats.Level))
	for i, p := range stats.Holm(outside) {
		d := &r.Drifts[i]
		d.P = reports.Finite(p)
		switch {
		case d.Verdict != DriftUnclear:
		case p < 1-stats.Level:
			d.Verdict = DriftOutside
		case outside[i] < 1-stats.Level:
			d.at(level, of[i])
		}
	}
}

// Size words a drift with its interval: the relative change, or the difference where that has none.
func (d *Drift) Size() string {
	if d.Lo == nil && d.DifferenceLo != nil {
		return "by " + format.Difference(format.ValueOf(d.Difference), format.ValueOf(d.DifferenceLo), format.ValueOf(d.DifferenceHi))
	}
	return format.Change(format.ValueOf(d.Change), format.ValueOf(d.Lo), format.ValueOf(d.Hi))
}

// Word is a drift's verdict, with the level of its interval where that is another than 95%.
func (d *Drift) Word() string {
	if d.corrected() {
		return d.Verdict + ", " + format.Level(d.Level) + " CI"
	}
	return d.Verdict
}

// corrected tells whether the interval has the level of the correction.
func (d *Drift) corrected() bool {
	return d.Level > stats.Level && (d.Lo != nil || d.DifferenceLo != nil)
}

// OneLevel tells whether all intervals have the level of the table.
func (r *Regression) OneLevel() bool {
	for i := range r.Drifts {
		if r.Drifts[i].corrected() {
			return false
		}
	}
	return true
}

// judged says how many metrics are identical, which are judged, and how many are not.
func (r *Regression) judged(same int) string {
	n := len(r.Drifts)
	if r.Unjudged == 0 {
		return fmt.Sprintf("%d of %d metrics are identical.", same, n)
	}
	return fmt.Sprintf("%d of %d metrics with a tolerance are identical; the other %d are listed and judged. %d without a tolerance moved and are not judged: --tolerance METRIC=1%% judges one.",
		same, n, n-same, r.Unjudged)
}
