package horizon

// inTest is the share of Pinners who see a launch while its test runs.
const inTest = 0.5

// year is over how many days decisions are weighed, or the horizon where that is longer.
const year = 365

func (l *Launch) weighed() int { return max(year, l.Days()) }

// sum is what a change on all Pinners over the days [from, to) since it began adds to a metric, in days of control. Beyond the horizon the long run stays.
func (l *Launch) sum(metric, from, to int) (sum float64) {
	control := mean(l.base[metric])
	for d := from; d < min(to, l.Days()); d++ {
		sum += (l.changed[metric][d] - l.base[metric][d]) / control
	}
	return sum + float64(l.effect(metric, l.Days()-LongRun, l.Days())*float64(max(0, to-max(from, l.Days()))))
}

// stopped is what a test on half of the Pinners that ends after a wait and ships nothing adds to a metric over a year, a fraction of control's. What Pinners learned
// fades as it came: t days after the start the effect is that of t days less that of t - wait days (superposition: exact where reactions are linear and first
// order), so over a long time a test costs as many days of the long run as it took. A holdback launches on launchDay to all but a few.
func (l *Launch) stopped(method string, metric, wait int) float64 {
	days := l.weighed()
	sum := inTest * l.sum(metric, days-wait, days)
	if method == Holdback {
		sum += (1 - inTest - kept) * l.sum(metric, days-wait, days-launchDay)
	}
	return sum / float64(days)
}

// regret is what a decision by a method after a wait leaves of the best that could have been done, launching on day 0 or never, a fraction of control's revenue over a year:
// half of the Pinners see the change until the decision, all but a few from launchDay on where a holdback is read, and from then on all or none.
func (l *Launch) regret(method string, wait int, launch bool) float64 {
	days := l.weighed()
	best := max(0, l.sum(0, 0, days)) / float64(days)
	if !launch {
		return best - l.stopped(method, 0, wait)
	}
	late := (1 - inTest) * l.sum(0, 0, days-wait)
	if method == Holdback {
		late = (1-inTest-kept)*l.sum(0, 0, days-launchDay) + kept*l.sum(0, 0, days-wait)
	}
	return best - (inTest*l.sum(0, 0, days)+late)/float64(days)
}

// exposed is how many Pinners have the change until a decision by a method after a wait: half of all who were there by then, all but a few from launchDay on where a holdback is read. days
// are the days on which one of them came, since the change shows to nobody else.
func (l *Launch) exposed(method string, wait int) (pinners, days float64) {
	if len(l.changed) <= known {
		return 0, 0
	}
	share := inTest
	for d := range wait {
		if method == Holdback && d >= launchDay {
			share = 1 - kept
		}
		days += float64(share * l.changed[active][d])
	}
	return share * l.changed[known][wait-1], days
}
