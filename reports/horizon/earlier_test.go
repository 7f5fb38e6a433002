package horizon

import (
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/rng"
)

// schooled are launches of two markets whose long run is the effect of the first weeks, plus a direct path in the second.
func schooled(path float64) (launches []*Launch) {
	for fold := range 2 {
		for lever := range 3 {
			launches = append(launches, tested(fold, lever, float64(1-2*((fold+lever)%2))*(0.03+0.005*float64(lever)), path*float64(fold)))
		}
	}
	return launches
}

// TestIndexOfEarlierLaunches: an index that is learned on earlier launches reads a report of two markets, which have too few to learn on themselves. Where the long run follows from the first weeks
// in both as it did earlier it holds; where the second has 8 points more by a way of its own, it does not hold there, whatever that market would have taught; and nothing is learned on the report's own.
func TestIndexOfEarlierLaunches(t *testing.T) {
	var earlier []*Launch
	for fold := range 4 {
		for lever := range 3 {
			earlier = append(earlier, tested(10+fold, lever, float64(1-2*((fold+lever)%2))*(0.035+0.01*math.Cos(float64(fold*5+lever*3))), 0))
		}
	}
	e, err := NewEarlier([]string{"the sweep of one"}, earlier)
	if err != nil || e.Launches != 12 || e.Tests != 48 || e.Markets != 4 {
		t.Fatalf("%+v, %v", e, err)
	}
	if r := Judge(schooled(0), false, rng.Root(1, 0)); r.Find(Index, 14) != nil {
		t.Error("two markets teach an index")
	}
	for path, holds := range map[float64]bool{0: true, 0.08: false} {
		launches := schooled(path)
		LearnOn(e, launches)
		r := Judge(launches, false, rng.Root(1, 0))
		x := r.Find(Index, 14)
		if x == nil || r.Find(OtherLevers, 14) != nil || holds && (x.RMSE > 0.006 || x.Right < 1) {
			t.Fatalf("path %v: index %+v", path, x)
		}
		for _, c := range r.Checks {
			if want := map[bool]string{true: "yes", false: "NO"}[holds || c.Name == "m0"]; c.Of != "market" || c.holds() != want {
				t.Errorf("path %v: %+v", path, c)
			}
		}
		flags := strings.Join(r.Flags, " ")
		if flagged := strings.Contains(flags, "DOES NOT HOLD HERE. When learned on 48 tests of the sweep of one (12 launches in 4 markets) it reads some launches of 1 of 2 markets"); flagged == holds || r.condemned(Index) == holds {
			t.Errorf("path %v: %s", path, flags)
		}
	}
}

// TestNoBillOfAnIndex: a programme draws noise of revenue, and an index reads sessions, clicks and prices too. Where it reads the long run of every launch without noise it still has no bill, is not the
// rule that keeps most, and stands in the table with nothing in it.
func TestNoBillOfAnIndex(t *testing.T) {
	var all []*Launch
	for fold := range 4 {
		for lever := range 3 {
			all = append(all, made(fold, lever, 0.02, 0.02-0.03*float64(lever), 0.03))
		}
	}
	p := Plan(all, 0.01, rng.Root(1, 0))
	if !slices.Equal(p.Unknown, []string{"14 days, index"}) || slices.ContainsFunc(p.Rules, func(x Rule) bool { return strings.Contains(x.Name, "index") }) || len(p.Rules) != len(shippings)-1 {
		t.Errorf("%v, and %d rules", p.Unknown, len(p.Rules))
	}
	rows := (&Report{Horizon: 200, Programme: p}).ProgrammeRows()
	if got := rows[len(rows)-1]; !strings.HasPrefix(got[0], "14 days, index") || !slices.Equal(got[1:], slices.Repeat([]string{"-"}, 7)) || len(rows) != len(shippings)+1 {
		t.Errorf("%v", got)
	}
	if note := p.Note(); !strings.HasSuffix(note, " An index reads other metrics too, whose noise is not known here: it has no bill, and is not compared.") {
		t.Error(note)
	}
}

// TestEarlierLaunchesShowARule: launches of one market, and such as change nothing, teach no index.
func TestEarlierLaunchesShowARule(t *testing.T) {
	still := made(1, 0, 0, 0, 1)
	for m := range still.changed {
		still.changed[m] = still.base[m]
	}
	for want, launches := range map[string][]*Launch{"no arm changes anything": {still}, "its launches are in 1 market, and an index needs at least 2": {still, tested(0, 0, 0.02, 0), tested(0, 1, 0.03, 0)}} {
		if _, err := NewEarlier(nil, launches); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
