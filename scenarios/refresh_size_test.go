package scenarios_test

import (
	"testing"

	"marketsim/scenarios"
)

// TestWhatServersKnowIsAsOldAsStated: servers refresh every 4 hours, in which some 250 ads are shown, and know of them 8 or 12 hours later. One campaign has every impression until 400 are known,
// that is those until 8:00, at 16:00 or 20:00; the other has all after that. Explored, a scores 1 + 100 / sqrt(1 + n) and b 0.0593 x (1 + 100), which is more from n = 400 on. Supported, b
// bids 5 USD more until 40 clicks are known, a tenth of impressions.
func TestWhatServersKnowIsAsOldAsStated(t *testing.T) {
	for name, x := range map[string]struct {
		first int
		with  string
	}{
		"exploring": {0, "mechanism.exploration=100"},
		"support":   {1, "market.campaigns.groups.b.support={kind: fading, clicks: 40, start: 5 USD, keep: 90%, every: 7d}"},
	} {
		for delay, known := range map[string]int{"8h": 16, "12h": 20} {
			s := load(t, plainMarket, scenarios.Options{Set: []string{"run.feedback_lag=4h", "run.feedback_delay=" + delay, "run.horizon=1d", "run.outcomes=expected", "market.pinners.count=500", "mechanism.auction=first_price",
				"market.campaigns.groups=[{name: a, count: 1, value: 1 USD, pacing: none}, {name: b, count: 1, value: 0.0593 USD, pacing: none}]", x.with}})
			day, before := firstOf(t, s, 1)[0].Days[0], int64(0)
			for hour := range known {
				before += day.Hours[hour].Impressions
			}
			if got := day.Groups[x.first].Impressions; before == 0 || got != before {
				t.Errorf("%s, delay %s: %d impressions first, want %d, those before %d:00", name, delay, got, before, known)
			}
		}
	}
}
