package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/longfit"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// engineMarket is a market of equal Pinners in which an arm raises the load from 4 to 6 ads a session; the model and the population are left open.
const engineMarket = `marketsim: 1
name: tested
run: {warmup: 40d, horizon: 84d, seed: 3, replications: 4, feedback_lag: 1h, outcomes: expected}
market:
  pinners:
    count: 1500
    requests_per_session: 1
    segments: [{name: everyone, share: 100%%, sessions_per_day: %s}]
    interests: {dimensions: 0}
    fatigue: {per_ad: 0}
    hide_rate: 0%%
    long_run: %s
  surfaces: {page: {share: 100%%, page: 24 pins, ad_slots: [2, 6, 10, 14, 18, 22]}}
  organic: {save_rate: 0%%, click_rate: 0%%}
  campaigns: {groups: [{name: shops, count: 15, pacing: none, quality: 1}]}
mechanism: {ad_load: {per_session: 4}}
arms:
  more: {set: {%s}}
`

// effect is the relative effect of an arm on a metric on a day, over the replications from one up to another.
func effect(all [][]*results.Result, day int, of func(*results.Tally) float64) float64 {
	var sum [2]results.Tally
	for r := range all {
		for arm := range sum {
			sum[arm].Add(&all[r][arm].Days[day].Cells[0])
		}
	}
	return of(&sum[1])/of(&sum[0]) - 1
}

