package sim_test

import (
	"fmt"
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/floor"
	"marketsim/sim/spec"
)

// campaignsSpec has so many campaigns, each with its own learners and a budget that is felt, and always 50 candidates in an auction: topics
// are as many as make that so. Strategies and pacing methods take turns over the topics.
func campaignsSpec(campaigns, pinners int, strategies []steering) *spec.Spec {
	s := speedSpec(pinners)
	s.Horizon = 3 * spec.Day
	m := market(campaigns)
	m.Surfaces = m.Surfaces[:1]
	topics := campaigns / 50
	in := &s.Population.Interests
	in.Topics, in.Shares = nil, nil
	for i := range topics {
		in.Topics, in.Shares = append(in.Topics, fmt.Sprint("topic", i)), append(in.Shares, 1/float64(topics))
	}
	group := m.Groups[0]
	group.Daily = &dist.Constant{Value: 0.02 * float64(pinners) * 50 / float64(campaigns)} // for its share of the requests
	m.Groups = nil
	for i := range topics {
		g := group
		g.Name, g.Targeting.Topics = fmt.Sprint("shops", i), []int{i}
		g.Members = g.Members[i*50 : (i+1)*50]
		g.Strategy, g.Pacing = strategies[i%len(strategies)].strategy, strategies[i%len(strategies)].pacing
		m.Groups = append(m.Groups, g)
	}
	s.Arms[0].Phases[0].Market = m
	return s
}

// steering is how a campaign bids and paces.
type steering struct {
	strategy agents.Strategy
	pacing   agents.Pacing
}

// ownPacing is one method for all; mixed are two methods of pacing, a strategy that holds a cost per click and one that holds a budget itself.
var (
	ownPacing = []steering{{&agents.Truthful{}, &agents.Predictive{Memory: 300, Least: 0.001}}}
	mixed     = []steering{
		ownPacing[0],
		{&agents.Shaded{Factor: 0.8}, &agents.Throttling{Step: 0.1, Least: 0.01, Start: 1}},
		{&agents.TargetCPA{Target: 1, Step: 0.02, Paced: agents.Paced{Memory: 300, Most: 100}}, nil},
		{&agents.LowestCost{Paced: agents.Paced{Memory: 300, Most: 100}}, nil},
	}
)

// BenchmarkCampaigns compares 1,000 with 10,000 campaigns at the same number of candidates per auction, taking turns, in processor time. The
// ratio is what barriers, pacing ticks and day ends of ten times as many campaigns add to an auction, and what caches lose; the ratio of
// playing leaves out the drawing of Pinners and campaigns. The fewer Pinners, the fewer auctions share what a tick of 10,000 pacers costs.
func BenchmarkCampaigns(b *testing.B) { compareCampaigns(b, ownPacing) }

// BenchmarkMixedCampaigns is the same with strategies that hold a cost or a budget themselves: they move at every pacing tick and never rest.
func BenchmarkMixedCampaigns(b *testing.B) { compareCampaigns(b, mixed) }

func compareCampaigns(b *testing.B, strategies []steering) {
	for _, pinners := range []int{20_000, 200_000} {
		b.Run(fmt.Sprint(pinners), func(b *testing.B) {
			few, many := newTimed(campaignsSpec(1_000, pinners, strategies)), newTimed(campaignsSpec(10_000, pinners, strategies))
			for b.Loop() {
				few.turn(b)
				many.turn(b)
			}
			b.ReportMetric(few.Nanoseconds(), "cpu-ns/auction-1000")
			b.ReportMetric(many.Nanoseconds(), "cpu-ns/auction-10000")
			b.ReportMetric(many.Nanoseconds()/few.Nanoseconds(), "ratio")
			b.ReportMetric(many.playing()/few.playing(), "ratio-of-playing")
		})
	}
}

// timed is a market that is played in turns with others.
type timed struct {
	*floor.Ratio
	spec   *spec.Spec
	timing sim.Timing
}

func newTimed(s *spec.Spec) *timed {
	return &timed{Ratio: floor.NewRatio(1_000), spec: s, timing: sim.Timing{Clock: func() int64 { return floor.CPU().Nanoseconds() }}}
}

func (t *timed) turn(b *testing.B) {
	t.Turn(func() int64 {
		results, err := sim.Run(b.Context(), t.spec, sim.Options{Jobs: 1, Timing: &t.timing})
		if err != nil {
			b.Fatal(err)
		}
		return auctions(results)
	})
}

// playing is nanoseconds an auction, set-up aside.
func (t *timed) playing() float64 {
	x := &t.timing
	return float64(x.Windows+x.Census+x.Settling+x.Control) / float64(t.Units)
}
