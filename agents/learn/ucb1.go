package learn

import (
	"math"

	"marketsim/auction/elementary"
)

// UCB1 pulls each arm once, in order, and then the arm with the highest mean + sqrt(2 ln t / n), t being the pulls so far and n those
// of the arm; the first of equals (Auer, Cesa-Bianchi & Fischer 2002, Machine Learning 47).
type UCB1 struct {
	tally
	total float64
}

// NewUCB1 makes a learner over a number of arms.
func NewUCB1(arms int) *UCB1 { return &UCB1{tally: newTally(arms)} }

// Choose implements Bandit.
func (u *UCB1) Choose() int {
	best, most := 0, math.Inf(-1)
	width := 2 * elementary.Log(u.total)
	for i, n := range u.pulls {
		if n == 0 {
			return i
		}
		if index := u.sums[i]/n + math.Sqrt(width/n); index > most {
			best, most = i, index
		}
	}
	return best
}

// Learn implements Bandit.
func (u *UCB1) Learn(arm int, reward float64) {
	u.learn(arm, reward)
	u.total++
}

// Clone implements Bandit.
func (u *UCB1) Clone() Bandit {
	c := *u
	c.tally = u.clone()
	return &c
}
