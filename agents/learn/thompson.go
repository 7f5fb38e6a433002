package learn

import (
	"math"

	"marketsim/auction/elementary"
)

// Thompson samples the mean of each arm from its posterior under a Beta(1, 1) prior and pulls the arm with the highest sample
// (Thompson 1933; Chapelle & Li 2011, NIPS). A reward between 0 and 1 counts as a success with that probability (Agrawal & Goyal
// 2012, COLT).
type Thompson struct {
	wins, losses  []float64
	key           uint64
	step, updates uint64
	source        source
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
		if x := t.source.beta(t.wins[i], t.losses[i]); x > most {
			best, most = i, x
		}
	}
	return best
}

// Learn implements Bandit.
func (t *Thompson) Learn(arm int, reward float64) {
	t.updates++
	if reward >= 1 || reward > 0 && Draw(t.key, t.updates, 1<<32) < reward {
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

// beta draws from a beta law with shapes of at least 1.
func (s *source) beta(a, b float64) float64 {
	x := s.gamma(a)
	return x / (x + s.gamma(b))
}

// gamma draws from the gamma law with a shape of at least 1 (Marsaglia & Tsang 2000, "A simple method for generating gamma variables",
// ACM TOMS 26).
func (s *source) gamma(shape float64) float64 {
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		if elementary.Log(s.uniform()) < float64(x*x/2)+d-float64(d*v)+float64(d*elementary.Log(v)) {
			return float64(d * v)
		}
	}
}

// normal draws from the standard normal law, by the polar method (Marsaglia & Bray 1964).
func (s *source) normal() float64 {
	for {
		x, y := float64(2*s.uniform())-1, float64(2*s.uniform())-1
		if r := float64(x*x) + float64(y*y); r < 1 && r > 0 {
			return x * math.Sqrt(-2*elementary.Log(r)/r)
		}
	}
}

func (s *source) uniform() float64 { return float64((float64(s.Uint64()>>11) + 0.5) / (1 << 53)) }
