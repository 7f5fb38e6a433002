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

// LocalSlope is the slope that two perturbations of one size tell: apart is what the units moved up differ by from those moved down, relative to these, and step how
// far either was moved, as a share of a whole way. The slope is the effect of the whole way relative to the middle of the two, (up - down) / 2 step / ((up +
// down) / 2): the regression of Slope over units with two values of x, over its intercept. The standard error is that of the delta method.
func LocalSlope(apart Effect, step, level float64) Effect {
	middle := 1 + apart.Value/2 // relative to down
	value, by := apart.Value/2/step/middle, 1/(2*step*middle*middle)
	switch {
	case math.IsNaN(apart.DF) || math.IsNaN(apart.SE): // without an interval
	case math.IsInf(apart.DF, 1): // of a bootstrap, whose limits are its own
		apart.Lo, apart.Hi = value+by*(apart.Lo-apart.Value), value+by*(apart.Hi-apart.Value)
	default:
		why := apart.Why
		apart = NewEffect(value, by*apart.SE, apart.DF, level)
		apart.Why = why
		return apart
	}
	apart.Value, apart.SE = value, by*apart.SE
	return apart
}
