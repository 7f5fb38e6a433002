package cli

import (
	"math"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// publishedLongRun is a shipped scenario with the published figures that it is compared with.
type publishedLongRun struct {
	scenario, title, note string
	figures               []figure
	picture               string // of the page, as Markdown; may be empty
}

// figure is one published number.
type figure struct {
	what, published, how string
	want, tolerance      float64 // 0 tolerance: it is shown, not judged
	unit                 string  // "%": a fraction written in per cent
	of                   func(*evidence) []float64
}

// How a figure came about.
const (
	fitted    = "fitted"
	builtIn   = "built in"
	predicted = "predicted"
)

func (f *figure) words(x float64) string {
	if f.unit == "%" {
		return format.Percent(x, 2)
	}
	return format.Fixed(x, 3)
}

// evidence reads results by replication.
type evidence struct{ in *reports.Input }

func (e *evidence) arm(name string) int {
	for i := range e.in.Arms {
		if e.in.Arms[i].Name == name {
			return i
		}
	}
	return -1
}

// change is the relative change of a metric against the arm's base over days [from, to), by replication.
func (e *evidence) change(arm, metric string, from, to int) []float64 {
	return e.changeIn(arm, metric, "", from, to)
}

// changeIn is change over the Pinners of a segment.
func (e *evidence) changeIn(arm, metric, segment string, from, to int) (out []float64) {
	m, _ := results.LookupMetric(metric)
	cut := results.Everything
	for i, s := range e.in.Axes.Segments {
		if s == segment {
			cut.Segment = i
		}
	}
	a := e.arm(arm)
	base, _ := e.in.Versus(a)
	for _, r := range e.in.Replications() {
		of := func(arm int) float64 {
			t := results.Sum(e.in.Results[r][arm], &e.in.Axes, from, to, cut)
			return m.Value(&t)
		}
		out = append(out, of(a)/of(base)-1)
	}
	return out
}

// last is change over the last 30 days.
func (e *evidence) last(arm, metric string) []float64 {
	return e.change(arm, metric, max(0, e.in.Days-30), e.in.Days)
}

// each combines two numbers per replication.
func each(a, b []float64, f func(x, y float64) float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = f(a[i], b[i])
	}
	return out
}

func over(a, b []float64) []float64 { return each(a, b, func(x, y float64) float64 { return x / y }) }

// logShare is the part of the loss in one channel, where channels multiply.
func logShare(part, whole []float64) []float64 {
	return each(part, whole, func(x, y float64) float64 { return math.Log1p(x) / math.Log1p(y) })
}

// perAd is the slope from the arm of fewer ads to the one of more: 2.73 and 5.01 an hour.
func (e *evidence) perAd(metric string) []float64 {
	return each(e.last("more_ads", metric), e.last("fewer_ads", metric), func(x, y float64) float64 { return (x - y) / (5.01 - 2.73) })
}

// live is what the post-period or lagged start reads, by replication: of the click rate in the 14 days from day 90 on.
func (e *evidence) live(arm string) []float64 {
	if arm == "better_pages_late" { // the arm that had the change all along against the one that had it late
		late := e.change(arm, "ctr", 90, 104)
		return each(e.change("better_pages", "ctr", 90, 104), late, func(x, y float64) float64 { return (1+x)/(1+y) - 1 })
	}
	return e.change(arm, "ctr", 90, 104)
}

const learningRate, exposed, window = 0.012, 90, 14

// learnedShare is what the extrapolation takes a reading to be of the long run.
func learnedShare() float64 {
	held := 0.0
	for d := range window {
		held += math.Exp(-learningRate*float64(d)) / window
	}
	return (1 - math.Exp(-learningRate*exposed)) * held
}

