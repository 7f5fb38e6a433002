package agents

import (
	"math"
	"testing"
)

// TestDerivativeByHand: with a weight of 1 on the change of the error alone, and nothing learned of spend but the budget of 10 USD, the error goes from 0 at the start to (5 - 10)/10 where
// 2.50 USD are left for half a day. At the multiplier of exp(-0.5) spend is 10/e, and 0.25 USD for a quarter of a day are 1 a day: an error of 1/(10/e) - 1, of which the
// multiplier follows the change.
func TestDerivativeByHand(t *testing.T) {
	p := (&PID{Derivative: 1, Memory: 300, Least: 0.001}).New(Brief{Daily: 10})
	for _, x := range []struct{ planned, spent, want float64 }{{0, 0, 1}, {0.5, 7.5, math.Exp(-0.5)}, {0.75, 9.75, math.Exp(math.E/10 - 1 + 0.5)}} {
		p.Update(&Progress{Planned: x.planned, Spent: x.spent, Budget: 10, Period: 1})
		if got := p.Multiplier(); !(math.Abs(got-x.want) <= 1e-9) {
			t.Errorf("at %v of the day: %v, want %v", x.planned, got, x.want)
		}
	}
}

// TestWhatIsLearnedFadesByHand: five impressions of a memory of 100 leave 95% of what was learned, and of the prior half of that. Half a week halves what is known of the correction.
func TestWhatIsLearnedFadesByHand(t *testing.T) {
	r := newResponse(100, &Brief{})
	r.observe(&Progress{Budget: 10, Period: 1}, 1)
	r.cost, r.won = 4, 8
	r.observe(&Progress{Budget: 10, Period: 1, Planned: 0.1, Live: 0.1, Expected: 2, Won: 5, Paid: 2}, 0.5)
	for what, x := range map[string][2]float64{"prior": {r.prior, 0.02 * 0.5 * 0.95}, "cost": {r.cost, 4*0.95 + 2}, "impressions": {r.won, 8*0.95 + 5}, "exposure": {r.exposure, 0.1 * 0.25}} {
		if !(math.Abs(x[0]-x[1]) <= 1e-12) {
			t.Errorf("%s: %v, want %v", what, x[0], x[1])
		}
	}
	r.paid, r.foreseen, r.squares = 4, 5, 16
	if r.compare(2, 3, 3.5); r.paid != 4 || r.foreseen != 5.5 || r.squares != 12 {
		t.Errorf("correction by %v over %v with squares of %v, want 4, 5.5 and 12", r.paid, r.foreseen, r.squares)
	}
}
