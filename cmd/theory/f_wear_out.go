package theory

import (
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

func init() {
	add(Entry{ID: "F9", Title: "Wear-out, frequency cap and fatigue with recovery", Source: "Geometric wear-out; Campbell's theorem (Kingman, Poisson Processes); Wolff (1982)",
		Files: []string{"f9-wear-out", "f9-fatigue"}, Check: checkF9})
}

func checkF9(c *Check) {
	people := c.Size("market.pinners.count", 1_000_000)
	n := float64(c.Scaled(1_000_000))
	// SDs per Pinner: clicks are nearly Bernoulli, impressions under the cap are min(Poisson(6), 3).
	free := c.Run("theory/f9-wear-out", people).Total(0)
	c.Near("clicks per Pinner", float64(free.Clicks)/spec.Unit/n, 0.174701, 0.43, n)
	c.Near("click rate", float64(free.Clicks)/spec.Unit/float64(free.Impressions), 0.029117, 0.43/6, n)
	capped := c.Run("theory/f9-wear-out", people, "market.campaigns.groups.ad.frequency_cap={count: 3, per: 30d}").Total(0)
	c.Near("clicks per Pinner, capped at 3", float64(capped.Clicks)/spec.Unit/n, 0.119199, 0.35, n)
	c.Near("impressions per Pinner, capped at 3", float64(capped.Impressions)/n, 2.918201, 0.38, n)
	c.Near("click rate, capped at 3", float64(capped.Clicks)/spec.Unit/float64(capped.Impressions), 0.040847, 0.35/2.918, n)
	// The last day alone is read: two exposures a Pinner, whose clicks are hardly correlated.
	fatigued := c.Run("theory/f9-fatigue", c.Size("market.pinners.count", 250_000))
	last := fatigued.Results[0][0].Days[len(fatigued.Results[0][0].Days)-1]
	cell := &last.Cells[0]
	c.Near("click rate under fatigue", float64(cell.Clicks)/spec.Unit/float64(cell.Impressions), 0.016385, 0.14, float64(cell.Impressions))
	state := &last.State[0]
	// Any time, not only exposures, sees mean 4; the SD of shot noise is sqrt(rate / (2 decay)) = sqrt(2).
	c.Near("fatigue at the end of the day", float64(state.Fatigue)/results.StateUnit/float64(state.Pinners), 4, 1.4142, float64(state.Pinners))
}
