package elementary

import "math"

// lanczos are the coefficients of Lanczos' approximation with g = 7 and 9 terms (Godfrey's; relative error below 1e-15).
var lanczos = [9]float64{0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
	12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7}

// LogGamma is the logarithm of the gamma function for x > 0, with an error of about 1e-15 relative to max(1, |value|).
func LogGamma(x float64) float64 {
	if x < 0.5 {
		return LogGamma(x+1) - Log(x)
	}
	x--
	sum := lanczos[0]
	for i := 1; i < len(lanczos); i++ {
		sum += lanczos[i] / (x + float64(i))
	}
	t := x + 7.5
	return 0.91893853320467274178 + float64((x+0.5)*Log(t)) - t + Log(sum)
}

// GammaP is the regularised lower incomplete gamma function P(a, x) and its complement Q(a, x), each accurate also where it is small: a
// series below a+1, a continued fraction above (modified Lentz; Press et al., Numerical Recipes, 6.2).
func GammaP(a, x float64) (p, q float64) {
	if x <= 0 {
		return 0, 1
	}
	return gammaP(a, x, Log(x), LogGamma(a))
}

// gammaP is GammaP of an x above 0 whose logarithm is known, and that of the gamma function at a.
func gammaP(a, x, logX, logGamma float64) (p, q float64) {
	front := Exp(float64(a*logX) - x - logGamma)
	if x < a+1 {
		term, sum := 1/a, 1/a
		for n := a + 1; term > sum*1e-17; n++ {
			term = float64(term * (x / n))
			sum += term
		}
		p = min(front*sum, 1)
		return p, 1 - p
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 100_000; i++ {
		an := -float64(i * (i - a))
		b += 2
		d = 1 / nonzero(float64(an*d)+b, tiny)
		c = nonzero(b+an/c, tiny)
		step := float64(d * c)
		h = float64(h * step)
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	q = min(front*h, 1)
	return 1 - q, q
}

func nonzero(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// BetaP is the regularised incomplete beta function I_x(a, b) and its complement, by the continued fraction on the side where it converges
// fast (modified Lentz; Press et al., Numerical Recipes, 6.4).
func BetaP(a, b, x float64) (p, q float64) {
	if x <= 0 {
		return 0, 1
	}
	if x >= 1 {
		return 1, 0
	}
	front := Exp(LogGamma(a+b) - LogGamma(a) - LogGamma(b) + float64(a*Log(x)) + float64(b*Log1p(-x)))
	if x < (a+1)/(a+b+2) {
		p = min(front*betaFraction(a, b, x)/a, 1)
		return p, 1 - p
	}
	q = min(front*betaFraction(b, a, 1-x)/b, 1)
	return 1 - q, q
}

func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	c, d := 1.0, 1/nonzero(1-float64((a+b)*x/(a+1)), tiny)
	h := d
	for m := 1.0; m < 100_000; m++ {
		even := float64(m * (b - m) * x / ((a + float64(2*m) - 1) * (a + float64(2*m))))
		d = 1 / nonzero(1+float64(even*d), tiny)
		c = nonzero(1+even/c, tiny)
		h = float64(h * d * c)
		odd := -float64((a + m) * (a + b + m) * x / ((a + float64(2*m)) * (a + float64(2*m) + 1)))
		d = 1 / nonzero(1+float64(odd*d), tiny)
		c = nonzero(1+odd/c, tiny)
		step := float64(d * c)
		h = float64(h * step)
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return h
}
