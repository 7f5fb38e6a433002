package scenarios_test

import (
	"math"
	"reflect"
	"testing"
)

// TestFloorsAlikeAreFloors: floors that are the same for everybody take a shorter way than those of single campaigns, to the same bits: a share
// of the value that never binds sends the same market the long way.
func TestFloorsAlikeAreFloors(t *testing.T) {
	const long = "mechanism.reserve_of_value=0.000001%"
	base := []string{"market.pinners.count=600", "market.pinners.interests.dimensions=8", "market.campaigns.click_rate={base: {kind: uniform, max: 20%}, affinity: 1}", groupG + "count=30",
		groupG + "value={kind: lognormal, median: 1 USD, sigma: 0.5}"}
	for name, floors := range map[string][]string{
		"per event":   {"mechanism.reserve=0.9 USD"},
		"per view":    {"mechanism.reserve_cpm=120 USD"},
		"both":        {"mechanism.reserve=0.9 USD", "mechanism.reserve_cpm=120 USD"},
		"by segment":  {"mechanism.reserve_by_segment={everyone: 1.1 USD}"},
		"lazy":        {"mechanism.auction={kind: gsp, reserve_policy: lazy}", "mechanism.reserve_cpm=150 USD"},
		"first price": {"mechanism.auction=first_price", "mechanism.reserve_cpm=150 USD", "mechanism.reserve=1 USD"},
		"budgets":     {"mechanism.reserve_cpm=100 USD", groupG + "daily_budget=2 USD", groupG + "pacing=auto", "mechanism.allocation=msvv"},
		"learned":     {"mechanism.reserve_learning={every: 1d}", "mechanism.reserve_cpm=60 USD"},
		"predictions": {"mechanism.reserve_cpm=100 USD", "market.prediction.ctr={kind: noisy, sigma: 0.3}"},
	} {
		set := append(append([]string{}, base...), floors...)
		short, days := played(t, set...)
		other, want := played(t, append(set, long)...)
		free, _ := played(t, base...)
		if short != other || short.AboveFloor == free.AboveFloor {
			t.Errorf("%s: %+v, the long way %+v", name, short, other)
		}
		for d := range days {
			if !reflect.DeepEqual(days[d].Cells, want[d].Cells) || days[d].Digest != want[d].Digest {
				t.Fatalf("%s: day %d differs", name, d)
			}
		}
	}
}

// TestReservesLearnedByMarket: three campaigns bid 1 USD on one surface, two bid 4 USD on the other, which have as many sessions. Each surface learns its own bids, 2.50 USD on average. For
// both at once 4 USD earn most: twice 4 against five times 1.
func TestReservesLearnedByMarket(t *testing.T) {
	for by, want := range map[string]float64{"surface": 2.5, "market": 4} {
		_, days := played(t, "market.surfaces={home: {share: 50%, page: 10 pins, ad_slots: [1], examination: [1]}, search: {share: 50%, page: 10 pins, ad_slots: [1], examination: [1]}}",
			"market.campaigns.groups=[{name: low, count: 3, value: 1 USD, pacing: none, targeting: {surfaces: [home]}}, {name: high, count: 2, value: 4 USD, pacing: none, targeting: {surfaces: [search]}}]",
			"mechanism.reserve_learning={every: 1d, by: "+by+"}")
		if got := days[len(days)-1].Reserve.Float(); !(math.Abs(got-want) <= 1e-9) {
			t.Errorf("by %s: the mean reserve is %v USD, want %v", by, got, want)
		}
	}
}