var publishedLongRuns = []publishedLongRun{
	{"pandora", "Pandora: hours of listening against ads an hour",
		"Huang, Reiley & Riabov (2018); Goli, Huang, Reiley & Riabov (2025), QME 23. Pages stand for hours. The model is fitted to the loss in hours " +
			"(-2.075% per ad an hour, split 18/41/41) and to the month-one third; the published loss of active days (-1.90%) is larger than 82% of the " +
			"loss in hours, so that both cannot be met by three channels that multiply. Leaving accumulates: what was published had not settled either.",
		[]figure{
			{"hours at 2.73 ads an hour, last month of 21", "+1.74%", fitted + " (one slope)", 0.0174, 0.0015, "%", func(e *evidence) []float64 { return e.last("fewer_ads", "auctions") }},
			{"hours at 5.01 ads an hour, last month of 21", "-2.83%", fitted + " (one slope)", -0.0283, 0.0015, "%", func(e *evidence) []float64 { return e.last("more_ads", "auctions") }},
			{"hours per ad an hour", "-2.075%", fitted, -0.02075, 0.0015, "%", func(e *evidence) []float64 { return e.perAd("auctions") }},
			{"month one over the last month, 5.01 ads", "1/3", fitted, 1.0 / 3, 0.04, "", func(e *evidence) []float64 {
				return over(e.change("more_ads", "auctions", 0, 30), e.last("more_ads", "auctions"))
			}},
			{"month one over the last month, 2.73 ads", "1/3", predicted, 1.0 / 3, 0.06, "", func(e *evidence) []float64 {
				return over(e.change("fewer_ads", "auctions", 0, 30), e.last("fewer_ads", "auctions"))
			}},
			{"share of the loss in hours: hours a day", "18%", fitted, 0, 0, "%", func(e *evidence) []float64 {
				hours := e.last("more_ads", "auctions")
				return logShare(each(hours, e.last("more_ads", "sessions"), func(x, y float64) float64 { return (1+x)/(1+y) - 1 }), hours)
			}},
			{"share of the loss in hours: days a listener", "41%", fitted, 0, 0, "%", func(e *evidence) []float64 {
				return logShare(e.last("more_ads", "sessions_per_pinner_day"), e.last("more_ads", "auctions"))
			}},
			{"share of the loss in hours: still active", "41%", fitted, 0, 0, "%", func(e *evidence) []float64 {
				return logShare(e.last("more_ads", "pinners"), e.last("more_ads", "auctions"))
			}},
			{"active days per ad an hour", "-1.90%", predicted, 0, 0, "%", func(e *evidence) []float64 { return e.perAd("active_pinners") }},
			{"effect after a year over the last month, 5.01 ads", "still growing", predicted, 0, 0, "", func(e *evidence) []float64 {
				return over(e.change("more_ads", "auctions", 350, 380), e.last("more_ads", "auctions"))
			}},
		}, ""},
	{"google_learning", "Google search: learned ad sightedness, and how it is measured live",
		"Hohnhold, O'Brien & Tang (2015), KDD, as summarised by others. Fitted: the rate, 0.012 a day. The size of the effect is ours.",
		[]figure{
			{"share of the long run seen at 90 days", "65%", builtIn + " (form and rate)", 0.65, 0.03, "%", func(e *evidence) []float64 {
				return over(e.change("better_pages_90d", "sightedness", 89, 90), e.last("better_pages", "sightedness"))
			}},
			{"share of that which the 14-day post-period reads", "92%", builtIn + " (form and rate)", 0.92, 0.03, "%", func(e *evidence) []float64 {
				return over(e.live("better_pages_90d"), e.change("better_pages_90d", "sightedness", 89, 90))
			}},
			{"share of that which the lagged start reads", "-", predicted, 0, 0, "%", func(e *evidence) []float64 {
				return over(e.live("better_pages_late"), e.change("better_pages", "sightedness", 89, 90))
			}},
			{"post-period extrapolated, over the true long run", "1", predicted, 0, 0, "", func(e *evidence) []float64 {
				return each(e.live("better_pages_90d"), e.last("better_pages", "sightedness"), func(x, y float64) float64 { return x / learnedShare() / y })
			}},
		}, ""},
	{"linkedin_density", "LinkedIn feed: one ad in 3 or 9 items instead of 6",
		"arXiv 1902.03098, abstract: the long-term impact is much smaller than the short-term one, and cohorts differ. No sizes are published; all are ours.",
		[]figure{
			{"sessions at one in 3, first 14 days", "larger", "ours", 0, 0, "%", func(e *evidence) []float64 { return e.change("one_in_3", "sessions", 0, 14) }},
			{"sessions at one in 3, last 30 days", "much smaller", builtIn, 0, 0, "%", func(e *evidence) []float64 { return e.last("one_in_3", "sessions") }},
			{"long run over short run", "well below 1", builtIn, 0.3, 0.25, "", func(e *evidence) []float64 {
				return over(e.last("one_in_3", "sessions"), e.change("one_in_3", "sessions", 0, 14))
			}},
			{"the same, core Pinners (1.6 sessions a day)", "cohorts differ", predicted, 0, 0, "", func(e *evidence) []float64 { return e.ratioIn("core") }},
			{"the same, casual Pinners (0.3 sessions a day)", "cohorts differ", predicted, 0, 0, "", func(e *evidence) []float64 { return e.ratioIn("casual") }},
		}, ""},
	{"long_run_regimes", "One change under two regimes",
		"Two more ads at the foot of a page, which few Pinners look at. Nothing of this is published: it shows why the regime has to be chosen.",
		[]figure{
			{"revenue, first 14 days, Pandora's Pinners", "-", predicted, 0, 0, "%", func(e *evidence) []float64 { return e.change("more_ads", "revenue", 0, 14) }},
			{"revenue, last 30 days, Pandora's Pinners", "-", predicted, 0, 0, "%", func(e *evidence) []float64 { return e.last("more_ads", "revenue") }},
			{"revenue, first 14 days, LinkedIn's Pinners", "-", predicted, 0, 0, "%", func(e *evidence) []float64 { return e.change("linkedin_more_ads", "revenue", 0, 14) }},
			{"revenue, last 30 days, LinkedIn's Pinners", "-", predicted, 0, 0, "%", func(e *evidence) []float64 { return e.last("linkedin_more_ads", "revenue") }},
		}, "![Change of revenue and of sessions by day under both regimes](longrun.png)"},
}

func (e *evidence) ratioIn(segment string) []float64 {
	n := e.in.Days
	return over(e.changeIn("one_in_3", "sessions", segment, n-30, n), e.changeIn("one_in_3", "sessions", segment, 0, 14))
}
