package experiment

import (
	"errors"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// Bootstrapped is the difference with the interval of a bootstrap: Pinners, campaigns or whole clusters drawn again.
const Bootstrapped = "bootstrap"

// readBootstrap reads the difference with an interval of units drawn again, where the design asks for it.
func (r *reader) readBootstrap(m experiment.Metric, s *spec.Spec) {
	if r.design.Draws == 0 {
		return
	}
	var arms [2][][]float64
	r.eachUnit(m, func(treated bool, x []float64) {
		side := estimate.Control
		if treated {
			side = estimate.Treatment
		}
		arms[side] = append(arms[side], x)
	})
	if len(arms[estimate.Control]) == 0 || len(arms[estimate.Treatment]) == 0 {
		r.add(Bootstrapped, m.Name, unread(errors.New("one of the sides has no units")))
		return
	}
	key := r.experiment.Key(s.Seed, r.results[0].Replication).Named("bootstrap").Named(r.design.Name).Named(m.Name)
	b := estimate.Bootstrap{Draws: r.design.Draws, Key: key, Level: Level}
	metric := estimate.Ratio(0, 1)
	e := b.Interval(arms[:], func(arms []*estimate.Moments) float64 {
		return arms[estimate.Treatment].Point(metric).Value/arms[estimate.Control].Point(metric).Value - 1
	})
	r.add(Bootstrapped, m.Name, e)
}

// eachUnit gives the numerator and the denominator of a metric for each unit of a design's sides. A mean has 1 for a denominator; of clusters it is over Pinners.
func (r *reader) eachUnit(m experiment.Metric, yield func(treated bool, x []float64)) {
	of := func(x []float64, n float64) []float64 {
		if m.Den >= 0 {
			n = x[m.Den]
		}
		return []float64{x[m.Num], n}
	}
	switch r.design.Split {
	case experiment.Pinners:
		for p := range r.inTest(r.design).Pinners.All() {
			if !p.Apart && !p.Late {
				yield(p.Treated, of(sliceOf(variables(p)), 1))
			}
		}
	case experiment.Campaigns:
		for _, c := range r.campaigns {
			yield(c.treated, of(sliceOf(campaignVariables(c.CampaignUnit)), 1))
		}
	case experiment.ByCluster:
		sums, treated := r.clusterSums()
		for at := range sums {
			if sums[at][before] > 0 {
				yield(treated[at], of(sums[at][:], sums[at][before]))
			}
		}
	}
}
