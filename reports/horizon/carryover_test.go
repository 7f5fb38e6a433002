package horizon_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
)

// TestWhatATestCostsAfterIt: what costs of waiting rest on. Pinners forget as slowly as they learned, so a change on all Pinners that is taken back after 28 days adds up,
// over the whole horizon, to what the last 28 days of one that stays add, not to what its own 28 days did: a loss, although those days gained. Paired over replications.
func TestWhatATestCostsAfterIt(t *testing.T) {
	data, err := scenarios.Read("month_six")
	if err != nil {
		t.Fatal(err)
	}
	const more = "{market.surfaces.page.ad_slots: [1, 5, 9, 13, 19], market.surfaces.page.examination: [1, 0.8, 0.6, 0.4, 0.1]}"
	text, _, _ := strings.Cut(string(data), "arms:")
	s, ds := scenarios.Load("stopped.yaml", []byte(text+"arms:\n  stays: {set: "+more+"}\n  stopped: {set: "+more+", stop: 28d}\n"), scenarios.Options{Replications: 12})
	if s == nil {
		t.Fatal(ds)
	}
	all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	revenue, _ := results.LookupMetric("revenue")
	var gaps, sums, own []float64
	for _, arms := range all {
		sum := func(arm, from, to int) float64 {
			c, x := results.Sum(arms[0], &s.Axes, from, to, results.Everything), results.Sum(arms[arm], &s.Axes, from, to, results.Everything)
			whole := results.Sum(arms[0], &s.Axes, 0, 182, results.Everything)
			return 182 * (revenue.Value(&x) - revenue.Value(&c)) / revenue.Value(&whole)
		}
		gaps, sums, own = append(gaps, sum(2, 0, 182)-sum(1, 154, 182)), append(sums, sum(2, 0, 182)), append(own, sum(2, 0, 28))
	}
	gap, se := stat.Mean(gaps, nil), stat.StdDev(gaps, nil)/math.Sqrt(float64(len(gaps)))
	total, early := stat.Mean(sums, nil), stat.Mean(own, nil)
	t.Logf("days of control's revenue: all of it %.3f, its own 28 days %.3f, off by %.3f, standard error %.3f", total, early, gap, se)
	if math.Abs(gap) > 4*se || se > 0.15 || total > -0.3 || early < 0.3 {
		t.Errorf("days of control's revenue: all of it %.3f, its own 28 days %.3f, off by %.3f, standard error %.3f", total, early, gap, se)
	}
}
