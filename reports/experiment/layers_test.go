package experiment_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/reports/reportstest"
	"marketsim/reports/stats"
	"marketsim/scenarios"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// layered is a market of two surfaces in which a tenth of all views is clicked. Its one campaign is alone, so that a click costs the surface's reserve.
const layered = `marketsim: 1
name: layered
run: {horizon: 2d, seed: 7, replications: 8, feedback_lag: 0s}
market:
  pinners: {count: 1_500, segments: [{name: everyone, share: 100%, sessions_per_day: 4}], requests_per_session: 2, interests: {dimensions: 0}, rhythm: {daily: flat}, fatigue: {per_ad: 0}, hide_rate: 0%}
  surfaces:
    feed: {share: 60%, page: 2 pins, ad_slots: [1], examination: [1]}
    search: {share: 40%, page: 2 pins, ad_slots: [1], examination: [1]}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    conversion_rate: {base: 0%}
    groups: [{name: g, count: 1, value: 0.50 USD, pacing: none, bidding: {kind: truthful}}]
mechanism: {auction: gsp, candidates: 0, reserve: {feed: 0.10 USD, search: 0.10 USD}}
arms:
  feed: {set: {mechanism.reserve.feed: 0.20 USD}}
  search: {set: {mechanism.reserve.search: 0.15 USD}}
  worth: {set: {market.campaigns.groups.g.value: 0.75 USD}}
  load: {set: {market.surfaces.feed.ad_slots: [1, 2], market.surfaces.feed.examination: [1, 1], market.surfaces.search.ad_slots: [1, 2], market.surfaces.search.examination: [1, 1]}}
  closed: {set: {mechanism.reserve.feed: 1 USD, mechanism.reserve.search: 1 USD}}
  same: {same_as_control: true}
experiments:
  feed: {compare: [feed, control], metrics: [revenue, clicks], designs: {alone: {split: pinner, share: 30%}, beside: {split: pinner, share: 30%, layers: [search.users]}}}
  search: {compare: [search, control], metrics: [revenue], designs: {users: {split: pinner, share: 50%}, beside: {split: pinner, share: 50%, layers: [feed.alone]}}}
  worth: {compare: [worth, control], metrics: [revenue], designs: {users: {split: pinner, share: 50%, layers: [load.users]}}}
  load: {compare: [load, control], metrics: [revenue], designs: {users: {split: pinner, share: 50%}}}
  closed: {compare: [closed, control], metrics: [revenue], designs: {users: {split: pinner, share: 50%}}}
  nothing: {compare: [same, control], metrics: [revenue], designs: {users: {split: pinner, share: 40%}}}
`

