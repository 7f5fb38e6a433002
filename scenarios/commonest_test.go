package scenarios_test

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestCommonestMeaningLeads: a word that people look up is answered by what it means most often, whatever else it is the last part of.
func TestCommonestMeaningLeads(t *testing.T) {
	const group = "market.campaigns.groups.<name>."
	for word, want := range map[string]string{
		"budget": group + "daily_budget", "budgets": group + "daily_budget", "price": "mechanism.auction", "reserve": "mechanism.reserve", "load": "mechanism.ad_load",
		"hide": "hides (metric)", "day": "run.horizon", "segment": "market.pinners.segments", "slot": "market.surfaces.<name>.ad_slots", "click": "clicks (metric)",
		"lag": "run.feedback_lag", "seed": "run.seed", "noise": "run.replications", "campaign": "market.campaigns.groups", "arm": "arms", "check": "checks.list",
		"surface": "market.surfaces", "session": "market.pinners.segments.<name>.sessions_per_day", "floor": "mechanism.reserve", "weekend": "market.pinners.rhythm.weekly",
		"Users": "market.pinners", "frequency": group + "frequency_cap", "duration": "run.horizon", "size": "market.pinners.count", "profit": "surplus (metric)",
		"metric": "metrics", "group": "market.campaigns.groups", "bid": group + "bidding", "rate": "market.campaigns.click_rate", "name": "name", "file": group + "file",
		"pacing": group + "pacing", "auction": "mechanism.auction", "horizon": "run.horizon",
	} {
		text, err := scenarios.Explain(word)
		if first, _, _ := strings.Cut(text, "\n"); err != nil || first != want {
			t.Errorf("%s leads to %q, want %q (%v)", word, first, want, err)
		}
	}
	if text, _ := scenarios.Explain("budget"); !strings.Contains(text, "also named `budget`:\n\ntune.budget\n") || strings.Count(text, "\n"+group+"weekly_budget\n") != 1 {
		t.Errorf("other meanings of budget are lost, or one is told twice:\n%s", text)
	}
	for _, word := range scenarios.CommonWords() {
		if text, err := scenarios.Explain(word); err != nil || strings.Count(text, "\n  ") < 2 {
			t.Errorf("%s: %q (%v)", word, text, err)
		}
	}
}
