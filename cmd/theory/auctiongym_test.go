package theory_test

import (
	"context"
	"math"
	"os"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// world is the file of items that the known figures belong to, read in place beside the project.
const world = "../../../shared/data/auctiongym_world_seed0.json"

// TestAuctionGym holds revenue, welfare and surplus an auction against those of AuctionGym's SP_Oracle set-up: within 0.002 at the full
// million of auctions, and in proportion to the root of the sample for less.
func TestAuctionGym(t *testing.T) {
	if _, err := os.Stat(world); err != nil {
		t.Skip("the file of items is not here: ", world)
	}
	share := testShare
	if os.Getenv("MARKETSIM_LONG") != "" {
		share = 1
	}
	run := func(t *testing.T, set ...string) *results.Totals {
		data, err := scenarios.Read("auctiongym")
		if err != nil {
			t.Fatal(err)
		}
		count := "market.pinners.count=" + map[bool]string{true: "250000", false: "25000"}[share == 1]
		s, ds := scenarios.Load("auctiongym.yaml", data, scenarios.Options{Set: append(set, count, "market.campaigns.groups.bidders.file="+world)})
		if s == nil {
			t.Fatal(ds)
		}
		all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		totals := results.Sum(all[0][0], &s.Axes, 0, len(all[0][0].Days), results.Everything)
		return &totals
	}
	for p, want := range map[string][3]float64{"2": {0.4125, 0.7192, 0.3066}, "3": {0.5529, 0.8023, 0.2494}, "4": {0.6312, 0.8594, 0.2282}} {
		t.Run("p="+p, func(t *testing.T) {
			t.Parallel()
			x := run(t, "mechanism.participants="+p)
			n := float64(x.Auctions)
			for i, got := range []float64{x.Revenue.Float() / n, x.Value.Float() / n, (x.Value - x.Revenue).Float() / n} {
				if math.Abs(got-want[i]) > 0.002/math.Sqrt(share) {
					t.Errorf("%s: %v, want %v", []string{"revenue", "welfare", "surplus"}[i], got, want[i])
				}
			}
			first := run(t, "mechanism.participants="+p, "mechanism.auction=first_price")
			// Charges are rounded to billionths.
			if s := (first.Value - first.Revenue).Float() / n; math.Abs(s) > 2e-9 || first.Value != x.Value {
				t.Errorf("first price: surplus %v an auction and welfare %v, want 0 and %v", s, first.Value, x.Value)
			}
		})
	}
}
