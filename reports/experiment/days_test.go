package experiment_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/reports/reportstest"
	"marketsim/scenarios"
)

// rate is how fast the Pinners of live_long_run learn, a day.
const rate = 0.012

// byDays plays an experiment of live_long_run once and gives the windows of a design and estimator.
func byDays(t *testing.T, name string, jobs int, set ...string) func(design, estimator string) []reading.Windowed {
	t.Helper()
	data, err := scenarios.Read("live_long_run")
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load("live_long_run.yaml", data, scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment(name)
	if err != nil {
		t.Fatal(err)
	}
	all := reading.Windows(e, play(t, e, s, jobs))
	return func(design, estimator string) (out []reading.Windowed) {
		for _, w := range all {
			if w.Design == design && w.Estimator == estimator {
				out = append(out, w)
			}
		}
		if len(out) == 0 {
			t.Fatalf("%s has no windows of %s", design, estimator)
		}
		return out
	}
}

// learnt is the mean over days [from, to) of what Pinners know who began on day 0.
func learnt(from, to int) (sum float64) {
	for d := from; d < to; d++ {
		sum += -math.Expm1(-rate*float64(d)) / float64(to-from)
	}
	return sum
}

// within tells of a reading whether a value is no more than 4 of its standard errors away.
func within(t *testing.T, what string, w *reading.Windowed, want, most float64) {
	t.Helper()
	if !(math.Abs(w.Value-want) <= 4*w.SE) || !(w.SE < most) {
		t.Errorf("%s, days %d to %d: %.5f, want %.5f within 4 standard errors of %.5f", what, w.From, w.To, w.Value, want, w.SE)
	}
}

const horizon98, horizon224 = "run.horizon=98d", "run.horizon=224d"

// dropped leaves out the experiments that a shorter horizon has no room for.
var dropped = []string{horizon98, "experiments.holdback.when={length: 14d, every: 14d, holdback: 56d}", "experiments.all_launches.when={length: 14d, every: 14d, holdback: 56d}", "experiments.all_launches.launches=[]"}

// TestCookieCookieDay: a pool of which a share f is drawn each day learns f of what those learn who are treated every day, so that the reading is 1 - f of the
// truth; where the same Pinners are drawn on all days it is 0. The truth grows as 1 - exp(-0.012 t), which halves what is left in 58 days (P-G19).
func TestCookieCookieDay(t *testing.T) {
	all := byDays(t, "cookie_days", 2, dropped...)
	for design, share := range map[string]float64{"fresh": 0.05, "crowded": 0.25, "reused": 1} {
		for _, w := range all(design, reading.CookieDay) {
			within(t, design, &w, (1-share)*w.Truth, 0.0004)
		}
	}
	w := all("fresh", reading.CookieDay)
	first, last := w[1], w[len(w)-1]
	ratio, want := last.Value/first.Value, learnt(last.From, last.To)/learnt(first.From, first.To)
	se := ratio * math.Hypot(first.SE/first.Value, last.SE/last.Value)
	if math.Abs(ratio-want) > 4*se || se > 0.05 {
		t.Errorf("from days 14 to 28 on to days 84 to 98 the reading grew to %.3f times itself, want %.3f within %.3f", ratio, want, 4*se)
	}
}

// TestStaggeredStart: on the day on which a group joins, those who joined a days before have learned 1 - exp(-0.012 a) of what is left to learn: for ages of
// 28 and 56 days the ratio is (1 - exp(-0.672)) / (1 - exp(-0.336)) = 1.7146. Every group follows the whole market that began with it.
func TestStaggeredStart(t *testing.T) {
	all := byDays(t, "staggered", 2, dropped...)
	lagged := all("steps", reading.LaggedStart)
	for i := range lagged {
		within(t, "lagged start", &lagged[i], lagged[i].Truth, 0.0004)
	}
	ratio := lagged[1].Value / lagged[0].Value
	se := ratio * math.Hypot(lagged[0].SE/lagged[0].Value, lagged[1].SE/lagged[1].Value)
	if want := math.Expm1(-56*rate) / math.Expm1(-28*rate); lagged[0].Exposed != 28 || lagged[1].Exposed != 56 || math.Abs(ratio-want) > 4*se || se > 0.05 {
		t.Errorf("after %d and %d days the ratio is %.3f, want %.3f within %.3f", lagged[0].Exposed, lagged[1].Exposed, ratio, want, 4*se)
	}
	for _, estimator := range []string{reading.Difference, reading.Joiners} {
		for _, w := range all("steps", estimator) {
			within(t, estimator, &w, w.Truth, 0.0006)
		}
	}
}

// TestSeasonIsNotLearning: Pinners learn nothing, and from day 28 on all campaigns are of the kind whose clicks the treatment makes worth more. The plain effect
// grows like one that is learned; groups that joined on different days show no difference.
func TestSeasonIsNotLearning(t *testing.T) {
	reportstest.Long(t, "TestStaggeredStart holds the same groups where Pinners learn")
	all := byDays(t, "staggered", 2, append([]string{"market.pinners.long_run={kind: none}", "experiments.staggered.metrics=[cpm]",
		"market.campaigns.groups.good={name: good, count: 15, quality: 1.1, value: {kind: lognormal, median: 1 USD, sigma: 0.4}, pacing: none, end: 28d}",
		"arms.better_pages.set={market.campaigns.groups.thin.value: {kind: lognormal, median: 1.4 USD, sigma: 0.4}}"}, dropped...)...)
	plain := all("steps", reading.Difference)
	if first, last := plain[0], plain[len(plain)-1]; !(last.Value-first.Value > 0.02) || first.SE > 0.002 || last.SE > 0.002 {
		t.Errorf("the effect went from %.4f to %.4f, standard errors %.4f and %.4f: there is no season", first.Value, last.Value, first.SE, last.SE)
	}
	for _, w := range all("steps", reading.LaggedStart) {
		within(t, "lagged start", &w, 0, 0.002)
	}
}

// TestHoldback: after the launch the effect against those who are held back grows from half of what was learned in the test to what whole markets show.
func TestHoldback(t *testing.T) {
	w := byDays(t, "holdback", 2, horizon224, "market.pinners.count=1_000")("kept", reading.Holdback)
	if len(w) != 15 || w[0].From != 14 || w[14].To != 224 {
		t.Fatalf("%d windows", len(w))
	}
	for i := range w {
		within(t, "holdback", &w[i], w[i].Truth, 0.001)
	}
	// 50% of 95% have had the treatment since day 0, the others since day 14.
	share := 0.5 / 0.95
	known := func(from, to int) float64 { return share*learnt(from, to) + (1-share)*learnt(from-14, to-14) }
	ratio, want := w[14].Value/w[4].Value, known(210, 224)/known(70, 84)
	if se := ratio * math.Hypot(w[4].SE/w[4].Value, w[14].SE/w[14].Value); math.Abs(ratio-want) > 4*se || se > 0.1 {
		t.Errorf("from days 70 to 84 on to days 210 to 224 the reading grew to %.3f times itself, want %.3f within %.3f", ratio, want, 4*se)
	}
}

// TestHoldbackOfAllLaunches: Pinners who are held back lack the second launch as well, so that they tell what both add up to.
func TestHoldbackOfAllLaunches(t *testing.T) {
	reportstest.Long(t, "TestHoldback holds one launch against the truth")
	all := byDays(t, "all_launches", 2, horizon224, "market.pinners.count=1_000")("kept", reading.Holdback)
	one := byDays(t, "all_launches", 2, horizon224, "market.pinners.count=1_000", "experiments.all_launches.launches=[]")("kept", reading.Holdback)
	for i := range all {
		within(t, "all launches", &all[i], all[i].Truth, 0.001)
		if before := all[i].To <= 112; before != (all[i].Value == one[i].Value) {
			t.Errorf("days %d to %d: %.5f with a second launch on day 112, %.5f without", all[i].From, all[i].To, all[i].Value, one[i].Value)
		}
	}
	if last := len(all) - 1; all[last].Value < 1.2*one[last].Value {
		t.Errorf("both launches read %.5f, the first %.5f", all[last].Value, one[last].Value)
	}
}

// TestLaunchTakenBack: when control takes the place of what was launched, what Pinners learned fades by exp(-0.012 x 14) = 0.845 from window to window.
func TestLaunchTakenBack(t *testing.T) {
	w := byDays(t, "all_launches", 2, horizon224, "market.pinners.count=1_000", "experiments.all_launches.launches=[{arm: control, at: 112d}]")("kept", reading.Holdback)
	first := w[7]
	if first.From != 112 {
		t.Fatalf("the window begins on day %d", first.From)
	}
	for i, x := range w[8:] {
		want := first.Value * math.Exp(-rate*14*float64(i+1))
		if se := math.Hypot(x.SE, first.SE); math.Abs(x.Value-want) > 4*se || se > 0.001 {
			t.Errorf("days %d to %d: %.5f, want %.5f within %.5f", x.From, x.To, x.Value, want, 4*se)
		}
	}
}

// TestWindowsForAnyWorkers: the same readings to the last bit for any number of workers, with Pinners who come and go.
func TestWindowsForAnyWorkers(t *testing.T) {
	set := []string{"run.horizon=12d", "market.pinners.count=600", "market.pinners.arrivals_per_day=20", "market.pinners.departures=2%",
		"experiments.cookie_days.when={length: 12d, every: 3d}", "experiments.staggered.when={length: 12d, every: 3d}",
		"experiments.staggered.designs={steps: {split: pinner, share: 60%, ramp: [{until: 3d, share: 20%}]}}", "experiments.holdback.when={length: 6d, every: 3d, holdback: 6d}",
		"experiments.all_launches.when={length: 6d, every: 3d, holdback: 6d}", "experiments.all_launches.launches=[{arm: best_pages, at: 9d}]"}
	for name, estimator := range map[string]string{"cookie_days": reading.CookieDay, "staggered": reading.LaggedStart, "holdback": reading.Holdback, "all_launches": reading.Holdback} {
		var first []string
		for _, jobs := range []int{1, 3} {
			var all []string
			for _, design := range map[string][]string{"cookie_days": {"fresh", "reused"}, "staggered": {"steps"}, "holdback": {"kept"}, "all_launches": {"kept"}}[name] {
				all = append(all, fmt.Sprintf("%v", byDays(t, name, jobs, set...)(design, estimator)))
			}
			if first == nil {
				first = all
			}
			if !reflect.DeepEqual(all, first) {
				t.Errorf("%s: %s with 3 workers, %s with 1", name, all, first)
			}
		}
	}
}

// TestMistakesOfGroups are named before anything runs.
func TestMistakesOfGroups(t *testing.T) {
	data, err := scenarios.Read("live_long_run")
	if err != nil {
		t.Fatal(err)
	}
	for set, want := range map[string]string{
		"cookie_days.when={length: 98d}":                                                           "fresh Pinners are read window by window",
		"cookie_days.when={length: 98d, every: 99d}":                                               "a window of 99 days does not fit into a test of 98",
		"cookie_days.when={length: 98d, every: 36h}":                                               "not a whole number of days",
		"cookie_days.designs.fresh.fresh_share=50%":                                                "50% of Pinners cannot be drawn from a pool of 40%",
		"cookie_days.designs.fresh.fresh_share=0%":                                                 "0% of Pinners cannot be drawn",
		"cookie_days.designs.fresh.fresh_for=36h":                                                  "not a whole number of days",
		"cookie_days.designs.fresh.share=60%":                                                      "come to 100%, which leaves no control",
		"cookie_days.designs.fresh.control_share=20%":                                              "are groups of a Pinner split beside all of its control",
		"cookie_days.designs.fresh={split: time, fresh_share: 5%, fresh_pool: 10%}":                "are groups of a Pinner split",
		"cookie_days.designs.fresh.holdback_share=5%":                                              "the treatment is not launched",
		"holdback.designs.kept.holdback_share=0%":                                                  "nobody would be held back",
		"holdback.when={length: 14d, every: 14d, holdback: 211d}":                                  "the holdback ends on day 225",
		"holdback.when={length: 14d, every: 14d, holdback: 28d, post: 14d}":                        "after the test the treatment is launched, or all have control's policy",
		"all_launches.launches=[{arm: best_pages, at: 14d}]":                                       "a launch on day 14 does not lie after day 14 and before day 224",
		"all_launches.launches=[{arm: best_pages, at: 224d}]":                                      "a launch on day 224 does not lie",
		"all_launches.launches=[{arm: best_pages, at: 36h}]":                                       "not a whole number of days",
		"all_launches.launches=[{arm: beter_pages, at: 36d}]":                                      "there is no arm named `beter_pages`",
		"all_launches.launches=[{arm: best_pages, at: 56d}, {arm: control, at: 42d}]":              "a launch on day 42 does not lie after day 56",
		"holdback.launches=[{arm: best_pages, at: 300d}]":                                          "a launch on day 300 does not lie",
		"holdback.when={length: 14d, holdback: 28d}":                                               "a holdback is read window by window",
		"holdback.designs.kept={split: pinner, share: 50%, holdback_share: 5%, fresh_pool: 1000%}": "fresh_pool",
	} {
		_, ds := scenarios.Load("live_long_run.yaml", data, scenarios.Options{Set: []string{"experiments." + set}})
		if !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("%s: want %q in %v", set, want, ds)
		}
	}
}