// loadLayered loads the market above and an experiment of it.
func loadLayered(t *testing.T, name string, set ...string) (*experiment.Experiment, *scenarios.Scenario) {
	t.Helper()
	s, ds := scenarios.Load("layered.yaml", []byte(layered), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment(name)
	if err != nil {
		t.Fatal(err)
	}
	return e, s
}

// judgeLayered plays all replications of an experiment and gives the replications with their judgement.
func judgeLayered(t *testing.T, name string, set ...string) ([]reading.Replication, *reading.Report) {
	t.Helper()
	e, s := loadLayered(t, name, set...)
	var all []reading.Replication
	for r := range s.Spec.Replications {
		all = append(all, reading.Replicate(e, playOne(t, e, s, 2, r, false), nil))
	}
	return all, reading.Judge(e, all)
}

// value is the reading of an estimator of a design in a replication.
func value(t *testing.T, r *reading.Replication, design, estimator string) float64 {
	t.Helper()
	for i := range r.Readings {
		if x := &r.Readings[i]; x.Design == design && x.Estimator == estimator && x.Metric == "revenue" {
			return x.Value
		}
	}
	t.Fatalf("no reading %s, %s", design, estimator)
	return 0
}

// judgement is what replications say of an estimator of a design.
func judgement(t *testing.T, r *reading.Report, design, estimator string) *reading.Judgement {
	t.Helper()
	for i := range r.Judgements {
		if j := &r.Judgements[i]; j.Design == design && j.Estimator == estimator && j.Metric == "revenue" {
			return j
		}
	}
	t.Fatalf("no judgement of %s, %s", design, estimator)
	return nil
}

// TestLayersThatAddUp: two reserves that act on surfaces of their own. The feed's reserve brings 60% more revenue. In one market with the other experiment its reading,
// paired over replications, loses what the other's treatment adds to the base, 0.6 / (1 + 0.5 * 0.2) - 0.6 = -0.0545, while among Pinners who are in control of the other
// it is what it is alone. The two do nothing together.
func TestLayersThatAddUp(t *testing.T) {
	all, r := judgeLayered(t, "feed")
	var over []float64
	for i := range all {
		over = append(over, value(t, &all[i], "beside", "difference")-value(t, &all[i], "alone", "difference"))
	}
	x := stats.MeanInterval(over, 0.997)
	near(t, "reading in one market less that alone", x.Mean, 0.6/1.1-0.6, x.Hi-x.Mean)
	near(t, "half an interval of it", x.Hi-x.Mean, 0, 0.02)
	outside := judgement(t, r, "beside", "outside_layers")
	for _, x := range []*reading.Judgement{judgement(t, r, "alone", "difference"), judgement(t, r, "beside", "difference"), outside, judgement(t, r, "beside", "interaction_with_search")} {
		t.Logf("%s, %s: true %.4f, read %.4f, spread %.4f, standard error %.4f", x.Design, x.Estimator, *x.Truth, *x.Estimate, *x.Spread, *x.SE)
	}
	near(t, "effect outside of the layer", *outside.Estimate, 0.6, 3**outside.SE/math.Sqrt(8))
	near(t, "its truth", *outside.Truth, 0.6, 0.01)
	together := judgement(t, r, "beside", "interaction_with_search")
	near(t, "what they do together in truth", *together.Truth, 0, 1e-9)
	near(t, "what they do together", *together.Estimate, 0, 3**together.SE/math.Sqrt(8))
}

// first makes the market one in which a click costs what it is worth, with a campaign for every place.
var first = []string{"market.campaigns.groups.g.count=4", "mechanism.auction=first_price"}

// TestLayersThatMultiply: half as much again for a click, and twice the ads: revenue is 1.5 * 2 = 3 times as much, of which 0.5 is neither's own.
func TestLayersThatMultiply(t *testing.T) {
	reportstest.Long(t, "TestLayersThatAddUp and TestLayersThatCancel read the same interaction")
	_, r := judgeLayered(t, "worth", slices.Concat(first, []string{"market.pinners.count=4_000"})...)
	interacts(t, r, "interaction_with_load", 0.5)
}

// TestLayersThatCancel: where the reserve is above every bid, half as much again for a click is worth nothing: 0 - 1.5 - 0 + 1.
func TestLayersThatCancel(t *testing.T) {
	_, r := judgeLayered(t, "worth", slices.Concat(first, []string{"experiments.worth.designs.users.layers=[closed.users]"})...)
	interacts(t, r, "interaction_with_closed", -0.5)
}

// interacts fails unless an interaction is found by every replication with the right sign, and has the right size in truth and as it is read.
func interacts(t *testing.T, r *reading.Report, estimator string, want float64) {
	t.Helper()
	j := judgement(t, r, "users", estimator)
	t.Logf("%s: true %.4f, read %.4f, spread %.4f, standard error %.4f", estimator, *j.Truth, *j.Estimate, *j.Spread, *j.SE)
	near(t, "true interaction", *j.Truth, want, 0.01)
	near(t, "interaction as read", *j.Estimate, want, 3**j.SE/math.Sqrt(float64(j.Replications)))
	near(t, "standard error", *j.SE, *j.Spread, 0.8**j.Spread)
	near(t, "replications that find its sign", *j.RightSign, 1, 0)
}

// units are those of a design of an outcome.
func units(o *reading.Outcome, design int) *results.Trial {
	return o.Units[o.Layout.Designs[design][0]]
}

// bare is the units without what says in which other experiments they are.
func bare(u *results.Trial) *results.Trial {
	out := *u
	out.Pinners.Who = slices.Clone(u.Pinners.Who)
	for i := range out.Pinners.Who {
		out.Pinners.Who[i] %= results.IsLayered
	}
	return &out
}

// TestLayerWithoutTreatment: beside an experiment that changes nothing, all units and campaigns do what they do without it.
func TestLayerWithoutTreatment(t *testing.T) {
	e, s := loadLayered(t, "feed", "experiments.feed.designs.beside.layers=[nothing.users]")
	o := play(t, e, s, 2)
	alone, beside := units(o, 0), units(o, 1)
	in := 0
	for p := range beside.Pinners.All() {
		in += int(p.Layers)
	}
	near(t, "Pinners in the treatment that is none", float64(in), 600, 4*math.Sqrt(360))
	if !reflect.DeepEqual(bare(beside), alone) {
		t.Error("an experiment that changes nothing changes another one's units")
	}
	if a, b := o.Results[o.Layout.Designs[0][0]], o.Results[o.Layout.Designs[1][0]]; !reflect.DeepEqual(a.Days, b.Days) {
		t.Error("an experiment that changes nothing changes the market")
	}
}

// TestLayersKeepSides: a Pinner's side does not change when experiments are added to the market or dropped, and the market is the same from wherever it is looked at.
func TestLayersKeepSides(t *testing.T) {
	three := "experiments.feed.designs.more={split: pinner, share: 30%, layers: [load.users, search.users]}"
	e, s := loadLayered(t, "feed", three)
	o := play(t, e, s, 2)
	alone, beside, more := units(o, 0), units(o, 1), units(o, 2)
	second, third := beside.Pinners.Listed(), more.Pinners.Listed()
	for i, a := range alone.Pinners.Listed() {
		b, m := &second[i], &third[i]
		if a.Treated != b.Treated || a.Treated != m.Treated || m.Layers>>1 != b.Layers {
			t.Fatalf("Pinner %d: treated %v alone, %v beside one and %v beside two; in the layer %v and %v", i, a.Treated, b.Treated, m.Treated, b.Layers, m.Layers)
		}
	}
	f, s := loadLayered(t, "search")
	other := units(play(t, f, s, 2), 1)
	for i, x := range other.Pinners.Listed() {
		y := second[i]
		if x.Treated != (y.Layers == 1) || y.Treated != (x.Layers == 1) || x.Revenue != y.Revenue || x.Impressions != y.Impressions {
			t.Fatalf("Pinner %d is not the same in the market of the other experiment: %+v and %+v", i, x, y)
		}
	}
}

// TestLayersAreIndependent: in the tables of sides in two experiments, over 20 replications, chi-square is what 20 independent tables of one degree of freedom each show in
// all but a thousandth of cases, and the shares are those stated.
func TestLayersAreIndependent(t *testing.T) {
	e, s := loadLayered(t, "feed", "run.horizon=1d", "run.replications=20")
	e.Designs = e.Designs[1:]
	chi, sum := 0.0, [2][2]float64{}
	for r := range 20 {
		var n [2][2]float64
		u := units(playOne(t, e, s, 2, r, false), 0)
		for p := range u.Pinners.All() {
			x := 0
			if p.Treated {
				x = 1
			}
			n[x][p.Layers]++
			sum[x][p.Layers]++
		}
		total := n[0][0] + n[0][1] + n[1][0] + n[1][1]
		d := n[0][0]*n[1][1] - n[0][1]*n[1][0]
		chi += total * d * d / ((n[0][0] + n[0][1]) * (n[1][0] + n[1][1]) * (n[0][0] + n[1][0]) * (n[0][1] + n[1][1]))
	}
	if chi < 5.92 || chi > 45.31 { // a thousandth on either side
		t.Errorf("chi-square %.2f of 20 tables", chi)
	}
	for x, share := range [2]float64{0.7, 0.3} {
		for y := range 2 {
			want := 30_000 * share * 0.5
			near(t, fmt.Sprintf("Pinners on sides %d and %d", x, y), sum[x][y], want, 4*math.Sqrt(want))
		}
	}
}

// TestLayersOnAnyWorkers: the same bytes with one, two and three.
func TestLayersOnAnyWorkers(t *testing.T) {
	var want []byte
	for jobs := 1; jobs <= 3; jobs++ {
		e, s := loadLayered(t, "feed", "market.pinners.count=4_000", "run.horizon=1d", "market.campaigns.groups.g.count=20", "market.campaigns.groups.g.daily_budget=5 USD")
		o := play(t, e, s, jobs)
		var b bytes.Buffer
		if err := results.EncodeTrials(&b, o.Units); err != nil {
			t.Fatal(err)
		}
		if err := results.Encode(&b, o.Results); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = b.Bytes()
		}
		if !bytes.Equal(want, b.Bytes()) {
			t.Errorf("%d workers give other bytes", jobs)
		}
	}
}

