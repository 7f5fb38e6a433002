package experiment_test

import (
	"math"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
)

// learningTest is Google's learned sightedness as a live test of 90 days reads it.
func learningTest(t *testing.T, set ...string) (map[string]reading.Reading, map[string]float64) {
	t.Helper()
	data, err := scenarios.Read("google_learning")
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load("google_learning.yaml", data, scenarios.Options{Set: append([]string{"run.horizon=104d"}, set...)})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("learning")
	if err != nil {
		t.Fatal(err)
	}
	o := play(t, e, s, 2)
	out := map[string]reading.Reading{}
	for _, x := range reading.Read(e, o) {
		out[x.Estimator] = x
	}
	return out, reading.Truth(e, o)
}

// TestWhatStays: after 90 days at 0.012 a day Pinners learned 1 - exp(-1.08) = 66.0% of what there is to learn; two weeks later 92.05% of that is left, and late
// Pinners have learned 0.6% in their one day. So the post-period reads 0.6079 / 0.6544 = 0.929 of the lagged start, and both what whole markets show (P-G19).
func TestWhatStays(t *testing.T) {
	got, truth := learningTest(t)
	post, lagged := got[reading.PostPeriod], got[reading.LaggedStart]
	for _, x := range []reading.Reading{post, lagged} {
		if want := truth["ctr "+x.Estimator]; math.Abs(x.Value-want) > 4*x.SE || want < 0.01 {
			t.Errorf("%s reads %.4f, truth %.4f, standard error %.4f", x.Estimator, x.Value, want, x.SE)
		}
	}
	// The ratio's standard error by the delta method, with the two readings of other Pinners on other days.
	ratio, se := post.Value/lagged.Value, math.Hypot(post.SE/lagged.Value, post.Value*lagged.SE/lagged.Value/lagged.Value)
	if math.Abs(ratio-0.929) > 4*se || se > 0.15 {
		t.Errorf("the post-period reads %.3f of the lagged start, want 0.929 within %.3f", ratio, 4*se)
	}
	if r := truth["ctr "+reading.PostPeriod] / truth["ctr "+reading.LaggedStart]; math.Abs(r-0.929) > 0.03 {
		t.Errorf("on whole markets %.3f, want 0.929", r)
	}
}

// TestMistakesOfWhatStays are named before anything runs.
func TestMistakesOfWhatStays(t *testing.T) {
	for set, want := range map[string]string{
		"experiments.test.when={post: 9d}":                                   "the post-period ends on day 12",
		"experiments.test.designs.clusters={split: pinner, late_share: 20%}": "late Pinners would join in the last days",
		"experiments.test={compare: [worthier, control], when: {start: 1d, length: 2d, late: 2d}, designs: {a: {split: pinner, late_share: 20%}}}": "the last days begin before the test",
		"experiments.test={compare: [worthier, control], when: {late: 1d}, designs: {a: {split: campaign, late_share: 20%}}}":                      "late Pinners join the treatment of a Pinner split",
	} {
		_, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{set}})
		var all strings.Builder
		for i := range ds {
			all.WriteString(ds[i].Message + "\n")
		}
		if !strings.Contains(all.String(), want) {
			t.Errorf("%s: want %q in %s", set, want, all.String())
		}
	}
}
