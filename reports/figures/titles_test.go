package figures

import (
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// TestHourlyTitle: hours are named where the interval of the dearest lies above that of the cheapest, as those of control; one replication has no findings.
func TestHourlyTitle(t *testing.T) {
	t.Parallel()
	price := func(half float64) []band {
		b := band{}
		for h := range 24 {
			mean := 4.0
			switch h {
			case 6:
				mean = 5
			case 23:
				mean = 3
			}
			b.x, b.mean, b.lo, b.hi = append(b.x, float64(h)), append(b.mean, mean), append(b.lo, mean-half), append(b.hi, mean+half)
		}
		return []band{b}
	}
	control, other := reports.Arm{Name: "control"}, reports.Arm{Name: "more", Versus: "control"}
	for _, x := range []struct {
		s    *reports.Summary
		half float64
		want string
	}{
		{&reports.Summary{Arms: []reports.Arm{control}, ReplicationsDone: 4}, 0.9, "Price of impressions: most expensive at 6:00, cheapest at 23:00"},
		{&reports.Summary{Arms: []reports.Arm{control}, ReplicationsDone: 4}, 1.1, "Price of impressions: no hour is clearly the most expensive"},
		{&reports.Summary{Arms: []reports.Arm{control, other}, ReplicationsDone: 4}, 0.9, "; in control, most expensive at 6:00, cheapest at 23:00"},
		{&reports.Summary{Arms: []reports.Arm{control, other}, ReplicationsDone: 1}, 0, "Price of impressions and revenue by hour"},
	} {
		if got := hourlyTitle(x.s, []string{"control"}, price(x.half)); !strings.HasSuffix(got, x.want) {
			t.Errorf("%d arms, %d replications, half width %v: %q", len(x.s.Arms), x.s.ReplicationsDone, x.half, got)
		}
	}
}

// TestOneReplicationHasNoWinners: shares of campaigns stand in the title only where replications say how sure they are.
func TestOneReplicationHasNoWinners(t *testing.T) {
	t.Parallel()
	for _, replications := range []int{1, 3} {
		in := reportstest.Sized(2, replications, 20)
		f := winners(in, summarised(t, in))
		if found := strings.Contains(f.title, "% of campaigns better off"); found != (replications > 1) {
			t.Errorf("%d replications: %q", replications, f.title)
		}
		if replications == 1 && !strings.HasSuffix(f.title, "in one replication") {
			t.Errorf("%q", f.title)
		}
	}
}
