package estimate

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg adjusts the p values of one family: rejecting where the adjusted value is below a level keeps the expected share of false
// rejections below it, for tests that are independent or positively dependent (Benjamini & Hochberg 1995, JRSS B 57). NaN values are no tests
// and stay.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted := make([]float64, len(p))
	order := make([]int, 0, len(p))
	for i, x := range p {
		adjusted[i] = math.NaN()
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[j], p[i]) })
	least, n := 1.0, float64(len(order))
	for from, i := range order {
		least = min(least, p[i]*n/(n-float64(from)))
		adjusted[i] = least
	}
	return adjusted
}
