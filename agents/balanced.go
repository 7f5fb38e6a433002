package agents

import (
	"marketsim/agents/equilibrium"
	"marketsim/agents/learn"
)

func init() {
	Strategies.Register("balanced", "Answers the other bids by greedy balanced bidding (generalised second price).", &Balanced{Share: 1, Start: 0})
}

// Balanced bids as equilibrium.BalancedBid answers the thresholds of the last auction that was reported to it (Cary et al. 2007, EC). With
// Share below 1 it answers an update only with that probability, so that bidders move at different times: all at once they may
// cycle, one by one they settle at the lowest symmetric Nash equilibrium. It knows all bids, which no platform reveals.
type Balanced struct {
	Share float64 `key:"answers" unit:"%" default:"100%" range:"(0, 100%]" doc:"probability of answering at an update"`
	Start float64 `key:"start" unit:"%" default:"0%" range:"[0, 100%]" doc:"first bid as a share of the value"`
}

// Feedback implements Informed.
func (*Balanced) Feedback() Feedback { return AllBids }

type balanced struct {
	p       *Balanced
	key     uint64
	updates uint64
	factor  float64 // of the value
}

// New implements Strategy.
func (b *Balanced) New(brief Brief) Bidder { return &balanced{p: b, key: brief.Key, factor: b.Start} }

// Bid implements Bidder. A campaign that bids nothing gets feedback on no auction, so the least bid is a billionth of the value.
func (b *balanced) Bid(o *Opportunity) float64 { return max(b.factor, 1e-9) * o.Value }

// Update implements Bidder.
func (b *balanced) Update(n *Outcomes) {
	if len(n.Auctions) == 0 {
		return
	}
	b.updates++
	if b.p.Share < 1 && learn.Draw(b.key, b.updates, 0) >= b.p.Share {
		return
	}
	a := &n.Auctions[len(n.Auctions)-1]
	if a.Value > 0 {
		b.factor = equilibrium.BalancedBid(a.Value, a.Thresholds, a.Effects) / a.Value
	}
}

// State implements Stated.
func (b *balanced) State() float64 { return b.factor }

// Steady implements Steady.
func (b *balanced) Steady() {}
