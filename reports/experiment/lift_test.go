package experiment_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// lift loads the shipped lift test.
func lift(t *testing.T, name string, set ...string) (*scenarios.Scenario, *experiment.Experiment) {
	t.Helper()
	text, err := os.ReadFile("../../scenarios/ghost_ads.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load("ghost_ads.yaml", text, scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment(name)
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

// mainly finds a reading of all conversions.
func mainly(t *testing.T, all []reading.Reading, design, estimator string) reading.Reading {
	t.Helper()
	for _, r := range all {
		if r.Design == design && r.Estimator == estimator && r.Metric == "all_conversions" {
			return r
		}
	}
	t.Fatalf("no reading %s of %s", estimator, design)
	return reading.Reading{}
}

// TestLiftOfGhostAds: an impression a session converts in 20% x 25% of all cases, of which a fifth would have come anyway: 4% beside the 20% that come without an
// ad, so +20% on the exposed, and +2% on everybody since one in ten is reached. Both readings are told within 4 of their standard errors.
func TestLiftOfGhostAds(t *testing.T) {
	for _, name := range []string{"ghosts", "notices"} {
		s, e := lift(t, name)
		o := play(t, e, s, 2)
		truth, all := reading.Truth(e, o), reading.Read(e, o)
		near(t, name+": truth of the exposed", truth["all_conversions of exposed"], 0.20, 0.02)
		near(t, name+": truth of everybody", truth["all_conversions"], 0.02, 0.002)
		for _, estimator := range []string{reading.Difference, reading.IntentTreat} {
			r := mainly(t, all, "exposed", estimator)
			near(t, name+": "+estimator, r.Value, 0.20, 4*r.SE)
		}
		r := mainly(t, all, "everybody", reading.Difference)
		near(t, name+": everybody", r.Value, 0.02, 4*r.SE)
	}
}

// TestNoiseOfGhostAds is P-G20 in a market: with a share p of Pinners whom the ads can reach, comparing all of them has 1/sqrt(p) times the standard error of
// comparing the exposed with the would-be exposed. Nearly all conversions after a click are displaced, so that both sides have the same noise.
func TestNoiseOfGhostAds(t *testing.T) {
	for share, want := range map[string]float64{"10%": 3.162, "25%": 2} {
		rest := map[string]string{"10%": "90%", "25%": "75%"}[share]
		s, e := lift(t, "ghosts", "market.campaigns.groups.shop.organic_conversions.displaced=95%", "market.pinners.segments.near.share="+share, "market.pinners.segments.far.share="+rest)
		all := reading.Read(e, play(t, e, s, 2))
		ratio := mainly(t, all, "exposed", reading.IntentTreat).SE / mainly(t, all, "exposed", reading.Difference).SE
		near(t, "standard errors with "+share+" reached", ratio, want, 0.09*want)
	}
}

// TestExposureLogs: in the market that shows the ads and in that which withholds them the same Pinners are logged as often, frequency caps included; a ghost
// gives its place to the next ad, a notice to nobody, and neither is paid for.
func TestExposureLogs(t *testing.T) {
	for _, name := range []string{"ghosts", "notices"} {
		s, e := lift(t, name, "market.campaigns.groups.shop.frequency_cap={count: 2, per: 2d}", "market.pinners.count=4_000")
		o := play(t, e, s, 2)
		control, treated := o.Units[experiment.WholeControl], o.Units[experiment.WholeTreatment]
		logged := 0
		others := treated.Pinners.Listed()
		for i, c := range control.Pinners.Listed() {
			u := &others[i]
			if logged += int(c.Exposures); c.Exposures != u.Exposures || c.Exposures > 8 {
				t.Fatalf("%s: Pinner %d is logged %d times without the ads, %d times with them", name, i, c.Exposures, u.Exposures)
			}
		}
		without, with := tallied(o.Results[experiment.WholeControl]), tallied(o.Results[experiment.WholeTreatment])
		if int(without.Withheld) != logged || with.Withheld != 0 || control.Campaigns[0].Spend != 0 || int(treated.Campaigns[0].Impressions) != logged {
			t.Errorf("%s: %d are logged, %d and %d withheld, %d shown", name, logged, without.Withheld, with.Withheld, treated.Campaigns[0].Impressions)
		}
		empty := map[string]int64{"ghosts": 0, "notices": without.Withheld}[name]
		if with.Impressions-without.Impressions != empty || logged < 1_000 {
			t.Errorf("%s: %d impressions with the ads, %d without, %d logged", name, with.Impressions, without.Impressions, logged)
		}
	}
}

// tallied adds a result's cells up.
func tallied(r *results.Result) (all results.Tally) {
	for d := range r.Days {
		for i := range r.Days[d].Cells {
			all.Add(&r.Days[d].Cells[i])
		}
	}
	return all
}

// TestGhostsWithoutATest: an arm that withholds plays by itself as it does beside a test, to the last bit, though requests may share their candidates there.
func TestGhostsWithoutATest(t *testing.T) {
	s, e := lift(t, "ghosts", "market.pinners.count=2_000", "market.pinners.segments.near.share=50%", "market.pinners.segments.far.share=50%")
	o := play(t, e, s, 1)
	alone, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 1, Done: map[int][]*results.Result{1: nil, 2: nil, 3: nil, 4: nil, 5: nil, 6: nil, 7: nil}})
	if err != nil {
		t.Fatal(err)
	}
	for arm, whole := range []int{experiment.WholeTreatment, experiment.WholeControl} {
		if got, want := tallied(alone[0][arm]), tallied(o.Results[whole]); got != want {
			t.Errorf("arm %d: %+v, beside a test %+v", arm, got, want)
		}
	}
}

