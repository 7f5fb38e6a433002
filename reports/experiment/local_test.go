package experiment_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// levers is a second-price auction of two bidders with uniform values, whose revenue an auction is known by the reserve r: 1/3 + r^2 (1 - 4 r / 3).
const levers = `marketsim: 1
name: levers
run: {horizon: 1d, seed: 3, replications: 1}
market:
  pinners:
    count: 40_000
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    session_process: regular
    requests_per_session: 1
    dwell: 0
    interests: {dimensions: 0}
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
  surfaces: {page: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 100%, affinity: 0}
    conversion_rate: {base: 0%}
    groups:
      - {name: bidders, count: 2, objective: impressions, value: {kind: uniform, max: 1 USD}, value_redraw: auction, pacing: none}
mechanism: {auction: second_price, reserve: 0.30 USD, candidates: 0}
arms:
  higher: {set: {mechanism.reserve: 0.50 USD}}
  lower: {set: {mechanism.reserve: 0.10 USD}}
  huge: {set: {mechanism.reserve: 5 USD}}
  other: {set: {mechanism.auction: first_price}}
  few: {set: {mechanism.candidates: 3}}
experiments:
  reserve:
    compare: [higher, control]
    designs:
      slope: {split: auction, local: 50%}
      users: {split: pinner, local: 50%, bootstrap: 100}
`

// TestSlopeOfTheReserve: requests and Pinners with the reserve moved up and down by 0.10 USD tell the slope of revenue, which is known, and that the tangent overstates what a reserve
// of 0.50 USD brings.
func TestSlopeOfTheReserve(t *testing.T) {
	revenue := func(r float64) float64 { return 1./3 + r*r*(1-4*r/3) }
	up, down := revenue(0.4), revenue(0.2)
	slope := (up - down) / (up + down) / 0.5 // of the whole way
	effect := revenue(0.5)/revenue(0.3) - 1
	e, s := loaded(t, levers)
	r := reading.Replicate(e, play(t, e, s, 2), nil)
	judged := reading.Judge(e, []reading.Replication{r})
	for _, j := range judged.Judgements {
		if want := map[bool]float64{true: effect, false: slope}[j.Estimator == reading.Tangent]; math.Abs(*j.Truth-want) > 0.006 {
			t.Errorf("%s, %s: the truth is %v, by theory %v", j.Design, j.Estimator, *j.Truth, want)
		}
	}
	for _, design := range []string{"slope", "users"} {
		x, y := readingOf(t, r.Readings, design, reading.Slope), readingOf(t, r.Readings, design, reading.Tangent)
		if math.Abs(x.Value-slope) > 4*x.SE || x.SE > 0.02 || x.Value != y.Value {
			t.Errorf("%s: the slope is read as %v (standard error %v), the tangent as %v, and theory says %v", design, x.Value, x.SE, y.Value, slope)
		}
	}
	if b := readingOf(t, r.Readings, "users", "slope_bootstrap"); !(b.Lo < b.Value && b.Value < b.Hi) {
		t.Errorf("bootstrap: %+v", b)
	}
}

// TestLocalSidesHoldInTheTest: before and after the test all have control's market, whatever is split, and without a treatment within it too.
func TestLocalSidesHoldInTheTest(t *testing.T) {
	set := func(name, splits string) []string {
		return []string{"mechanism.reserve=0.15 USD", "market.pinners.count=400", "run.horizon=3d", "experiments.test.when={start: 1d, length: 1d}", "experiments.test.compare=[" + name + ", control]",
			"experiments.test.metrics=[revenue]", "experiments.test.designs={" + splits + "}"}
	}
	for name, splits := range map[string]string{
		"worthier": "p: {split: pinner, local: 20%}, a: {split: auction, local: 20%}, t: {split: time, block: 2h, local: 20%}, m: {split: matched, local: 20%}, c: {split: campaign, local: 20%}",
		"dear":     "p: {split: pinner, local: 50%}, a: {split: auction, local: 50%}, t: {split: time, block: 2h, local: 50%}, u: {split: cluster, local: 50%}",
	} {
		for _, aa := range []bool{false, true} {
			e, o := outcome(t, "test", 2, 0, aa, set(name, splits)...)
			if !aa {
				reading.Replicate(e, o, nil)
			}
			for i := range e.Designs {
				for day, same := range []bool{true, aa, aa} { // what was spent on day 1 is not there on day 2; campaigns of a matched split take part in fewer auctions
					got, want := earned(o.Results[o.Layout.Designs[i][0]], day), earned(o.Results[0], day)
					if same && got != want && (day == 0 || e.Designs[i].Name != "m") || !same && day == 1 && got == want {
						t.Errorf("%s, design %s, without a treatment %v: %v earned on day %d, and %v under control", name, e.Designs[i].Name, aa, got, day, want)
					}
				}
				for _, arm := range o.Layout.Designs[i] {
					phases := o.Layout.Spec.Arms[arm].Phases
					if control := o.Layout.Spec.Arms[0].Phases[0].Market; phases[0].Market != control || phases[len(phases)-1].Market != control {
						t.Errorf("%s, design %s: it does not begin and end with control", name, e.Designs[i].Name)
					}
				}
			}
		}
	}
}

