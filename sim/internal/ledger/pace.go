package ledger

import (
	"marketsim/agents"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/spec"
)

// Pace gives every campaign that paces or acts on the clock its progress, those apart that are at rest: that have no news since, and
// whose pacer says that nothing can come of a tick. So a tick costs what it has to tell, not what is in the market.
func (e *Ledger) Pace() {
	all := e.pacing
	paced := all[:0]
	for k, i := range all {
		if k+kernels.Soon < len(all) {
			e.fetchAccount(all[k+kernels.Soon])
			e.fetchLearners(all[k+kernels.Next])
		}
		a := &e.Accounts[i]
		if a.pacer == nil && !a.timed {
			continue
		}
		paced = append(paced, i)
		if !a.running {
			continue
		}
		e.tellPacer(i, e.Now)
		if a.timed {
			a.bidder.(agents.Timed).Tick(&e.progress)
		}
		if a.shared || e.Market.CountInflight {
			e.Refresh(i)
		} else { // nobody has spent since the last refresh
			o := &e.Offers[i]
			if a.timed {
				e.askFor(a, o)
			}
			e.steer(i)
			o.Live = a.takesPart(o)
		}
		if a.atRest() {
			a.resting = true
			paced = paced[:len(paced)-1]
		}
	}
	e.pacing, e.paced = paced, e.Now
}

// atRest tells whether ticks can be left out until the campaign has news. Budgets that others share have news of theirs.
func (a *Account) atRest() bool {
	return a.rests && !a.shared && !a.timed && a.pacer.(agents.Resting).Resting()
}

// hear tells a campaign's pacer how far it was at a time.
func (e *Ledger) tellPacer(i int32, at spec.Time) {
	e.standing(i, at)
	if pacer := e.Accounts[i].pacer; pacer != nil {
		pacer.Update(&e.progress)
	}
}

// wake tells a campaign that has news of the last tick that it missed, with what it had spent by then, and takes it into ticks again.
func (e *Ledger) resume(i int32) {
	e.Accounts[i].resting = false
	e.pacing = append(e.pacing, i)
	e.tellPacer(i, e.paced)
}

// listAwake lists those of so many campaigns that are not at rest. A market that opens leaves campaigns at rest for which it changes
// nothing, so that arms that differ in nothing agree.
func (e *Ledger) listPacing(n int) {
	b := e
	b.pacing = b.pacing[:0]
	for i := range n {
		if !b.Accounts[i].resting {
			b.pacing = append(b.pacing, int32(i))
		}
	}
}