// TestConversionsWithoutAds: in expectation every session brings its 0.2, and every impression 4% more.
func TestConversionsWithoutAds(t *testing.T) {
	s, e := lift(t, "ghosts", "run.outcomes=expected", "market.pinners.count=1_000")
	o := play(t, e, s, 1)
	for arm, u := range o.Units[:2] {
		x, measured := tallied(o.Results[arm]), 0.0
		want := 0.2 * float64(x.Sessions)
		if arm == experiment.WholeTreatment {
			want += 0.04 * float64(u.Campaigns[0].Impressions)
		}
		for p := range u.Pinners.All() {
			measured += float64(p.Conversions)
		}
		near(t, "conversions", float64(x.Outcomes)/1e9, want, 1e-6*want)
		near(t, "conversions of Pinners", measured, want, 1e-5*want)
	}
}

// TestLiftRefused: what cannot be read is said before anything runs.
func TestLiftRefused(t *testing.T) {
	text, _ := os.ReadFile("../../scenarios/ghost_ads.yaml")
	for set, want := range map[string]string{
		"experiments.ghosts.designs.exposed.split=campaign":                             "the exposed are Pinners",
		"experiments.ghosts.designs.exposed.ramp=[{until: 1d, share: 10%}]":             "without a ramp",
		"arms.ghost.set={market.campaigns.groups.shop.value: 1 USD}":                    "nobody is exposed to ads that only one of the arms shows",
		"experiments.ghosts.designs.everybody={split: time, block: 6h}":                 "does not identify `all_conversions`",
		"experiments.ghosts.designs.everybody={split: auction}":                         "does not identify `all_conversions`",
		"market.campaigns.groups.others.organic_conversions={displaced: 10%}":           "per_session",
		"experiments.ghosts.when={every: 7d}":                                           "are counted by day without `all_conversions`",
		"market.campaigns.groups.shop.withhold=hidden":                                  "ghost",
		"market.campaigns.groups.shop.organic_conversions={per_session: 0%}":            "0%",
		"experiments.ghosts.designs.everybody={split: pinner, share: 50%, read: ghost}": "exposed",
	} {
		_, ds := scenarios.Load("ghost_ads.yaml", text, scenarios.Options{Set: []string{set}})
		if got := fmt.Sprint(ds); !strings.Contains(got, want) {
			t.Errorf("%s: want %q in %s", set, want, got)
		}
	}
}

// TestEverybodyIsDiluted: the reading of all Pinners by their own mean is that by the exposed, times the share of conversions that the exposed have.
func TestEverybodyIsDiluted(t *testing.T) {
	s, e := lift(t, "ghosts")
	o := play(t, e, s, 2)
	all, u := reading.Read(e, o), o.Units[o.Layout.Designs[0][0]]
	var base, exposed float64
	var n, reached, seen, total float64
	for p := range u.Pinners.All() {
		total++
		if p.Exposures > 0 {
			seen++
		}
		if p.Treated {
			continue
		}
		n++
		base += float64(p.Conversions)
		if p.Exposures > 0 {
			reached++
			exposed += float64(p.Conversions)
		}
	}
	want := mainly(t, all, "everybody", reading.Difference).Value * (base / n) / (exposed / reached * seen / total)
	if got := mainly(t, all, "exposed", reading.IntentTreat).Value; math.Abs(got-want) > 1e-9 {
		t.Errorf("read %v, want %v", got, want)
	}
}
