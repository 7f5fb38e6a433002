package experiment

import (
	"math"
	"testing"

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

// TestNothingToJudge: a judgement without replications has no numbers, and no advice.
func TestNothingToJudge(t *testing.T) {
	if r := Judge(&experiment.Experiment{Name: "x"}, nil); len(r.Judgements) != 0 || len(r.Advice) != 0 {
		t.Errorf("%+v", r)
	}
}
