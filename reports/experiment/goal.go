package experiment

import (
	"math"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// graduated is 1 of a campaign that had the clicks of its support on a side, else 0; not ok where it was under none.
func graduated(c *results.CampaignUnit, side int) (y float64, ok bool) {
	if c.Graduated[side] {
		y = 1
	}
	return y, c.Supported[side]
}

// goalTruth is the difference of the shares of campaigns under support that had their clicks, between the whole markets.
func goalTruth(o *Outcome) float64 {
	share := func(arm int) float64 {
		m := estimate.NewMoments(1)
		for i := range o.Units[arm].Campaigns {
			if y, ok := graduated(&o.Units[arm].Campaigns[i], 0); ok {
				m.Add(y)
			}
		}
		return m.Mean[0]
	}
	return share(experiment.WholeTreatment) - share(experiment.WholeControl)
}

// readGoal reads that difference: between the campaigns of the sides or, where both sides have all campaigns, within each of them.
func (r *reader) readGoal(s *spec.Spec, m experiment.Metric) {
	if r.design.Split == experiment.Auctions {
		r.add(Difference, m.Name, r.goalWithin())
		return
	}
	key, treatedOn := r.experiment.Key(s.Seed, r.results[0].Replication), 0
	if r.design.Split == experiment.Matched {
		treatedOn = 1
	}
	control, treatment := estimate.NewMoments(1), estimate.NewMoments(1)
	add := func(to *estimate.Moments, c *results.CampaignUnit, on int) {
		if y, ok := graduated(c, on); ok {
			to.Add(y)
		}
	}
	for i := range r.units[0].Campaigns {
		switch c := &r.units[0].Campaigns[i]; r.design.Side(key, c.Name) {
		case spec.ControlSide:
			add(control, c, 0)
		case spec.TreatedSide:
			add(treatment, c, treatedOn)
		}
	}
	r.add(Difference, m.Name, estimate.Difference(control.Point(estimate.Mean(0)), treatment.Point(estimate.Mean(0)), Level))
}

// goalWithin is the mean of the differences within campaigns.
func (r *reader) goalWithin() estimate.Effect {
	m := estimate.NewMoments(1)
	for i := range r.units[0].Campaigns {
		c, known := graduated(&r.units[0].Campaigns[i], 0)
		if t, ok := graduated(&r.units[0].Campaigns[i], 1); ok && known {
			m.Add(t - c)
		}
	}
	p := m.Point(estimate.Mean(0))
	return estimate.NewEffect(p.Value, math.Sqrt(p.Variance), p.DF, Level)
}
