package elementary

import "math"

// GammaQuantile is the x with P(shape, x) = u for u in (0, 1), by Newton's method within a bracket.
func GammaQuantile(shape, u float64) float64 {
	a := shape
	front := LogGamma(a)
	return invert(u, guessGamma(a, u), math.Inf(1), func(x float64) (p, q, density float64) {
		logX := Log(x)
		p, q = gammaP(a, x, logX, front)
		return p, q, Exp(float64((a-1)*logX) - x - front)
	})
}

// guessGamma is a rough quantile of the gamma law: that of Wilson and Hilferty (1931, PNAS 17), or for shapes up to 1, where it fails, one from the law's
// behaviour at both ends.
func guessGamma(a, u float64) float64 {
	if a > 1 {
		w := 1 - 1/(9*a) + normal(u)/(3*math.Sqrt(a))
		return max(1e-3, float64(a*w*w*w))
	}
	t := 1 - float64(a*(0.253+float64(a*0.12)))
	if u < t {
		return Pow(u/t, 1/a)
	}
	return 1 - Log(1-(u-t)/(1-t))
}

// BetaQuantile is the x with I_x(a, b) = u for u in (0, 1), by Newton's method within a bracket.
func BetaQuantile(a, b, u float64) float64 {
	x := a / (a + b)
	if a < 1 || b < 1 {
		t, w := Exp(float64(a*Log(x)))/a, Exp(float64(b*Log(b/(a+b))))/b
		if u < t/(t+w) {
			x = Pow(float64(a*(t+w)*u), 1/a)
		} else {
			x = 1 - Pow(float64(b*(t+w)*(1-u)), 1/b)
		}
	}
	front := LogGamma(a+b) - LogGamma(a) - LogGamma(b)
	return invert(u, x, 1, func(x float64) (p, q, density float64) {
		p, q = BetaP(a, b, x)
		return p, q, Exp(float64((a-1)*Log(x)) + float64((b-1)*Log1p(-x)) + front)
	})
}

// invert solves p(x) = u on (0, most) from a first guess. In the upper half it compares complements, which are the accurate ones there.
func invert(u, x, most float64, law func(x float64) (p, q, density float64)) float64 {
	low, high := 0.0, most
	for range 200 {
		if x <= 0 || x >= most {
			return x
		}
		p, q, density := law(x)
		gap := p - u
		if u > 0.5 {
			gap = (1 - u) - q
		}
		if gap > 0 {
			high = x
		} else {
			low = x
		}
		next := x - gap/density
		if !(next > low && next < high) {
			next = between(low, high, x)
		}
		if math.Abs(next-x) <= 1e-15*x {
			return next
		}
		x = next
	}
	return x
}

// between is a point inside a bracket for a step that left it: the geometric mean where the ends are far apart.
func between(low, high, x float64) float64 {
	switch {
	case math.IsInf(high, 1):
		return 2 * x
	case low == 0:
		return x / 4
	case high > 4*low:
		return math.Sqrt(low) * math.Sqrt(high)
	}
	return low + float64((high-low)/2)
}

// normal is a rough quantile of the normal law (Hastings; error below 4.5e-4): a first guess.
func normal(u float64) float64 {
	t := math.Sqrt(-2 * Log(min(u, 1-u)))
	x := t - (2.515517+float64(t*(0.802853+float64(t*0.010328))))/(1+float64(t*(1.432788+float64(t*(0.189269+float64(t*0.001308))))))
	if u < 0.5 {
		return -x
	}
	return x
}
