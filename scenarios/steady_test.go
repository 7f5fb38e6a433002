package scenarios_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/scenarios/schema"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// still is a market in which nothing changes; Pinners differ in what they see.
const still = `marketsim: 1
name: still
run: {warmup: 7d, horizon: 180d, seed: 3, replications: 2}
market:
  pinners: {count: 1_000, long_run: {kind: none}}
  campaigns: {groups: [{name: shops, count: 20, pacing: none}]}
`

// TestControlIsSteadyAtEveryModelsDefaults: over 180 days in which nothing changes, no long-run model moves sessions or clicks of the first or of the last 8 weeks by more
// than 1% (models under which a Pinner leaves after a session lose Pinners by their very definition, and say so in a warning). Of Pinners who fall asleep with 5% and wake up
// with 10% two thirds come; they are so many, and so much alike, that chance moves that by a third of the bound.
func TestControlIsSteadyAtEveryModelsDefaults(t *testing.T) {
	levels := map[string]float64{"active_dormant": 2. / 3}
	for _, model := range spec.Lasting() {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			market, level := still, 1.0
			if l, ok := levels[model]; ok {
				market, level = strings.NewReplacer("count: 1_000", "count: 5_000, requests_per_session: 1, segments: [{name: all, share: 100%, sessions_per_day: 1}]",
					"replications: 2", "replications: 2, outcomes: expected").Replace(still), l
			}
			_, none := simulate(t, market)
			_, all := simulate(t, strings.Replace(market, "kind: none", "kind: "+model, 1))
			for what, of := range map[string]func(*results.Totals) float64{
				"sessions": func(x *results.Totals) float64 { return float64(x.Sessions) },
				"clicks":   func(x *results.Totals) float64 { return float64(x.Clicks) },
			} {
				for when, from := range map[string]int{"first": 0, "last": 180 - 56} {
					change := 0.0
					for r := range all {
						change += eightWeeks(all[r][0], from, of) / eightWeeks(none[r][0], from, of) / level / float64(len(all))
					}
					if math.Abs(change-1) > 0.01 {
						t.Errorf("%s of the %s 8 weeks are %+.2f%% of what they are at rest", what, when, 100*(change-1))
					}
				}
			}
			s := load(t, strings.Replace(market, "kind: none", "kind: "+model, 1), scenarios.Options{})
			_, anchored := s.Spec.Arms[0].Phases[0].Market.Regime.(spec.Anchored)
			for r := range all {
				if anchored && len(all[r][0].References) == 0 {
					t.Errorf("no reference is recorded")
				}
			}
		})
	}
}

// eightWeeks adds up 8 weeks from a day on.
func eightWeeks(r *results.Result, from int, of func(*results.Totals) float64) float64 {
	x := results.Sum(r, &results.Axes{}, from, from+56, results.Everything)
	return of(&x)
}

// late adds up the last 8 weeks.
func late(r *results.Result, of func(*results.Totals) float64) float64 {
	return eightWeeks(r, 180-56, of)
}

// TestReferencesAreWhatTheWarmUpShows: on pages whose slots are all filled the load is known: 2 ads a page.
func TestReferencesAreWhatTheWarmUpShows(t *testing.T) {
	file := `marketsim: 1
name: known
run: {warmup: 3d, horizon: 3d, seed: 3, replications: 1}
market:
  pinners: {count: 100, segments: [{name: all, share: 100%, sessions_per_day: 1}], requests_per_session: 3, long_run: {kind: pandora, load: LOAD}}
  surfaces: {page: {share: 100%, page: 20 pins, ad_slots: [1, 2], continue: 100%}}
  campaigns: {groups: [{name: shops, count: 20, pacing: none, targeting: {nearest: 100%}}]}
`
	for load, want := range map[string]float64{"session": 6, "request": 2} {
		_, all := simulate(t, strings.Replace(file, "LOAD", load, 1))
		if got := all[0][0].References; len(got) != 1 || got[0].Key != "reference" || math.Abs(got[0].Value-want) > 1e-9 {
			t.Errorf("load per %s: %+v, want %v", load, got, want)
		}
	}
}

