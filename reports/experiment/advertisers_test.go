package experiment_test

import (
	"slices"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
)

// shops is a market of advertisers who review every week. Each has topics of its own, so that sides do not meet; the treatment halves what clicks are worth,
// and with it the return, which elasticity 1 turns into half the budget.
const shops = `marketsim: 1
name: shops
run: {warmup: 14d, horizon: 84d, seed: 5, feedback_lag: 1h, outcomes: expected}
market:
  pinners:
    count: 3_000
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    requests_per_session: 1
    interests: {dimensions: 0}
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
    hide_rate: 0%
  surfaces: {page: {share: 100%, page: 12 pins, ad_slots: [1, 2, 3, 4, 5, 6, 7, 8]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns:
    click_rate: {base: 5%, affinity: 0}
    conversion_rate: {base: 0%}
    groups:
      - name: shops
        count: 80
        value: 1 USD
        bidding: {kind: fixed, bid: 0.40 USD}
        daily_budget: 2 USD
        pacing: {kind: throttling}
        review: {every: 7d, elasticity: 1, reference: 250%, outside_roas: 200%, leave: 25%, win_back: 0%, noise: 0}
mechanism: {auction: first_price}
arms:
  poorer: {set: {market.campaigns.groups.shops.value: 0.50 USD}}
experiments:
  worth:
    compare: [poorer, control]
    when: {length: 84d, every: 7d}
    metrics: [revenue]
    designs:
      campaigns: {split: campaign, share: 50%}
`

// TestAdvertisersOfSides: under control returns are what they were, so that nobody leaves and budgets stand. Under the treatment they are half: reviews take those who stay
// towards half of their budgets, and with each more leave, with 25% of the shortfall of 1.25 below 2. Whole markets show the same.
func TestAdvertisersOfSides(t *testing.T) {
	s, ds := scenarios.Load("shops.yaml", []byte(shops), scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	e := &s.Experiments[0]
	all := reading.Windows(e, play(t, e, s, 2))
	of := func(metric string) []reading.Windowed {
		return slices.DeleteFunc(slices.Clone(all), func(w reading.Windowed) bool { return w.Metric != metric })
	}
	budgets, staying, revenue := of(reading.Budget), of(reading.Staying), of("revenue")
	if len(budgets) != 12 || len(staying) != 12 || len(revenue) != 12 {
		t.Fatalf("%d, %d and %d windows", len(budgets), len(staying), len(revenue))
	}
	for k := range budgets {
		for _, w := range []reading.Windowed{budgets[k], staying[k], revenue[k]} {
			within(t, w.Metric, &w, w.Truth, 0.1)
		}
		if staying[k].Control != 1 {
			t.Errorf("week %d: %.3f of control's advertisers stay", k+1, staying[k].Control)
		}
		if k > 0 && (budgets[k].Value > budgets[k-1].Value || staying[k].Value > staying[k-1].Value) {
			t.Errorf("week %d: budgets or advertisers came back", k+1)
		}
	}
	last := len(budgets) - 1
	if left := 1 - staying[last].Treated; left < 0.25 || left > 0.65 {
		t.Errorf("%.3f of the treated left in 12 weeks; of 0.09 at each of 10 reviews 0.61 would, and fewer while memory holds", left)
	}
	if half := budgets[last].Treated / staying[last].Treated / budgets[last].Control; half < 0.5 || half > 0.65 {
		t.Errorf("budgets of those who stay are %.3f of control's", half)
	}
	if r := budgets[0].Control / 14; r < 0.95 || r > 1.15 {
		t.Errorf("control's budgets are %.3f of what is stated", r)
	}
}
