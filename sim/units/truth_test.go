package units_test

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// playDesigns plays one replication of a small test_designs with changes.
func playDesigns(t *testing.T, changes ...string) (names []string, arms []*results.Result, trials []*results.Trial) {
	t.Helper()
	data, err := scenarios.Read("test_designs")
	if err != nil {
		t.Fatal(err)
	}
	set := append([]string{"market.pinners.count=300", "market.campaigns.groups.shops.count=10", "run.replications=1"}, changes...)
	s, mistakes := scenarios.Load("test_designs.yaml", data, scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(mistakes)
	}
	e, err := s.Experiment("bids")
	if err != nil {
		t.Fatal(err)
	}
	l := e.Layout(s.Spec, 0, false)
	if arms, trials, err = units.PlayTest(context.Background(), l.Spec, 0, 2, nil); err != nil {
		t.Fatal(err)
	}
	for _, r := range arms {
		names = append(names, r.Arm)
	}
	return names, arms, trials
}

// TestTruthIsPlayedOnce: an experiment of five designs plays the two whole markets once for all of them, and besides only the designs' own markets, of which a
// budget split has two. The whole markets are those of an experiment of a single design, to the last bit.
func TestTruthIsPlayedOnce(t *testing.T) {
	names, arms, trials := playDesigns(t)
	want := []string{"control", "treatment", "pinners", "campaigns", "both", "budgets/control", "budgets/treatment", "time"}
	if sorted := slices.Sorted(slices.Values(names)); !slices.Equal(sorted, slices.Sorted(slices.Values(want))) {
		t.Fatalf("played %v, want %v", names, want)
	}
	one, alone, single := playDesigns(t, "experiments.bids.designs={pinners: {split: pinner, share: 50%}}")
	if !slices.Equal(one, want[:3]) {
		t.Fatalf("played %v, want %v", one, want[:3])
	}
	for k := range alone {
		at := slices.Index(names, one[k])
		if !reflect.DeepEqual(alone[k], arms[at]) || !reflect.DeepEqual(single[k], trials[at]) {
			t.Errorf("%s is another one beside five designs than beside one", one[k])
		}
	}
}
