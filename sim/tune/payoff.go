package tune

import "math"

// Payoff is a decision table: what each strategy is worth under each belief, more being better. Of beliefs exactly one is true; its weight is the
// probability that it is.
type Payoff struct {
	Weights []float64   // by belief; they add up to 1
	Values  [][]float64 // by strategy and belief
	Allowed [][]bool    // by strategy and belief: constraints are kept; nil: always
}

// allowed tells whether a strategy may be chosen when a belief is known to be true.
func (p *Payoff) allowed(s, b int) bool { return p.Allowed == nil || p.Allowed[s][b] }

// Robust tells whether a strategy may be chosen whatever is true.
func (p *Payoff) Robust(s int) bool {
	for b := range p.Weights {
		if !p.allowed(s, b) {
			return false
		}
	}
	return true
}

// Expected is the mean of a strategy's values over beliefs.
func (p *Payoff) Expected(s int) (sum float64) {
	for b, w := range p.Weights {
		sum += float64(w * p.Values[s][b])
	}
	return sum
}

// most is the first strategy that is allowed and has the highest score; -1 where none is allowed.
func (p *Payoff) most(allowed func(s int) bool, score func(s int) float64) int {
	best, top := -1, math.Inf(-1)
	for s := range p.Values {
		if allowed(s) && (best < 0 || score(s) > top) {
			best, top = s, score(s)
		}
	}
	return best
}

// BestIn is the best strategy when a belief is known to be true; -1 where none keeps the constraints under it.
func (p *Payoff) BestIn(b int) int {
	return p.most(func(s int) bool { return p.allowed(s, b) }, func(s int) float64 { return p.Values[s][b] })
}

// Best is the best strategy in expectation (Bayes' choice); -1 where none is robust.
func (p *Payoff) Best() int { return p.most(p.Robust, p.Expected) }

// Regret is what a strategy loses under a belief against the best one there (Savage 1951, "The theory of statistical decision", JASA 46).
func (p *Payoff) Regret(s, b int) float64 { return p.Values[max(0, p.BestIn(b))][b] - p.Values[s][b] }

// WorstRegret is a strategy's largest regret, with the belief under which it falls due.
func (p *Payoff) WorstRegret(s int) (regret float64, belief int) {
	regret = math.Inf(-1)
	for b := range p.Weights {
		if r := p.Regret(s, b); r > regret {
			regret, belief = r, b
		}
	}
	return regret, belief
}

// Minimax is the strategy whose worst regret is least; -1 where none is robust.
func (p *Payoff) Minimax() int {
	return p.most(p.Robust, func(s int) float64 {
		r, _ := p.WorstRegret(s)
		return -r
	})
}

// EVPI is the expected value of perfect information: what it is worth at most to learn which belief is true before choosing (Howard 1966,
// "Information value theory", IEEE Transactions on Systems Science and Cybernetics 2; Raiffa & Schlaifer 1961). No experiment is worth more. NaN where
// no strategy is robust.
func (p *Payoff) EVPI() float64 {
	best := p.Best()
	if best < 0 {
		return math.NaN()
	}
	informed := 0.0
	for b, w := range p.Weights {
		informed += float64(w * p.Values[max(0, p.BestIn(b))][b])
	}
	return informed - p.Expected(best)
}

// Apart is what is lost of perfect information when two beliefs cannot be told apart: 0 where one strategy is best under both. The pair with the
// largest is the one that an experiment should tell apart. NaN where no strategy keeps the constraints under both.
func (p *Payoff) Apart(a, b int) float64 {
	s := p.Joint(a, b)
	if s < 0 {
		return math.NaN()
	}
	return float64(p.Weights[a]*p.Regret(s, a)) + float64(p.Weights[b]*p.Regret(s, b))
}

// Joint is the best strategy when it is only known that one of two beliefs is true; -1 where none keeps the constraints under both.
func (p *Payoff) Joint(a, b int) int {
	return p.most(func(s int) bool { return p.allowed(s, a) && p.allowed(s, b) }, func(s int) float64 {
		return float64(p.Weights[a]*p.Values[s][a]) + float64(p.Weights[b]*p.Values[s][b])
	})
}
