package ledger

import (
	"testing"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// rising is a support whose boost rises by 1 USD a second.
var rising = &spec.Support{Step: 1, Most: 100, Clicks: 10, Over: 10 * spec.Second}

// sided is the ledger of one campaign, whose support all sides keep.
func sided(w *pinners.World) *Ledger {
	m := &market.Market{Economy: &market.Economy{Campaigns: []market.Campaign{{}}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	l := New(&page.View{World: w, Market: m, Roster: &market.Roster{Names: []string{"one"}}, Trial: &page.Trial{}}, nil)
	l.sides = &sides{}
	for side := range l.sides.of {
		l.Trial.Sided[side], l.sides.of[side], l.sides.clicks[side] = make([]market.Sided, 1), []*spec.Support{rising}, make([]int64, 1)
		l.sides.spent[side], l.sides.paid[side], l.sides.most[side] = make([]spec.Nano, 1), make([]spec.Nano, 1), make([]spec.Nano, 1)
	}
	return l
}

// TestSettlingSidesAllocatesNothing: neither at once nor with a delay of three refreshes.
func TestSettlingSidesAllocatesNothing(t *testing.T) {
	for _, w := range []*pinners.World{whole, {Spec: &spec.Spec{Lag: 1, Delay: 3}}} {
		l := sided(w)
		l.Shards = []*page.Shard{{}}
		if n := testing.AllocsPerRun(100, func() {
			l.Now++
			for range 2 {
				l.Shards[0].Uses.Add(page.OnTreated, 0, 1, page.Use{Foreseen: 1, Charged: 1})
			}
			l.settleSides()
		}); n != 0 {
			t.Errorf("delay %d: %v allocations", w.Spec.Delay, n)
		}
		if got, want := l.sides.spent[page.OnTreated][0], spec.Nano(2*(101-w.Spec.Delay)); got != want || l.sides.paid[page.OnTreated][0] != 202 {
			t.Errorf("delay %d: servers know of %d, want %d, and %d was paid", w.Spec.Delay, got, want, l.sides.paid[page.OnTreated][0])
		}
	}
}

// TestSidesAddUpShards: the boost of a side that rose by 1 USD a second and was predicted to bring 0.1 and 0.2 clicks, at 1 USD each, is the same number to the last bit
// however many shards those clicks are from: 9.7 USD after ten seconds.
func TestSidesAddUpShards(t *testing.T) {
	for _, shards := range [][]int64{{300_000_000}, {100_000_000, 200_000_000}, {200_000_000, 0, 100_000_000}, {100_000_000, 100_000_000, 100_000_000}} {
		l := sided(whole)
		x := &l.Trial.Sided[page.OnTreated][0]
		x.Begin(rising, 0)
		l.Now = 10 * spec.Second
		for _, foreseen := range shards {
			s := &page.Shard{}
			s.Uses.Add(page.OnTreated, 0, 1, page.Use{Foreseen: foreseen})
			l.Shards = append(l.Shards, s)
		}
		l.settleSides()
		if got, want := x.Boost(l.Now), float64(10)-0.3; got != want {
			t.Errorf("shards with %v: a boost of %v, want %v", shards, got, want)
		}
	}
}
