package experiment

import (
	"slices"

	"gonum.org/v1/gonum/floats"

	"marketsim/reports/stats"
	"marketsim/sim/experiment"
)

// plainOf is the estimator by which a design's channels are told: the plain reading of its kind.
func plainOf(d *experiment.Design) string {
	if d.Local != nil {
		return Slope
	}
	if d.Split == experiment.TwoSided {
		return Naive
	}
	return Difference
}

// apartOf is that of the designs beside it in which a channel is switched off.
func apartOf(d *experiment.Design) string {
	if d.Local != nil {
		return Slope
	}
	return Difference
}

// find is a reading of a replication; false where it has none.
func (r *Replication) find(metric, design, estimator string) (Reading, bool) {
	i := slices.IndexFunc(r.Readings, func(x Reading) bool { return x.Metric == metric && x.Design == design && x.Estimator == estimator })
	if i < 0 {
		return Reading{}, false
	}
	return r.Readings[i], true
}

// Explain tells the bias of each design apart by channel. all are replications with the designs that switch channels off beside the others, frozen those in
// which advertisers do not react; nil where they never do. Each part is the design's error less that without the channel, paired in each replication; what the
// parts leave is the remainder, with what channels do together.
func (r *Report) Explain(e *experiment.Experiment, all []Replication, without []experiment.Without, frozen []Replication) {
	r.Channels = []Channel{}
	for i := range e.Designs {
		for _, metric := range e.Metrics {
			r.explain(&e.Designs[i], metric, all, without, frozen)
		}
	}
}

// explain is the channels of one design and metric.
func (r *Report) explain(d *experiment.Design, metric string, all []Replication, without []experiment.Without, frozen []Replication) {
	errors := func(rs []Replication, design, estimator string) (out []float64) {
		for i := range rs {
			if x, ok := rs[i].find(metric, design, estimator); ok {
				out = append(out, x.Value-truthOf(rs[i].Truth, &x))
			}
		}
		return out
	}
	own := errors(all, d.Name, plainOf(d))
	if len(own) == 0 {
		return
	}
	rest, parts := slices.Clone(own), 0
	add := func(name experiment.Channel, off []float64, how string) {
		if len(off) != len(own) {
			return
		}
		part := make([]float64, len(own))
		for i := range part {
			part[i] = own[i] - off[i]
		}
		if r.part(metric, d.Name, string(name), part, how) {
			parts++
			floats.Sub(rest, part)
		}
	}
	for _, w := range without {
		if w.Of == d.Name {
			add(w.Channel, errors(all, w.Design, apartOf(d)), "what goes away when "+w.How)
		}
	}
	if frozen != nil {
		add(experiment.AdvertisersAct, errors(frozen, d.Name, plainOf(d)), "what goes away when nobody reviews, leaves or comes")
	}
	if parts > 0 {
		r.part(metric, d.Name, "remainder", rest, "what these leave, and what they do together")
	}
}

// part adds a channel with its interval over replications; false where no replication has both readings.
func (r *Report) part(metric, design, name string, x []float64, how string) bool {
	b := stats.MeanInterval(x, Level)
	if b.N == 0 {
		return false
	}
	c := Channel{Metric: metric, Design: design, Channel: name, Bias: b.Mean, How: how}
	if number(b.Lo) != nil && number(b.Hi) != nil {
		c.Lo, c.Hi = b.Lo, b.Hi
	}
	r.Channels = append(r.Channels, c)
	return true
}

// Only keeps what is said of an experiment's own designs, without those that were run to switch channels off.
func (r *Report) Only(e *experiment.Experiment) {
	foreign := func(design string) bool {
		return !slices.ContainsFunc(e.Designs, func(d experiment.Design) bool { return d.Name == design })
	}
	r.Judgements = slices.DeleteFunc(r.Judgements, func(j Judgement) bool { return foreign(j.Design) })
	r.Costs = slices.DeleteFunc(r.Costs, func(c Cost) bool { return foreign(c.Design) })
	r.Channels = slices.DeleteFunc(r.Channels, func(c Channel) bool { return foreign(c.Design) })
	r.Advice = []string{}
	for _, metric := range e.Metrics {
		r.advise(metric)
	}
}
