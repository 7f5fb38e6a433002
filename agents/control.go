package agents

import "math"

// The controllers that strategies with constraints share. Both move the logarithm of a multiplier: one so that what is gained balances
// what is paid, one so that a budget is spent along the forecast. With both, the smaller multiplier is bid (Aggarwal,
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
	b.log += (gain - cost) / most * min(step*n, swing)
}

// spending follows how a budget is used up from one call of gap to the next.
type spending struct{ planned, spent float64 }

// plain is by how much less was spent since the last call than the forecast gives that time of the whole budget, as a share of it, in
// [-least, 1]. It is 0 at the start of a period, and where it would lead away from the plan: having spent less than due counts only
// when spend so far is behind the forecast, and more only when it is ahead. So a budget that is gone, or whose rest is too small to
// win anything, does not wind the multiplier up.
func (s *spending) plain(p *Progress, least float64) (gap float64) {
	if p.Planned > s.planned && p.Spent >= s.spent {
		due := p.Budget * (p.Planned - s.planned)
		gap = min(max((due-(p.Spent-s.spent))/due, -least), 1)
		if behind := p.Spent < p.Budget*p.Planned; behind != (gap > 0) {
			gap = 0
		}
	}
	s.planned, s.spent = p.Planned, p.Spent
	return gap
}

// gap is by how much less was spent since the last call than the forecast gives that time of what was then left of the budget, as a
// share of it, in [-least, 1]. It is 0 at the start of a period and when nothing is left to spend.
func (s *spending) gap(p *Progress, least float64) (gap float64) {
	if p.Planned > s.planned && p.Spent >= s.spent {
		due := max(0, p.Budget-s.spent) * (p.Planned - s.planned) / (1 - s.planned)
		if due > 0 {
			gap = min(max((due-(p.Spent-s.spent))/due, -least), 1)
		}
	}
	s.planned, s.spent = p.Planned, p.Spent
	return gap
}

// Paced are the parameters of strategies that hold a budget themselves.
type Paced struct {
	Gain float64 `key:"budget_gain" default:"0.1" range:"(0, 2]" doc:"step of the logarithm of the budget's multiplier when an interval of pacing is wholly under- or overspent"`
	Most float64 `key:"max_multiplier" default:"100" range:"[1, 1e6]" doc:"highest multiplier that the controllers may reach"`
}

// SelfPaced implements SelfPaced.
func (*Paced) SelfPaced() {}

var paced = Paced{Gain: 0.1, Most: 100}

// controls are the multipliers of a budget and of a balance.
type controls struct {
	p       *Paced
	limited bool    // by a budget
	most    float64 // logarithm of the highest multiplier
	budget  float64
	pace    spending
	returns balance
	level   float64 // logarithm of the multiplier that binds
	binding float64 // that multiplier
}

// headroom is how far above the binding multiplier the other one may rise: it must not wind up while it does not bind.
const headroom = 0.7

func newControls(p *Paced, b *Brief) controls {
	return controls{p: p, limited: !math.IsInf(min(b.Daily, b.Lifetime), 1), most: math.Log(p.Most), binding: 1}
}

// tick moves the budget's multiplier; without a budget there is none.
func (c *controls) tick(p *Progress) {
	if c.limited && !math.IsInf(p.Budget, 1) {
		c.budget += c.p.Gain * c.pace.plain(p, 3)
		c.bound()
	}
}

// bound keeps both multipliers within limits and near the binding one.
func (c *controls) bound() {
	top := c.most
	if c.limited {
		top = min(top, min(c.budget, c.returns.log)+headroom)
		c.budget = max(min(c.budget, top), -c.most)
	}
	c.returns.log = max(min(c.returns.log, top), -c.most)
}

// least is the binding multiplier.
func (c *controls) least() float64 {
	level := c.returns.log
	if c.limited {
		level = min(level, c.budget)
	}
	if level != c.level {
		c.level, c.binding = level, math.Exp(level)
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
