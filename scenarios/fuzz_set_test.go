package scenarios_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"marketsim/scenarios"
	"marketsim/sim/floor"
)

// FuzzSet: no change on the command line makes the loader panic or take long. What it makes of a scenario loads again from its
// resolved form, and has the same hash of its market.
func FuzzSet(f *testing.F) {
	for _, s := range []string{"run.horizon=28d", "run.seed=-1", "run.horizon=1e9d", "run=", "=", "a.b", "market.campaigns.groups.shops.count=7", "arms={}",
		"market.campaigns.groups=[{name: x, count: 3}]", "arms.treatment.set={mechanism.reserve: 1 USD}", "mechanism.score=bid*bid*p_click",
		"market.campaigns.groups.shops.value={kind: lognormal, mean: 1 USD, cv: 50%}", "run.horizon=&a [*a]", "market.pinners.count=9223372036854775807",
		"market.pinners.count=1\nname: other", "market.campaigns.groups.shops.file=/etc/passwd", "arms.a.b.c.d.e=1", "market..pinners=1", "run.feedback_lag=0s",
		"market.campaigns.groups.shops.daily_budget=1e30 USD", "sweep={axes: {run.seed: [1, 2]}}", "market.pinners.rhythm={daily: flat}",
		"checks={list: [{id: a, metric: revenue, require: change >= 1%}]}", "marketsim=2", "name=../../x", "\xff=1", "a=\x00"} {
		f.Add(s, "run.seed=3")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		begun := floor.CPU()
		s, ds := scenarios.Load("fuzz.yaml", []byte(tiny), scenarios.Options{Dir: t.TempDir(), Set: []string{one, two}})
		if took := floor.CPU() - begun; took > 20*time.Second {
			t.Fatalf("it took %v", took)
		}
		if (s == nil) != ds.HasErrors() {
			t.Fatalf("a scenario (%v) and errors (%v) at the same time, or neither", s != nil, ds.HasErrors())
		}
		if s == nil {
			return
		}
		again, ds := scenarios.Load("again.yaml", s.Resolved(), scenarios.Options{WorkDir: os.TempDir()})
		if again == nil && !strings.Contains(text(t, ds), "file") {
			t.Fatalf("the resolved scenario does not load: %s\n%s", text(t, ds), s.Resolved())
		}
		if again != nil && again.Market != s.Market {
			t.Fatalf("the resolved scenario is another market\n%s", s.Resolved())
		}
	})
}
