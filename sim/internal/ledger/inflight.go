package ledger

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// pacePerWindow is the weight of the past in the estimate of what a campaign runs up in a window.
const pacePerWindow = 0.8

// notePace updates the estimate of what a campaign would run up in one feedback window if it took part in every request: a mean of
// the windows, weighted towards the latest, where windows without feedback count as 0.
func (l *Ledger) notePace(i int32, charged spec.Nano) {
	a, o, lag := &l.Accounts[i], &l.Offers[i], l.World.Spec.Lag
	if lag == 0 || !l.Market.Campaigns[i].Rules.CountInflight {
		return
	}
	gone := float64(max(1, (l.Now-a.paced)/lag))
	a.pace *= elementary.Pow(pacePerWindow, gone)
	a.paced = l.Now
	if o.Pass > 0 {
		a.pace += (1 - pacePerWindow) * charged.Float() / float64(o.Pass)
	}
}

// inflightRoom is how many times the expected inflight spend has to fit into what is left: charges are few and large near the end of a
// budget, and often more than expected.
const inflightRoom = 3

// fitInflight keeps actual and inflight spend within the budget: in the window that begins a campaign takes part in such a share of
// requests that what it is expected to run up before the market knows of it fits into what is left. (Pinterest's predictive
// budgeting adds expected spend of ads that are served and not yet billed to actual spend.)
func (l *Ledger) fitInflight(i int32) {
	a, o := &l.Accounts[i], &l.Offers[i]
	if math.IsInf(o.Left, 1) || a.pace <= 0 {
		return
	}
	c := &l.Market.Campaigns[i]
	expected := a.pace
	if c.Shared {
		expected = 0
		for _, j := range l.Market.Sharers[c.Payer] {
			expected += l.Accounts[j].pace
		}
	}
	if expected *= inflightRoom; expected*float64(o.Pass) > o.Left*l.Market.Scale {
		o.Pass = float32(o.Left * l.Market.Scale / expected)
	}
}

// shareLeft is the share of campaign i's budget that is left; of several budgets, of the one of which the least is left. Without a
// budget it is 1.
func (l *Ledger) shareLeft(i int32) float32 {
	c := &l.Market.Campaigns[i]
	a := &l.Accounts[c.Payer]
	paid, p, h := a.budget.life, &a.period, &a.unreported
	share := 1.0
	of := func(total, spent spec.Nano) { share = min(share, max(0, (total-spent).Float()/total.Float())) }
	if c.Daily > 0 {
		of(p.scaled(c.Daily), paid-p.day-h.day)
	}
	if c.Weekly > 0 {
		of(p.scaled(c.Weekly), paid-p.week-h.week)
	}
	if c.Lifetime > 0 {
		of(p.lifetime(c), paid-h.life)
	}
	return float32(share)
}

// belief is the platform's error about a campaign that is new: it shrinks as impressions teach the platform.
func (l *Ledger) belief(i int32) float32 {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	if c.Spec == nil || c.Spec.ColdStart == nil || !c.Newcomer && c.Start <= l.Origin {
		return 1
	}
	cold := c.Spec.ColdStart
	sigma := cold.Sigma / math.Sqrt(1+float64(a.before+a.impressions-a.unseen.impressions)/cold.Impressions)
	return float32(kernels.Lognormal(sigma, c.Key.Uniform(purpose.ColdStart)))
}
