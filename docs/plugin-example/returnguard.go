package main

import "marketsim/agents"

// ReturnGuard bids a share of the value. After each update in which it paid, the share falls by Step when what it got for its
// money was worth less than Least times the spend, and recovers by Step, up to 1, when it was worth more.
type ReturnGuard struct {
	Least float64 `key:"least_return" unit:"%" default:"150%" range:"(0, inf)" doc:"value over spend below which bids fall"`
	Step  float64 `key:"step" unit:"%" default:"10%" range:"(0, 50%]" doc:"relative change of the bids after an update"`
}

// New implements agents.Strategy: one bidder per campaign and replication.
func (g *ReturnGuard) New(agents.Brief) agents.Bidder { return &guard{p: g, share: 1} }

type guard struct {
	p            *ReturnGuard
	share        float64
	spend, value float64 // since the share was moved last
}

// Clone makes the bidder of an arm when the market forks after the warm-up: arms must not share what they learn.
func (b *guard) Clone() agents.Bidder {
	c := *b
	return &c
}

// Bid implements agents.Bidder. It is read-only: many workers may ask at once.
func (b *guard) Bid(o *agents.Opportunity) float64 { return b.share * o.Value }

// Update implements agents.Bidder: the place for learning.
func (b *guard) Update(n *agents.Outcomes) {
	b.spend += n.Spend
	b.value += n.Value
	if n.Clicks == 0 || b.spend == 0 {
		return
	}
	if b.value < b.p.Least*b.spend {
		b.share *= 1 - b.p.Step
	} else {
		b.share = min(1, b.share*(1+b.p.Step))
	}
	b.spend, b.value = 0, 0
}
