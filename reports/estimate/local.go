package estimate

import "math"

// Slope is the regression of variable y on variable x over units, with Student's t: local experimentation (Wager & Xu 2021, "Experimenting in
// equilibrium", Management Science 67). Every unit gets a small symmetric perturbation x of a continuous lever, and the slope is the derivative
// of the outcome by the lever. It is the derivative of the whole market where units do not share what the lever moves.
func Slope(m *Moments, x, y int, level float64) Effect {
	xx, xy, yy := m.Scatter[m.index(x, x)], m.Scatter[m.index(x, y)], m.Scatter[m.index(y, y)]
	slope := xy / xx
	residual := max(0, yy-slope*xy)
	return NewEffect(slope, math.Sqrt(residual/(m.N-2)/xx), m.N-2, level)
}
