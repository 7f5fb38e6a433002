package scenarios_test

import (
	"math"
	"os"
	"testing"

	"marketsim/sim/spec"
)

// TestPacingWhereServersRefreshRarely: a budget that is three quarters of what an unpaced day costs is paced by the root of that, so that a USD
// buys 2/sqrt(3/4) clicks, however rarely servers refresh and however late spend is. With refreshes rarer than pacing ticks a campaign that had
// rested lost what it spent from its reckoning, so that it believed that its budget was ample and never paced (2.03 clicks).
func TestPacingWhereServersRefreshRarely(t *testing.T) {
	file, err := os.ReadFile("theory/n-paced-bidder.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{"auto", "multiplicative", "pid"} {
		for _, late := range []string{"run.feedback_lag=5m", "run.feedback_lag=30m", "run.feedback_delay=30m"} {
			_, all := simulate(t, string(file), late, "run.horizon=10d", "market.campaigns.groups.own.pacing="+method, "market.pinners.count=4_000", "market.campaigns.groups.own.daily_budget=150 USD")
			var clicks, spend float64
			for _, d := range all[0][0].Days {
				clicks += float64(d.Groups[0].Clicks) / spec.Unit
				spend += d.Groups[0].Revenue.Float()
			}
			near(t, method+", "+late+": clicks per USD", clicks/spend, 2/math.Sqrt(0.75), 0.006)
			near(t, method+", "+late+": spend over budget", spend/1500, 0.985, 0.003)
		}
	}
}
