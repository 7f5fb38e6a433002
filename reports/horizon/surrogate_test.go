package horizon_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/rng"
)

// in plays the launches of month_six that change the page so many times in a market of its own Pinners with a long-run model: a reserve of 0.80 USD changes nothing and is left out.
func in(t *testing.T, market int, name string, times int, set ...string) (launches []*horizon.Launch) {
	t.Helper()
	data, err := scenarios.Read("month_six")
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(60 + market)
	set = append([]string{fmt.Sprintf("run.replications=%d", times), "arms.reserve={set: {mechanism.reserve: 0.80 USD}}", "sweep.axes={market.pinners.count: [300, 301]}"}, set...)
	s, ds := scenarios.Load("month_six.yaml", data, scenarios.Options{Set: set, Seed: &seed})
	if s == nil {
		t.Fatal(ds)
	}
	all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < len(s.Spec.Arms); k++ {
		l, err := horizon.Collect(name, market, k, s.Spec.Arms[k].Name, all, k, 0, &s.Axes)
		if err != nil {
			t.Fatal(err)
		}
		launches = append(launches, l)
	}
	return launches
}

// TestIndexPassesAndIsFlagged: where Pinners only learn to overlook ads, the first weeks' clicks hold the long run, and an index that was learned in such markets holds in others of them.
// Where Pinners come less and leave for good, as at Pandora, sessions hold it, of which such an index knows nothing: the direct path is open, and a flag says so.
func TestIndexPassesAndIsFlagged(t *testing.T) {
	var launches []*horizon.Launch
	for i, per := range []string{"-2.4%", "-1.8%", "-1.2%", "-0.6%"} {
		launches = append(launches, in(t, i, "blind "+per, 2, fmt.Sprintf("market.pinners.long_run={kind: ad_blindness, load: request, reference: 4, per_ad: %s, rate: 0.05}", per))...)
	}
	blind := horizon.Judge(launches, false, rng.Root(6, 0))
	left := horizon.Judge(append(launches, in(t, 4, "leavers", 10, "market.pinners.long_run={kind: pandora, load: request, reference: 4, slope: -16%, time_constant: 16d, leaving: 0.1%, staying: 70%}", "market.pinners.arrivals_per_day=0.3")...), false, rng.Root(6, 0))
	missed := func(r *horizon.Report, wait int) (out []string) {
		for _, c := range r.Checks {
			if c.Of == "market" && c.Days == wait && len(c.Turned) > 0 {
				out = append(out, c.Name)
			}
		}
		return out
	}
	for _, r := range []*horizon.Report{blind, left} {
		for _, row := range r.CheckRows() {
			t.Log(row)
		}
	}
	if x := blind.Find(horizon.Index, 14); len(missed(blind, 14)) > 0 || x == nil || x.Right < blind.Find(horizon.AsRead, 14).Right {
		t.Errorf("under ad_blindness: flags %v, index %+v", blind.Flags, x)
	}
	if got := strings.Join(missed(left, 14), " "); got != "leavers" || !strings.Contains(strings.Join(left.Flags, " "), "DOES NOT HOLD IN OTHER MARKETS") {
		t.Errorf("under pandora with leavers: missed %s, flags %v", got, left.Flags)
	}
}

// TestTrafficThatShifts: where 1% of Pinners leave a day and as many come who have learned nothing, they know b/(b + d) (1 - exp(-(b + d) t)) after t days, with b = 0.012 and d = 0.01. A
// cookie-cookie-day on days 77 to 84 carries that of day 80.5 to day 168 at the pace b, and reads 1.19 of what there is to learn; in a market that stays it reads all.
func TestTrafficThatShifts(t *testing.T) {
	data, err := scenarios.Read("learned_ads")
	if err != nil {
		t.Fatal(err)
	}
	for belief, want := range map[string]float64{"": 1, "market.pinners.arrivals_per_day=10 market.pinners.departures=1%": 1.191} {
		s, ds := scenarios.Load("learned_ads.yaml", data, scenarios.Options{Set: []string{"run.replications=1"}, Belief: strings.Fields(belief)})
		if s == nil {
			t.Fatal(ds)
		}
		all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		l, err := horizon.Collect("", 0, 1, "better_pages", all, 1, 0, &s.Axes)
		if err != nil {
			t.Fatal(err)
		}
		r := horizon.Judge([]*horizon.Launch{l}, false, rng.Root(6, 0))
		found := false
		for _, b := range r.Biases {
			if b.Method == horizon.CookieDay && b.Days == 84 {
				if found = true; math.Abs(b.Share-want) > 0.035 {
					t.Errorf("%q: reads %.3f of what there is to learn, want %.3f", belief, b.Share, want)
				}
			}
		}
		if !found {
			t.Errorf("%q: %+v", belief, r.Biases)
		}
	}
}
