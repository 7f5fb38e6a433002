package experiment_test

import (
	"fmt"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/spec"
)

// TestRulesOfBudgetsByCampaign: where half of the campaigns are billed for what they are delivered beyond their budgets, those pay more than budgets
// and the others never do.
func TestRulesOfBudgetsByCampaign(t *testing.T) {
	const budget = 300_000_000 // of three days, billionths of a USD
	e, o := outcome(t, "test", 2, 0, false, "run.feedback_lag=2h", "market.pinners.count=12_000", "market.campaigns.groups.g.pacing=none", "market.campaigns.groups.g.daily_budget=0.10 USD", "arms.worthier.set={mechanism.overdelivery: billed}",
		"experiments.test.metrics=[revenue]", "experiments.test.designs={ads: {split: campaign, share: 50%}}")
	key, beyond := e.Key(3, 0), 0
	for _, u := range o.Units[o.Layout.Designs[0][0]].Campaigns {
		treated := spec.CampaignTreated(key, u.Name, 0.5)
		if u.Spend > budget && !treated {
			t.Errorf("%s is not billed for overdelivery and spent %d of %d", u.Name, u.Spend, budget)
		}
		if u.Spend > budget {
			beyond++
		}
	}
	if beyond < 10 {
		t.Errorf("%d campaigns pay for overdelivery", beyond)
	}
	whole := o.Units[1].Campaigns
	same := 0
	for i := range whole {
		if whole[i].Spend > budget {
			same++
		}
	}
	if same < 2*beyond*7/10 {
		t.Errorf("%d campaigns pay beyond their budgets where all are billed, %d where half are", same, beyond)
	}
}

// TestRulesOfBudgetsByPinner: the account of a campaign follows one rule, whoever the Pinner is.
func TestRulesOfBudgetsByPinner(t *testing.T) {
	_, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{"arms.dear.set={mechanism.overdelivery: billed}"}})
	if !strings.Contains(fmt.Sprint(ds), "another rule for budgets in group `g`") {
		t.Error(ds)
	}
}
