package experiment

import (
	"math"
	"slices"

	"marketsim/reports/estimate"
	"marketsim/reports/stats"
	"marketsim/sim/experiment"
)

// correct corrects the p values of an experiment's readings, which are one family: every design, estimator and metric of a replication that has one.
func correct(rule experiment.Correction, readings []Reading) {
	p := make([]float64, len(readings))
	for i := range readings {
		p[i] = readings[i].P
	}
	switch rule {
	case experiment.Holm:
		p = stats.Holm(p)
	case experiment.BenjaminiHochberg:
		p = estimate.BenjaminiHochberg(p)
	}
	for i := range readings {
		readings[i].P = p[i]
	}
}

// familyAlarms is the share of A/A tests of which any reading rejects; nil where none were run.
func familyAlarms(all []Replication) *float64 {
	tests, alarms := 0.0, 0.0
	for i := range all {
		if len(all[i].AA) == 0 {
			continue
		}
		if tests++; slices.ContainsFunc(all[i].AA, func(x Reading) bool { return x.P < 1-Level }) {
			alarms++
		}
	}
	return number(alarms / tests)
}

// family is how many readings have a p value.
func family(all []Replication) (n int) {
	for i := range all {
		k := 0
		for _, x := range all[i].Readings {
			if !math.IsNaN(x.P) {
				k++
			}
		}
		n = max(n, k)
	}
	return n
}
