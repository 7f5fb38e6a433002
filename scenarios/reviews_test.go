package scenarios_test

import (
	"fmt"
	"math"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// joining is a market in which every impression returns twice its price, however many campaigns there are: all bid half of a value of 1 USD in first
// price. Newcomers come at 2 a day.
func joining(arrivals string) string {
	return groupG + "arrivals={per_day: 2, most: 2000, " + arrivals + "}"
}

var halfPrice = []string{"mechanism.auction=first_price", groupG + "count=1", groupG + "objective=impressions", groupG + "bidding={kind: shaded, factor: 0.5}", "market.pinners.count=20"}

// came counts the newcomers of days.
func came(r *results.Result, from int) (n float64) {
	for d := from; d < len(r.Days); d++ {
		n += float64(r.Days[d].NewCampaigns)
	}
	return n
}

// TestNewcomersFollowTheReturn: twice the return of the warm-up brings 2^elasticity as many newcomers, and so does twice the return that is stated; never more than
// ten times as many. The warm-up's return stays what they compare with.
func TestNewcomersFollowTheReturn(t *testing.T) {
	const days = 40
	for _, c := range []struct {
		arrivals string
		want     [2]float64 // a day: in control, and in an arm that pays half as much
	}{
		{"elasticity: 0", [2]float64{2, 2}}, {"elasticity: 2", [2]float64{2, 8}}, {"elasticity: 6", [2]float64{2, 20}},
		{"elasticity: 1, outside_roas: 400%", [2]float64{1, 2}}, {"elasticity: 1, outside_roas: 100%", [2]float64{4, 8}},
	} {
		_, all := simulate(t, plainMarket, append(halfPrice, joining(c.arrivals), "run.warmup=7d", "run.horizon=47d", "arms={cheap: {set: {market.campaigns.groups.g.bidding.factor: 0.25}}}")...)
		for arm, rate := range c.want {
			near(t, c.arrivals+", newcomers", came(all[0][arm], 7), rate*days, math.Sqrt(rate*days))
		}
	}
}

// TestNewcomersReviewFromTheDayTheyCome: where nobody's return is enough all leave at their first review, newcomers a week after they came, on whatever day that was; those
// who were there from the start have left after a week, about as many on each of its days.
func TestNewcomersReviewFromTheDayTheyCome(t *testing.T) {
	_, all := simulate(t, plainMarket, append(halfPrice, groupG+"count=210", joining("elasticity: 0"), "run.horizon=28d", groupG+"review={every: 7d, reference: 100%, outside_roas: 100_000%, leave: 100%, win_back: 0%}")...)
	var newcomers int
	var first [8]float64
	for _, c := range all[0][0].Campaigns {
		switch {
		case c.Joined == -spec.Never:
			first[min(c.Left/spec.Day-1, 7)]++
		case c.Joined < 21*spec.Day:
			newcomers++
			if c.Left-c.Joined != 7*spec.Day {
				t.Errorf("%s came on day %v and left after %v days", c.Name, c.Joined/spec.Day, float64(c.Left-c.Joined)/float64(spec.Day))
			}
		case c.Left != spec.Never && c.Left-c.Joined != 7*spec.Day:
			t.Errorf("%s came late and left after %v days", c.Name, float64(c.Left-c.Joined)/float64(spec.Day))
		}
	}
	if newcomers < 20 {
		t.Fatalf("only %d came in time", newcomers)
	}
	for d, n := range first[:7] {
		near(t, fmt.Sprintf("left of the first 210 as day %d began", d+1), n, 30, math.Sqrt(210.0*6/49))
	}
}

// TestBudgetsFollowTheReturn: at the reference return of 200% budgets stay as stated, review after review; at 400% they are 2^1.5 as large in the long run, which reviews that go half of
// the way reach in 41 of them to a millionth.
func TestBudgetsFollowTheReturn(t *testing.T) {
	_, all := simulate(t, plainMarket, append(halfPrice, groupG+"daily_budget=1000 USD", groupG+"review={every: 1d, reference: 200%, outside_roas: 200%, elasticity: 1.5, speed: 50%, memory: 0%, leave: 0%}",
		"run.horizon=42d", "arms={cheap: {set: {market.campaigns.groups.g.bidding.factor: 0.25}}}")...)
	for arm, want := range []float64{1, math.Pow(2, 1.5)} {
		if got := all[0][arm].Campaigns[0].BudgetFactor; !(math.Abs(got-want) <= 1e-6) {
			t.Errorf("arm %d: the budget is %v of what is stated, want %v", arm, got, want)
		}
	}
}
