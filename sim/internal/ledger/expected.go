package ledger

import (
	"marketsim/agents"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// steered is the time that a campaign's multiplier and its like were in force, for means over the day.
type steered struct {
	since                              spec.Time
	multiplier, pass, factor, duration float64
}

// note adds what was in force until a time.
func (s *steered) note(now spec.Time, multiplier, pass, factor float64) {
	if passed := float64(now - s.since); passed > 0 {
		s.multiplier += float64(passed * multiplier)
		s.pass += float64(passed * pass)
		s.factor += float64(passed * factor)
		s.duration += passed
	}
	s.since = now
}

// waiting is what impressions since the last tick are expected to cost where the shards no longer have it: servers know of it, and the next tick reads it.
type waiting struct{ expected, won int64 }

// gatherExpected enters what campaign i is expected to have run up since the last tick into the account of its budget. Ticks fall on refreshes
// alone (kernel.tickFrom), and where spend is known later than that the shards have nothing (delayExpected), so no pacer hears of what auctions do not see.
func (l *Ledger) gatherExpected(i int32) {
	expected, won := l.takeExpected(i)
	w := &l.Accounts[i].waiting
	a := &l.Accounts[l.Market.Campaigns[i].Payer]
	a.expected += float64(expected+w.expected) / page.Finely
	a.won += won + w.won
	*w = waiting{}
}

// takeExpected is what shards noted of campaign i's impressions, which they forget.
func (l *Ledger) takeExpected(i int32) (expected, won int64) {
	for _, s := range l.Shards {
		x := &s.Shown[i]
		if x.Won > 0 {
			expected += x.Expected
			won += int64(x.Won)
			x.Expected, x.Won = 0, 0
		}
	}
	return expected, won
}

// noteExpected keeps what servers now know of for campaign i's next tick.
func (l *Ledger) noteExpected(i int32, expected, won int64) {
	w := &l.Accounts[i].waiting
	w.expected += expected
	w.won += won
}

// KeepExpected keeps for the next tick what shards noted of all campaigns, when an arm begins with other shards.
func (l *Ledger) KeepExpected() {
	if l.knownFrom() > l.Now {
		l.delayExpected()
		return
	}
	for i := range l.Accounts {
		expected, won := l.takeExpected(int32(i))
		l.noteExpected(int32(i), expected, won)
	}
}

// foresee tells a campaign what it is expected to spend, and of traffic: see agents.Progress. Of a tick that it missed it hears without
// what came since, which belongs to the next.
func (l *Ledger) foresee(i int32, p *agents.Progress, at spec.Time) {
	c := &l.Market.Campaigns[i]
	if at == l.Now {
		l.gatherSharers(i)
	}
	l.liveTraffic(i, at)
	keeper := &l.Accounts[c.Payer]
	p.Expected, p.Won, p.Paid = keeper.expected, float64(keeper.won), (keeper.paidBefore + keeper.budget.life - keeper.unreported.all).Float()
	p.Traffic, p.Live, p.Period = l.clock.traffic, l.Accounts[i].live, 1
}

// gatherSharers gathers of campaign i and of all that share its budget.
func (l *Ledger) gatherSharers(i int32) {
	c := &l.Market.Campaigns[i]
	if !c.Shared {
		l.gatherExpected(i)
		return
	}
	for _, j := range l.Market.Sharers[c.Payer] {
		l.gatherExpected(j)
	}
}

// traffic is what campaign i's forecast gives the time since day 0, in days.
func (l *Ledger) traffic(i int32, at spec.Time) float64 {
	day, clock := spec.DayOf(at)
	return float64(day) + l.Market.Plan(i).Planned(day, clock)
}

// lived brings the traffic in which campaign i had budget left up to date. It is called before a day's exhaustion is forgotten.
func (l *Ledger) liveTraffic(i int32, at spec.Time) {
	a := &l.Accounts[i]
	l.look(i, at)
	now := l.clock.traffic
	until := now
	switch {
	case a.away:
		until = a.liveUntil
	case a.exhaustedToday:
		until = min(until, l.traffic(i, a.ranOut))
	}
	a.live += max(0, until-a.liveUntil)
	a.liveUntil = now
}
