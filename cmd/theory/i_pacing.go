package theory

import (
	"marketsim/agents/equilibrium"
	"marketsim/agents/learn"
)

// pacingMonotone is I1 (6): revenue of the first-price pacing equilibrium weakly rises with a bidder, a budget and a good (Conitzer et al.
// 2022, Management Science), on random markets.
func (c *Check) pacingMonotone() {
	markets := max(100, c.Scaled(1000))
	const key = 4 << 40
	worst := map[string]float64{}
	for k := range markets {
		at := uint64(0)
		draw := func(lo, hi float64) float64 {
			at++
			return lo + (hi-lo)*learn.Draw(uint64(key+k), 0, at)
		}
		bidders, goods := 1+int(draw(0, 4)), 1+int(draw(0, 4))
		all := &equilibrium.Budgeted{}
		for range bidders + 1 {
			var row []float64
			for range goods + 1 {
				row = append(row, draw(0.01, 10))
			}
			all.Values, all.Budgets = append(all.Values, row), append(all.Budgets, draw(0.05, 15))
		}
		part := func(bidders, goods int, raise float64) float64 {
			m := &equilibrium.Budgeted{}
			for i := range bidders {
				m.Values, m.Budgets = append(m.Values, all.Values[i][:goods]), append(m.Budgets, all.Budgets[i])
			}
			m.Budgets[0] *= raise
			return c.solved(m).Revenue
		}
		base := part(bidders, goods, 1)
		for what, after := range map[string]float64{"a bidder": part(bidders+1, goods, 1), "a budget": part(bidders, goods, 1.3), "a good": part(bidders, goods+1, 1)} {
			worst[what] = max(worst[what], base-after)
		}
	}
	for _, what := range []string{"a bidder", "a budget", "a good"} {
		c.Holds("(6) first-price pacing: revenue does not fall with "+what, worst[what] <= 1e-9, "by at most %.2g in %d markets", worst[what], markets)
	}
}
