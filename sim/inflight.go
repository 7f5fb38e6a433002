package sim

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/spec"
)

// pacePerWindow is the weight of the past in the estimate of what a campaign runs up in a window.
const pacePerWindow = 0.8

// notePace updates the estimate of what a campaign would run up in one feedback window if it took part in every request: a mean of
// the windows, weighted towards the latest, where windows without news count as 0.
func (e *engine) notePace(i int32, charged spec.Nano) {
	a, o, lag := &e.book.accounts[i], &e.offers[i], e.world.Spec.Lag
	if lag == 0 || !e.market.CountInflight {
		return
	}
	gone := float64(max(1, (e.now-a.paced)/lag))
	a.pace *= elementary.Pow(pacePerWindow, gone)
	a.paced = e.now
	if o.Pass > 0 {
		a.pace += (1 - pacePerWindow) * charged.Float() / float64(o.Pass)
	}
}

// inflightRoom is how many times the expected inflight spend has to fit into what is left: charges are few and large near the end of a
// budget, and often more than expected.
const inflightRoom = 3

// fitInflight keeps actual and inflight spend within the budget: in the window that begins a campaign takes part in such a share of
// requests that what it is expected to run up before the market hears of it fits into what is left. (Pinterest's predictive
// budgeting adds expected spend of ads that are served and not yet billed to actual spend.)
func (e *engine) fitInflight(i int32) {
	a, o := &e.book.accounts[i], &e.offers[i]
	if math.IsInf(o.Left, 1) || a.pace <= 0 {
		return
	}
	c := &e.market.Campaigns[i]
	expected := a.pace
	if c.Shared {
		expected = 0
		for _, j := range e.market.Sharers[c.Payer] {
			expected += e.book.accounts[j].pace
		}
	}
	if expected *= inflightRoom; expected*float64(o.Pass) > o.Left {
		o.Pass = float32(o.Left / expected)
	}
}
