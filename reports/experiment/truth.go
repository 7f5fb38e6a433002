package experiment

import (
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Truth is the relative effect of the treatment on the whole market, by metric.
func Truth(e *experiment.Experiment, o *Outcome) map[string]float64 {
	c, t := wholeMeans(o.Units[experiment.WholeControl]), wholeMeans(o.Units[experiment.WholeTreatment])
	out := map[string]float64{}
	for _, name := range e.Metrics {
		m, _ := experiment.LookupMetric(name)
		if m.Goal {
			out[name] = goalTruth(o)
			continue
		}
		out[name] = c.relativeTo(t, m)
		for estimator, x := range learned(e, o, m) {
			out[name+" "+estimator] = x
		}
	}
	for i := range e.Designs {
		exposedTruths(&e.Designs[i], e, o, out)
		layerTruths(&e.Designs[i], e, o, out)
		localTruths(&e.Designs[i], e, o, out)
		for _, name := range e.Metrics {
			if m, _ := experiment.LookupMetric(name); len(e.Designs[i].Ramp) > 0 && !m.Goal {
				out[name+" of "+e.Designs[i].Name] = effect(o, m, e.Designs[i].Reads(e), e.To)
			}
		}
	}
	return out
}

// effect is the relative effect on the whole market over days.
func effect(o *Outcome, m experiment.Metric, from, to spec.Time) float64 {
	return daysOf(o.Results[experiment.WholeControl], from, to).relativeTo(daysOf(o.Results[experiment.WholeTreatment], from, to), m)
}

// truthOf is what a reading should say: the effect on the whole market over the days that it reads, or for readings of what stays the same of them.
func truthOf(truth map[string]float64, x *Reading) float64 {
	if own, ok := truth[x.Metric+" "+x.Estimator]; ok {
		return own
	}
	if slope, ok := truth[x.Metric+" slope of "+x.Design]; ok && isSlope(x.Estimator) {
		return slope
	}
	if days, ok := truth[x.Metric+" of "+x.Design]; ok {
		return days
	}
	return truth[x.Metric]
}

// whole is the sum of each variable.
type whole [experiment.Variables]float64

func wholeMeans(u *results.Trial) (sums whole) {
	for p := range u.Pinners.All() {
		for v, x := range variables(p) {
			sums[v] += x
		}
	}
	return sums
}

func (c whole) relativeTo(t whole, m experiment.Metric) float64 {
	at := func(w whole) float64 {
		if m.Den < 0 {
			return w[m.Num]
		}
		return w[m.Num] / w[m.Den]
	}
	return at(t)/at(c) - 1
}

// learned is the truth of readings of what stays, from the days of the whole markets: over the post-period, and over the last days of the test against its
// first ones.
func learned(e *experiment.Experiment, o *Outcome, m experiment.Metric) map[string]float64 {
	out := map[string]float64{}
	if e.Post > 0 {
		out[PostPeriod] = effect(o, m, e.To, e.Post)
	}
	if e.Late > 0 {
		out[LaggedStart] = (1+effect(o, m, e.Late, e.To))/(1+effect(o, m, e.From, e.From+e.To-e.Late)) - 1
	}
	return out
}

// daysOf is the sum of each variable over the days [from, to).
func daysOf(r *results.Result, from, to spec.Time) (w whole) {
	for d := from / spec.Day; d < to/spec.Day && int(d) < len(r.Days); d++ {
		for i := range r.Days[d].Cells {
			c := &r.Days[d].Cells[i]
			for v, x := range [experiment.Variables]float64{c.Revenue.Float(), c.Value.Float(), float64(c.Clicks) / spec.Unit, float64(c.Impressions), float64(c.Sessions), float64(c.Outcomes) / spec.Unit} {
				w[v] += x
			}
		}
	}
	return w
}
