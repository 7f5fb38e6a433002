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
	From, To         int     // days, from day 0; of survival and lifetime value, from a Pinner's first session in the test
	Exposed          int     // days that the treated had had the treatment when the window began
	Truth            float64 // the same on whole markets
	Control, Treated float64 // levels of the sides
}

// Windows gives all readings of one replication by windows of days.
func Windows(e *experiment.Experiment, o *Outcome) (out []Windowed) {
	for i := range e.Designs {
		d := &e.Designs[i]
		w := windower{Experiment: e, design: d, o: o, units: o.Units[o.Layout.Designs[i][0]]}
		switch {
		case e.Every == 0 || d.Local != nil:
		case d.Split == experiment.Pinners:
			w.readPinners()
		case d.Split == experiment.Campaigns:
			w.readCampaigns()
		}
		out = append(out, grouped(w.out)...)
	}
	return out
}

// readPinners reads all metrics by window, and where it is asked for by the Pinners' first session.
func (w *windower) readPinners() {
	for _, name := range w.Metrics {
		if w.metric, _ = experiment.LookupMetric(name); !w.metric.Goal {
			w.read()
		}
	}
	if w.ByExposure {
		w.readLives()
	}
}

// grouped puts the windows of each metric and estimator together, in the order of their first.
func grouped(all []Windowed) []Windowed {
	var names []string
	of := func(x *Windowed) int { return slices.Index(names, x.Metric+" "+x.Estimator) }
	for i := range all {
		if of(&all[i]) < 0 {
			names = append(names, all[i].Metric+" "+all[i].Estimator)
		}
	}
	slices.SortStableFunc(all, func(a, b Windowed) int { return of(&a) - of(&b) })
	return all
}

// windower reads the groups of one design of one replication.
type windower struct {
	*experiment.Experiment
	design *experiment.Design
	metric experiment.Metric
	o      *Outcome
	units  *results.Trial
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
	c, t := buckets(w.units.Daily[from:to], others), buckets(w.units.Daily[from:to], treated)
	out := Windowed{From: int(x[0] / spec.Day), To: int(x[1] / spec.Day), Exposed: int((x[0] - since) / spec.Day), Truth: control.relativeTo(treatment, w.metric)}
	w.put(estimator, w.metric.Name, out, func(leftOut int) (control, treatment float64) {
		return c.without(leftOut).level(w.metric), t.without(leftOut).level(w.metric)
	})
}

// put reads levels of two sides, and the relative effect. Without a bucket means with all.
func (w *windower) put(estimator, metric string, x Windowed, levels func(leftOut int) (control, treatment float64)) {
	x.Reading = Reading{Design: w.design.Name, Estimator: estimator, Metric: metric, Effect: jackknifed(func(leftOut int) float64 {
		c, t := levels(leftOut)
		return t/c - 1
	})}
	x.Control, x.Treated = levels(all)
	w.out = append(w.out, x)
}

// jackknifed is an effect with the interval of leaving out one bucket of Pinners at a time: it holds for any days together, since a Pinner is in the same bucket on all of them.
func jackknifed(of func(leftOut int) float64) estimate.Effect {
	var without []float64
	for b := range results.Buckets {
		without = append(without, of(b))
	}
	return estimate.Jackknife(of(all), without, Level)
}

// all leaves out no bucket.
const all = -1

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
	launched := 1 - w.design.Holdback
	rest := launched
	add := func(share float64, since spec.Time) {
		for v, sum := range w.whole(&since, x) {
			out[v] += float64(share / launched * sum)
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
	Control *float64 `json:"control"` // mean levels of the sides
	Treated *float64 `json:"treated"`
}

// judgeWindows sums replications up by window; days until an effect is found are those of no window.
func judgeWindows(all []Replication) []Window {
	out := []Window{}
	if len(all) == 0 {
		return out
	}
	for i := range all[0].Windows {
		s, first, control, treated := sample{}, &all[0].Windows[i], 0.0, 0.0
		for k := range all {
			r := &all[k]
			control += r.Windows[i].Control / float64(len(all))
			treated += r.Windows[i].Treated / float64(len(all))
			if s.add(&r.Windows[i].Reading, r.Windows[i].Truth, nil, 0); len(r.AAWindow) > i {
				s.aa = append(s.aa, &r.AAWindow[i].Reading)
			}
		}
		j := s.judge(float64(first.To - first.From))
		j.Days = nil
		out = append(out, Window{first.From, first.To, first.Exposed, j, number(control), number(treated)})
	}
	return out
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

// without is the sum of all buckets but one.
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

// level is a metric of a side; means are of a Pinner's day.
func (g groupSum) level(m experiment.Metric) float64 {
	v := g.variables()
	if m.Den < 0 {
		return v[m.Num] / float64(g.Pinners)
	}
	return v[m.Num] / v[m.Den]
}

func (g *groupSum) variables() [experiment.Variables]float64 {
	return [...]float64{g.Revenue.Float(), g.Value.Float(), float64(g.Clicks) / spec.Unit, float64(g.Impressions), float64(g.Sessions), 0}
}