// playedEffects are daily effects of the engine's own play with their 95% intervals, which are those of the mean day and at least +-0.2%.
func playedEffects(t *testing.T, text string) string {
	t.Helper()
	s, ds := scenarios.Load("tested.yaml", []byte(text), scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	all, err := units.Play(t.Context(), s.Spec, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("day,metric,effect,lo,hi\n")
	for _, m := range []struct {
		name string
		of   func(x *results.Tally) float64
	}{{"sessions", func(x *results.Tally) float64 { return float64(x.Sessions) }}, {"ctr", func(x *results.Tally) float64 { return float64(x.Clicks) / float64(x.Views) }}} {
		days, variance := len(all[0][0].Days), 0.0
		since := func(all [][]*results.Result, day int) float64 {
			x := effect(all, day, m.of)
			if m.name == "ctr" { // that other ads are clicked at once is no reaction of Pinners
				x = (1+x)/(1+effect(all, 0, m.of)) - 1
			}
			return x
		}
		for d := range days {
			var each []float64
			for r := range all {
				each = append(each, since(all[r:r+1], d))
			}
			variance += stat.Variance(each, nil) / float64(len(all)*days)
		}
		half := 1.96 * max(0.001, math.Sqrt(variance))
		for d := range days {
			x := since(all, d)
			fmt.Fprintf(&b, "%d,%s,%.6f,%.6f,%.6f\n", d, m.name, x, x-half, x+half)
		}
	}
	return b.String()
}

// fittedTo fits the effects through the front door.
func fittedTo(t *testing.T, text, effects string) *longfit.Summary {
	t.Helper()
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "market.yaml"), text)
	writeText(t, filepath.Join(dir, "test.csv"), effects)
	state := state(dir, "fit", "market.yaml", "--effects", "test.csv", "-q", "--progress", "none")
	var told strings.Builder
	state.Stdout, state.Stderr = &told, &told
	Main(state)
	data, err := os.ReadFile(filepath.Join(dir, "fits", "tested", "summary.json"))
	if err != nil {
		t.Fatal(told.String())
	}
	s := &longfit.Summary{}
	if err := json.Unmarshal(data, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// engineCase is a regime of the engine with the parameters that it has. Spread is the standard deviation of a fit over seeds, relative to them, of equal Pinners: it was
// measured on seeds 100 to 111, which the test itself does not play. Unequal is how far off a fit may be of Pinners whose rates of coming follow an exponential law.
// 0: the test cannot tell the parameter, whose interval must hold the truth.
type engineCase struct {
	family, model, set string
	truth              []float64
	spread, unequal    []float64
}

// engineCases are the regimes whose effects are fitted.
func engineCases() []engineCase {
	load := "mechanism.ad_load.per_session: 6"
	return []engineCase{
		{"geometric_churn", "{kind: geometric_churn, per_session: 1%, per_ad_squared: 0.0002}", load, []float64{0.0002}, []float64{0.063}, []float64{0.2}},
		{"active_dormant", "{kind: active_dormant, per_ad_squared: 0.002, return: 8%}", load, []float64{0.002, 0.08}, []float64{0.12, 0.18}, []float64{0.25, 0.2}},
		{"linkedin", "{kind: linkedin, short_run: -4%, long_run: -1%, time_constant: 15d, reference: 4}", load, []float64{-0.04, -0.01, 15}, []float64{0.026, 0.15, 0.15}, []float64{0.1, 0.15, 0.2}},
		{"pandora", "{kind: pandora, slope: -6%, staying: 35%, time_constant: 12d, reference: 4}", load, []float64{-0.06, 0.35, 12}, []float64{0, 0, 0.12}, []float64{0, 0, 0.2}},
		{"ad_blindness", "{kind: ad_blindness, rate: 0.05, per_ad: -2%, reference: 4}", load, []float64{0.05, -0.02}, []float64{0.096, 0.013}, []float64{0.2, 0.03}},
		{"google_search", "{kind: google_search, rate: 0.03, landing_page: 40%, reference_quality: 1, reference_relevance: 1}", "market.campaigns.groups.shops.quality: 0.8",
			[]float64{0.03, -0.08}, []float64{0.0015, 0.0004}, []float64{0.1, 0.04}},
	}
}

// TestFitFindsTheEngine: the engine's own daily effects of 84 days, regime by regime, are near the family that made them and give its parameters back, off by no more
// than 3.3 spreads over seeds, which chance exceeds once in a thousand. Where Pinners differ the bounds are what was measured with room for another seed: the
// mean-field form leaves out that within a kind some come more often by chance.
func TestFitFindsTheEngine(t *testing.T) {
	long := os.Getenv("MARKETSIM_LONG") != ""
	for i, x := range engineCases() {
		if i%2 == 1 && !long { // TestFitCoversTheEngine holds all regimes in long tests
			continue
		}
		within := make([]float64, len(x.spread))
		for k, s := range x.spread {
			within[k] = 3.3 * s
		}
		x.verify(t, "0.7", within)
		if long {
			x.verify(t, "{kind: gamma, mean: 0.7, shape: 1}", x.unequal)
		}
	}
}

// smallMarket is a seed of the engine's market with a quarter of the Pinners, so that many can be played.
func smallMarket(x *engineCase, rate string, seed int) string {
	text := fmt.Sprintf(engineMarket, rate, x.model, x.set)
	return strings.NewReplacer("seed: 3", fmt.Sprint("seed: ", seed), "count: 1500", "count: 750", "replications: 4", "replications: 2", "count: 15,", "count: 5,").Replace(text)
}

// seedsEffects are the effects of sessions and of clicks per view by seed and day. That other ads are clicked at once is no reaction of Pinners.
func seedsEffects(t *testing.T, x *engineCase, rate string, seeds int) (sessions, ctr [][]float64) {
	for seed := range seeds {
		s, ds := scenarios.Load("tested.yaml", []byte(smallMarket(x, rate, 200+seed)), scenarios.Options{})
		if s == nil {
			t.Fatal(ds)
		}
		all, err := units.Play(t.Context(), s.Spec, 2)
		if err != nil {
			t.Fatal(err)
		}
		var visits, sight []float64
		first := effect(all, 0, clicksPerView)
		for d := range all[0][0].Days {
			visits = append(visits, effect(all, d, func(x *results.Tally) float64 { return float64(x.Sessions) }))
			sight = append(sight, (1+effect(all, d, clicksPerView))/(1+first)-1)
		}
		sessions, ctr = append(sessions, visits), append(ctr, sight)
	}
	return sessions, ctr
}

func clicksPerView(x *results.Tally) float64 { return float64(x.Clicks) / float64(x.Views) }

// bySeed writes the effects of each seed as a company has them: with each day's own interval, which here is what seeds differ by on that day.
func bySeed(sessions, ctr [][]float64) []string {
	files := make([]string, len(sessions))
	for seed := range files {
		files[seed] = "day,metric,effect,lo,hi\n"
	}
	for name, effects := range map[string][][]float64{"sessions": sessions, "ctr": ctr} {
		for d := range effects[0] {
			var day []float64
			for _, seed := range effects {
				day = append(day, seed[d])
			}
			half := 1.959964 * stat.StdDev(day, nil)
			for seed, x := range day {
				if half > 1e-7 { // clicks of the first day are what others are told by
					files[seed] += fmt.Sprintf("%d,%s,%.10f,%.10f,%.10f\n", d, name, x, x-half, x+half)
				}
			}
		}
	}
	return files
}

// coveredSeeds are how many small markets are fitted, regime by regime.
const coveredSeeds = 60

// seedsOf fits the seeds of a case: how often its family is near the best and ranked first, and by parameter how often its interval holds the truth and how far off it is.
func (x *engineCase) seedsOf(t *testing.T, rate string) (holds []int, off [][]float64) {
	off, holds = make([][]float64, len(x.truth)), make([]int, len(x.truth))
	near, first := 0, 0
	for seed, effects := range bySeed(seedsEffects(t, x, rate, coveredSeeds)) {
		fits := fittedTo(t, smallMarket(x, rate, 200+seed), effects).Fitted
		if fits[0].Family == x.family {
			first++
		}
		for i := range fits {
			f := &fits[i]
			if f.Family != x.family {
				continue
			}
			if f.Near {
				near++
			}
			for k, p := range f.Params {
				off[k] = append(off[k], p.Value/x.truth[k]-1)
				if p.Lo <= x.truth[k] && x.truth[k] <= p.Hi {
					holds[k]++
				}
			}
		}
	}
	t.Logf("%s at %s is near the best in %d of %d, and first in %d", x.family, rate, near, coveredSeeds, first)
	if near < coveredSeeds*9/10 {
		t.Errorf("%s at %s made the effects and is near the best in %d of %d seeds", x.family, rate, near, coveredSeeds)
	}
	for k := range off {
		mean, sd := stat.MeanStdDev(off[k], nil)
		t.Logf("%s at %s, parameter %d: held in %d of %d; off by %+.2f%% on average, %.2f%% apart", x.family, rate, k, holds[k], coveredSeeds, 100*mean, 100*sd)
	}
	return holds, off
}

// TestFitCoversTheEngine: of 60 seeds of small markets, regime by regime, the 95% intervals of fits hold what the engine has in at least 51, which chance misses once
// in a thousand, and in 91 to 99% of all parameters together. Fits are off by no more on average than chance is once in a thousand, or half a percent. Where Pinners come
// unequally often, which the mean-field form does not wholly have, the family is found.
func TestFitCoversTheEngine(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("plays 60 seeds of six markets, and of four; set MARKETSIM_LONG=1")
	}
	held, asked := 0, 0
	for _, x := range engineCases() {
		holds, off := x.seedsOf(t, "0.7")
		for k := range off {
			mean, sd := stat.MeanStdDev(off[k], nil)
			held, asked = held+holds[k], asked+coveredSeeds
			if holds[k] < 51 {
				t.Errorf("%s, parameter %d: held in %d of %d seeds", x.family, k, holds[k], coveredSeeds)
			}
			if x.spread[k] > 0 && math.Abs(mean) > max(0.005, 3.46*sd/math.Sqrt(coveredSeeds)) {
				t.Errorf("%s, parameter %d: off by %v on average over %d seeds, which differ by %v", x.family, k, mean, coveredSeeds, sd)
			}
		}
		if longfit.Twin(x.family) == "" {
			x.seedsOf(t, "{kind: gamma, mean: 0.7, shape: 1}")
		}
	}
	if share := float64(held) / float64(asked); share < 0.91 || share > 0.99 {
		t.Errorf("intervals hold the truth in %v of all fits, want 0.91 to 0.99", share)
	}
	t.Logf("held in %d of %d", held, asked)
}

// verify plays and fits one case.
func (x *engineCase) verify(t *testing.T, rate string, within []float64) {
	t.Helper()
	text := fmt.Sprintf(engineMarket, rate, x.model, x.set)
	s := fittedTo(t, text, playedEffects(t, text))
	for i := range s.Fitted {
		f := &s.Fitted[i]
		if f.Family != x.family {
			continue
		}
		if !f.Near {
			t.Errorf("%s at %s sessions a day: not near the best; %s", x.family, rate, s.Headline)
		}
		for k, p := range f.Params {
			off := p.Value/x.truth[k] - 1
			t.Logf("%s at %s: %s %.4g (%.4g to %.4g) for %.4g, off by %+.1f%%", x.family, rate, p.Key, p.Value, p.Lo, p.Hi, x.truth[k], 100*off)
			if within[k] == 0 && (p.Lo > x.truth[k] || p.Hi < x.truth[k]) || within[k] > 0 && math.Abs(off) > within[k] {
				t.Errorf("%s at %s sessions a day: %s is %v, the engine has %v", x.family, rate, p.Key, p.Value, x.truth[k])
			}
		}
	}
}

// defaultsMarket is a market of defaults but for its size and its long-run model.
const defaultsMarket = `marketsim: 1
name: tested
run: {warmup: 28d, horizon: 84d, seed: 3, replications: 4, feedback_lag: 1h, outcomes: expected}
market:
  pinners: {count: 3000, long_run: %s}
  campaigns: {groups: [{name: shops, count: 30, pacing: none, quality: 1}]}
mechanism: {ad_load: {per_session: 10}}
arms:
  more: {set: {mechanism.ad_load.per_session: 14}}
`

// TestFitInAMarketOfDefaults: where Pinners come unequally often, open several pages and tire of ads, the model that made the effects is allowed, and told with its parameters.
func TestFitInAMarketOfDefaults(t *testing.T) {
	if os.Getenv("MARKETSIM_LONG") == "" {
		t.Skip("plays five markets; set MARKETSIM_LONG=1")
	}
	for _, x := range []struct{ family, model string }{{"geometric_churn", "per_session: 1%, per_ad_squared: 0.00003"}, {"active_dormant", "per_ad_squared: 0.0004, return: 8%"},
		{"linkedin", "short_run: -4%, long_run: -1%, time_constant: 15d"}, {"pandora", "slope: -2%, staying: 35%, time_constant: 12d"}, {"ad_blindness", "rate: 0.05, per_ad: -2%"}} {
		text := fmt.Sprintf(defaultsMarket, "{kind: "+x.family+", "+x.model+"}")
		s := fittedTo(t, text, playedEffects(t, text))
		t.Logf("%s: %s; %.3g to %.3g ads", x.model, s.Headline, s.Lever.Before, s.Lever.After)
		for _, f := range s.Fitted {
			if f.Family == x.family {
				if t.Logf("%+v, chi-square %.0f of %d", f.Params, f.Chi2, f.Freedom); !f.Allowed {
					t.Errorf("%s made the effects and is not allowed", x.family)
				}
			}
		}
	}
}
