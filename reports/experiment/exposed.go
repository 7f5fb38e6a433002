package experiment

import (
	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// only keeps some of the Pinners of a test.
func only(u *results.Trial, keep func(*results.PinnerUnit) bool) *results.Trial {
	kept := *u
	kept.Pinners = u.Pinners.Only(keep)
	return &kept
}

// exposed keeps the Pinners who saw an ad that one of the arms withholds, or would have.
func exposed(u *results.Trial) *results.Trial {
	return only(u, func(p *results.PinnerUnit) bool { return p.Exposures > 0 })
}

// intentToTreat compares all Pinners, exposed or not, and tells the effect as a fraction of what the exposed ones of control have.
func (r *reader) intentToTreat(m estimate.Metric) estimate.Effect {
	c, t := PinnerMoments(r.units[0])
	base := r.control.Point(m)
	if base.Value == 0 {
		return relative(base, r.treatment.Point(m)) // which says that there is none
	}
	share := (r.control.N + r.treatment.N) / (c.N + t.N)
	return estimate.Rescaled(estimate.Difference(c.Point(m), t.Point(m), Level), share*base.Value)
}

// exposedTruths adds what a design that reads the exposed should say: the effect on the whole market as a fraction of what its exposed Pinners have
// under control.
func exposedTruths(d *experiment.Design, e *experiment.Experiment, o *Outcome, out map[string]float64) {
	if !d.Exposed {
		return
	}
	control, treatment := o.Units[experiment.WholeControl], o.Units[experiment.WholeTreatment]
	c, t := exposed(control), exposed(treatment)
	cs, ts := wholeMeans(c), wholeMeans(t)
	for _, name := range e.Metrics {
		m, _ := experiment.LookupMetric(name)
		if m.Den >= 0 {
			out[name+" of "+d.Name] = cs.relativeTo(ts, m)
			continue
		}
		base := cs[m.Num] / float64(c.Pinners.Len()) * float64(t.Pinners.Len())
		out[name+" of "+d.Name] = (wholeMeans(treatment)[m.Num] - wholeMeans(control)[m.Num]) / base
	}
}
