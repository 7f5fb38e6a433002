package pinners_test

import (
	"testing"

	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// TestWorldsAreShared: replications of one world share Pinners and campaigns and differ in the rest, and a world of one replication is what
// it was without worlds.
func TestWorldsAreShared(t *testing.T) {
	of := func(each, replication int, independent bool) *pinners.World {
		return pinners.NewWorld(&spec.Spec{Seed: 3, PerWorld: each, Independent: independent}, replication, 1)
	}
	for _, independent := range []bool{false, true} {
		a, b, next := of(2, 2, independent), of(2, 3, independent), of(2, 4, independent)
		if a.PinnerKey != b.PinnerKey || a.CampaignKey != b.CampaignKey {
			t.Error("replications 2 and 3 do not share their world")
		}
		if a.Key == b.Key || b.PinnerKey == next.PinnerKey || b.CampaignKey == next.CampaignKey {
			t.Error("replications share what is their own")
		}
		if x, y := of(1, 5, independent), of(0, 5, independent); x.Key != y.Key || x.PinnerKey != y.PinnerKey || x.PinnerKey != x.Key.Named("pinners") {
			t.Error("a world of one replication is another one")
		}
	}
}
