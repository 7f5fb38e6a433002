package longrun

import (
	"fmt"
	"math"

	"marketsim/reports/estimate"
)

// Learning is how an effect on users' behaviour builds up under a treatment, 1 - exp(-Rate t), and fades after it, exp(-Rate t) (Hohnhold,
// O'Brien & Tang 2015, "Focusing on the long-term: it's good for users and business", KDD; there 0.012 a day).
type Learning struct {
	Rate float64 // a day
}

// Seen is the share of the long-run effect that is there after so many days of treatment.
func (l Learning) Seen(days float64) float64 { return -math.Expm1(-l.Rate * days) }

// Held is the mean share of it that is left over the days [from, to) after the treatment.
func (l Learning) Held(from, to float64) float64 {
	if to == from {
		return math.Exp(-l.Rate * from)
	}
	return (math.Exp(-l.Rate*from) - math.Exp(-l.Rate*to)) / l.Rate / (to - from)
}

// PostPeriod turns a reading of the days [from, to) after a treatment of so many days, when all units are treated alike, into the long-run
// effect of a treatment that goes on. What is read is the learned effect alone: the treatment is over.
func (l Learning) PostPeriod(read estimate.Effect, exposure, from, to float64) (estimate.Effect, error) {
	return l.extrapolate(read, l.Seen(exposure)*l.Held(from, to))
}

// CookieCookieDay turns the effect on day `day` of units that had the treatment since day 0, against units that got it that day for the first
// time, into the long-run learned effect. Both sides are treated on the day, so what is read is learned.
func (l Learning) CookieCookieDay(read estimate.Effect, day float64) (estimate.Effect, error) {
	return l.extrapolate(read, l.Seen(day))
}

// LaggedStart does the same for early against late starters on a day: the late ones have learned for late days less.
func (l Learning) LaggedStart(read estimate.Effect, day, late float64) (estimate.Effect, error) {
	return l.extrapolate(read, l.Seen(day)-l.Seen(day-late))
}

func (l Learning) extrapolate(read estimate.Effect, share float64) (estimate.Effect, error) {
	if !(share > 0) || math.IsInf(share, 0) {
		return estimate.Effect{}, fmt.Errorf("the reading holds a share of %v of the long-run effect: nothing to extrapolate", share)
	}
	return estimate.Rescaled(read, share), nil
}
