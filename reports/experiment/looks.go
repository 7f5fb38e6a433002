package experiment

import (
	"math"
	"sync"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// Sequential is the difference in a Pinner split that is looked at after every window of days and stops at the first look that decides.
const Sequential = "sequential"

// boundaries are those that were solved, by rule and number of looks: to find one takes as long as to play a small market, and every reading needs it.
var boundaries sync.Map

// boundary of a rule of looks. It is read only.
func boundary(rule experiment.Looks, looks int) (estimate.Boundary, error) {
	type asked struct {
		rule  experiment.Looks
		looks int
	}
	if b, ok := boundaries.Load(asked{rule, looks}); ok {
		return b.(estimate.Boundary), nil
	}
	b, err := solve(rule, looks)
	if err == nil {
		boundaries.Store(asked{rule, looks}, b)
	}
	return b, err
}

func solve(rule experiment.Looks, looks int) (estimate.Boundary, error) {
	switch rule {
	case experiment.Pocock:
		return estimate.Pocock(looks, 1-Level)
	case experiment.OBrienFleming:
		return estimate.OBrienFleming(looks, 1-Level)
	}
	return estimate.Naive(looks, 1-Level), nil
}

// stop is what a test says at the look at which it stops.
func stop(e *experiment.Experiment, looks []estimate.Effect) (effect estimate.Effect, at int) {
	if e.Looks == experiment.AlwaysValid {
		return estimate.Mixture{Variance: e.Expected * e.Expected, Alpha: 1 - Level}.Read(looks)
	}
	b, err := boundary(e.Looks, len(looks))
	if err != nil {
		return unread(err), 0
	}
	effect, at = b.Read(looks)
	if e.Looks == experiment.Uncorrected { // who does not correct says what that look alone says
		effect = looks[at]
	}
	return effect, at
}

// readLooks reads all days so far at the end of every window of the test, from the sums by group, day and bucket.
func (r *reader) readLooks(m experiment.Metric) {
	e := r.experiment
	if e.Looks == "" {
		return
	}
	var looks []estimate.Effect
	for to := e.From + e.Every; to <= e.To; to += e.Every {
		looks = append(looks, r.soFar(m, int((to-e.From)/spec.Day)))
	}
	effect, at := stop(e, looks)
	r.add(Sequential, m.Name, effect)
	r.out[len(r.out)-1].Stopped = float64((at + 1) * int(e.Every/spec.Day))
}

// soFar is the relative effect over the first days of the test. Its p value is that of the difference of the levels, as by Fieller: a control that is noisy on early days moves the
// relative effect and its standard error together, and would reject on the side where both are small.
func (r *reader) soFar(m experiment.Metric, days int) estimate.Effect {
	daily := r.units[0].Daily[:days]
	c, t := buckets(daily, controls), buckets(daily, joined(0))
	of := func(effect func(control, treatment float64) float64) estimate.Effect {
		return jackknifed(func(leftOut int) float64 { return effect(c.without(leftOut).level(m), t.without(leftOut).level(m)) })
	}
	e := of(func(control, treatment float64) float64 { return treatment/control - 1 })
	e.P = of(func(control, treatment float64) float64 { return treatment - control }).P
	return e
}

// sequential says of a test with looks how long it went on; what it could find is not known from the standard error of where it stopped.
func (j *Judgement) sequential(readings []*Reading) {
	days := 0.0
	for _, x := range readings {
		days += x.Stopped / float64(len(readings))
	}
	whole := int(math.Ceil(days))
	j.Power, j.Detectable, j.Days = nil, nil, &whole
}
