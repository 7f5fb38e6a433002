package estimate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Power is the chance that a two-sided t test at level alpha rejects, on either side, when the effect is true, the estimate has a standard error
// and its variance has degrees of freedom (+Inf: known). It is a tail of the noncentral t.
func Power(effect, se, df, alpha float64) float64 {
	critical := quantile(1-alpha/2, df)
	mu := math.Abs(effect) / se
	if df > 1000 {
		return distuv.UnitNormal.Survival(critical-mu) + distuv.UnitNormal.CDF(-critical-mu)
	}
	t := distuv.NoncentralT{Nu: df, Mu: mu}
	return 1 - t.CDF(critical) + t.CDF(-critical)
}

// Detectable is the minimum detectable effect: the least true effect that is found with a power.
func Detectable(se, df, alpha, power float64) float64 {
	lo, hi := 0.0, 1.0
	for Power(hi, 1, df, alpha) < power {
		hi *= 2
	}
	for hi-lo > 1e-10*hi {
		if mid := (lo + hi) / 2; Power(mid, 1, df, alpha) < power {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi * se
}

// Design is a test with two arms that is being planned. Its standard error is what a pilot or a simulation has measured.
type Design struct {
	Days         []float64 // days at which the standard error is known, ascending
	SE           []float64 // at equal shares of Share each
	Share        float64   // of the units in each arm when SE was measured, (0, 0.5]
	Alpha, Power float64
}

// At is the standard error after so many days with shares in control and treatment. Between the days known it follows a power law (a straight
// line of logarithms), beyond the last the law of the last two; of one day alone, 1/sqrt(days), which is optimistic where units come back.
func (d *Design) At(days, control, treatment float64) float64 {
	se := d.SE[0] * math.Sqrt(d.Days[0]/days)
	if n := len(d.Days); n > 1 {
		i := 1
		for i < n-1 && d.Days[i] < days {
			i++
		}
		slope := math.Log(d.SE[i]/d.SE[i-1]) / math.Log(d.Days[i]/d.Days[i-1])
		se = d.SE[i] * math.Exp(slope*math.Log(days/d.Days[i]))
	}
	return se * math.Sqrt(d.Share/2*(1/control+1/treatment))
}

// DaysFor is the least whole number of days after which an effect is found with the power wanted. It fails where none up to 3,650 days is enough.
func (d *Design) DaysFor(effect, control, treatment float64) (int, error) {
	enough := func(days int) bool {
		return Power(effect, d.At(float64(days), control, treatment), math.Inf(1), d.Alpha) >= d.Power
	}
	for days := 1; days <= 3650; days++ {
		if enough(days) {
			return days, nil
		}
	}
	return 0, fmt.Errorf("an effect of %v is not found within 3,650 days; take larger shares, a less noisy metric or an adjustment", effect)
}

// ShareFor is the least equal share of both arms with which an effect is found within so many days. It fails where half of the units each is not
// enough.
func (d *Design) ShareFor(effect, days float64) (float64, error) {
	need := math.Abs(effect) / Detectable(1, math.Inf(1), d.Alpha, d.Power)
	half := d.At(days, 0.5, 0.5)
	share := 0.5 * half * half / (need * need)
	if share > 0.5 {
		return 0, fmt.Errorf("an effect of %v is not found within %v days with half of the units in each arm; take more days", effect, days)
	}
	return share, nil
}
