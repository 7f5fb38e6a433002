package experiment_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/floor"
	"marketsim/sim/spec"
)

// BenchmarkDesigns plays the shared market of every design of test_designs, and reports what it costs in whole-market arms (of the same market, with units measured) and
// what measuring units costs the whole-market arm: the least of several turns, one worker, arms in turn, so that a busy machine does not tell.
func BenchmarkDesigns(b *testing.B) {
	data, err := scenarios.Read("test_designs")
	if err != nil {
		b.Fatal(err)
	}
	s, ds := scenarios.Load("test_designs.yaml", data, scenarios.Options{Set: []string{"run.warmup=3d", "run.replications=1", "market.pinners.count=16_000", "market.campaigns.groups.shops.count=200",
		"experiments.bids.designs.auctions={split: auction}"}})
	if s == nil {
		b.Fatal(ds)
	}
	e, err := s.Experiment("bids")
	if err != nil {
		b.Fatal(err)
	}
	l := e.Layout(s.Spec, 0, false)
	play := func(trial *spec.Trial, arms ...int) time.Duration { // processor time
		run := *l.Spec
		run.Trial, run.Arms = trial, nil
		for _, a := range arms {
			run.Arms = append(run.Arms, l.Spec.Arms[a])
		}
		begin := floor.CPU()
		if _, err := sim.Run(context.Background(), &run, sim.Options{Jobs: 1}); err != nil {
			b.Fatal(err)
		}
		return floor.CPU() - begin
	}
	const whole, plain, none = "whole", "plain", "none"
	least := map[string]time.Duration{}
	note := func(name string, d time.Duration) {
		if x, ok := least[name]; !ok || d < x {
			least[name] = d
		}
	}
	for range b.N {
		for range 3 {
			note(plain, play(nil, 0))
			note(whole, play(l.Spec.Trial, 0))
			note(none, play(nil, 0, 0))
			for i, arms := range l.Designs {
				note(e.Designs[i].Name, play(l.Spec.Trial, slices.Clone(arms)...))
			}
		}
	}
	arm := least[none] - least[plain] // without the warm-up
	warm := least[plain] - arm
	b.ReportMetric(float64(least[whole]-warm)/float64(arm), "units/arm")
	for i := range e.Designs {
		b.ReportMetric(float64(least[e.Designs[i].Name]-warm)/float64(least[whole]-warm), e.Designs[i].Name+"/arm")
	}
}
