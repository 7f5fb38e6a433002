package sim_test

import (
	"fmt"
	"testing"

	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/floor"
)

// campaignsSpec has so many campaigns, each with its own pacing and budget, and always 50 candidates in an auction: topics are as many
// as make that so.
func campaignsSpec(campaigns, pinners int) *sim.Spec {
	s := speedSpec(pinners)
	s.Horizon = 3 * sim.Day
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
		m.Groups = append(m.Groups, g)
	}
	s.Arms[0].Phases[0].Market = m
	return s
}

// BenchmarkCampaigns compares 1,000 with 10,000 campaigns at the same number of candidates per auction, taking turns, in processor time. The
// ratio is what barriers, pacing ticks and day ends of ten times as many campaigns add to an auction, and what caches lose. The fewer
// Pinners, the fewer auctions share what a tick of 10,000 pacers costs.
func BenchmarkCampaigns(b *testing.B) {
	for _, pinners := range []int{20_000, 200_000} {
		b.Run(fmt.Sprint(pinners), func(b *testing.B) {
			few, many := floor.NewRatio(1_000), floor.NewRatio(1_000)
			small, large := campaignsSpec(1_000, pinners), campaignsSpec(10_000, pinners)
			for b.Loop() {
				few.Turn(func() int64 { return auctions(run(b, small, 1)) })
				many.Turn(func() int64 { return auctions(run(b, large, 1)) })
			}
			b.ReportMetric(few.Nanoseconds(), "cpu-ns/auction-1000")
			b.ReportMetric(many.Nanoseconds(), "cpu-ns/auction-10000")
			b.ReportMetric(many.Nanoseconds()/few.Nanoseconds(), "ratio")
		})
	}
}
