package experiment_test

import (
	"math"
	"testing"

	"marketsim/reports/estimate"
	reading "marketsim/reports/experiment"
	"marketsim/reports/stats"
	"marketsim/scenarios"
	"marketsim/sim/experiment"
)

// loaded is the only experiment of a scenario.
func loaded(t *testing.T, text string, set ...string) (*experiment.Experiment, *scenarios.Scenario) {
	t.Helper()
	s, ds := scenarios.Load("readings.yaml", []byte(text), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("")
	if err != nil {
		t.Fatal(err)
	}
	return e, s
}

// readingOf finds a reading.
func readingOf(t *testing.T, all []reading.Reading, design, estimator string) *reading.Reading {
	t.Helper()
	for i := range all {
		if all[i].Design == design && all[i].Estimator == estimator {
			return &all[i]
		}
	}
	t.Fatalf("there is no reading %s of %s", estimator, design)
	return nil
}

// TestAlwaysValidLooks: a test without a treatment stops seldom, since its intervals hold at all looks that there might ever be; one with a large effect stops before its end, and one
// that is not corrected stops no later.
func TestAlwaysValidLooks(t *testing.T) {
	set := []string{"experiments.test.when.expected_effect=60%", "market.pinners.count=2_000", "arms.dear.set={mechanism.reserve: 0.999 USD}"}
	e, s := loadLooked(t, append(set, "experiments.test.when.looks=always_valid")...)
	peeks, _ := loadLooked(t, append(set, "experiments.test.when.looks=uncorrected")...)
	early, alarms := 0, 0
	for r := range 12 {
		if x := sequential(t, e, playOne(t, e, s, 1, r, true)); x.P < 0.05 {
			alarms++
		}
		o := playOne(t, e, s, 1, r, false)
		x, y := sequential(t, e, o), sequential(t, peeks, o)
		if x.Stopped < y.Stopped {
			t.Errorf("replication %d: it stops after %v days, uncorrected after %v", r, x.Stopped, y.Stopped)
		}
		if x.P < 0.05 && x.Stopped < 5 {
			early++
		}
	}
	if alarms > 0 || early < 2 { // 0.3% are expected to alarm; without the sequence 14%
		t.Errorf("%d of 12 tests without a treatment stop, and %d with one before their end", alarms, early)
	}
}

// TestBootstrapOfDesigns: without a treatment the bootstrap's standard error is that of the delta method, over Pinners and over campaigns, within four standard errors of one of 400 draws.
func TestBootstrapOfDesigns(t *testing.T) {
	for design, set := range map[string][]string{
		"users": {"experiments.test.designs={users: {split: pinner, bootstrap: 400}}"},
		"ads":   {"experiments.test.designs={ads: {split: campaign, bootstrap: 400}}", "arms.dear.set={market.campaigns.groups.shops.bidding.bid: 1.2 USD}"},
	} {
		e, s := loaded(t, looked, append(set, "market.campaigns.groups.shops.count=1_000", "market.pinners.count=2_000", "experiments.test.when={length: 5d}")...)
		all := reading.Read(e, playOne(t, e, s, 1, 0, true))
		x, y := readingOf(t, all, design, reading.Difference), readingOf(t, all, design, reading.Bootstrapped)
		if x.Value != y.Value && math.Abs(x.Value/y.Value-1) > 1e-9 {
			t.Errorf("%s: the bootstrap reads %v, the difference %v", design, y.Value, x.Value)
		}
		if ratio := y.SE / x.SE; !(math.Abs(ratio-1) < 0.15) {
			t.Errorf("%s: standard error %v, by the delta method %v", design, y.SE, x.SE)
		}
		if !(y.Lo < y.Value && y.Value < y.Hi) {
			t.Errorf("%s: the interval of %v is %v to %v", design, y.Value, y.Lo, y.Hi)
		}
	}
}

// TestBootstrapOfClustersInAMarket: clusters are drawn whole, so that the standard error is that of sums of clusters.
func TestBootstrapOfClustersInAMarket(t *testing.T) {
	e, o := outcome(t, "test", 2, 0, false, "experiments.test.designs={clusters: {split: cluster, bootstrap: 400}}", "experiments.test.metrics=[revenue]", "market.pinners.count=600", "market.pinners.interests={dimensions: 6, topics: 32}",
		"market.campaigns.groups.g.count=192", "market.campaigns.groups.g.targeting={nearest: 3.125%}")
	all := reading.Read(e, o)
	if n := len(o.Layout.Clusters[0].Names); n < 16 {
		t.Fatalf("%d clusters", n)
	}
	x, y := readingOf(t, all, "clusters", reading.Difference), readingOf(t, all, "clusters", reading.Bootstrapped)
	if math.Abs(x.Value-y.Value) > 1e-12 || !(y.Lo < y.Value && y.Value < y.Hi) || y.SE < 0.7*x.SE || y.SE > 1.5*x.SE {
		t.Errorf("the difference is %+v, the bootstrap %+v", x.Effect, y.Effect)
	}
}

// TestCorrectionOfReadings: p values of all designs and metrics are one family.
func TestCorrectionOfReadings(t *testing.T) {
	designs := []string{"experiments.test.designs={users: {split: pinner}, halves: {split: budget}, some: {split: pinner, share: 20%}}", "experiments.test.when={length: 5d}",
		"experiments.test.metrics=[revenue, clicks]", "market.campaigns.groups.shops.count=20"}
	e, s := loaded(t, looked, designs...)
	o := playOne(t, e, s, 1, 0, false)
	plain := reading.Read(e, o)
	var p []float64
	for _, x := range plain {
		p = append(p, x.P)
	}
	for rule, want := range map[string][]float64{"holm": stats.Holm(p), "benjamini_hochberg": estimate.BenjaminiHochberg(p)} {
		corrected, _ := loaded(t, looked, append(designs, "experiments.test.correction="+rule)...)
		for i, x := range reading.Read(corrected, o) {
			if x.P != want[i] && !(math.IsNaN(x.P) && math.IsNaN(want[i])) {
				t.Errorf("%s, %s %s %s: p %v, want %v", rule, x.Design, x.Estimator, x.Metric, x.P, want[i])
			}
			if x.Lo != plain[i].Lo && !math.IsNaN(x.Lo) {
				t.Errorf("%s: the interval moved", rule)
			}
		}
	}
}
