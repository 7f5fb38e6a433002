package scenarios_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// learningMarket has click rates that depend on two attributes of Pinners, and a platform that begins with a prediction of 1% for all.
const learningMarket = `marketsim: 1
name: learning
run: {warmup: 2d, horizon: 6d, seed: 5, replications: 1, feedback_lag: 10m}
market:
  pinners:
    count: 1_000
    segments:
      - {name: a, share: 25%, sessions_per_day: 8, attributes: [women, young]}
      - {name: b, share: 25%, sessions_per_day: 8, attributes: [women, old]}
      - {name: c, share: 25%, sessions_per_day: 8, attributes: [men, young]}
      - {name: d, share: 25%, sessions_per_day: 8, attributes: [men, old]}
    interests: {dimensions: 0}
    requests_per_session: 3
    fatigue: {per_ad: 0}
    hide_rate: 0%
    rhythm: {daily: flat}
  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 20%, affinity: 0, by_attribute: {kind: uniform, min: -5%, max: 5%}}
    groups: [{name: g, count: 2, value: 1 USD, pacing: none}]
  prediction: {ctr: {kind: linear, step: 0.01, own: 0%, prior: 1%}}
mechanism: {auction: first_price}
arms:
  same: {same_as_control: true}
  dear: {set: {mechanism.reserve: 0.01 USD}}
`

func playedArms(t *testing.T, text string, jobs int, changes ...string) []*results.Result {
	t.Helper()
	return firstOf(t, load(t, text, scenarios.Options{Set: changes}), jobs)
}

// firstOf plays a scenario and returns the arms of its first replication.
func firstOf(t *testing.T, s *scenarios.Scenario, jobs int) []*results.Result {
	t.Helper()
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return got[0]
}

// TestLinearPredictorLearnsWhatAttributesSay: after the warm-up predicted clicks are the clicks in every segment of Pinners, though segments differ and the
// platform began with 1% for all.
func TestLinearPredictorLearnsWhatAttributesSay(t *testing.T) {
	arms := playedArms(t, learningMarket, 2)
	rates := map[int]bool{}
	for segment := range 4 {
		var sum results.Tally
		for d := range arms[0].Days {
			sum.Add(&arms[0].Days[d].Cells[segment])
		}
		clicks, predicted := float64(sum.Clicks)/1e9, float64(sum.Predicted)/1e9
		// The residuals' standard error is below sqrt(n p (1-p)) of the sampled clicks, since steps follow the errors and average them out.
		if sd := math.Sqrt(clicks); math.Abs(predicted-clicks) > 4*sd {
			t.Errorf("segment %d: predicted %.0f clicks, got %.0f, want within %.0f", segment, predicted, clicks, 4*sd)
		}
		rates[int(math.Round(1000*clicks/float64(sum.Impressions)))] = true
	}
	if len(rates) < 3 {
		t.Errorf("segments hardly differ: %v", rates)
	}
}

// TestSquaredErrorsOfLearning: with feedback at once each step of the constant is 0.01 of the error, so clicks less predictions are 100 times what the constants moved: from 1% to
// at most 35% each of two ads.
func TestSquaredErrorsOfLearning(t *testing.T) {
	clicks, predicted := 0.0, 0.0
	for _, d := range playedArms(t, learningMarket, 2, "run.warmup=0d", "run.feedback_lag=0")[0].Days {
		for i := range d.Cells {
			clicks, predicted = clicks+float64(d.Cells[i].Clicks)/1e9, predicted+float64(d.Cells[i].Predicted)/1e9
		}
	}
	if owed := clicks - predicted; owed < 100*(0.05-0.01) || owed > 2*100*(0.35-0.01) {
		t.Errorf("clicks less predictions: %.1f, want 4 to 68", owed)
	}
}

// TestLearningIsTheArmsOwn: arms go on from what the warm-up learned, each by itself, with the same bytes for any number of workers.
func TestLearningIsTheArmsOwn(t *testing.T) {
	one, four := playedArms(t, learningMarket, 1), playedArms(t, learningMarket, 4)
	for a := range one {
		if last(one[a]) != last(four[a]) {
			t.Errorf("arm %d: other bytes with four workers", a)
		}
	}
	if last(one[0]) != last(one[1]) {
		t.Error("an arm that changes nothing differs from control")
	}
	early := one[2].Days[0].Cells[0]
	if rate := float64(early.Predicted) / float64(early.Impressions) / 1e9; rate < 0.1 {
		t.Errorf("an arm with another market predicts %.3f on its first day: it forgot the warm-up", rate)
	}
}

// TestKnownGroupsAreNotLearned: with the group left out of the model predictions are the truth.
func TestKnownGroupsAreNotLearned(t *testing.T) {
	two := strings.Replace(learningMarket, "pacing: none}]", "pacing: none}, {name: none, count: 0}]", 1)
	with := playedArms(t, strings.Replace(two, "prior: 1%", "prior: 1%, groups: [none]", 1), 2)
	without := playedArms(t, strings.Replace(two, "prediction: {ctr: {kind: linear, step: 0.01, own: 0%, prior: 1%}}", "prediction: {}", 1), 2)
	if last(with[0]) != last(without[0]) {
		t.Error("known rates are predicted otherwise")
	}
}

// TestMistakesOfLearning: groups that do not exist and conversion rates are named before anything runs.
func TestMistakesOfLearning(t *testing.T) {
	for change, want := range map[string]string{
		"market.prediction.ctr={kind: linear, groups: [h]}": "there is no group named `h`",
		"market.prediction.cvr={kind: linear}":              "conversions come late",
	} {
		_, ds := scenarios.Load("test.yaml", []byte(learningMarket), scenarios.Options{Set: []string{change}})
		if got := fmt.Sprint(ds); !strings.Contains(got, want) {
			t.Errorf("%s: %s", change, got)
		}
	}
}

// last is the digest that chains all days.
func last(r *results.Result) uint64 { return r.Days[len(r.Days)-1].Digest }

func playedAll(t *testing.T, s *scenarios.Scenario) [][]*results.Result {
	t.Helper()
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
