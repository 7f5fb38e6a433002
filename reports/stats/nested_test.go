package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"marketsim/reports/stats"
)

// TestDecomposeByHand: groups (1, 3), (5, 7), (6): means 2, 6, 6. Within: squares 2 + 2 over 2 degrees of freedom, 2. Between: grand mean 22/5,
// square 2 x 2.4^2 + 2 x 1.6^2 + 1.6^2 = 19.2 over 2, 9.6; (9.6 - 2) x 2 / (5 - 9/5) = 4.75.
func TestDecomposeByHand(t *testing.T) {
	d := stats.Decompose([][]float64{{1, 3}, {5, math.NaN(), 7}, {6}, {math.Inf(1)}}, 0.95)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	if d.Groups != 3 || d.Values != 5 {
		t.Fatalf("%+v", d)
	}
	near("mean", d.Mean, 14.0/3)
	near("total", d.Total, math.Sqrt(16.0/3))
	near("within", d.Within, math.Sqrt2)
	near("between", d.Between, math.Sqrt(4.75))
	near("half interval of these groups", (d.Hi-d.Lo)/2, 4.3026527297*math.Sqrt(4.0/9)) // variance of the mean: (1 + 1 + 2) / 9; t with 2 degrees of freedom
	near("half range of another group", (d.NewHi-d.NewLo)/2, 12.7062047362*math.Sqrt(4.75+16.0/9))
	one := stats.Decompose([][]float64{{1}, {4}}, 0.95)
	if near("total of groups of one", one.Total, math.Sqrt(4.5)); !math.IsNaN(one.Between) || !math.IsNaN(one.Within) || !math.IsNaN(one.Lo) {
		t.Errorf("groups of one value: %+v", one)
	}
	if same := stats.Decompose([][]float64{{1, 3}, {2, 2}}, 0.95); same.Between != 0 {
		t.Errorf("groups that differ less than chance: between %v, want 0", same.Between)
	}
}

// TestNestedIntervalsCover: of 8 worlds with 3 replications each, the t interval over worlds' means holds the mean of all worlds in 95% of
// draws, which that over 24 replications does not; that of these worlds holds their own mean, and the range of another world its mean.
func TestNestedIntervalsCover(t *testing.T) {
	const draws, worlds, each, between, within = 4000, 8, 3, 2.0, 1.0
	r := rand.New(rand.NewPCG(1, 2))
	var clustered, naive, here, other int
	holds := func(lo, hi, x float64) int {
		if lo <= x && x <= hi {
			return 1
		}
		return 0
	}
	for range draws {
		groups, means, all, own := make([][]float64, worlds), []float64{}, []float64{}, 0.0
		for w := range groups {
			effect, sum := between*r.NormFloat64(), 0.0
			for range each {
				x := effect + within*r.NormFloat64()
				groups[w], sum = append(groups[w], x), sum+x
			}
			all, means, own = append(all, groups[w]...), append(means, sum/each), own+effect/worlds
		}
		c, n, d := stats.MeanInterval(means, 0.95), stats.MeanInterval(all, 0.95), stats.Decompose(groups, 0.95)
		clustered, naive = clustered+holds(c.Lo, c.Hi, 0), naive+holds(n.Lo, n.Hi, 0)
		here, other = here+holds(d.Lo, d.Hi, own), other+holds(d.NewLo, d.NewHi, between*r.NormFloat64())
	}
	const tolerance = 4 * 0.0035 // four standard errors of a share of 95% in 4,000
	for what, n := range map[string]int{"over worlds": clustered, "of these worlds": here} {
		if share := float64(n) / draws; math.Abs(share-0.95) > tolerance {
			t.Errorf("intervals %s hold the truth in %.3f of draws, want 0.95", what, share)
		}
	}
	if share := float64(other) / draws; share < 0.93 || share > 0.98 { // t with one degree of freedom less than the mean's: a little wide
		t.Errorf("ranges of another world hold its mean in %.3f of draws, want about 0.95", share)
	}
	if share := float64(naive) / draws; share > 0.85 {
		t.Errorf("intervals over replications hold the truth in %.3f of draws: the test does not tell them apart", share)
	}
}
