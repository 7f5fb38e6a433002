package horizon

import (
	"errors"
	"math"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
)

// published is how fast users learn to see or overlook ads at Google: 0.012 a day, a half-life of 58 days (Hohnhold, O'Brien & Tang 2015, "Focusing on the long-term", KDD).
// Read-outs of what Pinners learned carry it to the long run at this pace, whatever the pace of the Pinners here is: their bias is what that costs.
var published = longrun.Learning{Rate: 0.012}

// postDays is how long a post-period is.
const postDays = 14

// errTooShort is why a method cannot read after a wait: a post-period needs a test as long as itself, late Pinners a whole week, and a curve more than a week, whose days any
// curve goes through.
var errTooShort = errors.New("the wait is too short")

// soonest is the first wait after which a method reads.
var soonest = map[string]int{Extended: 14, Post: 2 * postDays, Lagged: 14, Survival: 14, Holdback: launchDay + 7}

// A holdback is what is left of a test on launchDay: the change is launched, and kept of the Pinners are kept without it.
const (
	launchDay = 14
	kept      = 0.05
)

// atOnce is the effect before anybody has learned anything: that of the first day.
func (l *Launch) atOnce() float64 { return l.effect(0, 0, 1) }

// postPeriod reads two weeks in which all are treated alike, at the end of a wait: what the Pinners who had the launch learned before is left of it. Pinners forget as slowly
// as they learned, so t days after the start of a test of N days the effect is that of t days less that of t - N (superposition, as in the cost of waiting).
func (l *Launch) postPeriod(wait int) float64 {
	test := wait - postDays
	left := l.effect(0, test, wait) - l.effect(0, 0, postDays)
	return l.learned(left, func(e estimate.Effect) (estimate.Effect, error) {
		return published.PostPeriod(e, float64(test), 0, postDays)
	})
}

// cookieDay reads the last week of a wait against Pinners who have the launch on their first day.
func (l *Launch) cookieDay(wait int) float64 {
	return l.learned(l.effect(0, wait-7, wait)-l.atOnce(), func(e estimate.Effect) (estimate.Effect, error) {
		return published.CookieCookieDay(e, float64(wait)-3.5)
	})
}

// laggedStart reads the last week of a wait against Pinners who began when half of it was over.
func (l *Launch) laggedStart(wait int) float64 {
	late := wait / 2
	lag := l.effect(0, wait-7, wait) - l.effect(0, wait-late-7, wait-late)
	return l.learned(lag, func(e estimate.Effect) (estimate.Effect, error) {
		return published.LaggedStart(e, float64(wait)-3.5, float64(late))
	})
}

// learned adds to the effect at once what will be learned by the days that are the long run: what there is to learn at all, and the share that is there by then at the published pace.
func (l *Launch) learned(read float64, carry func(estimate.Effect) (estimate.Effect, error)) float64 {
	long, err := carry(estimate.Effect{Value: read})
	if err != nil {
		return l.atOnce()
	}
	return l.atOnce() + float64(long.Value*published.Seen(float64(l.Days())-LongRun/2))
}

// survival reads what a Pinner who is still there brings in the last week, and carries on how many will be there: Pinners leave as they did so far.
func (l *Launch) survival(wait int) float64 {
	if len(l.base) <= staying {
		return l.effect(0, wait-7, wait)
	}
	there := 1 + l.effect(staying, wait-7, wait)
	if there <= 0 {
		return -1
	}
	carried := (float64(l.Days()) - LongRun/2) / (float64(wait) - 3.5)
	return (1+l.effect(0, wait-7, wait))/there*math.Pow(there, carried) - 1
}

// heldBack reads the last week of all who have a launched change, half of them since the test began and half since the launch, against those who are kept without it.
func (l *Launch) heldBack(wait int) float64 {
	return (l.effect(0, wait-7, wait) + l.effect(0, wait-7-launchDay, wait-launchDay)) / 2
}
