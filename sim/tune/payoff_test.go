package tune

import (
	"math"
	"slices"
	"testing"
)

func equal(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-9) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestOilWell is the Goferbroke Company of Hillier & Lieberman, Introduction to Operations Research, chapter "Decision analysis": drill or sell the
// land, oil with probability 1/4; in thousands of dollars drilling is worth 100, selling 90, and perfect information 142.5.
func TestOilWell(t *testing.T) {
	p := &Payoff{Weights: []float64{0.25, 0.75}, Values: [][]float64{{700, -100}, {90, 90}}}
	equal(t, "drilling", p.Expected(0), 100)
	equal(t, "selling", p.Expected(1), 90)
	equal(t, "perfect information", p.EVPI(), 142.5)
	equal(t, "telling oil from none", p.Apart(0, 1), 142.5)
	if p.Best() != 0 || p.Minimax() != 0 || p.BestIn(0) != 0 || p.BestIn(1) != 1 {
		t.Errorf("best %d, least regret %d", p.Best(), p.Minimax())
	}
	regret, belief := p.WorstRegret(0)
	equal(t, "worst regret of drilling", regret, 190)
	if belief != 1 {
		t.Errorf("it falls due under belief %d", belief)
	}
}

// TestInvestment has the two examples of Wikipedia, "Expected value of perfect information" (stock, fund and certificate: 680, 590 and 500, perfect
// information 350) and "Regret (decision theory)" (stocks, bonds and money market: worst regrets 7, 5 and 11).
func TestInvestment(t *testing.T) {
	p := &Payoff{Weights: []float64{0.5, 0.3, 0.2}, Values: [][]float64{{1500, 300, -800}, {900, 600, -200}, {500, 500, 500}}}
	for s, want := range []float64{680, 590, 500} {
		equal(t, "expected", p.Expected(s), want)
	}
	equal(t, "perfect information", p.EVPI(), 350)
	// Up and steady pooled: 0.5 1500 + 0.3 600 = 930 when told apart, and stock 840 when not.
	equal(t, "up from steady", p.Apart(0, 1), 90)
	equal(t, "up from down", p.Apart(0, 2), 850-0.5*1500+0.2*800)

	p = &Payoff{Weights: []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, Values: [][]float64{{-4, 4, 12}, {-2, 3, 8}, {3, 2, 1}}}
	for s, want := range []float64{7, 5, 11} {
		regret, _ := p.WorstRegret(s)
		equal(t, "worst regret", regret, want)
	}
	if p.Minimax() != 1 || p.Best() != 0 {
		t.Errorf("least regret %d, best %d", p.Minimax(), p.Best())
	}
}

// TestPayoffConstraints: what breaks a constraint under a belief is no choice there, nor without knowing.
func TestPayoffConstraints(t *testing.T) {
	p := &Payoff{Weights: []float64{0.5, 0.5}, Values: [][]float64{{10, 0}, {4, 4}, {0, 6}}, Allowed: [][]bool{{true, false}, {true, true}, {true, true}}}
	if p.Best() != 1 || p.Minimax() != 1 || p.BestIn(0) != 0 || p.BestIn(1) != 2 || p.Joint(0, 1) != 1 {
		t.Errorf("best %d, least regret %d", p.Best(), p.Minimax())
	}
	equal(t, "perfect information", p.EVPI(), 8-4)
	for s := range p.Allowed {
		p.Allowed[s][1] = false
	}
	if p.Best() != -1 || p.Minimax() != -1 || !math.IsNaN(p.EVPI()) || !math.IsNaN(p.Apart(0, 1)) {
		t.Error("nothing keeps the constraints, and something is chosen")
	}
}

// TestMixedByHand: of every horizon all beliefs come first, then their mean at the weights of 25% and 75%.
func TestMixedByHand(t *testing.T) {
	p := &Problem{Objectives: make([]Objective, 1), Constraints: make([]Constraint, 1), Beliefs: []Belief{{Weight: 0.25}, {Weight: 0.75}}}
	got := p.Mixed([][][]float64{{{1, 2, 3, 4}, {5, 6, 7, 8}}, {{9, 10, 11, 12}, {13, 14, 15, 16}}})
	want := [][]float64{{1, 2, 9, 10, 7, 8, 3, 4, 11, 12, 9, 10}, {5, 6, 13, 14, 11, 12, 7, 8, 15, 16, 13, 14}}
	if !slices.EqualFunc(got, want, slices.Equal[[]float64]) {
		t.Errorf("%v, want %v", got, want)
	}
}
