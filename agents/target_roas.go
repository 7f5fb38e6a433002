package agents

func init() {
	Strategies.Register("target_roas", "Maximises value such that value over spend keeps a target, within the budget.", &TargetROAS{Target: 1, Step: 0.02, Paced: paced})
}

// TargetROAS is a value maximiser with a target for value over spend: it bids m / Target times the value and moves m by
//
//	log m += Step (value - Target x spend) / mean value
//
// as news comes, which balances value and Target x spend over time (the dual step of Aggarwal, Badanidiyuru & Mehta 2019, WINE;
// Balseiro et al. 2021, EC, "The landscape of auto-bidding auctions"). A budget has a multiplier of its own and the smaller one is
// bid. It starts at m = 1, which keeps the target whatever the prices. It uses totals only: its spend, and the worth of events as
// they arrive, so that conversions on their way count as missing.
type TargetROAS struct {
	Target float64 `key:"target" unit:"%" range:"(0, inf)" doc:"value over spend that is to be kept"`
	Step   float64 `key:"step" default:"0.02" range:"(0, 1]" doc:"step of the logarithm of the multiplier for one event of mean worth"`
	Paced
}

// Promise implements Promising.
func (t *TargetROAS) Promise() Promise { return Promise{PromiseROAS, t.Target} }

type targetROAS struct {
	p *TargetROAS
	controls
	unit   float64
	factor float64
}

// New implements Strategy.
func (t *TargetROAS) New(b Brief) Bidder {
	r := &targetROAS{p: t, controls: newControls(&t.Paced, &b, b.Value/t.Target), unit: b.Value}
	r.settle()
	return r
}

func (t *targetROAS) settle() {
	t.factor = t.least() / t.p.Target
}

// Bid implements Bidder.
func (t *targetROAS) Bid(o *Opportunity) float64 { return t.factor * o.Value }

// Update implements Bidder.
func (t *targetROAS) Update(n *News) {
	t.heed(n.Value, t.p.Target*n.Spend, t.unit, t.p.Step)
	t.settle()
}

// Tick implements Timed.
func (t *targetROAS) Tick(p *Progress) {
	t.tick(p)
	t.settle()
}

// State implements Stated.
func (t *targetROAS) State() float64 { return t.factor }

// Steady implements Steady.
func (t *targetROAS) Steady() {}

// Deaf implements Deaf.
func (t *targetROAS) Deaf() {}