// TestLayersWithoutTheirTreatment: in an A/A test the treatments of the other experiments go on, and nothing else changes.
func TestLayersWithoutTheirTreatment(t *testing.T) {
	e, s := loadLayered(t, "search")
	u := units(playOne(t, e, s, 2, 0, true), 1)
	f, s := loadLayered(t, "feed")
	if alone := units(play(t, f, s, 2), 0); !reflect.DeepEqual(revenues(u), revenues(alone)) {
		t.Error("the market of an A/A test is not that of the other experiment alone")
	}
}

func revenues(u *results.Trial) (out []int64) {
	for p := range u.Pinners.All() {
		out = append(out, int64(p.Revenue))
	}
	return out
}

// TestLayersRefused: what cannot meet in one market is said before anything runs, with the remedy.
func TestLayersRefused(t *testing.T) {
	layers := func(x string) string { return "experiments.feed.designs.beside.layers=" + x }
	for _, x := range []struct{ set, want, help string }{
		{layers("[serach.users]"), "no design of an experiment is named `serach.users`", "search.users"},
		{layers("[search]"), "no design of an experiment is named `search`", "search"},
		{layers("[search.users, search.beside]"), "`search.beside` is of an experiment that is in this market already", "once"},
		{layers("[feed.alone]"), "`feed.alone` is of an experiment that is in this market already", "once"},
		{layers("[search.users, load.users, worth.users]"), "3 other experiments are in this market", "leave some out"},
		{layers("[closed.users]"), "arm `feed` sets `mechanism.reserve.feed`, and arm `closed` sets `mechanism.reserve.feed`", "keys of its own"},
		{"arms.search.set={mechanism.reserve: {feed: 0.1 USD, search: 0.2 USD}}", "arm `search` sets `mechanism.reserve`", "keys of its own"},
		{"arms.search.set={mechanism.reserve.all: 0.2 USD}", "arm `search` sets `mechanism.reserve.all`", "keys of its own"},
		{"experiments.search.designs.users={split: campaign}", "`search.users` does not split all Pinners", "Pinner split"},
		{"experiments.search.designs.users={split: pinner, share: 20%, control_share: 20%}", "`search.users` does not split all Pinners", "Pinner split"},
		{"experiments.feed.designs.beside={split: time, layers: [search.users]}", "each splits all Pinners", "Pinner split"},
		{"experiments.search.when={start: 1d}", "`search.users` holds from day 1 to day 2, this experiment from day 0 to day 2", "same `when`"},
		{"experiments.search.compare=[search, worth]", "is compared with another arm", "control"},
		{"arms.search.set={mechanism.reserve.search: 0.15 USD, market.campaigns.groups.g.lifetime_budget: 5 USD}", "other budgets in group `g`", "budget split"},
	} {
		s, ds := scenarios.Load("layered.yaml", []byte(layered), scenarios.Options{Set: []string{x.set}})
		if got := fmt.Sprint(ds); s != nil || !strings.Contains(got, x.want) || !strings.Contains(got, x.help) {
			t.Errorf("%s: want %q and %q in %s", x.set, x.want, x.help, got)
		}
	}
}
