package learn

import (
	"math"

	"marketsim/auction/elementary"
)

// Hedge keeps weights on choices in proportion to exp(eta x what each would have earned so far) and picks by them (Freund & Schapire
// 1997, JCSS 55). With payoffs in [0, 1] over T rounds and eta = sqrt(8 ln K / T) its regret against the best fixed choice is at most
// sqrt(T ln K / 2).
type Hedge struct {
	eta    float64
	earned []float64 // in sum, by choice
	edges  []float64 // cumulative probabilities
}

// NewHedge makes a learner over a number of choices.
func NewHedge(choices int, eta float64) *Hedge {
	h := &Hedge{eta: eta, earned: make([]float64, choices), edges: make([]float64, choices)}
	h.Settle()
	return h
}

// Rate is the eta with the best bound over a number of rounds.
func Rate(choices, rounds int) float64 {
	return math.Sqrt(8 * elementary.Log(float64(choices)) / float64(rounds))
}

// Pick is the choice at a uniform number in (0, 1). It changes nothing and may be called by many goroutines at once.
func (h *Hedge) Pick(u float64) int {
	lo, hi := 0, len(h.edges)-1
	for lo < hi {
		if mid := (lo + hi) / 2; u < h.edges[mid] {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// Probability is that of a choice.
func (h *Hedge) Probability(i int) float64 {
	if i == 0 {
		return h.edges[0]
	}
	return h.edges[i] - h.edges[i-1]
}

// Earn adds what a choice would have earned in a round. Weights follow at Settle.
func (h *Hedge) Earn(i int, payoff float64) { h.earned[i] += payoff }

// Settle brings the probabilities up to date.
func (h *Hedge) Settle() {
	most := math.Inf(-1)
	for _, e := range h.earned {
		most = max(most, e)
	}
	sum := 0.0
	for i, e := range h.earned {
		sum += elementary.Exp(h.eta * (e - most))
		h.edges[i] = sum
	}
	for i := range h.edges {
		h.edges[i] /= sum
	}
}

// Clone copies the learner.
func (h *Hedge) Clone() *Hedge {
	return &Hedge{eta: h.eta, earned: append([]float64(nil), h.earned...), edges: append([]float64(nil), h.edges...)}
}
