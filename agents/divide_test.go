package agents

import (
	"math"
	"testing"
)

// TestDivide: whoever learns how much money the market takes does in a part of it what it does in the whole. (Its memory is of impressions, so it is
// left out.)
func TestDivide(t *testing.T) {
	const share, last = 0.25, 2 * divided
	brief := Brief{Value: 2, Daily: 10, Lifetime: math.Inf(1), Objective: "clicks", Bills: "clicks"}
	pacer := func(p Pacing) func(part bool) []float64 {
		return func(part bool) (out []float64) {
			x := p.New(brief)
			for i := range last {
				if part && i == divided {
					x.(Divisible).Divide(share, share)
				}
				x.Update(partOf(i, part, share))
				out = append(out, x.Multiplier())
			}
			return out
		}
	}
	for name, play := range map[string]func(part bool) []float64{
		"pid": pacer(&PID{Proportional: 0.2, Integral: 0.3, Memory: 1e9, Least: 0.001}), "predictive": pacer(&Predictive{Memory: 1e9, Least: 0.001}),
		"multiplicative": pacer(&Multiplicative{Memory: 1e9, Gain: 0.3, Least: 0.001}),
	} {
		whole, part, moves := play(false), play(true), false
		for i := range whole {
			moves = moves || whole[i] < 0.9
			if !(math.Abs(whole[i]-part[i]) <= 1e-9) {
				t.Errorf("%s: %v in the whole at step %d, %v in the part", name, whole[i], i, part[i])
				break
			}
		}
		if !moves {
			t.Errorf("%s never paces", name)
		}
	}
}

// partOf is the progress at a step of a campaign that would spend twice its budget, from half way on in a part of the market.
func partOf(step int, part bool, share float64) *Progress {
	at := func(perStep float64) float64 {
		if !part {
			return perStep * float64(step)
		}
		return perStep * (float64(min(step, 19)) + share*float64(max(0, step-19)))
	}
	p := &Progress{Planned: float64(step%20) / 20, Spent: 0.48 * float64(step%20), Budget: 10, Expected: at(0.7), Won: at(9), Paid: at(0.6), Traffic: float64(step) / 20, Live: float64(step) / 20, Period: 1}
	if part && step >= divided {
		p.Spent, p.Budget = p.Spent*share, p.Budget*share
	}
	return p
}

const divided = 20 // step at which the market is divided

// TestDividedChargesByHand: half as many charges of half the amount are a quarter of the spend, and an eighth of the sum of squares.
func TestDividedChargesByHand(t *testing.T) {
	r := response{paid: 12, foreseen: 8, squares: 48, billed: 3}
	r.Divide(0.25, 0.5)
	if r.paid != 3 || r.foreseen != 2 || r.squares != 6 || r.billed != 1.5 {
		t.Errorf("%+v", r)
	}
}
