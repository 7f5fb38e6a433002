package scenarios_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

const bare = `marketsim: 1
name: a2-first-price-equilibrium
run: {horizon: 4d, seed: 2, replications: 1}
market:
  preset: auctions
  pinners: {count: 3_000}
  campaigns:
    groups:
      - {name: bidders, count: 2, objective: impressions, value: {kind: uniform, max: 1 USD}, value_redraw: auction, pacing: none, bidding: {kind: shaded, factor: 0.5}}
mechanism: {auction: first_price}
`

func daysOf(t *testing.T, text string, set ...string) []results.DayResult {
	t.Helper()
	s := load(t, text, scenarios.Options{Set: set})
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return got[0][0].Days
}

// TestPresetIsWhatItSaysWrittenOut: a market of plain auctions is, to the last bit, the one of the theory pages that writes all of it out.
func TestPresetIsWhatItSaysWrittenOut(t *testing.T) {
	long, err := os.ReadFile("theory/a2-first-price-equilibrium.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := daysOf(t, string(long), "market.pinners.count=3000", "market.campaigns.conversion_rate={base: 100%, delay: 0}")
	if diff := cmp.Diff(want, daysOf(t, bare)); diff != "" {
		t.Error(diff)
	}
	if n := want[0].Cells[0].Auctions; n != 3000 {
		t.Errorf("%d auctions of 3,000 Pinners on a day", n)
	}
	resolved := load(t, bare, scenarios.Options{}).Resolved()
	for _, line := range []string{"hide_rate: 0%  # preset auctions", "preset: auctions  # line 5", "candidates: 0  # preset auctions"} {
		if !strings.Contains(string(resolved), line) {
			t.Errorf("the resolved scenario does not say %q:\n%s", line, resolved)
		}
	}
	if diff := cmp.Diff(want, daysOf(t, string(resolved))); diff != "" {
		t.Errorf("the resolved scenario plays otherwise: %s", diff)
	}
}

// TestPresetGivesWay: what the file, or a change from outside, states holds instead; every segment that does not say how often it comes comes
// once a day; every ad is clicked, and every click converts on the spot.
func TestPresetGivesWay(t *testing.T) {
	set := []string{"market.pinners.segments=[{name: a, share: 50%}, {name: b, share: 50%, sessions_per_day: 2}]", "market.pinners.hide_rate=50%", "market.organic.save_rate=10%",
		"market.surfaces={wide: {share: 100%, page: 10 pins, ad_slots: [1]}}", "market.campaigns.groups.bidders.objective=conversions", "market.campaigns.groups.bidders.bill=conversions"}
	day := daysOf(t, bare, set...)[1]
	a, b := &day.Cells[0], &day.Cells[1]
	near(t, "auctions of a, once a day", float64(a.Auctions), 1500, 28)
	near(t, "auctions of b, twice", float64(b.Auctions), 3000, 56)
	if ads := a.Impressions * 1e9; a.Impressions != a.Auctions || a.Clicks != ads || a.Conversions != ads || a.Hides != 0 {
		t.Errorf("%d auctions, %d ads, %v clicks, %v conversions, %v hides", a.Auctions, a.Impressions, a.Clicks, a.Conversions, a.Hides)
	}
	if a.Saves == 0 || a.PinClicks != 0 {
		t.Errorf("%d saves and %d clicks of Pins, want some and none", a.Saves, a.PinClicks)
	}
	if n := len(daysOf(t, strings.Replace(bare, "preset: auctions", "organic: {save_rate: 1%}", 1), "market.preset=auctions")); n != 4 {
		t.Errorf("%d days with the preset set from outside", n)
	}
}

// TestPresetMistakes: an unknown preset, and one that an arm sets, are errors.
func TestPresetMistakes(t *testing.T) {
	for text0, want := range map[string]string{
		strings.Replace(bare, "preset: auctions", "preset: auction", 1):                                        "did you mean `auctions`?",
		strings.Replace(bare, "  preset: auctions\n", "", 1) + "arms: {x: {set: {market.preset: auctions}}}\n": "arm `x` changes something that all arms share",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(text0), scenarios.Options{})
		if got := text(t, ds); s != nil || !strings.Contains(got, want) {
			t.Errorf("loaded %v, want %q:\n%s", s != nil, want, got)
		}
	}
}
