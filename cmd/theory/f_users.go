package theory

import (
	"fmt"
	"math"

	"marketsim/sim/spec"
)

// Section F: users.

func init() {
	add(Entry{"F1", "Position-based click model", "Richardson, Dominowska & Ragno (2007), WWW; Craswell et al. (2008), WSDM",
		[]string{"f1-position-based-clicks"}, checkF1})
	add(Entry{"F8", "The population as an infinite-server queue", "M/G/infinity in discrete time; Little (1961)",
		[]string{"f8-population-queue"}, checkF8})
}

// checkF1 reads the rate of a slot from the clicks that it adds under common random numbers.
func checkF1(c *Check) {
	slots, exam, before := "", "", 0.0
	rates := []struct{ ctr, sd float64 }{{0.116667, 0.33}, {0.07, 0.26}, {0.040833, 0.2}}
	var ctr []float64
	for k, want := range rates {
		slots += fmt.Sprint(",", k+1)
		exam += []string{",1", ",0.6", ",0.35"}[k]
		t := c.Run("theory/f1-position-based-clicks", c.people(250_000), "market.surfaces.page.ad_slots=["+slots[1:]+"]", "market.surfaces.page.examination=["+exam[1:]+"]").Total(0)
		n := float64(t.Auctions)
		clicks := float64(t.Clicks) / spec.Unit / n
		c.Near(fmt.Sprint("click-through rate of slot ", k+1), clicks-before, want.ctr, want.sd, n)
		ctr = append(ctr, clicks-before)
		before = clicks
	}
	c.Within("examination of slot 2, from rates", ctr[1]/ctr[0], 0.6, 0.011/math.Sqrt(c.Share))
	c.Within("examination of slot 3, from rates", ctr[2]/ctr[0], 0.35, 0.011/math.Sqrt(c.Share))
}

func checkF8(c *Check) {
	days := c.Run("theory/f8-population-queue", fmt.Sprintf("run.horizon=%dd", max(400, c.Scaled(4000)))).Results[0][0].Days
	mean, variance, lagged, n := 0.0, 0.0, 0.0, float64(len(days))
	for _, d := range days {
		mean += float64(d.State[0].Active) / n
	}
	for i, d := range days {
		x := float64(d.State[0].Active) - mean
		variance += x * x / n
		if i > 0 {
			lagged += x * (float64(days[i-1].State[0].Active) - mean) / n
		}
	}
	// A series with autocorrelation r: SE of the mean sqrt(v/T (1+r)/(1-r)), of the variance v sqrt(2/T (1+r^2)/(1-r^2)).
	const r = 0.92
	c.Within("daily active Pinners, mean", mean, 625, 4*math.Sqrt(625/n*(1+r)/(1-r)))
	c.Within("daily active Pinners, variance", variance, 625, 4*625*math.Sqrt(2/n*(1+r*r)/(1-r*r)))
	c.Within("autocorrelation at lag 1", lagged/variance, r, 4*math.Sqrt((1-r*r)/n))
}
