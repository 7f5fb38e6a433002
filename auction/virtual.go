package auction

import (
	"math"
	"sort"
)

// Virtual is the virtual value of bids drawn from one law (Myerson 1981, Math. OR 6): the slope of the revenue curve
// R(q) = q Q(1-q), where Q is the quantile function and q the probability of selling. It is ironed, so it never falls, and kept
// as knots with straight lines between them, so it inverts. It is immutable.
type Virtual struct{ bid, phi []float64 }

// knots is how finely a revenue curve is cut, and tail how many halvings it is followed into the upper tail.
const (
	knots = 512
	tail  = 12
)

// NewVirtual makes virtual values from a quantile function on (0, 1) that does not decrease.
func NewVirtual(quantile func(u float64) float64) *Virtual { return newVirtual(quantile, knots, tail) }

// EstimateVirtual makes virtual values from a sample of n bids that is given by its quantiles, cut into at most 64 of them, so that noise is ironed.
func EstimateVirtual(quantile func(u float64) float64, n int) *Virtual {
	return newVirtual(quantile, min(64, max(2, n/8)), 0)
}

func newVirtual(quantile func(u float64) float64, cuts, halvings int) *Virtual {
	var qs []float64
	for h := halvings; h > 0; h-- {
		qs = append(qs, math.Ldexp(1/float64(cuts), -h))
	}
	for k := 1; k <= cuts; k++ {
		qs = append(qs, float64(k)/float64(cuts))
	}
	at := func(q float64) float64 { return quantile(min(max(1-float64(q), 1e-12), 1-1e-12)) }
	// Upper concave hull of (q, R(q)) by the monotone chain; hull holds indices into qs, -1 is the origin.
	revenue := func(i int) (q, r float64) {
		if i < 0 {
			return 0, 0
		}
		return qs[i], float64(qs[i] * at(qs[i]))
	}
	hull := []int{-1}
	for i := range qs {
		for len(hull) >= 2 {
			ax, ay := revenue(hull[len(hull)-2])
			bx, by := revenue(hull[len(hull)-1])
			cx, cy := revenue(i)
			if float64((by-ay)*(cx-bx)) > float64((cy-by)*(bx-ax)) {
				break
			}
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, i)
	}
	v := &Virtual{}
	for k := len(hull) - 1; k > 0; k-- {
		aq, ar := revenue(hull[k-1])
		bq, br := revenue(hull[k])
		slope := (br - ar) / (bq - aq)
		if hull[k]-hull[k-1] > 1 && hull[k-1] >= 0 { // ironed: one virtual value for a range of bids
			v.bid, v.phi = append(v.bid, at(bq), at(aq)), append(v.phi, slope, slope)
			continue
		}
		v.bid, v.phi = append(v.bid, at((aq+bq)/2)), append(v.phi, slope)
	}
	return v
}

// At is the virtual value of a bid.
func (v *Virtual) At(bid float64) float64 { return line(v.bid, v.phi, bid) }

// Invert is the least bid with a virtual value.
func (v *Virtual) Invert(phi float64) float64 { return line(v.phi, v.bid, phi) }

// Monopoly is the least bid whose virtual value is not negative: the reserve price of one seller and one buyer.
func (v *Virtual) Monopoly() float64 { return max(0, v.Invert(0)) }

// line interpolates y at x among knots with x not falling, and goes on straight beyond them.
func line(xs, ys []float64, x float64) float64 {
	n := len(xs)
	if n == 1 {
		return ys[0] + x - xs[0]
	}
	k := sort.SearchFloat64s(xs, x) // first knot at or above x
	if k < n && xs[k] == x {
		return ys[k]
	}
	k = min(max(k, 1), n-1)
	a, b := k-1, k
	for a > 0 && xs[a] == xs[b] { // beyond a step
		a--
	}
	for b < n-1 && xs[a] == xs[b] {
		b++
	}
	if xs[a] == xs[b] {
		return ys[a]
	}
	return ys[a] + (x-xs[a])*(ys[b]-ys[a])/(xs[b]-xs[a])
}
