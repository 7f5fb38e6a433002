package agents

import "math"

func init() {
	Strategies.Register("cost_cap", "Spends the budget on as many objective events as it buys, their average cost never above a cap.", &CostCap{Cap: 1, Step: 0.02, Paced: paced})
}

// CostCap is LowestCost with a cap on the average cost of an event. Like TargetCPA it balances Cap x events with spend, but it bids above
// the cap only as long as the average so far is below it, so that a dear stretch is never caught up by a dearer one. It uses its
// spend, its events as they arrive, and its pending conversions.
type CostCap struct {
	Cap  float64 `key:"cap" unit:"USD" range:"(0, inf)" doc:"most that an objective event may cost on average"`
	Step float64 `key:"step" default:"0.02" range:"(0, 1]" doc:"step of the logarithm of the multiplier for one event more or less than predicted"`
	Paced
}

// Awaiting implements Awaiting.
func (*CostCap) Awaiting() {}

// Promise implements Promising.
func (c *CostCap) Promise() Promise { return Promise{PromiseCPA, c.Cap} }

type costCap struct {
	p *CostCap
	controls
	value         float64
	spend, bought float64
	bid           float64
}

// New implements Strategy.
func (c *CostCap) New(b Brief) Bidder {
	x := &costCap{p: c, controls: newControls(&c.Paced, &b, c.Cap), value: b.Value}
	x.settle()
	return x
}

func (c *costCap) settle() {
	if c.spend > c.p.Cap*c.bought {
		c.returns.log = math.Min(c.returns.log, 0)
	}
	c.bid = c.least() * c.p.Cap
}

// Bid implements Bidder.
func (c *costCap) Bid(*Opportunity) float64 { return c.bid }

// Update implements Bidder.
func (c *costCap) Update(n *Outcomes) {
	o := c.events(n, c.p.Cap)
	c.spend += o.cost
	c.bought += o.gain / c.p.Cap
	c.update(&o, c.p.Step)
	c.settle()
}

// Tick implements Timed.
func (c *costCap) Tick(p *Progress) {
	c.tick(p)
	c.settle()
}

// State implements Stated.
func (c *costCap) State() float64 { return ratio(c.bid, c.value) }

// Steady implements Steady.
func (c *costCap) Steady() {}

// SkipsFree implements SkipsFree.
func (c *costCap) SkipsFree() {}
