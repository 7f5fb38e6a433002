package auction

import "math"

// MonopolyPrice is the reserve price that maximises r (1 - F(r)), which for a regular law solves r = (1 - F(r)) / f(r) (Myerson
// 1981; Riley & Samuelson 1981). The law is given by its quantile function on (0, 1). The search is coarse first, so that laws
// with several peaks are served, and then halves the interval in which the revenue curve turns, to 1e-9 of the price.
func MonopolyPrice(quantile func(u float64) float64) float64 {
	const cuts = 2000
	best, most := 1, math.Inf(-1)
	for k := 1; k < cuts; k++ {
		q := float64(k) / cuts
		if r := q * quantile(1-q); r > most {
			best, most = k, r
		}
	}
	low, high := (float64(best)-1)/cuts, (float64(best)+1)/cuts
	if best == cuts-1 {
		if sure := quantile(1e-12); sure >= most { // selling always earns most
			return sure
		}
	}
	low, high = max(low, 1e-9), min(high, 1-1e-9)
	for range 60 {
		q := (low + high) / 2
		if slope(quantile, q) > 0 {
			low = q
		} else {
			high = q
		}
	}
	q := float64((low + high) / 2)
	if price := quantile(1 - q); float64(q*price) >= float64(most*(1-1e-6)) {
		return price
	}
	return quantile(1 - float64(best)/cuts) // the search was led astray by a law that jumps
}

// slope is the derivative of q Q(1-q), by the five-point rule.
func slope(quantile func(u float64) float64, q float64) float64 {
	h := min(1e-3, q/4, (1-q)/4)
	r := func(q float64) float64 { return float64(q * quantile(1-q)) }
	return (r(q-float64(2*h)) - float64(8*r(q-h)) + float64(8*r(q+h)) - r(q+float64(2*h))) / (12 * h)
}
