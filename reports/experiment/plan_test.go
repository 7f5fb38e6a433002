package experiment

import (
	"errors"
	"math"
	"testing"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// TestPlan: an effect of 2.8 standard errors takes the days and the shares of the test; half of it four times the days; less noise less of both.
func TestPlan(t *testing.T) {
	se := 0.01
	e := &experiment.Experiment{To: 8 * spec.Day, Designs: []experiment.Design{{Name: "users", Split: experiment.Pinners, Share: 0.2}, {Name: "time", Split: experiment.Blocks}}}
	r := &Report{Days: 8, Judgements: []Judgement{{Design: "users", SE: &se}, {Design: "time", SE: &se}, {Design: "users"}}}
	whole := Plan(e, r, 0.02802)
	if len(whole) != 2 || whole[0].Days != 8 || whole[1].Days != 8 || whole[1].Share != 0 || math.Abs(whole[0].Share-0.32) > 0.001 {
		t.Errorf("%+v", whole)
	}
	half := Plan(e, r, 0.01401)
	if half[0].Days != 32 || half[0].Share != 0 {
		t.Errorf("%+v", half)
	}
}

// TestPlanOfSmallSides: with 8% against 8% an effect of 2.8 standard errors takes 8% against 8%, and the same where most join late.
func TestPlanOfSmallSides(t *testing.T) {
	se := 0.01
	e := &experiment.Experiment{To: 8 * spec.Day, Designs: []experiment.Design{{Name: "few", Split: experiment.Pinners, Share: 0.08, Control: 0.08}, {Name: "late", Split: experiment.Pinners, Share: 0.2, Joins: 0.6}}}
	got := Plan(e, &Report{Days: 8, Judgements: []Judgement{{Design: "few", SE: &se}, {Design: "late", SE: &se}}}, 0.02802)
	for i, want := range []float64{0.08, 0.2} {
		if got[i].Days != 8 || math.Abs(got[i].Share-want) > 0.001 {
			t.Errorf("%+v, want a share of %v", got[i], want)
		}
	}
}

// TestReadingsKeepTheirPlace: where an estimator could not be applied in one replication, it is judged by the other, and its neighbours by both.
func TestReadingsKeepTheirPlace(t *testing.T) {
	reading := func(estimator string, e estimate.Effect) Reading {
		return Reading{Design: "time", Estimator: estimator, Metric: "revenue", Effect: e}
	}
	some := func(x float64) estimate.Effect { return estimate.NewEffect(x, 0.1, 10, Level) }
	truth := map[string]float64{"revenue": 0.25}
	all := []Replication{
		{Truth: truth, Readings: []Reading{reading(ByHour, unread(errors.New("all is one"))), reading(Pairs, some(0.5))}},
		{Truth: truth, Readings: []Reading{reading(ByHour, some(4)), reading(Pairs, some(0.25))}},
	}
	e := &experiment.Experiment{Metrics: []string{"revenue"}, Designs: []experiment.Design{{Name: "time", Split: experiment.Blocks}}}
	for i := range all {
		all[i].Revenue, all[i].Sessions = []float64{0}, []float64{0}
	}
	r := Judge(e, all)
	hour, pairs := r.Judgements[0], r.Judgements[1]
	if hour.Replications != 1 || *hour.Estimate != 4 || hour.Unread != "all is one" {
		t.Errorf("%+v", hour)
	}
	if pairs.Replications != 2 || *pairs.Estimate != 0.375 || pairs.Unread != "" {
		t.Errorf("%+v", pairs)
	}
	none := Judge(e, all[:1]).Judgements[0]
	if none.Replications != 0 || none.Estimate != nil || none.Estimator != ByHour {
		t.Errorf("%+v", none)
	}
}

// TestNothingToJudge: a judgement without replications has no numbers, and no advice.
func TestNothingToJudge(t *testing.T) {
	if r := Judge(&experiment.Experiment{Name: "x"}, nil); len(r.Judgements) != 0 || len(r.Advice) != 0 {
		t.Errorf("%+v", r)
	}
}
