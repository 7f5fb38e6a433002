package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
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

// TestBiasesOfAShortTest: of the shipped scenario each belief has the bias that it is named after, and no other. Where budgets run out on all days the market as a whole gains nothing, so that
// all that a live test reads, r, is bias at every share p of treated, control is moved by 1/(1 + p r) - 1, and a budget split reads none of it.
func TestBiasesOfAShortTest(t *testing.T) {
	data, err := scenarios.Read("short_run")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := state(write(t, "short_run.yaml", string(data)), "horizon", "short_run.yaml", "--arm", "one_more", "-n", "2", "--format", "json", "--progress", "none")
	if s.Stdout, s.Stderr = &out, &out; Main(s) != 0 {
		t.Fatal(out.String())
	}
	var r horizon.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	found := map[string]horizon.ShortBias{}
	for _, b := range r.Short {
		found[b.Market+" "+b.Bias] = b
	}
	points := func(belief, bias string) float64 {
		b, ok := found[belief+" "+bias]
		if !ok || b.Value == nil {
			t.Fatalf("no %s of %s in %v", bias, belief, found)
		}
		return 100 * *b.Value
	}
	for _, x := range []struct {
		belief, bias string
		lo, hi       float64
	}{
		{"no_bias", horizon.Exposure, -0.05, 0.05}, {"no_bias", horizon.Season, -0.05, 0.05}, {"no_bias", "interference, 50% treated", -0.05, 0.05},
		{"pinners_mind", horizon.Exposure, 4, 7}, {"pinners_mind", horizon.Season, -0.6, 0.6}, {"pinners_mind", "interference, 10% treated", -0.2, 0.2},
		{"pinners_get_used_to_it", horizon.Exposure, -2, -0.1}, {"busy_long_run", horizon.Season, 1, 4}, {"busy_long_run", horizon.Exposure, -0.5, 0.5},
		{"budgets_run_out", horizon.Exposure, -0.3, 0.3}, {"budgets_run_out", horizon.Season, -0.3, 0.3},
		{"budgets_run_out", "interference, 10% treated", 2.5, 4}, {"budgets_run_out", "interference, 50% treated", 2.5, 4},
	} {
		if got := points(x.belief, x.bias); got < x.lo || got > x.hi {
			t.Errorf("%s, %s: %+.2f points, want %v to %v", x.belief, x.bias, got, x.lo, x.hi)
		}
	}
	for share, name := range map[float64]string{0.1: "10%", 0.5: "50%"} {
		read := points("budgets_run_out", "interference, "+name+" treated") / 100
		if got, want := points("budgets_run_out", "control is moved, "+name+" treated"), 100*(1/(1+share*read)-1); math.Abs(got-want) > 0.2 {
			t.Errorf("%s treated: control is moved by %+.2f points, want %+.2f", name, got, want)
		}
	}
	if left := found["budgets_run_out interference, 50% treated"].Leaves; left == nil || math.Abs(*left) > 0.004 {
		t.Errorf("a budget split leaves %v", left)
	}
}

// TestHorizonIsAfforded: a horizon whose markets fit into memory and whose live tests do not is refused before anything is simulated.
func TestHorizonIsAfforded(t *testing.T) {
	dir := write(t, "luck.yaml", luck)
	loaded, ds := scenarios.Load("luck.yaml", []byte(luck), scenarios.Options{Set: []string{"market.pinners.count=1_000_000"}})
	if loaded == nil {
		t.Fatal(ds)
	}
	brief, e := liveTest(loaded.Spec)
	markets, tests := sim.Estimate(withAgain(loaded.Spec), 1), sim.Estimate(testSpec(brief, e, false), 1)
	if tests < markets+markets/10 {
		t.Fatalf("live tests need %d bytes, and markets %d", tests, markets)
	}
	s := state(dir, "horizon", "luck.yaml", "--set", "market.pinners.count=1_000_000", "--progress", "none")
	var said bytes.Buffer
	s.Stdout, s.Stderr, s.Memory = &said, &said, uint64(markets+(tests-markets)/2)
	if code := Main(s); code != ExitUsage || !strings.Contains(said.String(), "nothing was run") {
		t.Errorf("exit code %d: %s", code, &said)
	}
}

// TestPlanOfAHorizon: what horizon plays, where a day takes 1 and its set-up nothing: 5 markets of 2 replications of 3 arms over 98 days, in the first of them one arm more, and live
// tests over 14 days of two whole markets, a split of Pinners for each share and both sides of a budget split, each with and without the treatment.
func TestPlanOfAHorizon(t *testing.T) {
	s, ds := scenarios.Load("luck.yaml", []byte(luck), scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	warm := float64(s.Spec.Warmup / spec.Day)
	want := 2*(5*(warm+3*98)+98) + 2*2*(warm+float64(2+len(horizon.LiveShares)+2)*14)
	if markets, tested, took := (&probed{day: 1}).horizon(s); markets != 5 || tested != 1 || took != want {
		t.Errorf("%d markets, tests in %d, %v days; want 5, 1 and %v", markets, tested, took, want)
	}
}

// TestIdleLaunchesOnAScreen: where the first launch changes nothing the screen tells of the next one, and where none changes anything it says so and no more; both runs end well.
func TestIdleLaunchesOnAScreen(t *testing.T) {
	t.Parallel()
	text := `marketsim: 1
name: idle
run: {horizon: 84d, seed: 5, replications: 2, outcomes: expected}
market:
  pinners: {count: 30}
  campaigns: {groups: [{name: g, count: 8, value: {kind: lognormal, median: 0.4 USD, sigma: 0.5}}]}
arms:
  still: {set: {mechanism.reserve: 0.00001 USD}}
`
	dir := write(t, "one.yaml", text)
	writeText(t, filepath.Join(dir, "unearned.yaml"), strings.Replace(text, "arms:", "mechanism: {reserve: 100 USD}\narms:", 1)+"  reserve: {set: {mechanism.reserve: 0.30 USD}}\n")
	if out, _ := invoke(t, dir, 0, "horizon", "unearned.yaml", "-q"); !strings.HasPrefix(out, "Nothing to tell: no launch has a relative effect, since control earns nothing.\nLeft out, since control earns nothing, so that they have no relative effect:\nstill (in 1 of 1 markets), reserve (in 1 of 1 markets).\n") {
		t.Error(out)
	}
	writeText(t, filepath.Join(dir, "two.yaml"), text+"  reserve: {set: {mechanism.reserve: 0.30 USD}}\n")
	if out, _ := invoke(t, dir, 0, "horizon", "one.yaml", "-q"); !strings.HasPrefix(out, "Nothing to tell: no launch changes anything. Left out, since they change\nnothing: still (in 1 of 1 markets).\n") {
		t.Error(out)
	}
	if out, _ := invoke(t, dir, 0, "horizon", "two.yaml", "-q", "--format", "json"); !strings.Contains(out, `"names": []`) {
		t.Error(out)
	}
	if out, _ := invoke(t, dir, 0, "horizon", "two.yaml", "-q"); !strings.HasPrefix(out, "1 launch, ") || !strings.Contains(out, "Left out, since they change nothing: still") {
		t.Error(out)
	}
}
