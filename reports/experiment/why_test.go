package experiment_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"marketsim/reports/estimate"
	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim/experiment"
)

// TestChannelsAddUp: of errors of 30 and 34 points, those without a shared budget of 10 and 12, and without advertisers' reaction of 25 and 31, shared budgets are
// 21, the reaction 4, and the remainder what is left of 32.
func TestChannelsAddUp(t *testing.T) {
	reads := func(truth float64, design string, x float64) reading.Reading {
		return reading.Reading{Design: design, Estimator: reading.Difference, Metric: "revenue", Effect: estimate.Effect{Value: truth + x}}
	}
	one := func(truth, own, off float64) reading.Replication {
		return reading.Replication{Truth: map[string]float64{"revenue": truth}, Readings: []reading.Reading{reads(truth, "p", own), reads(truth, "p-own-budgets", off)}}
	}
	e := &experiment.Experiment{Metrics: []string{"revenue"}, Designs: []experiment.Design{{Name: "p", Split: experiment.Pinners}}}
	r := &reading.Report{}
	r.Explain(e, []reading.Replication{one(0.1, 0.30, 0.10), one(0.2, 0.34, 0.12)}, []experiment.Without{{Of: "p", Channel: experiment.SharedBudgets, Design: "p-own-budgets"}},
		[]reading.Replication{one(0.5, 0.25, 0), one(0.6, 0.31, 0)})
	var got []float64
	for _, c := range r.Channels {
		got = append(got, math.Round(1e9*c.Bias)/1e9)
	}
	if want := []float64{0.21, 0.04, 0.07}; !reflect.DeepEqual(got, want) {
		t.Errorf("channels %v, want %v", got, want)
	}
}

// TestNoChannelWithoutReadings: a channel whose design has no reading in any replication is not told, and takes nothing from what the others leave; a design without readings has no channels.
func TestNoChannelWithoutReadings(t *testing.T) {
	none := math.NaN()
	one := func(own, budgets, models float64) (r reading.Replication) {
		r.Truth = map[string]float64{"revenue": 0}
		for design, x := range map[string]float64{"p": own, "p-own-budgets": budgets, "p-own-models": models} {
			r.Readings = append(r.Readings, reading.Reading{Design: design, Estimator: reading.Difference, Metric: "revenue", Effect: estimate.Effect{Value: x}})
		}
		return r
	}
	e := &experiment.Experiment{Metrics: []string{"revenue"}, Designs: []experiment.Design{{Name: "p", Split: experiment.Pinners}}}
	without := []experiment.Without{{Of: "p", Channel: experiment.SharedBudgets, Design: "p-own-budgets"}, {Of: "p", Channel: experiment.SharedModels, Design: "p-own-models"}}
	for own, want := range map[float64]map[string]float64{0.3: {string(experiment.SharedBudgets): 0.2, "remainder": 0.1}, none: {}} {
		r, got := &reading.Report{}, map[string]float64{}
		r.Explain(e, []reading.Replication{one(own, 0.1, none), one(own, 0.1, none)}, without, nil)
		for _, c := range r.Channels {
			got[c.Channel] = math.Round(1e9*c.Bias) / 1e9
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("of an error of %v: %v, want %v", own, got, want)
		}
	}
}

// TestWhatCanBeSwitchedOff: designs are added for channels that a market has, and reviews go where advertisers make them.
func TestWhatCanBeSwitchedOff(t *testing.T) {
	set := []string{"market.campaigns.groups.g.review={kind: elastic, every: 7d, elasticity: 0.4, outside_roas: 180%, reference: 180%}", "market.prediction.ctr={kind: linear}",
		"experiments.test.designs={users: {split: pinner}, ads: {split: campaign}}"}
	s, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, _ := s.Experiment("test")
	more, without := e.Apart(s.Spec)
	var names []string
	for _, d := range more.Designs {
		names = append(names, d.Name)
	}
	if want := []string{"users", "ads", "users-own-budgets", "users-own-models", "ads-whole-auctions"}; !reflect.DeepEqual(names, want) || len(without) != 3 {
		t.Errorf("designs %v, want %v", names, want)
	}
	calm, _, reacts := e.Frozen(s.Spec)
	if !reacts || calm.Arms[1].Phases[0].Market.Groups[0].Review != nil || s.Spec.Arms[1].Phases[0].Market.Groups[0].Review == nil {
		t.Error("reviews are not taken out, or are taken out of the scenario itself")
	}
	again, _ := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{})
	if _, _, reacts := e.Frozen(again.Spec); reacts {
		t.Error("a market without reviews is said to have some")
	}
}

// TestOwnModels: with a predictor of its own each side predicts otherwise than with a common one, and both are the same for any number of workers.
func TestOwnModels(t *testing.T) {
	set := []string{"market.prediction.ctr={kind: linear, step: 0.05, prior: 5%}", "market.campaigns.groups.g.daily_budget=1_000_000 USD", "experiments.price.designs={users: {split: pinner}}"}
	e, one := outcome(t, "price", 1, 0, false, set...)
	e.Designs[0].OwnModels = true
	s, _ := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: set})
	own := play(t, e, s, 1)
	if reflect.DeepEqual(own.Units[2], one.Units[2]) {
		t.Error("a predictor of its own changes nothing")
	}
	if again := play(t, e, s, 3); !reflect.DeepEqual(own.Units, again.Units) {
		t.Error("three workers give other units")
	}
	if !reflect.DeepEqual(own.Units[0], one.Units[0]) {
		t.Error("the whole market changes with a design")
	}
}

// TestSupportIsShared: a Pinner split cannot carry another support, of which exploring is a part; a campaign split carries it.
func TestSupportIsShared(t *testing.T) {
	data, err := scenarios.Read("cold_start")
	if err != nil {
		t.Fatal(err)
	}
	for set, want := range map[string]string{
		"experiments.support.designs={ads: {split: pinner}}":                                            "another support in group `new`",
		"experiments.support={compare: [explore, goal], designs: {ads: {split: pinner}}}":               "another support in group `new`",
		"experiments.support={compare: [explore, goal], designs: {ads: {split: campaign, share: 40%}}}": "[]",
	} {
		_, ds := scenarios.Load("cold_start.yaml", data, scenarios.Options{Set: []string{set}})
		if got := fmt.Sprint(ds); !strings.Contains(got, want) {
			t.Errorf("%s: want %q in %s", set, want, got)
		}
	}
}

// TestAccountsFollowControl: campaigns have one account in a shared market, which holds the platform's error about new campaigns and the forecast as
// control has them, so a treatment of either cannot be split by Pinner, auction, cluster or campaign; a budget split and blocks of time carry it.
func TestAccountsFollowControl(t *testing.T) {
	for set, want := range map[string]string{
		"arms.dear={set: {market.campaigns.groups.g.cold_start: {sigma: 1}}}": "another cold start in group `g`",
		"arms.dear={set: {mechanism.forecast: [1, 3]}}":                       "another forecast of traffic",
	} {
		for _, split := range []string{"pinner", "auction", "cluster", "budget", "time, block: 6h, burn_in: 1h"} {
			carried := strings.HasPrefix(split, "budget") || strings.HasPrefix(split, "time")
			s, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{set, "experiments.price.designs={x: {split: " + split + "}}"}})
			if got := fmt.Sprint(ds); strings.Contains(got, want) == carried || (s != nil) != carried {
				t.Errorf("%s by %s: carried %v, want %v; %s", set, split, s != nil, carried, got)
			}
		}
	}
}
