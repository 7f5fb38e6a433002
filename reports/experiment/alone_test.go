package experiment_test

import (
	"reflect"
	"slices"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
)

// everyone is the market of eight topics with a design of every kind, and arms and an experiment that no design needs.
var everyone = []string{"market.pinners.count=300", "run.horizon=2d", "arms.bolder={set: {market.campaigns.groups.g.value: 0.60 USD}}",
	"experiments.price={compare: [dear, control], designs: {pinners: {split: pinner}}}", "experiments.test.metrics=[revenue]",
	"experiments.test.designs={pinners: {split: pinner, share: 30%}, slope: {split: pinner, local: 20%}, campaigns: {split: campaign}, both: {split: two_sided}, budgets: {split: budget}, time: {split: time, block: 6h}, " +
		"auctions: {split: auction}, matched: {split: matched}, clusters: {split: cluster, share: 50%}}"}

// TestOthersStayWhereTheyWere: with all arms, designs and experiments but one taken away, everybody has the side and does what it did, to the last bit.
func TestOthersStayWhereTheyWere(t *testing.T) {
	text := []byte(apart)
	load := func(set ...string) map[string][2]any {
		s, ds := scenarios.Load("apart.yaml", text, scenarios.Options{Set: set})
		if s == nil {
			t.Fatal(ds)
		}
		e, err := s.Experiment("test")
		if err != nil {
			t.Fatal(err)
		}
		o, out := play(t, e, s, 2), map[string][2]any{}
		for i := range o.Layout.Spec.Arms {
			u := o.Units[i]
			out[o.Layout.Spec.Arms[i].Name] = [2]any{slices.Collect(unitsOf(u)), u.Campaigns}
		}
		return out
	}
	all := load(everyone...)
	if len(all) < 13 {
		t.Fatalf("%d arms", len(all))
	}
	for _, design := range []string{"pinners: {split: pinner, share: 30%}", "slope: {split: pinner, local: 20%}", "campaigns: {split: campaign}", "both: {split: two_sided}", "budgets: {split: budget}", "time: {split: time, block: 6h}",
		"auctions: {split: auction}", "matched: {split: matched}", "clusters: {split: cluster, share: 50%}"} {
		for arm, alone := range load("market.pinners.count=300", "run.horizon=2d", "experiments={test: {compare: [worthier, control], metrics: [revenue], designs: {"+design+"}}}", "arms={worthier: {set: {market.campaigns.groups.g.value: 0.75 USD}}}") {
			if with, there := all[arm]; !there || !reflect.DeepEqual(with, alone) {
				t.Errorf("design {%s} without the others: arm %s is another (there: %v)", design, arm, there)
			}
		}
	}
}

// unitsOf are copies of what each Pinner did, with its side.
func unitsOf(u *results.Trial) func(yield func(results.PinnerUnit) bool) {
	return func(yield func(results.PinnerUnit) bool) {
		for p := range u.Pinners.All() {
			if !yield(*p) {
				return
			}
		}
	}
}
