package scenarios_test

import "testing"

// moved is one buyer of a hundred auctions a day at 1 USD each, who has 700 USD for its life, and whose advertiser hopes for a hundred times the return.
const moved = `marketsim: 1
name: moved
run: {horizon: 8d, seed: 9, replications: 1, feedback_lag: 0}
market:
  pinners:
    count: 1
    segments: [{name: everyone, share: 100%, sessions_per_day: 100}]
    session_process: regular
    requests_per_session: 1
    dwell: 0
    interests: {dimensions: 0}
    rhythm: {daily: flat}
    fatigue: {per_ad: 0}
  surfaces: {page: {share: 100%, page: 1 pins, ad_slots: [1], examination: [1]}}
  campaigns:
    groups:
      - name: buyers
        count: 1
        value: 1 USD
        objective: impressions
        lifetime_budget: 700 USD
        pacing: none
        review: {every: 3d, reference: 10_000%, outside_roas: 1%, elasticity: 10, speed: 100%, min: 0.1x, leave: 0%, win_back: 0%}
mechanism: {auction: first_price, candidates: 0}
`

// TestAMovedLifetimeBudgetIsSpent: at its first review, after a day, with 100 USD paid, the advertiser lowers what is left to a tenth: 100 + 600 x 0.1 = 160 USD. They are spent whatever weighs the bids of a
// campaign alone; two more reviews move nothing, because nothing is left.
func TestAMovedLifetimeBudgetIsSpent(t *testing.T) {
	for _, allocation := range []string{"greedy", "msvv", "balance"} {
		_, all := simulate(t, moved, "mechanism.allocation="+allocation)
		c := all[0][0].Campaigns[0]
		if c.Budget.Float() != 160 || c.Spend.Float() != 160 {
			t.Errorf("%s: a budget of %v USD, of which %v are spent; want 160 and 160", allocation, c.Budget.Float(), c.Spend.Float())
		}
	}
}
