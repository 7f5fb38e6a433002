package experiment

import (
	"math"

	"marketsim/reports/estimate"
	"marketsim/reports/stats"
	"marketsim/sim/experiment"
)

// Need is what a design takes to find an effect with a power of 80%.
type Need struct {
	Metric, Design, Estimator string
	SE                        float64 // of the test as it is stated, a fraction of control
	Days                      int     // with its shares; 0: over ten years
	Share                     float64 // treated in its days, with as much in control; 0: half is not enough, or the design has no shares
}

// Plan says what each design and estimator of a judged experiment would take, from the noise that was simulated: days when noise falls with the
// root of days, and shares when it falls with the root of units.
func Plan(e *experiment.Experiment, r *Report, effect float64) (out []Need) {
	for i := range r.Judgements {
		j := &r.Judgements[i]
		if j.SE == nil || !(*j.SE > 0) || math.IsInf(*j.SE, 0) || j.Estimator == Sequential || j.Estimator == Tangent { // which have no days of their own
			continue
		}
		d := designOf(e, j.Design)
		control, treated := d.Compared(), d.Share
		if d.Split == experiment.Blocks {
			control, treated = 0.5, 0.5
		}
		same := 2 * treated * control / (treated + control) // two equal shares with the noise of these two
		plan := estimate.Design{Days: []float64{r.Days}, SE: []float64{*j.SE}, Share: same, Alpha: 1 - Level, Power: stats.Power}
		n := Need{Metric: j.Metric, Design: j.Design, Estimator: j.Estimator, SE: *j.SE}
		n.Days, _ = plan.DaysFor(effect, control, treated)
		if d.Split != experiment.Blocks {
			n.Share, _ = plan.ShareFor(effect, r.Days)
		}
		out = append(out, n)
	}
	return out
}