// earned is the revenue of a day.
func earned(r *results.Result, day int) (sum spec.Nano) {
	for i := range r.Days[day].Cells {
		sum += r.Days[day].Cells[i].Revenue
	}
	return sum
}

// TestLocalRefused: what cannot be moved, or whose sides are not all that there is, is named with its remedy.
func TestLocalRefused(t *testing.T) {
	slope := func(x string) string { return "experiments.reserve.designs.slope={local: 50%, " + x + "}" }
	for set, want := range map[string]string{
		"experiments.reserve.compare=[huge, control]":                                                      "`mechanism.reserve` cannot be moved by -50% of the way to the treatment: it would be -2.05",
		"experiments.reserve.compare=[few, control]":                                                       "`mechanism.candidates` cannot be moved",
		"experiments.reserve.compare=[other, control]":                                                     "`mechanism.auction` has no values between control's and the treatment's",
		"experiments.reserve.compare=[higher, lower]":                                                      "a lever is moved from its value in the file",
		slope("split: two_sided"):                                                                          "its sides are not moved alike",
		slope("split: pinner, control_share: 10%"):                                                         "the sides of a local design are all units",
		slope("split: auction, groups: [bidders]"):                                                         "does not choose among campaigns",
		slope("split: pinner, read: exposed"):                                                              "the sides of a local design are all units",
		slope("split: campaign"):                                                                           "cannot carry what belongs to the platform",
		"experiments.reserve.designs.slope.local=60%":                                                      "outside of the range",
		"experiments.reserve.metrics=[graduation]":                                                         "does not identify `graduation`",
		"run.horizon=4d && experiments.reserve.when={every: 1d, looks: pocock}":                            "looks read all Pinners",
		"experiments.reserve.designs.slope={split: auction, state: spend}":                                 "the sides follow each other in no hour",
		"run.horizon=7d && experiments.reserve.designs.slope={split: time, state: spend}":                  "write randomise: coin",
		"run.horizon=3d && experiments.reserve.designs.slope={split: time, state: spend, randomise: coin}": "3 are too few",
	} {
		_, ds := scenarios.Load("levers.yaml", []byte(levers), scenarios.Options{Set: strings.Split(set, " && ")})
		if got := fmt.Sprint(ds); !ds.HasErrors() || !strings.Contains(got, want) {
			t.Errorf("%s: want %q in %s", set, want, got)
		}
	}
}

// refilled is a market whose spend comes from a budget of a day that is used up in its afternoon, and from one without end. Prices are those of the reserve.
const refilled = `marketsim: 1
name: refilled
run: {horizon: 28d, seed: 72, replications: 1}
market:
  pinners:
    count: 1_000
    segments: [{name: bound, share: 50%, sessions_per_day: 1}, {name: free, share: 50%, sessions_per_day: 1}]
    requests_per_session: 1
    dwell: 0
    interests: {dimensions: 0}
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
  surfaces: {page: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    groups:
      - {name: bound, count: 1, objective: impressions, value: 2 USD, daily_budget: 300 USD, pacing: none, targeting: {segments: [bound]}}
      - {name: free, count: 1, objective: impressions, value: 2 USD, pacing: none, targeting: {segments: [free]}}
mechanism: {auction: second_price, reserve: 1 USD}
arms:
  dearer: {set: {mechanism.reserve: 1.20 USD}}
experiments:
  price:
    compare: [dearer, control]
    designs: {hours: {split: time, block: 3h, randomise: coin, state: spend}}
`

// TestHoursThatTakeFromTheirDay: of a price that rises by a fifth the whole market gains what comes from no budget, 100 of 800 USD a day; hours are compared to gain more, and differences in
// Q's read the truth.
func TestHoursThatTakeFromTheirDay(t *testing.T) {
	const truth, tests = 100. / 800, 6
	e, s := loaded(t, refilled)
	var q, hours, seen float64
	for r := range tests {
		o := playOne(t, e, s, 2, r, false)
		all := reading.Read(e, o)
		x := readingOf(t, all, "hours", reading.InQ)
		q, hours = q+x.Value/tests, hours+readingOf(t, all, "hours", reading.ByHour).Value/tests
		seen += reading.Truth(e, o)["revenue"] / tests
		if math.Abs(x.Value-truth) > 4*x.SE || x.SE > 0.06 {
			t.Errorf("replication %d reads %v, standard error %v", r, x.Value, x.SE)
		}
	}
	if math.Abs(seen-truth) > 0.005 {
		t.Errorf("the truth is %v, by theory %v", seen, truth)
	}
	if math.Abs(q-truth) > 0.03 || hours < truth+0.03 {
		t.Errorf("differences in Q's read %v, hours %v, and the truth is %v", q, hours, truth)
	}
}
