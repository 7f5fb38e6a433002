package horizon

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/estimate/longrun"
)

// Interval is how a method's 95% intervals do over launches: those of one launch's days alone.
type Interval struct {
	Covers float64 `json:"covers"` // share that hold the truth
	Sure   float64 `json:"sure"`   // share that leave out 0: the launch's sign is known
	Wrong  float64 `json:"wrong"`  // share that leave out 0 on the wrong side
}

// extrapolated is the learning curve of the wait, carried to the middle of the long run. Noise is taken from the steps from day to day, which hardly hold
// any learning. Fewer than 4 days say what the last one does, and nothing of how sure that is.
func (l *Launch) extrapolated(wait int) *longrun.Extrapolation {
	var days []longrun.Observed
	var steps []float64
	for d := range wait {
		days = append(days, longrun.Observed{Day: float64(d) + 0.5, Effect: l.effect(0, d, d+1)})
		if d > 0 {
			steps = append(steps, days[d].Effect-days[d-1].Effect)
		}
	}
	noise := max(stat.StdDev(steps, nil)/math.Sqrt2, 1e-9)
	for d := range days {
		days[d].SE = noise
	}
	e, err := longrun.Extrapolate(days, float64(l.Days())-longWindow/2, 0.95)
	if err != nil {
		return &longrun.Extrapolation{Value: days[len(days)-1].Effect, Lo: math.Inf(-1), Hi: math.Inf(1)}
	}
	return e
}

// intervals compares those of extrapolated readings with the truth, over the launches that change something.
func intervals(launches []*Launch, wait int) *Interval {
	var x Interval
	n := 0.0
	for _, l := range launches {
		if l.still {
			continue
		}
		n++
		e, truth := l.extrapolated(wait), l.Truth()
		if e.Lo <= truth && truth <= e.Hi {
			x.Covers++
		}
		if e.Lo <= 0 && 0 <= e.Hi {
			continue
		}
		if x.Sure++; !same(e.Value, truth) {
			x.Wrong++
		}
	}
	return &Interval{x.Covers / n, x.Sure / n, x.Wrong / n}
}

// sureFrom is the first week's end from which the interval of extrapolated readings leaves out 0, then and ever after; 0 where the last one does not.
func (l *Launch) sureFrom(until int) (day int) {
	for wait := 7; wait <= until; wait += 7 {
		if e := l.extrapolated(wait); e.Lo <= 0 && 0 <= e.Hi {
			day = 0
		} else if day == 0 {
			day = wait
		}
	}
	return day
}
