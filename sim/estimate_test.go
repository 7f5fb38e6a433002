package sim

import (
	"testing"

	"marketsim/sim/spec"
)

// TestListsAreEstimated: what the lists of eligible campaigns take, by hand: 10 topics, three surfaces of which one group is on one only.
func TestListsAreEstimated(t *testing.T) {
	market := &spec.Market{}
	market.Groups = []spec.Group{
		{Members: make([]spec.Member, 1000)},
		{Members: make([]spec.Member, 500), Targeting: spec.Targeting{Surfaces: []int{1}}},
		{Members: make([]spec.Member, 200), Targeting: spec.Targeting{Nearest: 0.25}},
	}
	market.Surfaces = make([]spec.Surface, 3)
	run := &spec.Spec{Arms: []spec.Arm{{Phases: []spec.Phase{{Market: market}}}}}
	run.Population.Segments = make([]spec.Segment, 2)
	run.Population.Interests.Shares = make([]float64, 10)
	// Two kinds of surfaces and one of segments: everybody's lists by topic, then those of either kind.
	want := int64(5 * (1000*10*(1+2) + 500*10*(1+1) + 200*3*(1+2)))
	if got := listBytes(run); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
	market.Groups[1].Targeting = spec.Targeting{}
	if got, want := listBytes(run), int64(5*(1500*10+200*3)); got != want {
		t.Errorf("nothing told apart: %d bytes, want %d", got, want)
	}
}
