package theory

import (
	"math"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section E: prediction.

func init() {
	add(Entry{"E7", "Log-loss and normalised entropy of a calibrated predictor", "He et al. (2014), ADKDD; digamma formula",
		[]string{"e7-log-loss"}, checkE7})
	add(Entry{"E8", "The winner is over-predicted, and mis-ranking costs efficiency", "Smith & Winkler (2006), Management Science 52(3)",
		[]string{"e8-winner-overprediction"}, checkE8})
}

func checkE8(c *Check) {
	noisy := c.Run("theory/e8-winner-overprediction", c.people(250_000)).Total(0)
	oracle := c.Run("theory/e8-winner-overprediction", c.people(250_000), "market.prediction.ctr={kind: oracle}").Total(0)
	n := float64(noisy.Auctions)
	predicted, truth := noisy.Revenue.Float()/n, noisy.Value.Float()/n
	c.Near("prediction given a win", predicted, 6.250851, 5.6, n)
	c.Near("truth given a win", truth, 5.078702, 4.3, n)
	c.Within("over-prediction", predicted/truth, 1.230797, 0.01/math.Sqrt(c.Share))
	c.Within("efficiency against an oracle", noisy.Value.Float()/oracle.Value.Float(), 0.903510, 0.01/math.Sqrt(c.Share))
}

// checkE7 shows each ad some 25 times, so that the spread of its own expected loss adds to that of the clicks.
func checkE7(c *Check) {
	run := c.Run("theory/e7-log-loss", c.Size("run.replications", 200))
	var all results.Totals
	for r := range run.Results {
		t := run.Sum(r, 0, results.Everything)
		all.Views += t.Views
		all.Clicks += t.Clicks
		all.Predicted += t.Predicted
		all.LogLoss += t.LogLoss
	}
	value := func(name string) float64 {
		m, _ := results.LookupMetric(name)
		return m.Value(&all)
	}
	n, ads := float64(all.Views)/spec.Unit, 200*float64(len(run.Results))
	c.Within("log-loss, nats", value("log_loss"), 0.187036, 4*math.Sqrt(0.61*0.61/n+0.13*0.13/ads))
	c.Within("normalised entropy", value("normalised_entropy"), 0.942175, 0.01/math.Sqrt(c.Share))
	c.Within("calibration", value("calibration"), 1, 4*math.Sqrt(0.0475/0.05/(0.05*n)))
}
