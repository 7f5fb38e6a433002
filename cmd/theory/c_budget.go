package theory

import (
	"fmt"
	"math"
)

// Section C, continued: one bidder with a budget against a market that does not answer.

func init() {
	add(Entry{"C5", "One budget in second price: paced, greedy and throttled", "Balseiro & Gur (2019), Management Science 65(9); Balseiro, Besbes & Weintraub (2015)",
		[]string{"c5-budgeted-bidder"}, checkC5})
	add(Entry{"C6", "Regret of adaptive pacing grows like the root of the horizon", "Balseiro & Gur (2019), Management Science 65(9)", []string{"c6-adaptive-pacing"}, checkC6})
}

func checkC5(c *Check) {
	for _, x := range []struct{ rho, mu, utility float64 }{{1. / 24, 1, 0.125}, {2. / 27, 0.5, 0.148148}} {
		run := c.Run("theory/c5-budgeted-bidder", c.people(250_000), set("own.pacing.multiplier=%.12g", 1/(1+x.mu)))
		n, own := float64(run.Total(0).Auctions), run.Campaign(0, "own/0")
		what := fmt.Sprintf("rate %.4f: ", x.rho)
		c.Near(what+"spend, paced", own.Spend.Float()/n, x.rho, 0.093, n)
		c.Near(what+"utility, paced", (own.Value-own.Spend).Float()/n, x.utility, 0.239, n)
		share := 6 * x.rho
		run = c.Run("theory/c5-budgeted-bidder", c.people(25_000), "run.feedback_lag=0", set("own.pacing.multiplier=1"),
			set("own.lifetime_budget=%.12g USD", x.rho*4*float64(c.Scaled(25_000))))
		n, own = float64(run.Total(0).Auctions), run.Campaign(0, "own/0")
		c.Within(what+"utility, greedy", (own.Value-own.Spend).Float()/n, share/6, c.widened(0.002))
		c.Within(what+"time that it lasts, greedy", float64(own.ExhaustedAt)/float64(4*24*3600*1e6), share, c.widened(0.01))
		run = c.Run("theory/c5-budgeted-bidder", c.people(250_000), set("own.pacing.multiplier=1"), set("own.pacing.share=%.12g%%", 100*share))
		n, own = float64(run.Total(0).Auctions), run.Campaign(0, "own/0")
		c.Near(what+"utility, throttled", (own.Value-own.Spend).Float()/n, share/6, 0.15, n)
	}
}

// checkC6 leaves out the longest horizon on small samples.
func checkC6(c *Check) {
	replications := max(20, c.Scaled(400))
	var logs []float64
	horizons := []struct{ t, regret float64 }{{1000, 49.4}, {4000, 131}, {16000, 287}, {64000, 580}}
	if c.Share < 0.5 {
		horizons = horizons[:3]
	}
	over := 0
	for _, x := range horizons {
		budget := x.t / 24
		run := c.Run("theory/c6-adaptive-pacing", fmt.Sprintf("run.replications=%d", replications), fmt.Sprintf("run.horizon=%gd", x.t/1000),
			set("own.lifetime_budget=%.12g USD", budget), set("own.pacing.step=%.12g", 1/math.Sqrt(x.t)))
		regret := 0.0
		for r := range run.Results {
			own := run.Results[r][0].Campaigns[0]
			regret += (x.t/8 - (own.Value - own.Spend).Float()) / float64(len(run.Results))
			if own.Spend.Float() > budget*(1+1e-9) {
				over++
			}
		}
		c.Within(fmt.Sprintf("regret over %g auctions, relative to the reference", x.t), regret/x.regret, 1, 0.04*math.Sqrt(400/float64(replications)))
		logs = append(logs, math.Log(regret))
	}
	slope := (logs[len(logs)-1] - logs[0]) / (math.Log(4) * float64(len(logs)-1))
	c.Within("slope of log regret in log T", slope, 0.575, 0.125)
	c.Holds("no budget is exceeded", over == 0, "%d of the runs", over)
}
