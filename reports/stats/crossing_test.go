package stats_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/reports/stats"
	"marketsim/sim/dist"
	"marketsim/sim/rng"
)

// line is an effect that falls from 1 and passes 0 between the days before and after `at`, with noise that is independent by
// replication and day, and a part that each replication keeps.
func line(key rng.Key, replications, days int, at, noise, own float64) [][]float64 {
	out := make([][]float64, replications)
	for r := range out {
		k := key.With(uint64(r))
		shift := own * dist.Normal(k.Uniform(0))
		for d := range days {
			out[r] = append(out[r], 1-(float64(d)+0.5)/at+shift+noise*dist.Normal(k.With(1).Uniform(uint64(d))))
		}
	}
	return out
}

// found are a crossing's day and interval, as far as there are any.
func found(c stats.Crossing) (days []float64) {
	for _, x := range []*float64{c.Day, c.Lo, c.Hi} {
		if x != nil {
			days = append(days, *x)
		}
	}
	return days
}

func TestCrossingOfAnEffectWithoutNoise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(30, 150).Draw(t, "at")
		c := stats.CrossingDay(line(1, 3, 200, float64(at), 0, 0), 14, 30, 0.95)
		if c.Day == nil || *c.Day != float64(at) || c.Lo == nil || c.Hi == nil || *c.Lo > *c.Day || *c.Hi < *c.Day || *c.Hi-*c.Lo > 2 {
			t.Errorf("crossing on day %d: found %v", at, found(c))
		}
		// A line that falls from 1 has used up what it gained at twice its zero.
		if b := stats.BreakEvenDay(line(1, 3, 400, float64(at), 0, 0), 14, 30, 0.95); b.Day == nil || math.Abs(*b.Day-float64(2*at)) > 1 {
			t.Errorf("break-even on day %d: found %v", 2*at, found(b))
		}
	})
}

// TestCrossingCovers: over many sets of replications, 95% intervals hold the truth at least as often as they say.
func TestCrossingCovers(t *testing.T) {
	const sets, at, days = 400, 60, 120
	covered, sum := 0, 0.0
	for i := range sets {
		c := stats.CrossingDay(line(rng.Root(3, i), 6, days, at, 0.5, 0.1), 14, 30, 0.95)
		if c.Day == nil || c.Lo == nil || c.Hi == nil {
			t.Fatalf("set %d: %+v", i, c)
		}
		sum += *c.Day / sets
		if *c.Lo <= at && at <= *c.Hi {
			covered++
		}
	}
	// 4 standard errors of a share of 0.95 in 400 sets are 0.044; the day has an SD of about 3 in each set.
	if share := float64(covered) / sets; share < 0.95-0.044 {
		t.Errorf("%.1f%% of intervals hold the crossing", 100*share)
	}
	if math.Abs(sum-at) > 1 {
		t.Errorf("the mean crossing is day %.2f, want %d", sum, at)
	}
}

func TestNoCrossing(t *testing.T) {
	same := line(1, 4, 60, 1e9, 0, 0)
	for name, c := range map[string]stats.Crossing{
		"same sign":   stats.CrossingDay(same, 14, 30, 0.95),
		"only noise":  stats.CrossingDay(line(2, 4, 60, 30, 60, 0), 14, 30, 0.95),
		"too short":   stats.CrossingDay(same, 14, 50, 0.95),
		"none at all": stats.CrossingDay(nil, 14, 30, 0.95),
		"break-even":  stats.BreakEvenDay(line(1, 4, 100, 90, 0, 0), 14, 5, 0.95),
	} {
		if c.Day != nil || c.Why == "" {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// One replication finds nothing, however clear its curve looks.
	if c := stats.CrossingDay(line(1, 1, 100, 50, 0, 0), 14, 30, 0.95); c.Day != nil || c.Why != stats.WhyOne {
		t.Errorf("one replication: %+v", c)
	}
}

// TestBreakEvenOnTheLastDay: 4 a day for two days and -2 a day for five: the sum is used up on the sixth day and below 0 on the seventh, the last.
func TestBreakEvenOnTheLastDay(t *testing.T) {
	effect := [][]float64{{4, 4, -2, -2, -2, -2, -2}, {4, 4, -2, -2, -2, -2, -2}}
	if b := stats.BreakEvenDay(effect, 2, 2, 0.95); b.Day == nil || *b.Day != 7 {
		t.Errorf("break-even %+v, want day 7", b)
	}
	if b := stats.BreakEvenDay([][]float64{effect[0][:6], effect[1][:6]}, 2, 2, 0.95); b.Day != nil {
		t.Errorf("break-even on day %v of a sum that ends at 0", *b.Day)
	}
}

// constant is three replications of an effect by day, which lie 1 apart around it: on every day the standard error is 1 / sqrt 3, and the 95% interval reaches 4.3027 times as far, 2.484.
func constant(mean ...float64) [][]float64 {
	out := make([][]float64, 3)
	for r := range out {
		for _, x := range mean {
			out[r] = append(out[r], x+float64(r-1))
		}
	}
	return out
}

// TestCrossingByHand: in a week every day stands for itself. The effect passes 0 after the third day; the third and the fourth are not clear of 0. The sums up to each day, with an
// interval that grows with it, are 10, 20, 22, 20, 10, 0 and -10: below 0 on the seventh, and not clear of it from the fifth on.
func TestCrossingByHand(t *testing.T) {
	effect := constant(10, 10, 2, -2, -10, -10, -10)
	if got := found(stats.CrossingDay(effect, 2, 2, 0.95)); !slices.Equal(got, []float64{3, 2, 4}) {
		t.Errorf("crossing, and its interval: %v, want 3, 2 and 4", got)
	}
	if got := found(stats.BreakEvenDay(effect, 2, 2, 0.95)); !slices.Equal(got, []float64{7, 5}) {
		t.Errorf("break-even, and where its interval begins: %v, want 7 and 5, without an end", got)
	}
}

// TestTheLongRunIsAllOfItsDays: the last two days are clearly below 0, and the last three are not, because replications lie far apart on the first of them.
func TestTheLongRunIsAllOfItsDays(t *testing.T) {
	effect := constant(10, 10, 2, 0, -10, -10)
	for r, x := range []float64{-60, 0, 60} {
		effect[r][3] = x
	}
	if c := stats.CrossingDay(effect, 2, 3, 0.95); c.Day != nil || c.Why != "the effect of the last 3 days is not clearly different from 0" {
		t.Errorf("crossing %v: %s", found(c), c.Why)
	}
	if c := stats.CrossingDay(effect, 2, 2, 0.95); c.Day == nil {
		t.Errorf("the last 2 days: %s", c.Why)
	}
}
