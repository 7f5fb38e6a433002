package sim_test

import (
	"testing"

	"marketsim/agents"
	"marketsim/sim"
)

// TestLearningSurvivesAnArm: an arm that adds a campaign and raises budgets leaves what bidders learned in the warm-up as it was.
func TestLearningSurvivesAnArm(t *testing.T) {
	s := spec(800, 10)
	s.Warmup, s.Horizon, s.Replications = 3*sim.Day, sim.Day, 1
	control := s.Arms[0].Phases[0].Market
	for g := range control.Groups {
		control.Groups[g].Pacing = nil
		control.Groups[g].Strategy = &agents.TargetROAS{Target: 3, Step: 0.05, Paced: agents.Paced{Gain: 0.1, Most: 100}}
	}
	more := *control
	more.Groups = append([]sim.Group(nil), control.Groups...)
	late := more.Groups[0].Members[0]
	late.Name, late.Value = "shops/late", 0.01
	more.Groups[0].Members = append(append([]sim.Member(nil), more.Groups[0].Members...), late)
	s.Arms = append(s.Arms, sim.Arm{Name: "more", Phases: []sim.Phase{{Market: &more}}})
	results := run(t, s, 1)[0]
	factors := map[string]float64{}
	for _, c := range results[0].Campaigns {
		factors[c.Name] = c.BidFactor
	}
	compared := 0
	for _, c := range results[1].Campaigns {
		f, there := factors[c.Name]
		if !there || c.Impressions == 0 {
			continue
		}
		compared++
		if first := 1. / 3; f > 1.5*first && c.BidFactor < 1.2*first {
			t.Errorf("%s bids %.3f of its value, %.3f where nothing was added: it began anew", c.Name, c.BidFactor, f)
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}
