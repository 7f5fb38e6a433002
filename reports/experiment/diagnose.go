package experiment

import (
	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// mismatch is the p value below which sides of other sizes than planned are an alarm.
const mismatch = 0.001

// diagnose looks for what is wrong with the sides, whatever they are read for: it sees what a team would see.
func (r *reader) diagnose() {
	r.diagnosis = diagnosis{}
	switch r.design.Split {
	case experiment.Blocks:
		revenue, _ := experiment.LookupMetric("revenue")
		periods, _ := r.hours(revenue)
		_, err := estimate.Switchback(periods, int(r.design.BurnIn/spec.Hour), Level)
		r.diagnosis.Aligned = err != nil
	case experiment.Pinners, experiment.Campaigns: // whose units are assigned one by one
		p, err := estimate.SampleRatio([]float64{r.control.N, r.treatment.N}, []float64{r.design.Compared(), r.design.Share})
		r.diagnosis.Mismatched = err == nil && p < mismatch
	}
}
