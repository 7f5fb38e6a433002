package main

import (
	"fmt"
	"math"
	"time"

	"marketsim/sim"
	"marketsim/sim/calendar"
	"marketsim/sim/floor"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

const reference = "bench/reference"

func rows(world string) []row {
	return []row{
		{"an auction: 50 candidates, 16 dimensions, 4 slots, GSP, pacing, fatigue", "1.4 kernels", auction},
		{"AuctionGym's set-up, auctions a CPU-second", "50 x 28,000", func() (string, bool) {
			return peer(load("bench/auctiongym", "market.campaigns.groups.bidders.file="+world), 28_000, 50)
		}},
		{"AuctionNet's set-up, page views a CPU-second", "15 x 34,000", func() (string, bool) { return peer(load("bench/auctionnet"), 34_000, 15) }},
		{"event calendar, 1,000,000 pending", "40 ns an event", func() (string, bool) { return hold(1_000_000, 40) }},
		{"event calendar, 10,000,000 pending", "60 ns an event", func() (string, bool) { return hold(10_000_000, 60) }},
		{"2 workers against 1, one replication, 200,000 Pinners", "1.8 x", func() (string, bool) {
			return speedup(load(reference, "market.pinners.count=200_000", "market.campaigns.groups.shops.daily_budget=1_600 USD", "run.horizon=2d"))
		}},
		{"2 workers against 1, 8 replications", "1.8 x", func() (string, bool) { return speedup(load(reference, "run.replications=8", "run.horizon=4d")) }},
		{"what one worker does alone, 200,000 Pinners", "1.8 x by Amdahl", alone},
		{"time over the horizon, 1 to 64 days", "exponent 1.00 +- 0.05", horizons},
		{"time over Pinners, 3,125 to 200,000", "exponent 1.00 +- 0.05", populations},
		{"campaigns, 100 to 10,000 at 100 candidates", "1.3 x an auction", targeted},
		{"10,000 campaigns, all eligible: 200 scored", "sub-linear, with recall", retrieved},
		{"state of a Pinner besides interests", "96 bytes", func() (string, bool) { return fmt.Sprintf("%d bytes", sim.PinnerBytes), sim.PinnerBytes <= 96 }},
		{"3 arms against 1, warm-up included", "3 x", arms},
		{"the shared market of each design of a test, against an arm without experiments", "1.15 x", designs},
		{"start-up and write-out of a 60 s run", "10%", startup},
	}
}

// turns takes turns with the kernel.
func turns(s *spec.Spec, n int) *floor.Ratio {
	r := floor.NewRatio(20_000)
	for range n {
		r.Turn(func() int64 { return play(s, 1) })
	}
	return r
}

func auction() (string, bool) {
	r := turns(load(reference), 6)
	return fmt.Sprintf("%.2f (%.0f against %.0f ns)", r.PerUnit(), r.Nanoseconds(), r.KernelNanoseconds()), r.PerUnit() <= 1.4
}

// peer compares with a published simulator's auctions a CPU-second.
func peer(s *spec.Spec, theirs, factor float64) (string, bool) {
	r := turns(s, 3)
	own := 1e9 / r.Nanoseconds()
	return fmt.Sprintf("%.1f x: %.0f a CPU-second, %.0f ns (kernel %.0f ns)", own/theirs, own, r.Nanoseconds(), r.KernelNanoseconds()), own >= factor*theirs
}

// hold keeps a number of events pending: each that is taken is put back at a random later time. With a column, each event's own time is
// kept and read there, as a Pinner's is, at random places of memory: that is no cost of the calendar, and told beside it.
func hold(n int, most float64) (string, bool) {
	alone, read := holding(n, false), holding(n, true)
	return fmt.Sprintf("%.0f ns; %.0f with the time of each event in a column; best of 7 millions", alone, read), alone <= most
}

func holding(n int, column bool) (nanoseconds float64) {
	w := calendar.NewWheel(0, 1000, 4096)
	span, draw, until := 2*float64(n), uint64(0), int64(0)
	var next []int64
	if column {
		next = make([]int64, n)
	}
	put := func(i uint32) {
		draw++
		at := until + int64(rng.Key(draw).Uniform(1)*span)
		if column {
			at += next[i] - until
			next[i] = at
		}
		w.Add(i, at)
	}
	for i := range n {
		put(uint32(i))
	}
	var due []uint32
	turn := func(events int) time.Duration {
		begin := floor.CPU()
		for done := 0; done < events; done += len(due) {
			until += 1000
			due = w.Take(until, due[:0])
			for _, i := range due {
				put(i)
			}
		}
		return floor.CPU() - begin
	}
	turn(max(2*n, 10_000_000)) // and the wheel has turned twice
	nanoseconds = math.Inf(1)
	for range 7 {
		nanoseconds = min(nanoseconds, float64(turn(1_000_000).Nanoseconds())/1_000_000)
	}
	return nanoseconds
}

// speedup compares one worker with two, in turns, by the time of day.
func speedup(s *spec.Spec) (string, bool) {
	best := [3]float64{1: math.Inf(1), 2: math.Inf(1)}
	for range 4 {
		for workers := 1; workers <= 2; workers++ {
			begin := time.Now()
			play(s, workers)
			best[workers] = min(best[workers], time.Since(begin).Seconds())
		}
	}
	x := best[1] / best[2]
	return fmt.Sprintf("%.2f x: %.2f against %.2f s, best of 4", x, best[1], best[2]), x >= 1.8
}

func alone() (string, bool) {
	t := &sim.Timing{Clock: func() int64 { return floor.CPU().Nanoseconds() }}
	s := load(reference, "market.pinners.count=200_000", "market.campaigns.groups.shops.daily_budget=1_600 USD", "run.horizon=2d")
	n := auctions(simulate(s, sim.Options{Jobs: 1, Timing: t}))
	b := float64(t.Barriers)
	return fmt.Sprintf("%.0f auctions a barrier; %.1f us alone, %.0f us shared: %.2f x with 2, %.1f x with 16, %.1f x with 64 workers", float64(n)/b,
		float64(t.Settling+t.Control)/b/1000, float64(t.Windows+t.Census)/b/1000, t.Speedup(2), t.Speedup(16), t.Speedup(64)), t.Speedup(2) >= 1.8
}
