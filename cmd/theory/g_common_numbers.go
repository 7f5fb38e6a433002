package theory

import (
	"fmt"
	"math"
)

// Section G: comparing markets.

func init() {
	add(Entry{"G9", "Common random numbers", "Law (2015), Simulation Modeling and Analysis, ch. 11",
		[]string{"g9-common-random-numbers"}, checkG9})
}

// checkG9 reads one pair of auctions off every day.
func checkG9(c *Check) {
	moments := func(randomness string) (mean, variance, n float64) {
		run := c.Run("theory/g9-common-random-numbers", "run.randomness="+randomness, fmt.Sprintf("run.horizon=%dd", c.Scaled(25_000)))
		squares := 0.0
		for _, arms := range run.Results {
			for d := range arms[0].Days {
				x := arms[1].Days[d].Cells[0].Revenue.Float() - arms[0].Days[d].Cells[0].Revenue.Float()
				n++
				mean += x
				squares += x * x
			}
		}
		mean /= n
		return mean, squares/n - mean*mean, n
	}
	common, v, n := moments("common")
	independent, w, _ := moments("independent")
	c.Near("difference, common draws", common, 1./12, math.Sqrt(13./288), n)
	c.Near("difference, independent draws", independent, 1./12, math.Sqrt(35./288), n)
	// The SD of a squared difference is below its mean times 2 for both laws, which are bounded by 1/2 and 1.
	c.Near("variance a pair, common draws", v, 13./288, 2*13./288, n)
	c.Near("variance a pair, independent draws", w, 35./288, 2*35./288, n)
}
