package experiment_test

import (
	"slices"
	"testing"

	"marketsim/sim/experiment"
)

// TestLocalHasTwoSides: a local design moves all units up or down, so that nobody is left to have the policy of another arm, or a share of campaigns beside the two.
func TestLocalHasTwoSides(t *testing.T) {
	s, e := load(t)
	market := s.Arms[0].Phases[0].Market
	local := &experiment.Local{Step: 0.1, Up: market, Down: market}
	for name, change := range map[string]func(*experiment.Design){
		"alone": func(*experiment.Design) {}, "others": func(d *experiment.Design) { d.Others = new(int) }, "campaign_control_share": func(d *experiment.Design) { d.Split, d.Campaigns, d.Other = experiment.Matched, 0.4, 0.4 },
	} {
		one := *e
		one.Designs = []experiment.Design{{Name: "slope", Split: experiment.Campaigns, Share: 0.5, Local: local}}
		change(&one.Designs[0])
		told := slices.ContainsFunc(one.Check(s), func(p experiment.Problem) bool { return p.At == "designs.slope.local" })
		if told == (name == "alone") {
			t.Errorf("%s: refused %v; %v", name, told, one.Check(s))
		}
	}
}
