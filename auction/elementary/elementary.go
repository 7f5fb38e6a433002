// Package elementary holds exponentials, logarithms, powers and their like with the same bits on every processor. The standard library's
// use fused multiply-adds where a processor has them, so their last bits differ between machines, and with GODEBUG=cpu.fma=off on one
// machine. Here every product that feeds a sum is rounded by an explicit conversion, which forbids fusing (Go specification, "Floating-point
// operators"); tests compare with the standard library to the stated error. Special cases (NaN, infinities, zeros) are those of package math.
package elementary

import "math"

// The parts of ln 2: the first has trailing zeros, so that its product with an exponent is exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Exp is e^x, wrong by less than 1 unit in the last place: x = k ln 2 + r with |r| <= ln 2 / 2, and for e^r the rational approximation of
// FreeBSD's msun (e_exp.c, Copyright (C) 2004 by Sun Microsystems, Inc.; free to use with this notice).
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	return expOf(x-float64(k*ln2High), float64(k*ln2Low), int(k))
}

// expOf is 2^k exp(high - low).
func expOf(high, low float64, k int) float64 {
	r := high - low
	t := float64(r * r)
	c := r - float64(t*(1.66666666666666657415e-01+float64(t*(-2.77777777770155933842e-03+
		float64(t*(6.61375632143793436117e-05+float64(t*(-1.65339022054652515390e-06+float64(t*4.13813679705723846039e-08)))))))))
	y := 1 - ((low - float64(r*c)/(2-c)) - high)
	if -1021 < k && k < 1024 {
		return y * math.Float64frombits(uint64(k+1023)<<52)
	}
	return math.Ldexp(y, k)
}

// Exp2 is 2^x, wrong by less than 1 unit in the last place.
func Exp2(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x >= 1024:
		return math.Inf(1)
	case x < -1075:
		return 0
	}
	k := math.Floor(x + 0.5)
	r := x - k
	return expOf(float64(r*ln2High), -float64(r*ln2Low), int(k))
}

// Log is the natural logarithm, wrong by less than 1 unit in the last place, by the method of FreeBSD's msun (e_log.c, Copyright (C) 1993
// by Sun Microsystems, Inc.; free to use with this notice).
func Log(x float64) float64 {
	if !(x >= 0x1p-1022 && x <= math.MaxFloat64) {
		return logOf(x)
	}
	return log(math.Float64bits(x), 0)
}

// logOf is Log where x is not a normal positive number.
func logOf(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	fraction, exponent := math.Frexp(x)
	return log(math.Float64bits(fraction), exponent)
}

// log is the logarithm of x 2^scale for the bits of a normal positive number x, which is split into 2^n times a fraction in [sqrt(1/2), sqrt(2)) by
// integers, since a branch on where in its octave x lies is predicted badly.
func log(x uint64, scale int) float64 {
	const least = 0x3fe6a09e667f3bcd // bits of sqrt(1/2)
	n := int64(x-least) >> 52
	fraction, k := math.Float64frombits(x-uint64(n)<<52), float64(int64(scale)+n)
	f := fraction - 1
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := float64(s2 * (6.666666666666735130e-01 + float64(s4*(2.857142874366239149e-01+float64(s4*(1.818357216161805012e-01+float64(s4*1.479819860511658591e-01)))))))
	even := float64(s4 * (3.999999999940941908e-01 + float64(s4*(2.222219843214978396e-01+float64(s4*1.531383769920937332e-01)))))
	half := float64(0.5 * f * f)
	return float64(k*ln2High) - ((half - (float64(s*(half+odd+even)) + float64(k*ln2Low))) - f)
}

// Log1p is log(1+x), wrong by less than 3 units in the last place: what 1+x loses in rounding is made good by the quotient x/((1+x)-1)
// (Kahan's trick; Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4).
func Log1p(x float64) float64 {
	y := 1 + x
	if y == 1 || math.IsInf(x, 1) {
		return x
	}
	if x <= -1 || math.IsNaN(x) {
		return Log(y)
	}
	return Log(y) * (x / (y - 1))
}

// Pow is x^y. Whole exponents are powers by repeated squaring, exact where the power is; the rest is exp(rest log x) with a rest of at most
// one half, so the relative error grows with the number of squarings, about 1e-16 each.
func Pow(x, y float64) float64 {
	whole, rest := math.Modf(math.Abs(y))
	if special(x, y) || whole >= 1<<63 || x < 0 && rest != 0 {
		return math.Pow(x, y)
	}
	a, e := 1.0, 0
	if rest > 0.5 {
		rest--
		whole++
	}
	if rest != 0 {
		a = Exp(float64(rest * Log(x)))
	}
	m, me := math.Frexp(x)
	for n := uint64(whole); n != 0; n >>= 1 {
		if me < -1<<12 || me > 1<<12 {
			e += me // over- or underflow is certain
			break
		}
		if n&1 == 1 {
			a *= m
			e += me
		}
		m = float64(m * m)
		me <<= 1
		if m < 0.5 {
			m += m
			me--
		}
	}
	if y < 0 {
		a, e = 1/a, -e
	}
	return math.Ldexp(a, e)
}

// special says whether package math answers x^y without computing.
func special(x, y float64) bool {
	return x == 0 || y == 0 || x == 1 || math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0)
}

// Turn is the cosine of 2 pi x: of a part of a full turn. The turn is taken off exactly, so the error is below 2e-16 for any x.
func Turn(x float64) float64 {
	x = math.Abs(x - math.Floor(x+0.5)) // in [0, 1/2]
	switch {
	case x <= 0.125:
		return cosine(float64(2 * math.Pi * x))
	case x <= 0.375:
		return sine(float64(2 * math.Pi * (0.25 - x)))
	}
	return -cosine(float64(2 * math.Pi * (0.5 - x)))
}

// cosine and sine are polynomials on [-pi/4, pi/4] by FreeBSD's msun (k_cos.c, k_sin.c, Copyright (C) 1993 by Sun Microsystems, Inc.; free
// to use with this notice).
func cosine(x float64) float64 {
	z := float64(x * x)
	p := -1.38888888888741095749e-03 + float64(z*(2.48015872894767294178e-05+float64(z*(-2.75573143513906633035e-07+
		float64(z*(2.08757232129817482790e-09+float64(z*-1.13596475577881948265e-11)))))))
	return 1 - (float64(0.5*z) - float64(float64(z*z)*(4.16666666666666019037e-02+float64(z*p))))
}

func sine(x float64) float64 {
	z := float64(x * x)
	p := 8.33333333332248946124e-03 + float64(z*(-1.98412698298579493134e-04+float64(z*(2.75573137070700676789e-06+
		float64(z*(-2.50507602534068634195e-08+float64(z*1.58969099521155010221e-10)))))))
	return x + float64(float64(z*x)*(-1.66666666666666324348e-01+float64(z*p)))
}
