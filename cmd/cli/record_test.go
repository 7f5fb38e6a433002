package cli

import (
	"testing"

	"marketsim/reports"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// TestSpendIsHeldWhereBudgetsMove: an arm that moves budgets on its way is held to them all the same.
func TestSpendIsHeldWhereBudgetsMove(t *testing.T) {
	group := func(rules spec.BudgetRules, daily float64) *spec.Market {
		return &spec.Market{Economy: spec.Economy{Groups: []spec.Group{{Daily: &dist.Constant{Value: daily}, Campaigning: spec.Campaigning{Rules: rules}}}}}
	}
	for want, rules := range map[string]spec.BudgetRules{reports.WrittenOff: {}, reports.Billed: {BillOverdelivery: true}, "": {MayOvershoot: true}} {
		a := &spec.Arm{Phases: []spec.Phase{{Market: group(spec.BudgetRules{}, 2)}, {At: spec.Day, Market: group(rules, 1)}}}
		if got := budgetRule(a); got != want {
			t.Errorf("%+v: %q, want %q", rules, got, want)
		}
	}
}
