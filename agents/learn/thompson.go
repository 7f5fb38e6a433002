package learn

import "gonum.org/v1/gonum/stat/distuv"

// Thompson samples the mean of each arm from its posterior under a Beta(1, 1) prior and pulls the arm with the highest sample
// (Thompson 1933; Chapelle & Li 2011, NIPS). A reward between 0 and 1 counts as a success with that probability (Agrawal & Goyal
// 2012, COLT).
type Thompson struct {
	wins, losses []float64
	key          uint64
	step, heard  uint64
	source       source
}

// NewThompson makes a learner over a number of arms.
func NewThompson(arms int, key uint64) *Thompson {
	t := &Thompson{wins: make([]float64, arms), losses: make([]float64, arms), key: key}
	for i := range t.wins {
		t.wins[i], t.losses[i] = 1, 1
	}
	return t
}

// Choose implements Bandit.
func (t *Thompson) Choose() int {
	t.step++
	best, most := 0, -1.0
	for i := range t.wins {
		t.source.state = mix(t.key, t.step, uint64(i))
		if x := (distuv.Beta{Alpha: t.wins[i], Beta: t.losses[i], Src: &t.source}).Rand(); x > most {
			best, most = i, x
		}
	}
	return best
}

// Learn implements Bandit.
func (t *Thompson) Learn(arm int, reward float64) {
	t.heard++
	if reward >= 1 || reward > 0 && Draw(t.key, t.heard, 1<<32) < reward {
		t.wins[arm]++
	} else {
		t.losses[arm]++
	}
}

// Clone implements Bandit.
func (t *Thompson) Clone() Bandit {
	c := *t
	c.wins, c.losses = append([]float64(nil), t.wins...), append([]float64(nil), t.losses...)
	return &c
}
