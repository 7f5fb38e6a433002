package agents

import (
	"math"

	"marketsim/auction/elementary"
)

// The controllers that strategies with constraints share. One moves the logarithm of a multiplier so that what is gained balances what is
// paid, one solves for the multiplier at which a budget lasts along the forecast. With both, the smaller multiplier is bid (Aggarwal,
// Badanidiyuru & Mehta 2019, WINE, "Autobidding with constraints": uniform multipliers are optimal in truthful auctions).

// balance is the logarithm of a multiplier that gain and cost move until they are equal over time.
type balance struct {
	log   float64
	heard float64 // units of gain or cost so far
}

// swing is the most by which one update moves a balance.
const swing = 0.3

// move hears what was gained and what was paid since the last update, both in currency. Per unit of currency the logarithm moves by
// the step: log m += step (gain - cost) / unit, the stochastic dual step; when much happens between two updates it moves by at most
// swing. The first units move it further, by 1/2 over their number, so that a poor start is soon left.
func (b *balance) move(gain, cost, unit, step float64) {
	most := max(gain, cost)
	if !(most > 0) || !(unit > 0) {
		return
	}
	n := most / unit
	step += 0.5 / (2 + b.heard)
	b.heard += n
	b.log += float64((gain - cost) / most * min(step*n, swing))
}

// Paced are the parameters of strategies that hold a budget themselves.
type Paced struct {
	Memory float64 `key:"memory" default:"300" range:"[1, 1e9]" doc:"impressions after which what was learned of spend counts 37%, but at most 14 days and at least ten pacing intervals"`
	Most   float64 `key:"max_multiplier" default:"100" range:"[1, 1e6]" doc:"highest multiplier that the controllers may reach"`
}

// SelfPaced implements SelfPaced.
func (*Paced) SelfPaced() {}

var paced = Paced{Memory: 300, Most: 100}

// controls are the multipliers of a budget and of a balance.
type controls struct {
	response
	p       *Paced
	limited bool    // by a budget
	most    float64 // logarithm of the highest multiplier
	budget  float64 // logarithm of the multiplier at which the budget lasts
	returns balance
	level   float64 // logarithm of the multiplier that binds
	binding float64 // that multiplier
}

// newControls begins with a bid at m = 1 for an objective event.
func newControls(p *Paced, b *Brief, bid float64) controls {
	c := controls{p: p, response: newResponse(p.Memory, b), limited: !math.IsInf(min(b.Daily, b.Lifetime), 1), most: elementary.Log(p.Most), binding: 1}
	if c.billed > 0 {
		c.billed = bid
	}
	return c
}

// tick solves for the budget's multiplier; without a budget there is none.
func (c *controls) tick(p *Progress) {
	if !c.limited || math.IsInf(p.Budget, 1) {
		return
	}
	c.hear(p, c.binding)
	if !p.gone() {
		c.budget = elementary.Log(max(min(c.solve(), c.p.Most), leastMultiple))
	}
}

// heed hears what was gained and what was paid: see balance.move. While the budget binds, gains do not raise the multiplier of the
// balance: it would wind up.
func (c *controls) heed(gain, cost, unit, step float64) {
	before := c.returns.log
	c.returns.move(gain, cost, unit, step)
	if c.limited && c.budget < before {
		c.returns.log = min(c.returns.log, before)
	}
	c.returns.log = max(min(c.returns.log, c.most), -c.most)
}

// least is the binding multiplier.
func (c *controls) least() float64 {
	level := c.returns.log
	if c.limited {
		level = min(level, c.budget)
	}
	if level != c.level {
		c.level, c.binding = level, elementary.Exp(level)
	}
	return c.binding
}

// Promise is what a strategy undertakes to keep over the horizon, for reports.
type Promise struct {
	Kind   string  // cpa: spend per objective event at most Target; roas: value per spend at least Target; budget: the budget is spent
	Target float64 // currency for cpa, a ratio for roas, 1 for budget
}

// Kinds of promises.
const (
	PromiseCPA    = "cpa"
	PromiseROAS   = "roas"
	PromiseBudget = "budget"
)

// Promising is implemented by strategies that undertake to keep a constraint.
type Promising interface{ Promise() Promise }
