package results

import (
	"math"
	"testing"

	"marketsim/sim/spec"
)

// TestStep: 10 clicks of 500 impressions cost 5 USD and were worth 5 USD, two converted, nothing was delivered beyond budgets. A click more moves money by 0.50 USD, also where
// what it moves is 0 so far; a conversion more moves the price of one by 2.50 USD of 2.
func TestStep(t *testing.T) {
	of := Totals{Tally: Tally{Impressions: 500, Clicks: 10 * spec.Unit, Conversions: 2 * spec.Unit, Revenue: 5 * spec.Unit, Value: 5 * spec.Unit}, Days: 2}
	for name, want := range map[string]float64{
		"clicks": 1, "ctr": 100.0 / 500, "cvr": 100.0 / 10, "revenue": 0.5, "value": 0.5, "cpc": 0.05, "cpm": 1, "cpa": 1.25, "roas": 0.1,
		"surplus": 0.5, "roi": 10, "overdelivery": 0.5, "overdelivery_share": 10, "rpm": math.NaN(),
	} {
		m, _ := LookupMetric(name)
		if got := m.Step(&of); !sameNumber(got, want) && math.Abs(got-want) > 1e-12 || math.IsNaN(got) != math.IsNaN(want) {
			t.Errorf("one event more moves %s by %v, want %v", name, got, want)
		}
	}
	// Without clicks an impression is what is paid for; a click worth 0.20 USD that cost 0.50 USD moves the surplus by what it cost.
	surplus, _ := LookupMetric("surplus")
	unclicked, dear := of, of
	unclicked.Clicks, dear.Value = 0, 2*spec.Unit
	if a, b := surplus.Step(&unclicked), surplus.Step(&dear); math.Abs(a-0.01) > 1e-12 || math.Abs(b-0.5) > 1e-12 {
		t.Errorf("an event moves the surplus by %v without clicks, want 0.01, and by %v at a loss, want 0.5", a, b)
	}
}
