package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
)

// TestNothingIsAllocatedPerAuction compares what a run of every shipped scenario and of every market of the theory pages allocates with a
// run of twice the days. The end of a day allocates its results; beyond them one allocation in fifty auctions would show.
func TestNothingIsAllocatedPerAuction(t *testing.T) {
	const ofADay, days = 40, 1
	for _, pattern := range []string{"*.yaml", "gate/*.yaml", "bench/*.yaml", "theory/*.yaml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			t.Run(file, func(t *testing.T) {
				s := one(t, file)
				long, many := allocatedBy(t, s, 2*days) // first, so that what is made once counts against the market
				short, few := allocatedBy(t, s, days)
				t.Logf("%v allocations for %d auctions, %v for %d", short, few, long, many)
				if beyond := long - short - ofADay*days; beyond > 0.02*float64(many-few) {
					t.Errorf("%v allocations in %d auctions, want none", beyond, many-few)
				}
			})
		}
	}
}

const gym = "market.campaigns.groups.bidders.file=../../shared/data/auctiongym_world_seed0.json"

// elsewhere is data that shipped scenarios read and that is not part of the program.
var elsewhere = map[string]string{
	"real_ads.yaml":   "market.campaigns.groups.ads.file=../../shared/data/cold_start_ctr_bid.csv",
	"auctiongym.yaml": gym, "bench/auctiongym.yaml": gym,
}

// one is a replication of a scenario without its warm-up.
func one(t *testing.T, file string) *scenarios.Scenario {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := []string{"run.warmup=0d"}
	if change := elsewhere[file]; change != "" {
		set = append(set, change)
	}
	s, ds := scenarios.Load(file, data, scenarios.Options{Dir: filepath.Dir(file), WorkDir: ".", Replications: 1, Set: set})
	if s == nil {
		t.Skip(fmt.Sprint(ds))
	}
	return s
}

// TestNothingIsAllocatedByFeatures is the same for what no shipped scenario turns on.
func TestNothingIsAllocatedByFeatures(t *testing.T) {
	for name, change := range map[string]string{
		"formula":  groupG + "bidding={kind: formula, bid: value * uniform ^ 0.5 * (1 + pctr) / bidders}",
		"redraw":   "market.campaigns.click_rate={redraw: auction, affinity: 0, base: {kind: beta, a: 2, b: 5}}",
		"reserved": "mechanism.ad_load.reserved=[{name: own, surface: home, slots: [1], groups: [g]}]",
	} {
		s := load(t, plainMarket, scenarios.Options{Set: []string{change, groupG + "value_redraw=auction"}})
		long, many := allocatedBy(t, s, 4)
		short, few := allocatedBy(t, s, 2)
		if beyond := long - short - 80; beyond > 0.02*float64(many-few) {
			t.Errorf("%s: %v allocations in %d auctions, want none", name, beyond, many-few)
		}
	}
}

// allocatedBy runs the control arm of a scenario over some days, once.
func allocatedBy(t *testing.T, s *scenarios.Scenario, days int) (allocations float64, auctions int64) {
	t.Helper()
	s.Spec.Population.Count = min(s.Spec.Population.Count, 2000)
	s.Spec.Horizon, s.Spec.Arms = spec.Time(days)*spec.Day, s.Spec.Arms[:1]
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := sim.Run(t.Context(), s.Spec, sim.Options{Jobs: 1})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r[0][0].Days {
		for _, c := range d.Cells {
			auctions += c.Auctions
		}
	}
	return float64(after.Mallocs - before.Mallocs), auctions
}
