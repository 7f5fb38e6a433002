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
		"experiments.test.designs.clusters={split: campaign, spill_share: 20%}":                                                                    "Pinners have no side",
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

// TestSpilledLearning: where Pinners have the other side's pages on a share s of their days, the treated learn 1 - s of what there is to learn and the others s, so that whatever reads what
// was learned reads 1 - 2s of it: 0.6 at one day in five. Apart, the three read-outs agree with whole markets, a cookie-cookie-day but for the share of its pool that is drawn a day.
func TestSpilledLearning(t *testing.T) {
	data, err := scenarios.Read("learned_ads")
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load("learned_ads.yaml", data, scenarios.Options{Set: []string{"run.horizon=84d", "run.replications=1", "market.pinners.count=600", "experiments.read_outs.when={length: 70d, every: 14d, late: 14d, post: 14d}"}})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("read_outs")
	if err != nil {
		t.Fatal(err)
	}
	o := play(t, e, s, 2)
	truth, own := reading.Truth(e, o), map[string]float64{"apart": 1, "spilled": 0.6}
	posts := 0
	for _, x := range reading.Read(e, o) {
		if x.Estimator != reading.PostPeriod {
			continue
		}
		posts++
		if want := own[x.Design] * truth["ctr "+x.Estimator]; math.Abs(x.Value-want) > 4*x.SE || x.SE > 0.1*want || want < 0.01 {
			t.Errorf("%s: the post-period reads %.4f, want %.4f, standard error %.4f", x.Design, x.Value, want, x.SE)
		}
	}
	windows := 0
	for _, w := range reading.Windows(e, o) {
		if w.To != 70 || w.Estimator != reading.CookieDay && w.Estimator != reading.LaggedStart {
			continue
		}
		windows++
		want := own[w.Design] * w.Truth
		if w.Estimator == reading.CookieDay {
			want *= 1 - 0.02/0.3
		}
		within(t, w.Design+" "+w.Estimator, &w, want, 0.05*want)
	}
	if posts != 2 || windows != 4 {
		t.Errorf("%d post-periods, %d windows", posts, windows)
	}
}
