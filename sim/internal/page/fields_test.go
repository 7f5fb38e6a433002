package page

import (
	"testing"

	"marketsim/auction"
	"marketsim/sim/internal/fieldtest"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// TestArmsGetWholeTrials: an arm has all that was measured of units in the warm-up, and shares no memory with it. What a test assigns and counts by days it begins anew.
func TestArmsGetWholeTrials(t *testing.T) {
	var x Trial
	next := 0
	fieldtest.Fill(&x, &next)
	anew := []string{"Shared", "Key", "Share", "Treated", "Others", "Sided", "Bids", "Ramped", "layers", "Late", "Since", "Next", "Draw", "Early", "Morning", "Daily", "bucket", "Entered",
		"Ages", "Cohorts", "Logs.Marked", "Gone", "Before", "Marks", "Result"}
	for _, wrong := range fieldtest.Copy(&x, x.Clone(), anew...) {
		t.Error(wrong)
	}
}

// TestArmsGetWholeViews: an arm reads what workers read at the end of the warm-up, and what is written in it is its own. The world stays one. Only arms take the Pinners as they are.
func TestArmsGetWholeViews(t *testing.T) {
	roster := &market.Roster{Names: []string{"one", "two"}}
	v := NewView(&pinners.World{Spec: &spec.Spec{}, Population: &spec.Population{Arrivals: 1}}, roster, 3, -spec.Day)
	next := 0
	for _, x := range []any{&v.Offers, &v.Terms, &v.Asking, &v.Reserve, &v.Now, &v.Until, &v.Flips, &v.Revision, &v.Raised, &v.Auctions} {
		fieldtest.Fill(x, &next)
	}
	v.Virtual = []*auction.Virtual{{}, {}}
	v.Recorder, v.Trial, v.Pinners = &Recorder{}, &Trial{}, &pinners.Columns{}
	fieldtest.Fill(v.Pinners, &next)
	v.Market = &market.Market{Economy: &market.Economy{Campaigns: make([]market.Campaign, 2)}, Platform: &market.Platform{}}
	anew := []string{"Until", "Recorder", "Trial", "Flips", "Revision", "Raised", "Auctions"}
	for _, only := range []bool{true, false} {
		want := map[string]bool{"the copy shares World": true, "the copy shares Roster": true, "the copy shares Market": true, "the copy shares Virtual": true, "the copy shares Pinners": only}
		f := v.Fork(roster, only)
		for _, wrong := range fieldtest.Copy(v, f, anew...) {
			if !want[wrong] {
				t.Error(wrong)
			}
		}
		if &f.Virtual[0] == &v.Virtual[0] {
			t.Error("the copy shares the list of learned values")
		}
		for _, wrong := range fieldtest.Copy(v.Pinners, f.Pinners) {
			if !only {
				t.Error(wrong)
			}
		}
	}
}
