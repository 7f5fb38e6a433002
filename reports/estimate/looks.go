package estimate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// mostZ bounds the deviates whose p values are told apart.
const mostZ = 8

// z is an estimate as a standard normal deviate of the same p value, without its sign.
func (e *Effect) z() float64 { return -normal(e.P / 2) }

// Read reads a test that is looked at as often as the boundary says, each time at all data so far: it stops at the first look that crosses, else at the last. The
// interval is the repeated one (Jennison & Turnbull 1989, JRSS B 51), by Student's t where the estimates have it; the p value orders outcomes by the look at which
// they stop (Tsiatis, Rosner & Mehta 1984, Biometrics 40), so that it is below the boundary's error where the test has crossed. There must be as many looks as
// the boundary has. An estimate without a standard error does not cross.
func (b Boundary) Read(looks []Effect) (e Effect, at int) {
	z := make([]float64, len(looks))
	for k := range looks {
		z[k] = looks[k].z()
	}
	if at = b.Stop(z); at < 0 {
		at = len(looks) - 1
	}
	e = looks[at]
	half := e.SE * quantile(distuv.UnitNormal.CDF(b.Z[at]), e.DF)
	e.Lo, e.Hi = e.Value-half, e.Value+half
	if !math.IsNaN(e.P) {
		e.P = Boundary{append(slices.Clone(b.Z[:at]), min(mostZ, z[at])), b.Info[:at+1]}.Error()
	}
	return e, at
}

// Read reads a test that is looked at as often as there are estimates, each time at all data so far, with the interval of the sequence at the look at which it stops: the first that
// rejects, else the last. The p value is the least so far. By Student's t where the estimates have it: each look counts by the normal deviate of its own p value. An estimate
// without a standard error does not reject.
func (m Mixture) Read(looks []Effect) (e Effect, at int) {
	least, known := 1.0, false
	for k := range looks {
		if e, at = looks[k], k; !(e.SE > 0) || math.IsNaN(e.P) {
			continue
		}
		known = true
		if least = min(least, 1/m.Ratio(min(mostZ, e.z())*e.SE, e.SE*e.SE)); least <= m.Alpha {
			break
		}
	}
	if !known {
		return e, at
	}
	half := e.SE * quantile(distuv.UnitNormal.CDF(m.HalfWidth(e.SE*e.SE)/e.SE), e.DF)
	e.Lo, e.Hi, e.P = e.Value-half, e.Value+half, least
	return e, at
}
