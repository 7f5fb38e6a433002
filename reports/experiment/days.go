package experiment

import (
	"slices"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Estimators of groups of Pinners over windows of days.
const (
	CookieDay = "cookie_cookie_day" // long treated Pinners against those who have the treatment on that day alone: what Pinners learned
	Joiners   = "joiners"           // Pinners who joined the treatment later, against control
	Holdback  = "holdback"          // all who have the launched treatment, against those who are held back
)

// Windowed is a reading over days, made of the sums that a team keeps by group, bucket and day.
type Windowed struct {
	Reading
	From, To int     // days, from day 0
	Exposed  int     // days that the treated had had the treatment when the window began
	Truth    float64 // the same on whole markets
}

// Windows gives all readings of one replication by windows of days.
func Windows(e *experiment.Experiment, o *Outcome) (out []Windowed) {
	for i := range e.Designs {
		d := &e.Designs[i]
		if d.Split != experiment.Pinners || e.Every == 0 {
			continue
		}
		for _, name := range e.Metrics {
			if m, _ := experiment.LookupMetric(name); !m.Goal {
				w := windower{e, d, m, o, o.Units[o.Layout.Designs[i][0]].Daily, nil}
				w.read()
				out = append(out, grouped(w.out)...)
			}
		}
	}
	return out
}

// grouped puts the windows of each estimator together, in the order of their first.
func grouped(all []Windowed) []Windowed {
	var names []string
	for i := range all {
		if !slices.Contains(names, all[i].Estimator) {
			names = append(names, all[i].Estimator)
		}
	}
	slices.SortStableFunc(all, func(a, b Windowed) int { return slices.Index(names, a.Estimator) - slices.Index(names, b.Estimator) })
	return all
}

// windower reads the groups of one design of one replication for a metric.
type windower struct {
	*experiment.Experiment
	design *experiment.Design
	metric experiment.Metric
	o      *Outcome
	daily  [][]results.GroupDay
	out    []Windowed
}

// Groups that are read together.
var (
	controls = []int{results.InControl, results.HeldBack}
	fresh    = []int{results.IsFresh}
	heldBack = []int{results.HeldBack}
)

func (w *windower) read() {
	joiners := w.Joiners(w.design)
	for _, x := range w.Windows() {
		if x[0] >= w.To {
			w.add(Holdback, x, w.From, heldBack, w.launched(), w.whole(nil, x), w.mixed(x))
			continue
		}
		for k := range joiners {
			if at := w.Joined(w.design, k); at <= x[0] {
				w.add([]string{Difference, Joiners}[min(k, 1)], x, at, controls, joined(k), w.whole(nil, x), w.whole(&at, x))
			}
		}
		if w.design.Fresh > 0 {
			w.add(CookieDay, x, w.From, fresh, joined(0), w.untaught(x), w.whole(&w.From, x))
		}
	}
	for k := 1; k < joiners; k++ {
		at := w.Joined(w.design, k)
		if x := [2]spec.Time{at, min(at+w.Every, w.To)}; at < x[1] {
			w.add(LaggedStart, x, w.From, joined(k), joined(0), w.whole(&at, x), w.whole(&w.From, x))
		}
	}
}

func joined(k int) []int { return []int{results.HasJoined + k} }

// launched are the groups that have the treatment when it is launched.
func (w *windower) launched() []int {
	out := []int{results.InControl, results.InNeither, results.IsFresh}
	for k := range w.Joiners(w.design) {
		out = append(out, results.HasJoined+k)
	}
	return out
}

// add reads treated groups against others; the truth compares whole markets likewise.
func (w *windower) add(estimator string, x [2]spec.Time, since spec.Time, others, treated []int, control, treatment whole) {
	from, to := int((x[0]-w.From)/spec.Day), int((x[1]-w.From)/spec.Day)
	w.out = append(w.out, Windowed{Reading{w.design.Name, estimator, w.metric.Name, relativeGroups(w.daily[from:to], w.metric, others, treated)},
		int(x[0] / spec.Day), int(x[1] / spec.Day), int((x[0] - since) / spec.Day), control.relativeTo(treatment, w.metric)})
}

// whole is what the whole market did over a window when the treatment began at a time; nil: never.
func (w *windower) whole(since *spec.Time, x [2]spec.Time) whole {
	arm := experiment.WholeControl
	if since != nil {
		arm = w.o.Layout.From(*since)
	}
	return daysOf(w.o.Results[arm], x[0], x[1])
}

// untaught is what the whole market would have done over a window with Pinners who have the treatment for the first time: control's, with the effect of the
// test's first day.
func (w *windower) untaught(x [2]spec.Time) (out whole) {
	first := [2]spec.Time{w.From, w.From + spec.Day}
	c, t, now := w.whole(nil, first), w.whole(&w.From, first), w.whole(nil, x)
	for v := range out {
		out[v] = now[v] * t[v] / c[v]
	}
	return out
}

// mixed is what a whole market of the launched did: those who joined the treatment in the test, each group since its time, and the others since the launch.
func (w *windower) mixed(x [2]spec.Time) (out whole) {
	all := 1 - w.design.Holdback
	rest := all
	add := func(share float64, since spec.Time) {
		for v, sum := range w.whole(&since, x) {
			out[v] += float64(share / all * sum)
		}
		rest -= share
	}
	for k := range w.Joiners(w.design) {
		add(w.design.Joining(k), w.Joined(w.design, k))
	}
	add(rest, w.To)
	return out
}

// Window is what replications say of a reading over a window of days.
type Window struct {
	From    int `json:"from_day"`
	To      int `json:"to_day"`
	Exposed int `json:"days_exposed"` // that the treated had had the treatment when the window began
	Judgement
}

// judgeWindows sums replications up by window; days until an effect is found are those of no window.
func judgeWindows(all []Replication) []Window {
	out := []Window{}
	for i := range all[0].Windows {
		s, first := sample{}, &all[0].Windows[i]
		for k := range all {
			r := &all[k]
			if s.add(&r.Windows[i].Reading, r.Windows[i].Truth, nil, 0); len(r.AAWindow) > i {
				s.aa = append(s.aa, &r.AAWindow[i].Reading)
			}
		}
		j := s.judge(float64(first.To - first.From))
		j.Days = nil
		out = append(out, Window{first.From, first.To, first.Exposed, j})
	}
	return out
}

// relativeGroups is the relative effect between groups over days, with the interval of leaving out one bucket of Pinners at a time: it holds for any days
// together, since a Pinner is in the same bucket on all of them.
func relativeGroups(days [][]results.GroupDay, m experiment.Metric, others, treated []int) estimate.Effect {
	c, t := buckets(days, others), buckets(days, treated)
	of := func(leftOut int) float64 { return c.without(leftOut).per(m, t.without(leftOut)) }
	var without []float64
	for b := range results.Buckets {
		without = append(without, of(b))
	}
	return estimate.Jackknife(of(-1), without, Level)
}

// bucketed are the sums of a side by bucket.
type bucketed [results.Buckets]results.GroupDay

func buckets(days [][]results.GroupDay, groups []int) (out bucketed) {
	for _, day := range days {
		for _, g := range groups {
			for b := range out {
				out[b].Add(&day[g*results.Buckets+b])
			}
		}
	}
	return out
}

// without is the sum of all buckets but one; -1: of all.
func (s *bucketed) without(leftOut int) (sum groupSum) {
	for b := range s {
		if b != leftOut {
			(*results.GroupDay)(&sum).Add(&s[b])
		}
	}
	return sum
}

// groupSum is the sum of a side.
type groupSum results.GroupDay

// per is a treated side over its control, less 1: means are of a Pinner's day.
func (g groupSum) per(m experiment.Metric, treated groupSum) float64 {
	at := func(x *groupSum) float64 {
		v := [experiment.Variables]float64{x.Revenue.Float(), x.Value.Float(), float64(x.Clicks) / spec.Unit, float64(x.Impressions), float64(x.Sessions)}
		if m.Den < 0 {
			return v[m.Num] / float64(x.Pinners)
		}
		return v[m.Num] / v[m.Den]
	}
	return at(&treated)/at(&g) - 1
}
