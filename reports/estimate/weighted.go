package estimate

import (
	"fmt"
	"math"
)

// Weighted adds up units that were assigned with known, possibly unequal, probabilities. The unit of analysis is every unit of the population,
// those of neither arm too.
type Weighted struct{ m *Moments } // 1/p and y/p of treatment, 1/p and y/p of control

// NewWeighted makes an empty sum.
func NewWeighted() *Weighted { return &Weighted{NewMoments(4)} }

// Arms of a unit.
const (
	Control = iota
	Treatment
	Neither
)

// Add adds a unit: its arm, the probability with which it was to be in this arm, and its outcome. A probability outside of (0, 1] is an error.
func (w *Weighted) Add(arm int, probability, y float64) error {
	if !(probability > 0 && probability <= 1) {
		return fmt.Errorf("a unit's probability of its arm is %v; it must lie in (0, 1]", probability)
	}
	var x [4]float64
	switch arm {
	case Treatment:
		x[0], x[1] = 1/probability, y/probability
	case Control:
		x[2], x[3] = 1/probability, y/probability
	}
	w.m.Add(x[:]...)
	return nil
}

// HorvitzThompson is the difference of the means of y/p (Horvitz & Thompson 1952, JASA 47): unbiased, whatever the probabilities are, but its
// variance grows with the level of y. Units are taken as independent.
func (w *Weighted) HorvitzThompson(level float64) Effect {
	p := w.m.Averages().smooth(w.m.Mean[1]-w.m.Mean[3], []float64{0, 1, 0, -1})
	return NewEffect(p.Value, math.Sqrt(p.Variance), p.DF, level)
}

// Hajek is the difference of the weighted means sum(y/p) / sum(1/p) (Hajek 1971): nearly unbiased, and free of the level of y.
func (w *Weighted) Hajek(level float64) Effect {
	t, g := Ratio(1, 0).at(w.m.Mean)
	c, h := Ratio(3, 2).at(w.m.Mean)
	for i := range g {
		g[i] -= h[i]
	}
	p := w.m.Averages().smooth(t-c, g)
	return NewEffect(p.Value, math.Sqrt(p.Variance), p.DF, level)
}
