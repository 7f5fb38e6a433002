package scenarios_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

const shelf = "mechanism.ad_load.reserved=[{name: shelf, surface: home, slots: [3], formats: [video]"

// ladderPrices is what the campaigns of the ladder paid for a click and how many ads each had in an auction; campaigns d and e have videos.
func ladderPrices(t *testing.T, change ...string) (price, ads map[string]float64, r *results.Result) {
	t.Helper()
	change = append(change, "market.campaigns.groups.d.ad_format=video", "market.campaigns.groups.e.ad_format=video", "report.record.auctions=1 in 20")
	_, all := simulate(t, ladder, change...)
	r, price, ads = all[0][0], map[string]float64{}, map[string]float64{}
	auctions := int64(0)
	for _, d := range r.Days {
		auctions += d.Cells[0].Auctions
	}
	for _, c := range r.Campaigns {
		name := c.Name[:1]
		price[name], ads[name] = c.Spend.Float()/(float64(c.Clicks)/spec.Unit), float64(c.Impressions)/float64(auctions)
	}
	return price, ads, r
}

// TestReservedSlots: a slot that is held for videos has an auction of its own among them, and the others are sold without its winner; by hand
// for bids of 5 to 1 USD at equal rates, where a to c are no videos and d and e are.
func TestReservedSlots(t *testing.T) {
	none := math.NaN()
	for name, c := range map[string]struct {
		change string
		price  map[string]float64
	}{
		"gsp":                {shelf + "}]", map[string]float64{"a": 4, "b": 3, "c": none, "d": 1, "e": none}},
		"first slot":         {strings.Replace(shelf, "[3]", "[1]", 1) + "}]", map[string]float64{"a": 4, "b": 3, "c": none, "d": 1, "e": none}},
		"two slots":          {strings.Replace(shelf, "[3]", "[1, 5]", 1) + "}]", map[string]float64{"a": 4, "b": none, "c": none, "d": 1, "e": 0}},
		"by group":           {"mechanism.ad_load.reserved=[{name: own, surface: home, slots: [5], groups: [e]}]", map[string]float64{"a": 4, "b": 3, "c": none, "d": none, "e": 0}},
		"two reservations":   {"mechanism.ad_load.reserved=[{name: own, surface: home, slots: [5], groups: [e]}, {name: next, surface: home, slots: [1], formats: [video]}]", map[string]float64{"a": 4, "b": none, "c": none, "d": 0, "e": 0}},
		"nobody is left":     {"mechanism.ad_load.reserved=[{name: own, surface: home, slots: [5], groups: [e]}, {name: next, surface: home, slots: [1, 3], groups: [e]}]", map[string]float64{"a": none, "e": 0}},
		"nowhere else":       {"mechanism.ad_load.reserved=[{name: own, surface: home, slots: [5], groups: [a, b], elsewhere: false}]", map[string]float64{"a": 4, "b": none, "c": 2, "d": 1, "e": none}},
		"vcg_assignment":     {shelf + "}]", map[string]float64{"a": 3, "b": 3, "c": none, "d": 1, "e": none}},
		"rates of each slot": {shelf + "}]", map[string]float64{"a": 3, "b": 3, "c": none, "d": 1, "e": none}},
	} {
		changes := []string{c.change}
		switch name {
		case "vcg_assignment":
			changes = append(changes, "mechanism.auction=vcg_assignment")
		case "rates of each slot":
			changes = append(changes, "mechanism.auction=vcg_assignment", "market.campaigns.click_rate={by_slot: [20%, 10%, 20%], affinity: 0}")
		}
		price, ads, r := ladderPrices(t, changes...)
		for who, want := range c.price {
			if shown := ads[who]; math.IsNaN(want) != (shown == 0) || !math.IsNaN(want) && shown != 1 {
				t.Errorf("%s: %s has %v ads an auction", name, who, shown)
			}
			if got := price[who]; !math.IsNaN(want) && !(math.Abs(got-want) <= 1e-8) {
				t.Errorf("%s: %s pays %v a click, want %v", name, who, got, want)
			}
		}
		if len(r.Auctions) < 20 {
			t.Errorf("%s: %d auctions recorded", name, len(r.Auctions))
		}
	}
}

