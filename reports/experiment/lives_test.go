package experiment_test

import (
	"math"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
)

// staying is a market of Pinners who leave at a constant rate, and a treatment that shows more ads, after which more of them do.
const staying = `marketsim: 1
name: staying
run: {horizon: 42d, seed: 11, feedback_lag: 1h, outcomes: expected}
market:
  pinners:
    count: 6_000
    arrivals_per_day: 60
    segments: [{name: everyone, share: 100%, sessions_per_day: {kind: gamma, mean: 1, shape: 2}}]
    requests_per_session: 1
    interests: {dimensions: 0}
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
    long_run: {kind: pandora, load: request, reference: 2, slope: -15%, depth: 0%, staying: 90%, measured_after: 60d, leaving: 1%}
  surfaces: {page: {share: 100%, page: 12 pins, ad_slots: [1, 5]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 5%, affinity: 0}
    conversion_rate: {base: 0%}
    groups: [{name: ads, count: 12, value: {kind: lognormal, median: 1 USD, sigma: 0.4}, pacing: none}]
mechanism: {auction: gsp}
arms:
  more: {set: {market.surfaces.page.ad_slots: [1, 5, 9]}}
experiments:
  stay:
    compare: [more, control]
    when: {length: 42d, every: 14d, by_exposure: true}
    metrics: [impressions, ctr]
    designs:
      pinners: {split: pinner, share: 50%}
`

// lives plays one replication of it.
func lives(t *testing.T, aa bool, set ...string) (find func(metric, estimator string, to int) reading.Windowed) {
	t.Helper()
	s, ds := scenarios.Load("staying.yaml", []byte(staying), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e := &s.Experiments[0]
	all := reading.Windows(e, playOne(t, e, s, 2, 0, aa))
	return func(metric, estimator string, to int) reading.Windowed {
		for _, w := range all {
			if w.Metric == metric && w.Estimator == estimator && w.To == to {
				return w
			}
		}
		t.Fatalf("no %s of %s to day %d", estimator, metric, to)
		return reading.Windowed{}
	}
}

// TestSurvivalOfSides: Pinners who leave with 1% a day stay with 0.99^days, and bring what they do on a day times (1 - 0.99^days) / 0.01. More ads make more of them
// leave, as on whole markets.
func TestSurvivalOfSides(t *testing.T) {
	find := lives(t, false)
	for _, days := range []int{14, 28, 42} {
		s, v := find(reading.Survival, reading.Survival, days), find("impressions", reading.Lifetime, days)
		// About 3,600 Pinners of a side came; deaths are binomial.
		if want := math.Pow(0.99, float64(days)); math.Abs(s.Control-want) > 4*math.Sqrt(want*(1-want)/2500) {
			t.Errorf("after %d days %.4f of control stay, want %.4f", days, s.Control, want)
		}
		within(t, "survival", &s, s.Truth, 0.02)
		within(t, "lifetime value", &v, v.Truth, 0.04)
	}
	last := find(reading.Survival, reading.Survival, 42)
	if last.Value > -4*last.SE {
		t.Errorf("more ads move who stays by %.4f, standard error %.4f", last.Value, last.SE)
	}
}

// TestCohortsByFirstSession: cohorts by the day of the first session follow the same cohorts of whole markets. Without newcomers the first holds those who come often:
// who has not come within two weeks comes 0.125 times a day on average, where all come once.
func TestCohortsByFirstSession(t *testing.T) {
	find := lives(t, false, "market.pinners.arrivals_per_day=0")
	early, late := find("impressions", reading.Cohort, 14), find("impressions", reading.Cohort, 28)
	within(t, "first cohort", &early, early.Truth, 0.05)
	within(t, "second cohort", &late, late.Truth, 0.5)
	if early.Control < 3*late.Control {
		t.Errorf("the first cohort sees %.3f ads a day, the second %.3f", early.Control, late.Control)
	}
}

// TestLivesWithoutTreatment: without a treatment nobody stays longer on either side.
func TestLivesWithoutTreatment(t *testing.T) {
	find := lives(t, true)
	for _, days := range []int{14, 28, 42} {
		for _, w := range []reading.Windowed{find(reading.Survival, reading.Survival, days), find("impressions", reading.Lifetime, days)} {
			within(t, w.Estimator, &w, 0, 0.04)
		}
	}
}
