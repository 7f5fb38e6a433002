package tuning

import (
	"slices"
	"testing"

	"marketsim/sim/tune"
)

// TestEndsOfRangesOverBeliefs: a best strategy at the end of a lever's range is warned of over beliefs too; one within it, an arm, and one that a constraint may hold there are not.
func TestEndsOfRangesOverBeliefs(t *testing.T) {
	lever := Lever{Lever: tune.Lever{Path: "mechanism.ad_load.per_session", Kind: tune.Whole, Lo: 4, Hi: 16}}
	for _, x := range []struct {
		candidate, limits, warnings int
	}{{1, 0, 1}, {2, 0, 0}, {-1, 0, 0}, {1, 1, 0}} {
		s := &Summary{Levers: []Lever{lever}, Objectives: []tune.Objective{{Name: "revenue"}}, Constraints: make([]tune.Constraint, x.limits)}
		s.Candidates = []Candidate{{}, {Setting: []string{"16"}, Shares: []Number{1}}, {Setting: []string{"12"}, Shares: []Number{0.67}}}
		one := Strategy{Name: "one", Candidate: x.candidate, Keeps: []bool{true}, Regret: make([]Band, 1), Gains: make([]Band, 1), Values: make([]Band, 1), Chance: make([]Number, 1)}
		s.Decision = &Decision{Beliefs: make([]tune.Belief, 1), Strategies: []Strategy{one}, BestIn: []int{0}}
		s.conclude(&Found{})
		if told := slices.Contains(s.Warnings, "the best value of mechanism.ad_load.per_session is at the end of its range: widen it"); told != (x.warnings > 0) {
			t.Errorf("candidate %d with %d constraints: %q", x.candidate, x.limits, s.Warnings)
		}
	}
}

// TestOneDay: a test of one day is for 1 day, not for 1 days, and a front of one setting is no plural.
func TestOneDay(t *testing.T) {
	for days, want := range map[int]string{1: "150 Pinners a side (50%) for 1 day", 3: "150 Pinners a side (50%) for 3 days"} {
		if got := people(&Size{Pinners: 150, Share: 0.5, Days: days}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	s := &Summary{Fronts: []Front{{Candidates: []int{0}, Knee: -1}}}
	if got := s.FrontText(); got != "1 setting is beaten by no other in all objectives" {
		t.Errorf("%q", got)
	}
}
