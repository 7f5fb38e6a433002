package tuning

import (
	"slices"
	"testing"

	"marketsim/sim/tune"
)

// TestLevelsOfOtherReplications: settings whose levels are means over other replications are told apart by how many they have.
func TestLevelsOfOtherReplications(t *testing.T) {
	played := func(id, n int, level float64) Candidate {
		return Candidate{ID: id, Setting: []string{string(rune('a' + id))}, Replications: n,
			Layers: []Layer{{Objectives: []Band{{Mean: Number(level)}}, Gains: []Band{{Mean: 0.01 * Number(id)}}}}}
	}
	s := &Summary{Levers: []Lever{{}}, Objectives: []tune.Objective{{Name: "revenue", Unit: "USD"}}, Horizons: []int{2},
		Candidates: []Candidate{played(0, 8, 13.5), played(1, 8, 13.6), played(2, 2, 16.31)}, Winner: 1, Finalists: []int{1, 2}}
	last := func() (out []string) {
		for _, row := range s.Table() {
			out = append(out, row[len(row)-1])
		}
		return out
	}
	if got, want := last(), []string{"replications", "8", "8", "2"}; !slices.Equal(got, want) {
		t.Errorf("the last column is %q, want %q", got, want)
	}
	s.Candidates[2].Replications = 8
	if got := last(); got[0] != "gain" {
		t.Errorf("the last column is %q, though all have as many replications", got[0])
	}
}

// TestNothingHasNoSign: a loss that is less than is shown is 0, from either side.
func TestNothingHasNoSign(t *testing.T) {
	for x, want := range map[float64]string{-0.00001: "0.00%", 0.00001: "0.00%", -0.0001: "-0.01%"} {
		if got := percent(x); got != want {
			t.Errorf("%v: %s, want %s", x, got, want)
		}
	}
}

// TestPlayed: what selecting the best took is told apart from the search, which the budget bounds.
func TestPlayed(t *testing.T) {
	s := &Summary{Runs: 136, Budget: 120, Candidates: make([]Candidate, 31), Progress: []tune.Step{{Stage: "spread", Runs: 96}, {Stage: "refine", Runs: 100}, {Stage: "select", Runs: 136}}}
	if got, want := s.Played(), "136 runs of 31 settings (100 of a budget of 120, and 36 to select the best)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
