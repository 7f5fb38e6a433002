package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"marketsim/cmd/cli"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/floor"
	"marketsim/sim/spec"
)

// cpu is the least processor time of a few runs with one worker.
func cpu(s *spec.Spec, runs int) (seconds float64, n int64) {
	seconds = math.Inf(1)
	for range runs {
		begin := floor.CPU()
		n = play(s, 1)
		seconds = min(seconds, (floor.CPU() - begin).Seconds())
	}
	return seconds, n
}

// running is the least processor time of three runs with one worker, drawing the population and the market aside.
func running(s *spec.Spec) float64 {
	least := math.Inf(1)
	for range 3 {
		t := &sim.Timing{Clock: func() int64 { return floor.CPU().Nanoseconds() }}
		simulate(s, sim.Options{Jobs: 1, Timing: t})
		least = min(least, float64(t.Windows+t.Census+t.Settling+t.Control)/1e9)
	}
	return least
}

// whole is the processor time of a run, drawing included.
func whole(s *spec.Spec) float64 {
	seconds, _ := cpu(s, 3)
	return seconds
}

// exponent fits log time over log size.
func exponent(sizes []float64, seconds func(*spec.Spec) float64, at func(size float64) *spec.Spec) (string, bool) {
	var x, y, xx, xy float64
	text := ""
	for _, size := range sizes {
		taken := seconds(at(size))
		text += fmt.Sprintf(" %.3g", taken)
		a, b := math.Log(size), math.Log(taken)
		x, y, xx, xy = x+a, y+b, xx+a*a, xy+a*b
	}
	n := float64(len(sizes))
	slope := (n*xy - x*y) / (n*xx - x*x)
	return fmt.Sprintf("%.3f (CPU-seconds%s)", slope, text), math.Abs(slope-1) <= 0.05
}

func horizons() (string, bool) {
	return exponent([]float64{1, 4, 16, 64}, running, func(days float64) *spec.Spec {
		return load(reference, "market.pinners.count=10_000", "market.campaigns.groups.shops.daily_budget=80 USD", fmt.Sprintf("run.horizon=%gd", days))
	})
}

func populations() (string, bool) {
	return exponent([]float64{3125, 12_500, 50_000, 200_000}, whole, func(pinners float64) *spec.Spec {
		return load(reference, fmt.Sprintf("market.pinners.count=%g", pinners), fmt.Sprintf("market.campaigns.groups.shops.daily_budget=%g USD", 0.008*pinners), "run.horizon=4d")
	})
}

// crowd is the reference market with other numbers of campaigns, of budgets that none of them feels.
func crowd(campaigns, topics, candidates int, nearest string) *spec.Spec {
	return load(reference, fmt.Sprint("market.campaigns.groups.shops.count=", campaigns), fmt.Sprint("market.pinners.interests.topics=", topics),
		fmt.Sprint("mechanism.candidates=", candidates), "market.campaigns.groups.shops.targeting.nearest="+nearest,
		"market.campaigns.groups.shops.daily_budget=100_000 USD", "market.pinners.count=100_000", "run.horizon=1d")
}

func perAuction(s *spec.Spec, runs int) float64 {
	seconds, n := cpu(s, runs)
	return seconds / float64(n) * 1e9
}

func targeted() (string, bool) {
	few, many := perAuction(crowd(100, 100, 100, "100%"), 3), perAuction(crowd(10_000, 100, 100, "1%"), 3)
	return fmt.Sprintf("%.2f x: %.0f against %.0f ns", many/few, many, few), many/few <= 1.3
}

func retrieved() (string, bool) {
	thousand, all := crowd(1000, 16, 200, "100%"), crowd(10_000, 16, 200, "100%")
	whole := crowd(10_000, 16, 0, "100%")
	a, b, c := perAuction(thousand, 2), perAuction(all, 2), perAuction(whole, 1)
	text := fmt.Sprintf("%.2f x the cost of 1,000 campaigns, 1/%.0f of scoring all (%.0f ns); recall of the best four", b/a, c/b, c)
	for _, n := range []int{50, 200, 1000, 3000} {
		text += fmt.Sprintf(" %.0f%% at %d", 100*sim.Recall(whole, n, 500), n)
	}
	return text, b/a < 10
}

func arms() (string, bool) {
	one := load(reference, "run.warmup=4d")
	three := load(reference, "run.warmup=4d", "arms.a.set.mechanism.reserve=0.01 USD", "arms.b.set.mechanism.reserve=0.02 USD")
	a, _ := cpu(one, 3)
	b, _ := cpu(three, 3)
	return fmt.Sprintf("%.2f x", b/a), b/a <= 3
}

// startup is what a run of a minute spends besides simulating: starting, drawing, summarising, encoding, drawing figures. It is what is left
// of a whole run of the command line when its days are taken off, each at the price of the days between a short run and a long one.
func startup() (string, bool) {
	const few, many = 2, 26
	short, long := math.Inf(1), math.Inf(1)
	for range 2 {
		short, long = min(short, ran(few)), min(long, ran(many))
	}
	day := (long - short) / (many - few)
	fixed := short - few*day
	return fmt.Sprintf("%.1f%% of 60 s: %.1f s, of %.1f s for %d days; -j 1, everything written", 100*fixed/60, fixed, long, many), fixed <= 6
}

// ran is the time of day of a run of the command line with 200,000 Pinners and two arms.
func ran(days int) float64 {
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	data, err := scenarios.Read(reference)
	if err != nil {
		panic(err)
	}
	file := filepath.Join(dir, "reference.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		panic(err)
	}
	state := cli.Real()
	state.Stdout, state.Stderr, state.Dir = io.Discard, io.Discard, dir
	state.Args = []string{"run", file, "-o", filepath.Join(dir, "run"), "-j", "1", "--progress", "none", "--set", "market.pinners.count=200_000",
		"--set", "market.campaigns.groups.shops.daily_budget=1_600 USD", "--set", "arms.reserved.set.mechanism.reserve=0.01 USD", "--set", fmt.Sprintf("run.horizon=%dd", days)}
	begin := time.Now()
	if code := cli.Main(state); code != 0 {
		panic(fmt.Sprintf("the run ended with code %d", code))
	}
	return time.Since(begin).Seconds()
}
