package theory

import (
	"fmt"
	"strings"

	"marketsim/sim/spec"
)

func init() {
	add(Entry{ID: "C9", Title: "AdWords: greedy, MSVV and BALANCE", Source: "Mehta, Saberi, Vazirani & Vazirani (2007), J. ACM 54; Kalyanasundaram & Pruhs (2000)",
		Files: []string{"c9-adwords", "c9-balance"}, Check: checkC9})
}

// checkC9 runs in exact mode: the platform's weights follow every auction. With a lag they follow a window late; the difference is
// what one window can spend.
func checkC9(c *Check) {
	sold := func(r *Run) float64 { return r.Total(0).Revenue.Float() }
	c.Within("greedy sells", sold(c.Run("theory/c9-adwords", "mechanism.allocation=greedy")), 100, 1e-9)
	c.Within("weights 1 - exp(-share left) sell", sold(c.Run("theory/c9-adwords")), 149.5, 1e-9)
	c.Within("BALANCE, 4 advertisers", sold(c.Run("theory/c9-balance")), 34, 1e-9)
	var list []string
	for i := range 10 {
		list = append(list, fmt.Sprintf("{name: a%d, end: %dd}", i+1, i+1))
	}
	ten := c.Run("theory/c9-balance", "run.horizon=10d", "market.pinners.segments.everyone.sessions_per_day=2520",
		"market.campaigns.groups.buyers.list=["+strings.Join(list, ", ")+"]", "market.campaigns.groups.buyers.lifetime_budget=2520 USD")
	c.Within("BALANCE, 10 advertisers", sold(ten), 16676, 1e-9)
	// Under a lag the sum can only miss by what the window in which a budget ends had charged.
	lagged := c.Run("theory/c9-adwords", "run.feedback_lag=14m24s")
	over := spec.Nano(0)
	for _, d := range lagged.Results[0][0].Days {
		over += d.Cells[0].Overdelivery
	}
	c.Within("weights a query late sell", sold(lagged), 149.5, 2+over.Float())
}
