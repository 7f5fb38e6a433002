package horizon_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/rng"
)

// judged plays the launches of month_six that change the page in nine markets with a long-run model, and judges them: a reserve of 0.80 USD changes nothing and is left out.
func judged(t *testing.T, model string, first, second [3]string, more ...string) *horizon.Report {
	t.Helper()
	data, err := scenarios.Read("month_six")
	if err != nil {
		t.Fatal(err)
	}
	var launches []*horizon.Launch
	for i := range 9 {
		set := append([]string{"run.replications=1", "arms.reserve={set: {mechanism.reserve: 0.80 USD}}", "market.pinners.long_run=" + fmt.Sprintf(model, first[i/3], second[i%3]), "sweep.axes={market.pinners.count: [300, 301]}"}, more...)
		s, ds := scenarios.Load("month_six.yaml", data, scenarios.Options{Set: set})
		if s == nil {
			t.Fatal(ds)
		}
		all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		for k := 1; k < len(s.Spec.Arms); k++ {
			l, err := horizon.Collect(fmt.Sprint(i), i, k, s.Spec.Arms[k].Name, all, k, 0, &s.Axes)
			if err != nil {
				t.Fatal(err)
			}
			launches = append(launches, l)
		}
	}
	return horizon.Judge(launches, rng.Root(6, 0))
}

// TestIndexPassesAndIsFlagged: where Pinners only learn to overlook ads, the first weeks' clicks hold the long run whatever lever moved them, and the index transfers;
// where they leave for good, what a lever does later does not show in what it does now, and a flag says so.
func TestIndexPassesAndIsFlagged(t *testing.T) {
	blind := judged(t, "{kind: ad_blindness, load: request, reference: 4, per_ad: %s, rate: %s}", [3]string{"-8%", "-4%", "-2%"}, [3]string{"0.02", "0.03", "0.05"})
	if x := blind.Find(horizon.Index, 14); len(blind.Flags) > 0 || x == nil || x.Right < blind.Find(horizon.AsRead, 14).Right {
		t.Errorf("under ad_blindness: flags %v, index %+v", blind.Flags, x)
	}
	left := judged(t, "{kind: pandora, load: request, reference: 4, slope: %s, time_constant: %s, leaving: 0.1%%, staying: 70%%}", [3]string{"-16%", "-8%", "-4%"}, [3]string{"16d", "8d", "30d"},
		"market.pinners.arrivals_per_day=0.3")
	for _, r := range []*horizon.Report{blind, left} {
		t.Logf("%d launches, right %.2f, error %.4f, of a new kind %.4f", r.Launches, r.Find(horizon.Index, 14).Right, r.Find(horizon.Index, 14).RMSE, r.Find(horizon.OtherLevers, 14).RMSE)
	}
	if len(left.Flags) != 1 || !strings.Contains(left.Flags[0], "DOES NOT TRANSFER") {
		t.Errorf("under pandora with leavers: flags %v", left.Flags)
	}
}
