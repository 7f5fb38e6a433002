package estimate

import "math"

// Mixture decides a test that may be looked at all the time: the mixture sequential probability ratio test with a normal mixture, and the
// confidence sequence that it inverts to (Robbins 1970, Annals of Math. Statistics 41; Johari, Koomen, Pekelis & Walsh 2022, "Always valid
// inference", Operations Research 70). It rejects when the ratio reaches 1 / Alpha: the chance
// that it ever rejects a true null is at most Alpha, for estimates that are normal sums, whenever it is looked at.
type Mixture struct {
	Variance float64 // of the effects that the mixture expects, in the unit of the effect squared; above 0
	Alpha    float64
}

// Ratio is the likelihood ratio of the mixture against no effect, of an estimate with a squared standard error.
func (m Mixture) Ratio(value, squaredSE float64) float64 {
	v, t := squaredSE, m.Variance
	return math.Sqrt(v/(v+t)) * math.Exp(value*value*t/(2*v*(v+t)))
}

// HalfWidth of the confidence sequence at a squared standard error: the sequence covers the truth at all times together.
func (m Mixture) HalfWidth(squaredSE float64) float64 {
	v, t := squaredSE, m.Variance
	return math.Sqrt(v * (v + t) / t * math.Log((v+t)/(v*m.Alpha*m.Alpha)))
}
