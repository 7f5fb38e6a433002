package main

import (
	"fmt"
	"math"

	"marketsim/scenarios"
	"marketsim/sim/experiment"
	"marketsim/sim/floor"
	"marketsim/sim/spec"
)

// designs tells what the shared market of each design of a test costs, in arms of a whole market in which nothing is tested: the least of twelve turns
// each, since runs last a quarter of a second and the least of four still moved by a tenth. The warm-up, which all
// arms share, is taken off.
func designs() (string, bool) {
	e, l := test()
	const more = 3 // arms, whose mean is steadier than one
	plain := make([]float64, 2)
	shared := make([]float64, len(l.Designs))
	for turn := range 12 {
		for n := range plain {
			keep(&plain[n], turn, armsOf(l, nil, make([]int, 1+n*more)))
		}
		for i, arms := range l.Designs {
			keep(&shared[i], turn, armsOf(l, l.Spec.Trial, arms))
		}
	}
	arm := (plain[1] - plain[0]) / more
	text, most := "", 0.0
	for i := range e.Designs {
		cost := (shared[i] - plain[0] + arm) / arm
		text += fmt.Sprintf(" %s %.2f", e.Designs[i].Name, cost)
		most = math.Max(most, cost)
	}
	return fmt.Sprintf("%.2f x at most:%s", most, text), most <= 1.15
}

// test is test_designs with a design of every kind, laid out, in a market that falls apart into clusters: each campaign is shown to the Pinners of about one topic.
func test() (*experiment.Experiment, *experiment.Layout) {
	data, err := scenarios.Read("test_designs")
	if err != nil {
		panic(err)
	}
	s, mistakes := scenarios.Load("test_designs.yaml", data, scenarios.Options{Set: []string{"run.replications=1", "market.pinners.count=16_000",
		"market.pinners.interests={dimensions: 4, topics: 8}", "market.campaigns.groups.shops.count=400", "market.campaigns.groups.shops.targeting.nearest=12.5%",
		"experiments.bids.designs.auctions={split: auction}", "experiments.bids.designs.matched={split: matched, share: 50%, campaign_share: 50%}",
		"experiments.bids.designs.clusters={split: cluster, share: 50%}"}})
	if s == nil {
		panic(fmt.Sprint(mistakes))
	}
	e, err := s.Experiment("bids")
	if err != nil {
		panic(err)
	}
	return e, e.Layout(s.Spec, 0, false)
}

// armsOf is the processor time of a run of some of a layout's arms, with units measured where a trial is given.
func armsOf(l *experiment.Layout, trial *spec.Trial, arms []int) float64 {
	run := *l.Spec
	run.Trial, run.Arms = trial, nil
	for _, a := range arms {
		run.Arms = append(run.Arms, l.Spec.Arms[a])
	}
	begin := floor.CPU()
	play(&run, 1)
	return (floor.CPU() - begin).Seconds()
}

// keep keeps the least of several turns.
func keep(least *float64, turn int, x float64) {
	if turn == 0 || x < *least {
		*least = x
	}
}
