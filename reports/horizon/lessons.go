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

// comparison is what a test reads of two groups on the days [from, to): the mean of the differences of these days, and how often it counts in what a method says.
type comparison struct {
	from, to     int
	reads, times float64
}

// comparisons are those that a method takes by its own design, and the one place that says so: readings are made of them, and so is their A/B noise, since on each day the difference of two
// groups has noise of its own. Tests play whole markets, so what a design reads of groups of which both have learned, or both have the launch, is made of effects on other days.
//
// A post-period is two weeks in which all are treated alike: what the Pinners who had the launch learned before is left of it. Pinners forget as slowly as they learned, so t days after the
// start of a test of N days the effect is that of t days less that of t - N (superposition, as in the cost of waiting). A cookie-cookie-day compares with Pinners who have the launch on their
// first day, on each day of the last week; a lagged start with Pinners who began when half of the wait was over; and a holdback all who have a launched change, half of them since the test
// began and half since the launch, with those who are kept without it.
func (l *Launch) comparisons(method string, wait int) []comparison {
	week, middle := comparison{wait - 7, wait, l.effect(0, wait-7, wait), 1}, float64(wait)-3.5
	switch method {
	case AsRead:
		week = comparison{0, wait, l.effect(0, 0, wait), 1}
	case Post:
		test := wait - postDays
		left := comparison{test, wait, l.effect(0, test, wait) - l.effect(0, 0, postDays), 1}
		return l.learned(left, func(e estimate.Effect) (estimate.Effect, error) {
			return published.PostPeriod(e, float64(test), 0, postDays)
		})
	case CookieDay:
		week.reads -= l.atOnce()
		return l.learned(week, func(e estimate.Effect) (estimate.Effect, error) { return published.CookieCookieDay(e, middle) })
	case Lagged:
		late := wait / 2
		week.reads -= l.effect(0, wait-late-7, wait-late)
		return l.learned(week, func(e estimate.Effect) (estimate.Effect, error) {
			return published.LaggedStart(e, middle, float64(late))
		})
	case Holdback:
		week.reads = (week.reads + l.effect(0, wait-7-launchDay, wait-launchDay)) / 2
	case Survival:
		week.times = l.staysOn(wait)
	}
	return []comparison{week}
}

// learned adds to the effect of the first day, on which nobody has learned anything, what will be learned by the days that are the long run: what there is to learn at all, of which a
// comparison reads a share, and the share that is there by then at the published pace.
func (l *Launch) learned(c comparison, carry func(estimate.Effect) (estimate.Effect, error)) []comparison {
	first := comparison{0, 1, l.atOnce(), 1}
	long, err := carry(estimate.Effect{Value: 1})
	if err != nil {
		return []comparison{first}
	}
	c.times = long.Value * published.Seen(float64(l.Days())-LongRun/2)
	return []comparison{first, c}
}

// compared is what a method reads: its comparisons, each as often as it counts.
func (l *Launch) compared(method string, wait int) (sum float64) {
	for _, c := range l.comparisons(method, wait) {
		sum += float64(c.times * c.reads)
	}
	return sum
}

// amplified is the standard error of a method's reading over that of the mean effect of 14 days, where the difference of two groups has the same noise of its own on every day: a mean of 14
// days has 1, a last week the root of 2, and what carries days on has more.
func (l *Launch) amplified(method string, wait int) float64 {
	sum := 0.0
	for _, c := range l.comparisons(method, wait) {
		sum += float64(c.times * c.times / float64(c.to-c.from))
	}
	return math.Sqrt(14 * sum)
}

// survival reads what a Pinner who is still there brings in the last week, and carries on how many will be there.
func (l *Launch) survival(wait int) float64 {
	return l.compared(Survival, wait) + l.staysOn(wait) - 1
}

// staysOn is how many times as many of those who began as in the last week will be there in the long run, relative to control, if Pinners leave as they did so far.
func (l *Launch) staysOn(wait int) float64 {
	if len(l.base) <= staying {
		return 1
	}
	there := 1 + l.effect(staying, wait-7, wait)
	if there <= 0 {
		return 0
	}
	carried := (float64(l.Days()) - LongRun/2) / (float64(wait) - 3.5)
	return math.Pow(there, carried-1)
}
