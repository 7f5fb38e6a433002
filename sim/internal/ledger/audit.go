package ledger

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// AuditAllowances holds what daily budgets are said to have allowed against the stated amounts and the days of the horizon, worked out
// anew from when campaigns start and end. It is for arms whose market did not change and whose advertisers did not move their budgets.
func (l *Ledger) AuditAllowances() {
	for i := range l.Market.Campaigns {
		c := &l.Market.Campaigns[i]
		if !c.Present || c.Daily == 0 || c.Weekly > 0 || l.ownersOf(int32(i))[0] != int32(i) {
			continue
		}
		if days := l.daysOf(int32(i)); l.Accounts[c.Payer].allowed != c.Daily*spec.Nano(days) {
			l.overspend(int32(i))
		}
	}
}

// daysOf counts the days of the horizon on which a budget was there, its campaign or one of those that share it.
func (l *Ledger) daysOf(i int32) (days int64) {
	for from := spec.Time(0); from < l.Now; from += spec.Day {
		for _, j := range l.ownersOf(i) {
			if runsBetween(&l.Market.Campaigns[j], from, from+spec.Day) {
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
