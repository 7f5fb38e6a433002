package experiment

import (
	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
)

// Readings of a local design.
const (
	Slope   = "slope"   // the slope at control, as the effect of the whole way to the treatment; of further estimators slope_cuped and the like
	Tangent = "tangent" // the same number, as what it says of the treatment's effect
)

// isSlope tells whether an estimator is of the slope at control.
func isSlope(estimator string) bool {
	return estimator == Slope || len(estimator) > len(Slope) && estimator[:len(Slope)+1] == Slope+"_"
}

// addLocal makes a slope of what the sides of a local design differ by.
func (r *reader) addLocal(estimator, metric string, e estimate.Effect) {
	slope, name := estimate.LocalSlope(e, r.design.Local.Step, Level), Slope
	if estimator != Difference {
		name = Slope + "_" + estimator
	}
	one := Reading{Design: r.design.Name, Estimator: name, Metric: metric, Effect: slope, diagnosis: r.diagnosis}
	if r.out = append(r.out, one); name == Slope {
		one.Estimator = Tangent
		r.out = append(r.out, one)
	}
}

// localTruths adds the slopes of the whole market: between whole markets moved up and down.
func localTruths(d *experiment.Design, e *experiment.Experiment, o *Outcome, out map[string]float64) {
	if d.Local == nil {
		return
	}
	down, up := wholeMeans(o.Units[o.Layout.Whole[d.Local.Down]]), wholeMeans(o.Units[o.Layout.Whole[d.Local.Up]])
	for _, name := range e.Metrics {
		m, _ := experiment.LookupMetric(name)
		out[name+" slope of "+d.Name] = estimate.LocalSlope(estimate.Effect{Value: down.relativeTo(up, m)}, d.Local.Step, Level).Value
	}
}
