package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"marketsim/reports/horizon"
)

// luck is a launch in five markets that differ in nothing that shows: how strongly Pinners react, in the ninth digit.
const luck = `marketsim: 1
name: luck
run: {horizon: 98d, seed: 3, replications: 2, feedback_lag: 1h}
market:
  pinners:
    count: 60
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    requests_per_session: 2
    interests: {dimensions: 0}
    long_run: {kind: pandora, load: request, reference: 3, slope: -5%, time_constant: 20d, leaving: 0%}
  surfaces: {page: {share: 100%, page: 24 pins, ad_slots: [1, 5, 9], examination: [1, 0.8, 0.6]}}
  campaigns: {click_rate: {base: 5%, affinity: 0}, groups: [{name: ads, count: 8, value: {kind: lognormal, median: 1 USD, sigma: 0.4}, pacing: none}]}
arms:
  more: {set: {market.surfaces.page.ad_slots: [1, 5, 9, 13], market.surfaces.page.examination: [1, 0.8, 0.6, 0.2]}}
  less: {set: {market.surfaces.page.ad_slots: [1, 5], market.surfaces.page.examination: [1, 0.8]}}
sweep:
  axes: {market.pinners.long_run.slope: [-5%, -5.0000001%, -5.0000002%, -5.0000003%, -5.0000004%]}
`

// TestMarketsShareNoLuck: each market of a horizon has Pinners and campaigns of its own, so that an index that was learned in the others knows nothing of a market's luck: the same launch
// in the same market has another long run in each. The first has the seed of the file.
func TestMarketsShareNoLuck(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "luck.yaml"), []byte(luck), 0o600); err != nil {
		t.Fatal(err)
	}
	report := func(args ...string) (r horizon.Report) {
		var out bytes.Buffer
		s := state(dir, append([]string{"horizon", "luck.yaml", "--format", "json", "--progress", "none"}, args...)...)
		if s.Stdout, s.Stderr = &out, &out; Main(s) != 0 {
			t.Fatal(out.String())
		}
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	var truths []float64
	all := report()
	for _, x := range all.Rows { // of 60 Pinners who come once a day on average, half have the change
		if share := x.Exposed / 60; x.Name == horizon.LastWeek && (share != 0.5 || math.Abs(x.ExposedDays/float64(30*x.Days)-(1-math.Exp(-1))) > 0.06) || x.Name == horizon.Holdback && math.Abs(share-0.95) > 1e-9 {
			t.Errorf("%s after %d days: %v Pinners, on %v days", x.Name, x.Days, x.Exposed, x.ExposedDays)
		}
	}
	for _, b := range all.Biases {
		if b.Method == horizon.Post && b.Days == 28 {
			truths = append(truths, b.Truth)
		}
	}
	slices.Sort(truths)
	for i := 1; i < len(truths); i++ {
		if truths[i]-truths[i-1] < 1e-4 {
			t.Errorf("two markets have a long run of %v", truths[i])
		}
	}
	if len(truths) != 5 {
		t.Errorf("%d markets", len(truths))
	}
	if one := report("--set", "sweep.axes={market.pinners.long_run.slope: [-5%, -6%]}"); one.Focus.Truth.Value != all.Focus.Truth.Value {
		t.Errorf("the first market has %v, and %v among others", one.Focus.Truth.Value, all.Focus.Truth.Value)
	}
}
