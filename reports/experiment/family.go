package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports/estimate"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/experiment"
)

// correct corrects the p values of an experiment's readings, which are one family: every design, estimator and metric of a replication that has one. A tangent is the
// number of the slope that stands before it, and has its p value.
func correct(rule experiment.Correction, readings []Reading) {
	var p []float64
	for i := range readings {
		if readings[i].Estimator != Tangent {
			p = append(p, readings[i].P)
		}
	}
	switch rule {
	case experiment.Holm:
		p = stats.Holm(p)
	case experiment.BenjaminiHochberg:
		p = estimate.BenjaminiHochberg(p)
	}
	k := -1
	for i := range readings {
		if readings[i].Estimator != Tangent {
			k++
		}
		readings[i].P = p[k]
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

// family is how many readings have a p value of their own.
func family(all []Replication) (n int) {
	for i := range all {
		k := 0
		for _, x := range all[i].Readings {
			if !math.IsNaN(x.P) && x.Estimator != Tangent {
				k++
			}
		}
		n = max(n, k)
	}
	return n
}

// FamilyNote says how many readings are one family, how their p values are corrected, and how often any of them rejects without a treatment; empty where there is nothing to say.
func (r *Report) FamilyNote() string {
	text := ""
	switch r.Correction {
	case string(experiment.Holm):
		text = fmt.Sprintf("right and A/A go by p values that are corrected for %d readings (Holm 1979): the chance of any false rejection is at most 5%%.", r.Family)
	case string(experiment.BenjaminiHochberg):
		text = fmt.Sprintf("right and A/A go by p values that are corrected for %d readings (Benjamini & Hochberg 1995): at most 5%% of rejections are expected to be false.", r.Family)
	}
	if r.FamilyAlarms != nil && r.Family > 1 {
		text = strings.TrimSpace(text + fmt.Sprintf(" Without a treatment any of %d readings rejects in %.0f%% of tests.", r.Family, 100**r.FamilyAlarms))
	}
	return text
}

// UnreadNote says in how many replications an estimator could not be applied, and why; empty where it could in all.
func (j *Judgement) UnreadNote(r *Report) string {
	if j.Unread == "" {
		return ""
	}
	return fmt.Sprintf("%s, %s: no reading of %s in %d of %d replications: %s.", j.Design, j.Estimator, j.Metric, r.Replications-j.Replications, r.Replications, j.Unread)
}

// caution says how far off intervals of budget splits are in tests of few days, as docs/experiments.md measures it: pacing learns traffic that lasts, which the standard error does not know.
func (r *Report) caution(e *experiment.Experiment) {
	for i := range e.Designs {
		d := &e.Designs[i]
		switch {
		case d.Split != experiment.Budgets || r.Days > 7:
		case r.Days <= 3:
			r.Cautions = append(r.Cautions, fmt.Sprintf("%s: intervals of a budget split over 3 days or fewer are up to a tenth too narrow.", d.Name))
		case r.Bound > 0:
			r.Cautions = append(r.Cautions, fmt.Sprintf("%s: intervals of a budget split over a week are up to a fifth too wide where budgets are thin.", d.Name))
		}
	}
}

// Notes are what belongs below a table of the report's readings.
func (r *Report) Notes() (out []string) {
	if note := r.FamilyNote(); note != "" {
		out = append(out, format.Capital(note))
	}
	for i := range r.Judgements {
		if note := r.Judgements[i].UnreadNote(r); note != "" {
			out = append(out, note)
		}
	}
	return append(out, r.Cautions...)
}
