package agents

import "testing"

// TestOutcomesOfEventsByHand: ten clicks of which two are known to have converted, at 3 USD each, gained 6 USD; where conversions are foretold
// by the clicks that are billed, 1.5 are still awaited and 2.5 were foretold.
func TestOutcomesOfEventsByHand(t *testing.T) {
	n := &Outcomes{Impressions: 100, Clicks: 10, Conversions: 2, Spend: 5, Pending: 1.5, Predicted: 2.5}
	for _, c := range []struct {
		c    controls
		want outcome
	}{
		{controls{objective: "conversions"}, outcome{gain: 6, cost: 5, foretold: 6, signals: 2, unit: 3}},
		{controls{objective: "conversions", foretells: true}, outcome{gain: 10.5, cost: 5, foretold: 7.5, signals: 10, unit: 3}},
		{controls{objective: "clicks"}, outcome{gain: 30, cost: 5, foretold: 30, signals: 10, unit: 3}},
	} {
		if got := c.c.events(n, 3); got != c.want {
			t.Errorf("%s, foretold %v: %+v, want %+v", c.c.objective, c.c.foretells, got, c.want)
		}
	}
}
