package ledger

import (
	"testing"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// TestAuditSeesWhatBudgetsPaid: the audit knows the budgets as they are stated, whatever bound payments kept to.
func TestAuditSeesWhatBudgetsPaid(t *testing.T) {
	day := spec.Nano(10 * spec.Unit)
	for _, x := range []struct {
		what     string
		c        market.Campaign
		paid     spec.Nano // by the end of the day
		before   spec.Nano // by its beginning
		kept     spec.Nano // by the time of a budget's last move
		breaches int64
	}{
		{"a daily budget kept", market.Campaign{Daily: day}, 25 * spec.Unit, 15 * spec.Unit, 0, 0},
		{"a daily budget broken", market.Campaign{Daily: day}, 25*spec.Unit + 1, 15 * spec.Unit, 0, 1},
		{"a weekly budget broken", market.Campaign{Weekly: day}, 10*spec.Unit + 1, 0, 0, 1},
		{"a lifetime budget broken", market.Campaign{Lifetime: day}, 10*spec.Unit + 1, 5 * spec.Unit, 0, 1},
		{"no budget", market.Campaign{}, 1000 * spec.Unit, 0, 0, 0},
		{"a daily budget lowered below what was paid", market.Campaign{Daily: day}, 27 * spec.Unit, 15 * spec.Unit, 27 * spec.Unit, 0},
		{"and paid from after that", market.Campaign{Daily: day}, 27*spec.Unit + 1, 15 * spec.Unit, 27 * spec.Unit, 1},
		{"a daily budget broken, lowered on the day before", market.Campaign{Daily: day}, 25*spec.Unit + 1, 15 * spec.Unit, 14 * spec.Unit, 1},
		{"a weekly budget lowered", market.Campaign{Weekly: day}, 12 * spec.Unit, 12 * spec.Unit, 12 * spec.Unit, 0},
		{"a lifetime budget lowered", market.Campaign{Lifetime: day}, 12 * spec.Unit, 12 * spec.Unit, 12 * spec.Unit, 0},
		{"and paid from after that", market.Campaign{Lifetime: day}, 12*spec.Unit + 1, 12 * spec.Unit, 12 * spec.Unit, 1},
	} {
		m := &market.Market{Economy: &market.Economy{Campaigns: []market.Campaign{x.c}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
		e := New(&page.View{World: whole, Market: m, Roster: &market.Roster{Names: []string{"one"}}}, nil)
		a := &e.Accounts[0]
		a.budget.life, a.budget.most, a.period.day, a.period.kept = x.paid, unlimited, x.before, x.kept
		e.auditBudget(0)
		if e.Overspent.N != x.breaches {
			t.Errorf("%s: %d breaches, want %d", x.what, e.Overspent.N, x.breaches)
		}
	}
}

// whole is a world that is simulated as a whole.
var whole = &pinners.World{Spec: &spec.Spec{}}

// TestExpectedSpendIsGathered: what shards expect a campaign to have spent is added up and forgotten by them; it stands on the account that pays.
func TestExpectedSpendIsGathered(t *testing.T) {
	m := &market.Market{Economy: &market.Economy{Campaigns: []market.Campaign{{}, {Payer: 0, Shared: true}}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	e := New(&page.View{World: whole, Market: m, Roster: &market.Roster{Names: []string{"one", "two"}}}, nil)
	for _, won := range []uint32{2, 3} {
		s := &page.Shard{}
		s.Shown = make([]page.Shown, 2)
		s.Shown[1] = page.Shown{Won: won, Expected: int64(won) * page.Finely}
		e.Shards = append(e.Shards, s)
	}
	for range 2 {
		e.gatherExpected(1)
		if a := &e.Accounts[0]; a.expected != 5 || a.won != 5 {
			t.Fatalf("%v expected of %d impressions, want 5 of 5", a.expected, a.won)
		}
	}
}

// TestCampaignsAtRestHearOfTheWarmUpAtTheirNextTick: where arms fork, a campaign at rest has had 5 impressions, of 5 USD in all, since the last tick. With the feedback that
// wakes it, it hears of that tick, to which they do not belong, and then of the next, to which they do.
func TestCampaignsAtRestHearOfTheWarmUpAtTheirNextTick(t *testing.T) {
	m := &market.Market{Economy: &market.Economy{Campaigns: []market.Campaign{{}}}, Platform: &market.Platform{Platform: &spec.Platform{}}}
	e := New(&page.View{World: whole, Market: m, Roster: &market.Roster{Names: []string{"one"}}}, nil)
	for _, won := range []uint32{2, 3} {
		s := &page.Shard{}
		s.Shown = []page.Shown{{Won: won, Expected: int64(won) * page.Finely}}
		e.Shards = append(e.Shards, s)
	}
	e.Accounts[0].idle = true
	e.KeepExpected()
	if a := &e.Accounts[0]; a.expected != 0 || a.won != 0 {
		t.Errorf("of the tick before, %v expected of %d impressions, want 0 of 0", a.expected, a.won)
	}
	e.Shards = nil // those of the arm have nothing yet
	e.gatherExpected(0)
	if a := &e.Accounts[0]; a.expected != 5 || a.won != 5 {
		t.Errorf("of the next, %v expected of %d impressions, want 5 of 5", a.expected, a.won)
	}
}
