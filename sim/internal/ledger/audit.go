package ledger

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// AuditAllowances holds what daily budgets are said to have allowed against the stated amounts and the days of the horizon, worked out
// anew from when campaigns start and end. It is for arms whose market did not change and whose advertisers did not move their budgets.
func (e *Ledger) AuditAllowances() {
	for i := range e.Market.Campaigns {
		c := &e.Market.Campaigns[i]
		if !c.Present || c.Daily == 0 || c.Weekly > 0 || e.ownersOf(int32(i))[0] != int32(i) {
			continue
		}
		if days := e.daysOf(int32(i)); e.Accounts[c.Payer].allowed != c.Daily*spec.Nano(days) {
			e.overspend(int32(i))
		}
	}
}

// daysOf counts the days of the horizon on which a budget was there, its campaign or one of those that share it.
func (e *Ledger) daysOf(i int32) (days int64) {
	for from := spec.Time(0); from < e.Now; from += spec.Day {
		for _, j := range e.ownersOf(i) {
			if runsBetween(&e.Market.Campaigns[j], from, from+spec.Day) {
				days++
				break
			}
		}
	}
	return days
}

// runsBetween says whether a campaign takes part at any time of a day.
func runsBetween(c *market.Campaign, from, to spec.Time) bool {
	return c.Start < to && c.End > from && c.Start < c.End
}
