package agents

func init() {
	Strategies.Register("target_roas", "Maximises value such that value over spend keeps a target, within the budget.", &TargetROAS{Target: 1, Step: 0.02, Paced: paced})
}

// TargetROAS is a value maximiser with a target for value over spend: it bids m / Target times the value and finds m so that value and
// Target x spend balance over time (Aggarwal, Badanidiyuru & Mehta 2019, WINE; Balseiro et al. 2021, EC, "The landscape of auto-bidding
// auctions"; see balance for how m is found). A budget has a multiplier of its own and the smaller one is bid. It starts at m = 1, which
// keeps the target whatever the prices. It uses its spend, the worth of events as they arrive, and that of the conversions that the
// platform predicts of its clicks and holds to be on their way.
type TargetROAS struct {
	Target float64 `key:"target" unit:"%" range:"(0, inf)" doc:"value over spend that is to be kept"`
	Step   float64 `key:"step" default:"0.02" range:"(0, 1]" doc:"step of the logarithm of the multiplier for one event of mean worth more or less than predicted"`
	Paced
}

// Awaiting implements Awaiting.
func (*TargetROAS) Awaiting() {}

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
func (t *targetROAS) Update(n *Outcomes) {
	o := outcome{gain: n.Value, cost: t.p.Target * n.Spend, foretold: n.Value, signals: n.Events(t.objective), unit: t.unit}
	if t.foretells {
		o.gain += n.PendingValue
		o.foretold, o.signals = n.PredictedValue, n.Clicks
	}
	t.update(&o, t.p.Step)
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

// SkipsFree implements SkipsFree.
func (t *targetROAS) SkipsFree() {}
