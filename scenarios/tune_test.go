package scenarios_test

import (
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/tune"
	"marketsim/sim/units"
)

const tuned = `marketsim: 1
name: tuned
run: {warmup: 2d, horizon: 4d, seed: 5, replications: 2}
market:
  pinners: {count: 80}
  campaigns: {groups: [{name: shops, count: 10, daily_budget: 1 USD}]}
arms:
  more: {set: {mechanism.reserve: 0.25 USD}}
tune:
  levers:
    mechanism.reserve: {from: 0 USD, to: 0.40 USD}
    mechanism.ad_load.min_gap: {from: 0, to: 6}
    mechanism.auction: [gsp, vcg]
  maximise: {metric: revenue, discount: 1%}
  trade_off: [sessions_per_pinner_day, hides]
  subject_to: [{metric: sessions_per_pinner_day, require: change >= -0.5%}]
  horizons: [2d]
`

// playedTuned are the results of the scenario with options.
func playedTuned(t *testing.T, text string, o scenarios.Options) ([][]*results.Result, *scenarios.Scenario) {
	t.Helper()
	s, ds := scenarios.Load("tuned.yaml", []byte(text), o)
	if s == nil {
		t.Fatal(ds)
	}
	all, err := units.Play(t.Context(), s.Spec, 2)
	if err != nil {
		t.Fatal(err)
	}
	return all, s
}

// TestCandidate: a setting of a search is played as the arm of a run is, day by day, and the market as it stands as control.
func TestCandidate(t *testing.T) {
	run, _ := playedTuned(t, tuned, scenarios.Options{})
	set, s := playedTuned(t, tuned, scenarios.Options{Candidate: &scenarios.Candidate{Set: []string{"mechanism.reserve=0.25 USD"}}})
	base, b := playedTuned(t, tuned, scenarios.Options{Candidate: &scenarios.Candidate{}})
	if len(s.Spec.Arms) != 1 || len(b.Spec.Arms) != 1 || s.Market == b.Market {
		t.Fatalf("%d and %d arms, markets %s and %s", len(s.Spec.Arms), len(b.Spec.Arms), s.Market, b.Market)
	}
	for r := range run {
		for arm, one := range []*results.Result{base[r][0], set[r][0]} {
			if !reflect.DeepEqual(one.Days, run[r][arm].Days) {
				t.Errorf("replication %d: the setting plays otherwise than arm %d", r, arm)
			}
		}
	}
}

// TestTuneSection: levers, objectives, constraints and horizons are read; of a range that begins at the least that its key takes, this is noted.
func TestTuneSection(t *testing.T) {
	_, s := playedTuned(t, tuned, scenarios.Options{})
	want := []tune.Lever{{Path: "mechanism.reserve", Kind: tune.Continuous, Hi: 0.4, Unit: "USD", Least: true}, {Path: "mechanism.ad_load.min_gap", Kind: tune.Whole, Hi: 6, Least: true},
		{Path: "mechanism.auction", Kind: tune.Choice, Choices: []string{"gsp", "vcg"}}}
	x := s.Tune
	if !reflect.DeepEqual(x.Levers, want) || x.Whole || !reflect.DeepEqual(x.Horizons, []int{2, 4}) || x.Start != 16 {
		t.Errorf("%+v", x)
	}
	if !reflect.DeepEqual(x.Base, []string{"0 USD", "0", "gsp"}) {
		t.Errorf("as it stands: %q", x.Base)
	}
	if len(x.Goals) != 3 || x.Goals[0].Discount != 0.01 || x.Goals[1].Low || !x.Goals[2].Low {
		t.Errorf("goals %+v", x.Goals)
	}
	if len(x.Limits) != 1 || x.Limits[0].Rule.Bound != -0.005 {
		t.Errorf("limits %+v", x.Limits)
	}
}

// TestTuneMistakes are all told before anything runs.
func TestTuneMistakes(t *testing.T) {
	for _, x := range []struct{ from, to, want string }{
		{"mechanism.reserve: {from: 0 USD, to: 0.40 USD}", "mechanism.reserv: {from: 0 USD, to: 0.40 USD}", "reserv"},
		{"to: 0.40 USD}", "to: 0 USD}", "from one number up to another"},
		{"to: 0.40 USD}", "to: 0.40 EUR}", "another unit"},
		{"[gsp, vcg]", "[gsp, nobody]", "with nobody"},
		{"[gsp, vcg]", "[gsp]", "two values or more"},
		{"metric: revenue, discount", "metric: revenu, discount", "no metric named `revenu`"},
		{"metric: revenue, discount", "metric: ctr, discount", "cannot be discounted"},
		{"change >= -0.5%", "change -0.5%", "not a requirement"},
		{"horizons: [2d]", "horizons: [9d]", "rise and lie within run.horizon"},
		{"  maximise: {metric: revenue, discount: 1%}\n", "", "one objective"},
		{"mechanism.auction: [gsp, vcg]", "run.horizon: [1d, 2d]", "all settings of a search share `run.horizon`"},
		{"[sessions_per_pinner_day, hides]", "[sessions, hides, clicks]", "at most three"},
	} {
		text := strings.Replace(tuned, x.from, x.to, 1)
		s, ds := scenarios.Load("tuned.yaml", []byte(text), scenarios.Options{})
		var all []string
		for _, d := range ds {
			all = append(all, d.Message)
		}
		if s != nil || !strings.Contains(strings.Join(all, "\n"), x.want) {
			t.Errorf("%s: %v, want %s", x.to, all, x.want)
		}
	}
}

// TestScheduledCandidate: a setting with a schedule, and a strategy, play as the arms of a run that say the same, whole numbers of a ramp rounded.
func TestScheduledCandidate(t *testing.T) {
	text := strings.Replace(tuned, "arms:\n", "arms:\n  ramped: {set: {mechanism.ad_load.min_gap: 8}, start: 1d, ramp: 3d}\n", 1)
	run, _ := playedTuned(t, text, scenarios.Options{})
	for _, c := range []scenarios.Candidate{{Arm: "ramped"}, {Set: []string{"mechanism.ad_load.min_gap=8", "schedule.start=1d", "schedule.ramp=9d"}}} {
		got, s := playedTuned(t, text, scenarios.Options{Candidate: &c})
		if len(s.Spec.Arms) != 1 {
			t.Fatalf("%d arms", len(s.Spec.Arms))
		}
		for r := range run {
			if !reflect.DeepEqual(got[r][0].Days, run[r][1].Days) || reflect.DeepEqual(got[r][0].Days, run[r][0].Days) {
				t.Errorf("%+v, replication %d: it plays otherwise than the arm", c, r)
			}
		}
	}
}
