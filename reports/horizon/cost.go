package horizon

// inTest is the share of Pinners who see a launch while its test runs.
const inTest = 0.5

// freshDays is the last week, which a cookie-cookie-day reads.
const freshDays = 7

// year is over how many days decisions are weighed, or the horizon where that is longer.
const year = 365

func (l *Launch) weighed() int { return max(year, l.Days()) }

// sum is what a change on all Pinners over the days [from, to) since it began adds to a metric, in days of control; nothing where control has none of it. Beyond the horizon the long run stays.
func (l *Launch) sum(metric, from, to int) (sum float64) {
	control := mean(l.base[metric])
	if control == 0 {
		return 0
	}
	for d := from; d < min(to, l.Days()); d++ {
		sum += (l.changed[metric][d] - l.base[metric][d]) / control
	}
	return sum + float64(l.effect(metric, l.Days()-LongRun, l.Days())*float64(max(0, to-max(from, l.Days()))))
}

// spell is one share of the Pinners of a test, who have the change on the days [from, to) of its wait.
type spell struct {
	share    float64
	from, to int
}

// spells are who has the change during a test, by what a method needs. Half of the Pinners have it for the whole wait, but: a post-period takes it away from them for the last two weeks; for
// a cookie-cookie-day a fresh seventh of the others have it on each of the last seven days; for a lagged start the others begin when half of the wait is over; and a holdback launches on
// launchDay to all but a few.
func spells(method string, wait int) []spell {
	switch whole := (spell{inTest, 0, wait}); method {
	case Post:
		return []spell{{inTest, 0, max(0, wait-postDays)}}
	case CookieDay:
		out := []spell{whole}
		for d := max(0, wait-freshDays); d < wait; d++ {
			out = append(out, spell{(1 - inTest) / freshDays, d, d + 1})
		}
		return out
	case Lagged:
		return []spell{whole, {1 - inTest, wait / 2, wait}}
	case Holdback:
		return []spell{whole, {1 - inTest - kept, min(launchDay, wait), wait}}
	default:
		return []spell{whole}
	}
}

// stopped is what a test that ends after a wait and ships nothing adds to a metric over a year, a fraction of control's. What Pinners learned fades as it came: t days after the start the
// effect is that of t days less that of t - n days, of a spell of n days (superposition: exact where reactions are linear and first order), so over a long time a spell costs as many days of
// the long run as it took.
func (l *Launch) stopped(method string, metric, wait int) (sum float64) {
	days := l.weighed()
	for _, x := range spells(method, wait) {
		sum += x.share * l.sum(metric, days-x.to, days-x.from)
	}
	return sum / float64(days)
}

// regret is what a decision by a method after a wait leaves of the best that could have been done, launching on day 0 or never, a fraction of control's revenue over a year: during the test
// those have the change whom its method needs, and from the decision on all or none.
func (l *Launch) regret(method string, wait int, launch bool) float64 {
	days := l.weighed()
	left := max(0, l.sum(0, 0, days))/float64(days) - l.stopped(method, 0, wait)
	if launch {
		left -= l.sum(0, 0, days-wait) / float64(days)
	}
	return left
}

// exposed is how many Pinners have the change until a decision by a method after a wait: of a spell all who were there by its end, of one of a single day those who came on it. days are the
// days on which one of them came, since the change shows to nobody else.
func (l *Launch) exposed(method string, wait int) (pinners, days float64) {
	if len(l.changed) <= known {
		return 0, 0
	}
	for _, x := range spells(method, wait) {
		if x.to-x.from == 1 {
			pinners += float64(x.share * l.changed[active][x.from])
		} else if x.to > x.from {
			pinners += float64(x.share * l.changed[known][x.to-1])
		}
		for d := x.from; d < x.to; d++ {
			days += float64(x.share * l.changed[active][d])
		}
	}
	return pinners, days
}
