// Package equilibrium computes what theory says bidders and budgets converge to: Bayes-Nash bids, equilibria of position auctions,
// and pacing and throttling equilibria. It is the reference that simulated learners and pacers are compared with.
package equilibrium

import (
	"math"

	"marketsim/auction/elementary"
)

// Uniform is the symmetric Bayes-Nash bid in a first-price auction with n bidders, values uniform on an interval from 0 and a
// reserve r: ((n-1) v^n + r^n) / (n v^(n-1)) for v >= r, and 0, no bid, below (Krishna, Auction Theory, 2nd ed., section 2.5;
// Riley & Samuelson 1981, AER 71). With r = 0 it is (n-1)/n v; a bidder alone bids the reserve.
func Uniform(v float64, n int, r float64) float64 {
	if n < 1 || !(v > 0) || v < r {
		return 0
	}
	k := float64(n)
	return (float64((k-1)*v) + float64(r*elementary.Pow(r/v, k-1))) / k
}

// AsymmetricUniform is the Bayes-Nash bid in a first-price auction of two bidders, values uniform on [0, own] and [0, rival]:
// b(v) = (1 - sqrt(1 - k v^2)) / (k v), k = 1/own^2 - 1/rival^2 (Griesmer, Levitan & Shubik 1967, Naval Research Logistics
// Quarterly 14; Krishna, section 4.3). Values above own bid as own does.
func AsymmetricUniform(v, own, rival float64) float64 {
	if !(v > 0) || !(own > 0) || !(rival > 0) {
		return 0
	}
	v = min(v, own)
	k := 1/(own*own) - 1/(rival*rival)
	// The form with the root in the denominator does not cancel where k v^2 is small.
	return v / (1 + math.Sqrt(max(0, 1-float64(k*v*v))))
}
