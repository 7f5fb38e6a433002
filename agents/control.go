package agents

import (
	"math"

	"marketsim/auction/elementary"
)

// The controllers that strategies with constraints share. One moves the logarithm of a multiplier so that what is gained balances what is
// paid, one solves for the multiplier at which a budget lasts along the forecast. With both, the smaller multiplier is bid (Aggarwal,
// Badanidiyuru & Mehta 2019, WINE, "Autobidding with constraints": uniform multipliers are optimal in truthful auctions).

// balance is the logarithm of a multiplier at which gain and cost are equal over time. Cost over gain is taken to be level x m, which is
// exact in first price and for a competing bid with a uniform distribution; the level is estimated from what was paid and what it was foretold to
// gain, with a memory that fades. What was gained in truth then moves a correction, so that the balance holds whatever was foretold:
//
//	log m = correction - log level,   correction += step (gain - cost) / unit.
type balance struct {
	log                float64
	correction         float64
	cost, gain, signal float64 // fading sums: cost, foretold gain x m, and how many events told of them
}

// swing is the most by which one update moves a balance. firstSignals is how many events it takes until the level is half believed.
const (
	swing        = 0.3
	firstSignals = 5
)

// outcome is what a strategy hears since its last update, in currency.
type outcome struct {
	gain, cost float64 // gain in truth; negative where expected gains did not come
	foretold   float64 // gain as it was predicted when the cost was incurred
	signals    float64 // events that told of it
	unit       float64 // worth of one event
}

// move hears an outcome under the multiplier m. The correction moves by at most swing, and not up while another constraint binds.
func (b *balance) move(o *outcome, m, memory, step float64, held bool) {
	most := max(math.Abs(o.gain), math.Abs(o.cost))
	if most > 0 && o.unit > 0 {
		by := float64((o.gain - o.cost) / most * min(float64(step*most/o.unit), swing))
		if by < 0 || !held {
			b.correction += by
		}
	}
	keep := 1 - min(o.signals/memory, fastestForget)
	b.signal = float64(keep*b.signal) + o.signals
	b.cost = float64(keep*b.cost) + max(o.cost, 0)
	b.gain = float64(keep*b.gain) + float64(o.foretold*m)
	b.log = b.correction
	if b.cost > 0 && o.unit > 0 {
		few := firstSignals / max(b.signal, 1)
		prior := float64(float64(few*min(few, 1)) * max(b.cost, float64(o.unit*leastMultiple)))
		b.log += elementary.Log((float64(b.gain) + prior) / (float64(b.cost) + prior))
	}
}

// Paced are the parameters of strategies that control a budget themselves.
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
	p         *Paced
	objective string
	foretells bool    // its events are foretold by what is billed
	limited   bool    // by a budget
	most      float64 // logarithm of the highest multiplier
	budget    float64 // logarithm of the multiplier at which the budget lasts
	returns   balance
	level     float64 // logarithm of the multiplier that binds
	binding   float64 // that multiplier
}

// newControls begins with a bid at m = 1 for an objective event.
func newControls(p *Paced, b *Brief, bid float64) controls {
	c := controls{p: p, response: newResponse(p.Memory, b), limited: !math.IsInf(min(b.Daily, b.Lifetime), 1), most: elementary.Log(p.Most), binding: 1}
	c.objective, c.foretells = b.Objective, b.Objective == "conversions" && b.Bills != "conversions"
	if c.billed > 0 {
		c.billed = b.charge(bid)
	}
	return c
}

// tick solves for the budget's multiplier; without a budget there is none.
func (c *controls) tick(p *Progress) {
	if !c.limited || math.IsInf(p.Budget, 1) {
		return
	}
	c.observe(p, c.binding)
	if !p.gone() {
		c.budget = elementary.Log(max(min(c.solve(), c.p.Most), leastMultiple))
	}
}

// update takes in an outcome: see balance.move.
func (c *controls) update(o *outcome, step float64) {
	c.returns.move(o, c.binding, c.p.Memory, step, c.limited && c.budget < c.returns.log)
	c.returns.log = max(min(c.returns.log, c.most), -c.most)
}

// events is the outcome for a strategy whose events are each worth the same to it. Where conversions are billed, they are reported when
// they are paid; else they are foretold by the clicks that are.
func (c *controls) events(n *Outcomes, worth float64) outcome {
	o := outcome{gain: worth * n.Events(c.objective), cost: n.Spend, unit: worth}
	o.foretold, o.signals = o.gain, n.Events(c.objective)
	if c.foretells {
		o.gain += float64(worth * n.Pending)
		o.foretold, o.signals = worth*n.Predicted, n.Clicks
	}
	return o
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