// TestDriftIsSaid: a control that moves although nothing changes is warned of; one that stands still is not.
func TestDriftIsSaid(t *testing.T) {
	for file, want := range map[string]bool{
		still: false,
		strings.Replace(still, "kind: none", "kind: geometric_churn, per_session: 0.3%", 1): true,
	} {
		s, all := simulate(t, file)
		in := &reports.Input{Scenario: "still", Days: int(s.Spec.Horizon / spec.Day), Planned: 2, Arms: []reports.ArmInfo{{Name: "control", Versus: -1}}, Axes: s.Axes, Results: all}
		summary, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(summary.Warnings, "\n"), "although nothing changes"); got != want {
			t.Errorf("warnings %q, want one of a drift: %v", summary.Warnings, want)
		}
	}
}

// TestReferenceAuto: the word auto leaves a reference to the warm-up, as leaving the key out does.
func TestReferenceAuto(t *testing.T) {
	for model, key := range map[string]string{"pandora": "reference", "google_search": "reference_relevance", "satisfaction": "reference"} {
		file := strings.Replace(still, "kind: none", "kind: "+model, 1)
		said := load(t, strings.Replace(file, "kind: "+model, "kind: "+model+", "+key+": auto", 1), scenarios.Options{})
		left := load(t, file, scenarios.Options{})
		a, b := said.Spec.Arms[0].Phases[0].Market.Regime, left.Spec.Arms[0].Phases[0].Market.Regime
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %+v with auto, %+v without", model, a, b)
		}
	}
}

// TestControlIsSteadyUnderReviewsAtDefaults: over 180 days in which nothing changes advertisers who look back move neither the sum of their budgets nor clicks of the last 8 weeks
// by more than 1%, and none leaves. With a stated reference, budgets go to what returns are over it, whatever advertisers are used to.
func TestControlIsSteadyUnderReviewsAtDefaults(t *testing.T) {
	file := strings.Replace(strings.Replace(still, "pacing: none}", "value: 0.8 USD, daily_budget: 5 USD, review: {kind: elastic}}", 1), "warmup: 7d", "warmup: 56d", 1)
	_, none := simulate(t, strings.Replace(file, "kind: elastic", "kind: none", 1))
	_, all := simulate(t, file)
	for what, of := range map[string]func(*results.Totals) float64{
		"budgets": func(x *results.Totals) float64 { return x.DayBudgets.Float() },
		"clicks":  func(x *results.Totals) float64 { return float64(x.Clicks) },
	} {
		change := 0.0
		for r := range all {
			change += late(all[r][0], of) / late(none[r][0], of) / float64(len(all))
		}
		if math.Abs(change-1) > 0.01 {
			t.Errorf("%s of the last 8 weeks are %+.2f%% of those without reviews", what, 100*(change-1))
		}
	}
	for r := range all {
		if x := results.Sum(all[r][0], &results.Axes{}, 0, 180, results.Everything); x.LeftCampaigns > 0 {
			t.Errorf("%v advertisers left a market in which nothing changes", x.LeftCampaigns)
		}
	}
	stated := simulateOne(t, strings.Replace(file, "kind: elastic", "kind: elastic, reference: 100%", 1))
	if moved := late(stated, func(x *results.Totals) float64 { return x.DayBudgets.Float() }) / late(none[0][0], func(x *results.Totals) float64 { return x.DayBudgets.Float() }); math.Abs(moved-1) < 0.05 {
		t.Errorf("with a reference far from the market's return budgets move by %+.1f%%: the test does not tell", 100*(moved-1))
	}
	load := func(set ...string) string {
		_, ds := scenarios.Load("x.yaml", []byte(strings.Replace(file, "warmup: 56d", "warmup: 0d", 1)), scenarios.Options{Set: set})
		for _, d := range ds {
			if d.Severity == schema.Error {
				return d.Code
			}
		}
		return ""
	}
	if load() != "E207" || load("market.campaigns.groups.shops.review.reference=200%") != "" {
		t.Error("a reference that nothing shows is not an error, or one that is stated is")
	}
}

// simulateOne is control of the first replication.
func simulateOne(t *testing.T, file string) *results.Result {
	t.Helper()
	_, all := simulate(t, file, "run.replications=1")
	return all[0][0]
}
