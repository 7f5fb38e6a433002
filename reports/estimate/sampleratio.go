package estimate

import (
	"fmt"

	"gonum.org/v1/gonum/stat/distuv"
)

// SampleRatio is the p value of the hypothesis that units came to the arms in the shares that were planned (Pearson's chi-square; Fabijan et
// al. 2019, "Diagnosing sample ratio mismatch in online controlled experiments", KDD). Below .001 the test is broken: do not read it. It fails
// on fewer than two arms and on shares that are not above 0.
func SampleRatio(units, shares []float64) (p float64, err error) {
	if len(units) < 2 || len(units) != len(shares) {
		return 0, fmt.Errorf("%d arms have %d shares; at least 2 of each are needed", len(units), len(shares))
	}
	n, whole := 0.0, 0.0
	for i := range units {
		if !(shares[i] > 0) {
			return 0, fmt.Errorf("the share of arm %d is %v; it must be above 0", i, shares[i])
		}
		n += units[i]
		whole += shares[i]
	}
	if n == 0 {
		return 1, nil
	}
	chi := 0.0
	for i := range units {
		expected := n * shares[i] / whole
		chi += (units[i] - expected) * (units[i] - expected) / expected
	}
	return distuv.ChiSquared{K: float64(len(units) - 1)}.Survival(chi), nil
}
