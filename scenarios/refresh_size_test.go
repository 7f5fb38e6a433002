package scenarios_test

import (
	"math"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
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

// predicted is how many clicks the impressions of a day were predicted to bring.
func predicted(d *results.DayResult) (clicks float64) {
	for i := range d.Cells {
		clicks += float64(d.Cells[i].Predicted) / 1e9
	}
	return clicks
}

// TestBeliefsAreAsLateAsStated: a campaign that comes at 4:00 has all impressions, and clicks at 10%. Servers refresh every 4 hours. With sigma 1 and n impressions known its predicted rate
// is 10% x exp(s z - s^2 / 2), where s = 1 / sqrt(1 + n / 100); z is its own, and told by a market in which the error lasts (a billion in place of 100). Of what is shown in the 4 hours until
// h:00 servers know at h:00 and the delay.
func TestBeliefsAreAsLateAsStated(t *testing.T) {
	for delay, late := range map[string]int{"0": 0, "8h": 8, "12h": 12} {
		played := func(fades string) *results.DayResult {
			s := load(t, plainMarket, scenarios.Options{Set: []string{"run.feedback_lag=4h", "run.feedback_delay=" + delay, "run.horizon=1d", "market.pinners.count=500",
				"market.campaigns.groups=[{name: g, count: 1, value: 1 USD, pacing: none, start: 4h, cold_start: {sigma: 1, impressions: " + fades + "}}]"}})
			return &firstOf(t, s, 1)[0].Days[0]
		}
		lasting, day := played("1_000_000_000"), played("100")
		z := math.Log(predicted(lasting)/(0.1*float64(lasting.Groups[0].Impressions))) + 0.5
		known, want := 0.0, 0.0
		for hour := range day.Hours {
			if from := hour - late - 4; hour%4 == 0 && from >= 0 {
				for _, h := range day.Hours[from : from+4] {
					known += float64(h.Impressions)
				}
			}
			s := 1 / math.Sqrt(1+known/100)
			want += float64(day.Hours[hour].Impressions) * 0.1 * math.Exp(s*z-s*s/2)
		}
		if got := predicted(day); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("delay %s: %v clicks predicted, want %v", delay, got, want)
		}
	}
}

// TestPredictorsLearnBeforeAMarketChanges: servers refresh every 4 hours, and an arm changes at 25:00. A prediction begins with 50% and loses a thousandth of its distance to 10% with every
// impression that it learned of: those before the refresh or, since the market that they belong to ends, before the change.
func TestPredictorsLearnBeforeAMarketChanges(t *testing.T) {
	s := load(t, plainMarket, scenarios.Options{Set: []string{"run.feedback_lag=4h", "run.horizon=2d", "run.outcomes=expected", "market.pinners.count=500", "market.campaigns.groups.g.count=1",
		"market.prediction.ctr={kind: linear, step: 0.001, own: 0%, prior: 50%}", "arms={later: {start: 25h, set: {market.campaigns.groups.g.value: 2 USD}}}"}})
	for arm, r := range firstOf(t, s, 1) {
		shown, learned, want := 0.0, 0.0, 0.0
		for hour := range 48 {
			if hour%4 == 0 || arm == 1 && hour == 25 {
				learned = shown
			}
			n := float64(r.Days[hour/24].Hours[hour%24].Impressions)
			shown += n
			want += n * (0.1 + 0.4*math.Pow(0.999, learned))
		}
		if got := predicted(&r.Days[0]) + predicted(&r.Days[1]); math.Abs(got/want-1) > 1e-4 {
			t.Errorf("arm %d: %v clicks predicted, want %v", arm, got, want)
		}
	}
}
