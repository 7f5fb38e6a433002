package scenarios_test

import (
	"testing"

	"marketsim/sim/results"
)

// pathsMarket has what prediction and bidding distinguish: several segments, interests, reserves, fatigue, budgets, and ad groups that share one.
const pathsMarket = `marketsim: 1
name: paths
run: {horizon: 2d, seed: 12, replications: 1}
market:
  pinners:
    count: 300
    segments: [{name: few, share: 60%, sessions_per_day: 1}, {name: many, share: 40%, sessions_per_day: 3}]
    interests: {dimensions: 8}
  campaigns:
    click_rate: {base: {kind: lognormal, median: 4%, sigma: 0.5}}
    conversion_rate: {base: 10%, affinity: 0}
    groups:
      - {name: g, count: 12, value: {kind: lognormal, median: 0.5 USD, sigma: 0.5}, daily_budget: 2 USD, ads: 1}
      - {name: h, count: 6, value: 0.6 USD, pacing: none}
mechanism: {auction: gsp, reserve: 0.05 USD}
`

// TestGeneralPathsAgree: what a usual market does column by column is what the general code does ad by ad. Rates that differ by a factor of 1,
// values by segment that are the same, predictions that err by nothing and ads that do not wear out take the general code; the days are the same to
// the last bit.
func TestGeneralPathsAgree(t *testing.T) {
	const g = "market.campaigns.groups.g."
	for name, base := range map[string][]string{
		"interests":               nil,
		"no interests":            {"market.pinners.interests.dimensions=0"},
		"conversions by interest": {"market.campaigns.conversion_rate.affinity=2", g + "objective=conversions"},
		"several ads":             {g + "ads=4"},
		"several ads that sell":   {g + "ads=4", g + "objective=conversions"},
		"impressions":             {g + "objective=impressions"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			days := func(more ...string) []results.DayResult {
				_, all := simulate(t, pathsMarket, append(append([]string(nil), base...), more...)...)
				return all[0][0].Days
			}
			usual := days()
			for _, same := range [][]string{
				{"market.campaigns.click_rate.by_segment={few: 1x, many: 1x}"},
				{"market.campaigns.groups.h.value_by_segment={few: 0.6 USD, many: 0.6 USD}"},
				{"market.prediction={ctr: {kind: noisy, sigma: 0}, cvr: {kind: noisy, sigma: 0}}"},
				{"market.campaigns.groups.h.wear_out={per_exposure: 0%}"},
			} {
				general := days(same...)
				for d := range usual {
					if usual[d].Digest != general[d].Digest || usual[d].Cells[0] != general[d].Cells[0] || usual[d].Cells[0].Clicks == 0 {
						t.Fatalf("%v, day %d: %+v, want %+v", same, d, general[d].Cells[0], usual[d].Cells[0])
					}
				}
			}
		})
	}
}
