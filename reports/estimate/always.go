package estimate

import "math"

// Mixture decides a test that may be looked at all the time: the mixture sequential probability ratio test with a normal mixture, and the
// confidence sequence that it inverts to (Robbins 1970, Annals of Math. Statistics 41; Johari, Koomen, Pekelis & Walsh 2022, "Always valid
// inference", Operations Research 70). The chance that it ever rejects a true null is at most Alpha, for estimates that are normal sums.
type Mixture struct {
	Variance float64 // of the effects that the mixture expects, in the unit of the effect squared; above 0
	Alpha    float64
}

// Ratio is the likelihood ratio of the mixture against no effect, of an estimate with a squared standard error.
func (m Mixture) Ratio(value, squaredSE float64) float64 {
	v, t := squaredSE, m.Variance
	return math.Sqrt(v/(v+t)) * math.Exp(value*value*t/(2*v*(v+t)))
}

// Rejects tells whether the ratio has reached 1 / alpha. A test that stops at the first rejection has the error alpha, whenever it is looked at.
func (m Mixture) Rejects(value, squaredSE float64) bool {
	return m.Ratio(value, squaredSE) >= 1/m.Alpha
}

// HalfWidth of the confidence sequence at a squared standard error: the sequence covers the truth at all times together.
func (m Mixture) HalfWidth(squaredSE float64) float64 {
	v, t := squaredSE, m.Variance
	return math.Sqrt(v * (v + t) / t * math.Log((v+t)/(v*m.Alpha*m.Alpha)))
}

// Effect is an estimate with the interval of the sequence and the p value that is valid at one look among many: 1 / ratio. The always-valid p
// value of a test is the least of all so far.
func (m Mixture) Effect(value, squaredSE float64) Effect {
	half := m.HalfWidth(squaredSE)
	return Effect{Value: value, SE: math.Sqrt(squaredSE), DF: math.Inf(1), Lo: value - half, Hi: value + half, P: min(1, 1/m.Ratio(value, squaredSE))}
}