// TestReservedSlotsShowTheirFormat: whatever the order of bids, no other ad stands in a reserved slot, none of its ads elsewhere where that is
// ruled out, and the slot is empty where nobody of the format bids enough.
func TestReservedSlotsShowTheirFormat(t *testing.T) {
	only := shelf + ", elsewhere: false}]"
	for _, change := range [][]string{{only}, {only, "market.campaigns.groups.d.value=9 USD"}, {only, "mechanism.reserve=2.5 USD"}} {
		_, _, r := ladderPrices(t, change...)
		for _, a := range r.Auctions {
			for _, c := range a.Candidates {
				if video := c.Campaign[0] >= 'd'; c.Slot >= 0 && video != (a.Slots[c.Slot].Position == 3) {
					t.Fatalf("%v: %s stands at position %d", change, c.Campaign, a.Slots[c.Slot].Position)
				}
			}
		}
		if ads := r.Campaigns[3].Impressions; (ads > 0) != (len(change) < 2 || strings.Contains(change[1], "9 USD")) {
			t.Errorf("%v: d has %d ads", change, ads)
		}
	}
}

// TestReservationsAreChecked: what is wrong with a reservation is an error with its place.
func TestReservationsAreChecked(t *testing.T) {
	const video = "market.campaigns.groups.d.ad_format=video"
	for change, want := range map[string]string{
		strings.Replace(shelf, "home", "hom", 1) + "}]":                                                                      "did you mean `home`?",
		strings.Replace(shelf, "[3]", "[4]", 1) + "}]":                                                                       "surface `home` has no ad slot at position 4",
		strings.Replace(shelf, "[3]", "[]", 1) + "}]":                                                                        "has no slots",
		strings.Replace(shelf, "video", "vide", 1) + "}]":                                                                    "did you mean `video`?",
		strings.Replace(shelf, "formats: [video]", "groups: [x]", 1) + "}]":                                                  "there is no group named `x`",
		strings.Replace(shelf, ", formats: [video]", "", 1) + "}]":                                                           "neither for which groups nor for which formats",
		shelf + "}, {name: twin, surface: home, slots: [3], groups: [a]}]":                                                   "is reserved twice",
		"mechanism={blending: {organic_value: 0 USD}, ad_load: {" + strings.TrimPrefix(shelf, "mechanism.ad_load.") + "}]}}": "blending decides anew",
		"mechanism={ad_load: {top_gap: 3, " + strings.TrimPrefix(shelf, "mechanism.ad_load.") + "}]}}":                       "leave no ad at position 3",
	} {
		change = strings.Replace(change, "reserved=", "reserved: ", strings.Count(change, "mechanism={"))
		s, ds := scenarios.Load("t.yaml", []byte(ladder), scenarios.Options{Set: []string{video, change}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
	s, ds := scenarios.Load("t.yaml", []byte(ladder), scenarios.Options{Set: []string{video, shelf + "}]", "market.campaigns.groups.a.bidding=balanced"}})
	if s != nil || !strings.Contains(text(t, ds), "learns from the bid that a slot takes") {
		t.Errorf("a strategy that asks what a slot takes: %v\n%s", s != nil, text(t, ds))
	}
	s, ds = scenarios.Load("t.yaml", []byte(ladder), scenarios.Options{Set: []string{video, shelf + "}]", "mechanism.candidates=3"}})
	if s == nil || !strings.Contains(text(t, ds), "may be among the ones left out") {
		t.Errorf("candidates are cut: %v\n%s", s != nil, text(t, ds))
	}
}
