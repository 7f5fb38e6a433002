package ledger

import (
	"marketsim/agents"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/spec"
)

// Pace gives every campaign that paces or acts on the clock its progress, those apart that are at rest: that have no feedback since, and
// whose pacer says that nothing can come of a tick. So a tick costs what it has to tell, not what is in the market.
func (l *Ledger) Pace() {
	all := l.pacing
	paced := all[:0]
	for k, i := range all {
		if k+kernels.Soon < len(all) {
			l.fetchAccount(all[k+kernels.Soon])
			l.fetchLearners(all[k+kernels.Next])
		}
		a := &l.Accounts[i]
		if a.pacer == nil && !a.timed {
			continue
		}
		paced = append(paced, i)
		if !a.running {
			continue
		}
		l.updatePacer(i, l.Now)
		if a.timed {
			a.bidder.(agents.Timed).Tick(&l.progress)
		}
		if a.shared || l.Market.Inflight && l.Market.Campaigns[i].Rules.CountInflight {
			l.Refresh(i)
		} else { // nobody has spent since the last refresh
			o := &l.Offers[i]
			before := *o
			if a.timed {
				l.askFor(i)
			}
			l.steer(i)
			o.Live = a.takesPart(o)
			l.noteOffer(i, &before)
		}
		if a.atRest() {
			a.idle = true
			paced = paced[:len(paced)-1]
		}
	}
	l.pacing, l.paced = paced, l.Now
}

// atRest tells whether ticks can be left out until the campaign has feedback. They cannot where others draw on its budget: what they spend
// moves its pace without feedback of its own.
func (a *Account) atRest() bool {
	return a.rests && !a.shared && !a.timed && a.pacer.(agents.Resting).Resting()
}

// updatePacer reports to a campaign's pacer how far it was at a time.
func (l *Ledger) updatePacer(i int32, at spec.Time) {
	l.standing(i, at)
	if pacer := l.Accounts[i].pacer; pacer != nil {
		pacer.Update(&l.progress)
	}
}

// resume tells a campaign that has feedback of the last tick that it missed, with what it had spent by then, and takes it into ticks again.
func (l *Ledger) resume(i int32) {
	l.Accounts[i].idle = false
	l.pacing = append(l.pacing, i)
	l.updatePacer(i, l.paced)
}

// listAwake lists those of so many campaigns that are not at rest. A market that opens leaves campaigns at rest for which it changes
// nothing, so that arms that differ in nothing agree.
func (l *Ledger) listPacing(n int) {
	l.pacing = l.pacing[:0]
	for i := range n {
		if !l.Accounts[i].idle {
			l.pacing = append(l.pacing, int32(i))
		}
	}
}
