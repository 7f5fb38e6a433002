package scenarios_test

import "testing"

// wrongForecast is what a campaign alone in the market spent until 6:00, until noon and until midnight under a forecast, as shares of its budget
// of a day, from day 2 on. Pinners come evenly.
func wrongForecast(t *testing.T, forecast, method string) (night, morning, day float64) {
	t.Helper()
	_, all := simulate(t, halves, "mechanism={auction: first_price, forecast: "+forecast+"}", "market.campaigns.groups.late."+method,
		"market.campaigns.groups.early.count=0", "market.campaigns.groups.both.count=0")
	days := all[0][0].Days[2:]
	for _, d := range days {
		for h, spent := range d.Spend[1] {
			x := spent.Float() / float64(120*len(days))
			day += x
			if h < 12 {
				morning += x
			}
			if h < 6 {
				night += x
			}
		}
	}
	return night, morning, day
}

// TestPacingCorrectsAWrongForecast: Pinners come evenly where the forecast has a sixth of them come before noon, so that bids of yesterday evening
// spend five times what is due after midnight. Every method finds that out within some pacing intervals: by noon an hour's excess or two is added
// to the sixth of the budget, and from 6:00 on it spends what its plan has due, the share that the forecast gives the morning of what is left.
// Before, bids fell so slowly that 43% was gone at noon.
func TestPacingCorrectsAWrongForecast(t *testing.T) {
	for _, method := range []string{"pacing=auto", "pacing=multiplicative", "pacing=pid", "bidding=value_maximiser", "bidding=utility_maximiser", "bidding=lowest_cost"} {
		night, morning, day := wrongForecast(t, "[1, 5]", method)
		near(t, method+": spent by noon", morning, 1.0/6+0.05, 0.008)
		near(t, method+": what was due from 6:00 to noon", (morning-night)/(1-night), 1.0/11, 0.0012)
		near(t, method+": spent", day, 0.99, 0.002)
	}
	_, morning, day := wrongForecast(t, "[1, 5]", "pacing=throttling")
	near(t, "throttling: spent by noon", morning, 1.0/6, 0.004)
	near(t, "throttling: spent", day, 0.97, 0.006)
}

// TestPacingWhereTheForecastHasNobodyCome: half of the Pinners come while the forecast has nobody come. Spend there is what a few intervals
// cost until bids are at their least, and the budget is spent in the other half, into which methods that move by steps climb slowly.
func TestPacingWhereTheForecastHasNobodyCome(t *testing.T) {
	for method, spent := range map[string]float64{"pacing=auto": 0.985, "pacing=multiplicative": 0.95, "pacing=pid": 0.95, "pacing=throttling": 0.97, "bidding=value_maximiser": 0.985} {
		_, morning, day := wrongForecast(t, "[0, 1]", method)
		near(t, method+": spent by noon", morning, 0.1, 0.01)
		near(t, method+": spent", day, spent, 0.003)
	}
}
