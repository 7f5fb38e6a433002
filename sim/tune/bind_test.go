package tune

import (
	"math"
	"testing"

	"marketsim/sim/rng"
)

// reserve is a market that shows 4 ads and 1 - x more, of which each costs 1.5% of activity: 0.6% less is reached at x = 0.6. Two replications tell activity to 0.03% at 95%.
func reserve(c *Candidate, r int) []float64 {
	x := c.Shares[0]
	key := rng.Root(9, r).With(uint64(c.ID) + 1)
	return []float64{4 + (1-x*x)/2 + 0.001*normal(rng.Root(9, r)), 1 - 0.015*(1-x) + 6.5e-5*normal(key)}
}

func reserveProblem() *Problem {
	return &Problem{Levers: []Lever{{Path: "x", Kind: Continuous, Hi: 1}}, Objectives: []Objective{{Name: "f"}},
		Constraints: []Constraint{{Name: "activity", Subject: Change, Bound: -0.006, Confidence: 0.95}}, Layers: 1}
}

// TestBoundIsReached: the best setting lies on the bound of a constraint, and the search comes to it within 0.01 with two replications, and with six, in 80 runs. Where the budget
// ends before, it says how much of the bound is left.
func TestBoundIsReached(t *testing.T) {
	for seed := range uint64(8) {
		for _, n := range []int{2, 6} {
			o := plain
			o.Seed, o.Runs, o.Replications, o.Start, o.Base = seed, 80, n, 6, []string{"1"}
			s, a := run(t, reserveProblem(), o, reserve)
			if x := number(t, a.Winner.Setting[0]); math.Abs(x-0.6) > 0.01 {
				t.Errorf("seed %d, %d replications: %v, want 0.6 within 0.01", seed, n, x)
			}
			if _, spare := s.Spare(); spare > 0 {
				t.Errorf("seed %d, %d replications: %v of the bound are said to be left", seed, n, spare)
			}
		}
	}
	o := plain
	o.Seed, o.Runs, o.Replications, o.Start, o.Base = 3, 26, 2, 6, []string{"1"}
	s, a := run(t, reserveProblem(), o, reserve)
	left := 1 - (1-number(t, a.Winner.Setting[0]))/0.4
	if _, spare := s.Spare(); left < 0.06 || math.Abs(spare-left) > 0.02 {
		t.Errorf("%v of the bound are said to be left, want %v", spare, left)
	}
}

// TestBoundOfWholeNumbers: ads from 3 to 18 cost .12% of activity each, of which 1.39% may be lost: 14 ads are best. Two replications, and four, do not tell that they keep the constraint,
// and eight do. Where noise is twice that, eight may not either: the search ends at 13, and says that 14 may be better.
func TestBoundOfWholeNumbers(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "x", Kind: Whole, Lo: 3, Hi: 18}}, Objectives: []Objective{{Name: "f"}},
		Constraints: []Constraint{{Name: "activity", Subject: Change, Bound: -0.0139, Confidence: 0.95}}, Layers: 1}
	for seed := range uint64(8) {
		for _, n := range []int{2, 4} {
			for _, noise := range []float64{4e-4, 8e-4} {
				o := plain
				o.Seed, o.Runs, o.Replications, o.Start, o.Base = seed, 90, n, 6, []string{"3"}
				s, a := run(t, p, o, func(c *Candidate, r int) []float64 {
					x := math.Min(18, math.Floor(3+16*c.Shares[0]))
					return []float64{4 + x/10 + 0.001*normal(rng.Root(9, r)), 1 - 0.0012*(x-3) + float64(noise*normal(rng.Root(9, r).With(uint64(c.ID)+1)))}
				})
				_, spare := s.Spare()
				untold := s.Untold()
				if best := a.Winner.Setting[0]; spare > 0 || best != "14" && (noise == 4e-4 || best != "13" || untold == nil || untold.Setting[0] != "14") {
					t.Errorf("seed %d, %d replications, noise %v: %s, want 14; %v of the bound are said to be left, and %v is untold", seed, n, noise, best, spare, untold)
				}
			}
		}
	}
}

// TestFrontHasNoGaps: of 25 whole loads x, where x (40 - x) and -x trade off, the front is 1 to 20, and where the budget reaches for all of them none is passed over.
func TestFrontHasNoGaps(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "x", Kind: Whole, Lo: 1, Hi: 25}}, Objectives: []Objective{{Name: "f"}, {Name: "g"}}, Layers: 1}
	for seed := range uint64(5) {
		o := plain
		o.Seed, o.Runs, o.Replications, o.Start, o.Base = seed, 100, 2, 6, []string{"10"}
		_, a := run(t, p, o, func(c *Candidate, _ int) []float64 {
			x := math.Floor(1 + 25*c.Shares[0])
			return []float64{x * (40 - x), -x}
		})
		if len(a.Front) != 20 {
			var got []string
			for _, c := range a.Front {
				got = append(got, c.Setting[0])
			}
			t.Errorf("seed %d: the front is %v", seed, got)
		}
	}
}
