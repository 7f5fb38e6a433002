package agents

func init() {
	Strategies.Register("target_cpa", "Maximises objective events such that spend per event keeps a target, within the budget.", &TargetCPA{Target: 1, Step: 0.02, Paced: paced})
}

// TargetCPA bids m times the target for every objective event, whatever it is worth, so that spend per event is the target over time (as
// TargetROAS, with every event worth the target; see balance for how m is found). A budget has a multiplier of its own and the smaller one
// is bid. It uses its spend, its events as they arrive, and the conversions that the platform predicts of its clicks and holds to be on
// their way.
type TargetCPA struct {
	Target float64 `key:"target" unit:"USD" range:"(0, inf)" doc:"spend per objective event that is to be kept"`
	Step   float64 `key:"step" default:"0.02" range:"(0, 1]" doc:"step of the logarithm of the multiplier for one event more or less than predicted"`
	Paced
}

// Awaiting implements Awaiting.
func (*TargetCPA) Awaiting() {}

// Promise implements Promising.
func (t *TargetCPA) Promise() Promise { return Promise{PromiseCPA, t.Target} }

type targetCPA struct {
	p *TargetCPA
	controls
	value float64
	bid   float64
}

// New implements Strategy.
func (t *TargetCPA) New(b Brief) Bidder {
	c := &targetCPA{p: t, controls: newControls(&t.Paced, &b, t.Target), value: b.Value}
	c.settle()
	return c
}

func (t *targetCPA) settle() {
	t.bid = t.least() * t.p.Target
}

// Bid implements Bidder.
func (t *targetCPA) Bid(*Opportunity) float64 { return t.bid }

// Update implements Bidder.
func (t *targetCPA) Update(n *Outcomes) {
	o := t.events(n, t.p.Target)
	t.update(&o, t.p.Step)
	t.settle()
}

// Tick implements Timed.
func (t *targetCPA) Tick(p *Progress) {
	t.tick(p)
	t.settle()
}

// State implements Stated.
func (t *targetCPA) State() float64 { return ratio(t.bid, t.value) }

// Steady implements Steady.
func (t *targetCPA) Steady() {}

// SkipsFree implements SkipsFree.
func (t *targetCPA) SkipsFree() {}

// ratio is a/b, and 0 where b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
