package experiment

import (
	"strings"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// interaction begins the name of an estimator of what the treatment does together with that of another experiment in the market, beyond what each does alone.
const interaction = "interaction_with_"

// layerCells are the moments of Pinners by side in the design's experiment and in the k-th layer.
func layerCells(u *results.Trial, k int) (cells [2][2]*estimate.Moments) {
	of := func(y bool) *results.Trial {
		return only(u, func(p *results.PinnerUnit) bool { return p.Layers>>k&1 == 1 == y })
	}
	for y := range cells[0] {
		cells[0][y], cells[1][y] = PinnerMoments(of(y == 1))
	}
	return cells
}

// readLayers reads the effect among Pinners who are in control of all other experiments in the market, and what the treatment does together with each of theirs.
func (r *reader) readLayers(m experiment.Metric) {
	if len(r.design.Layers) == 0 {
		return
	}
	metric, u := metricOf(m), r.inTest(r.design)
	c, t := PinnerMoments(only(u, func(p *results.PinnerUnit) bool { return p.Layers == 0 }))
	r.add(OutsideLayers, m.Name, relative(c.Point(metric), t.Point(metric)))
	for k, layer := range r.design.Layers {
		x := layerCells(u, k)
		r.add(interaction+layer.Experiment, m.Name, estimate.Interaction(x[0][0].Point(metric), x[1][0].Point(metric), x[0][1].Point(metric), x[1][1].Point(metric), Level))
	}
}

// layerTruths adds what treatments do together beyond what each does alone, from whole markets of each and of both.
func layerTruths(d *experiment.Design, e *experiment.Experiment, o *Outcome, out map[string]float64) {
	for k, layer := range d.Layers {
		alone, both := d.Beside(k)
		arm := func(of int) whole { return wholeMeans(o.Units[of]) }
		control, first, second, together := arm(experiment.WholeControl), arm(experiment.WholeTreatment), arm(o.Layout.Whole[alone]), arm(o.Layout.Whole[both])
		for _, name := range e.Metrics {
			if m, _ := experiment.LookupMetric(name); !m.Goal {
				out[name+" "+interaction+layer.Experiment] = control.relativeTo(together, m) - control.relativeTo(first, m) - control.relativeTo(second, m)
			}
		}
	}
}

// TellsEffect tells whether a reading is one of the treatment's effect while it holds: not of what stays, of the slope at control, nor of what it does with another treatment.
func (j *Judgement) TellsEffect() bool {
	return j.Estimator != PostPeriod && j.Estimator != LaggedStart && !isSlope(j.Estimator) && !strings.HasPrefix(j.Estimator, interaction)
}
