package tuning

import (
	"strings"
	"testing"

	"marketsim/sim/tune"
)

// TestEndsOfRangesOverBeliefs: a best strategy at the end of a lever's range is warned of over beliefs too, and marked; one within it, an arm, the least that the key takes, and one that a constraint may hold there are not.
func TestEndsOfRangesOverBeliefs(t *testing.T) {
	lever := Lever{Lever: tune.Lever{Path: "mechanism.ad_load.per_session", Kind: tune.Whole, Lo: 4, Hi: 16}}
	for _, x := range []struct {
		candidate int
		slack     []Band
		least     bool
		end       string
		told      string
	}{{1, nil, false, "upper", "the best value of mechanism.ad_load.per_session, 16, is the upper end of its range, and a better one may lie beyond it: widen its range in tune.levers"},
		{3, nil, true, "", ""}, {3, nil, false, "lower", "the best value of mechanism.ad_load.per_session, 4, is the lower end of its range, and a better one may lie beyond it: widen its range in tune.levers"},
		{2, nil, false, "", ""}, {-1, nil, false, "", ""}, {1, []Band{{0.02, 0.01}}, false, "", ""}, {3, []Band{{0.04, 0.01}}, false, "lower", "the best value of"}} {
		lever.Least = x.least
		s := &Summary{Levers: []Lever{lever}, Objectives: []tune.Objective{{Name: "revenue"}}, Constraints: make([]tune.Constraint, len(x.slack))}
		s.Candidates = []Candidate{{}, {ID: 1, Setting: []string{"16"}, Shares: []Number{1}}, {ID: 2, Setting: []string{"12"}, Shares: []Number{0.67}}, {ID: 3, Setting: []string{"4"}, Shares: []Number{0.04}}}
		for i := range s.Candidates {
			s.Candidates[i].Layers = []Layer{{Slack: x.slack}}
		}
		one := Strategy{Name: "one", Candidate: x.candidate, Keeps: []bool{true}, Regret: make([]Band, 1), Gains: make([]Band, 1), Values: make([]Band, 1), Chance: make([]Number, 1)}
		s.Decision = &Decision{Beliefs: make([]tune.Belief, 1), Strategies: []Strategy{one}, BestIn: []int{0}}
		s.conclude(&Found{})
		if len(s.Warnings) > 0 != (x.told != "") || x.told != "" && !strings.HasPrefix(s.Warnings[0], x.told) || s.Levers[0].AtEnd != x.end {
			t.Errorf("candidate %d with slack %v: %q, at end %q", x.candidate, x.slack, s.Warnings, s.Levers[0].AtEnd)
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

// TestAheadBetweenDays: a lead of -3 on day 56 and 4 on day 63 is 0 on day 59, and above from day 60 on, though curves are read every seventh day.
func TestAheadBetweenDays(t *testing.T) {
	leads := []float64{-1, -3, 4, 9}
	if day := ahead([]int{49, 56, 63, 70}, func(k int) float64 { return leads[k] }); day == nil || *day != 60 {
		t.Errorf("day %v, want 60", day)
	}
	leads[3] = -1
	if day := ahead([]int{49, 56, 63, 70}, func(k int) float64 { return leads[k] }); day != nil {
		t.Errorf("day %v, want none: the lead does not last", *day)
	}
}
