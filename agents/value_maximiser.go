package agents

import "math"

func init() {
	Strategies.Register("value_maximiser", "Spends the budget on as much value as it buys, bidding a multiple of the value.", &ValueMaximiser{Paced: paced})
	Strategies.Register("utility_maximiser", "Maximises value minus spend within the budget, bidding at most the value.", &UtilityMaximiser{Gain: 0.1})
}

// ValueMaximiser maximises the total value that a budget buys: it bids m times the value and moves m, which may rise above 1, so that
// the budget is spent along the forecast, as LowestCost moves its bid (Aggarwal, Badanidiyuru & Mehta 2019, WINE; Balseiro et al. 2021,
// EC). It uses totals only: its spend. Without a budget it bids max_multiplier times the value.
type ValueMaximiser struct{ Paced }

// Promise implements Promising.
func (*ValueMaximiser) Promise() Promise { return Promise{PromiseBudget, 1} }

// UtilityMaximiser maximises value minus spend within a budget: it bids m times the value, m <= 1, and moves m so that the budget is
// spent along the forecast as far as that is worth it (Balseiro & Gur 2019, Management Science 65, in second price). It uses totals
// only: its spend. Without a budget it is truthful.
type UtilityMaximiser struct {
	Gain float64 `key:"budget_gain" default:"0.1" range:"(0, 2]" doc:"step of the logarithm of the multiplier when an interval of pacing is wholly under- or overspent"`
}

// SelfPaced implements SelfPaced.
func (*UtilityMaximiser) SelfPaced() {}

type multiple struct {
	pace              spending
	gain, least, most float64 // of the logarithm
	log, factor       float64
}

// New implements Strategy.
func (v *ValueMaximiser) New(b Brief) Bidder {
	m := &multiple{gain: v.Gain, least: -math.Log(v.Most), most: math.Log(v.Most), factor: 1}
	if math.IsInf(min(b.Daily, b.Lifetime), 1) {
		m.factor = v.Most
	}
	return m
}

// New implements Strategy.
func (u *UtilityMaximiser) New(Brief) Bidder {
	return &multiple{gain: u.Gain, least: math.Log(1e-3), factor: 1}
}

// Bid implements Bidder.
func (m *multiple) Bid(o *Opportunity) float64 { return m.factor * o.Value }

// Update implements Bidder.
func (m *multiple) Update(*News) {}

// Tick implements Timed.
func (m *multiple) Tick(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	if log := min(max(m.log+m.gain*m.pace.plain(p, 3), m.least), m.most); log != m.log {
		m.log, m.factor = log, math.Exp(log)
	}
}

// State implements Stated.
func (m *multiple) State() float64 { return m.factor }

// Steady implements Steady.
func (m *multiple) Steady() {}

// Deaf implements Deaf.
func (m *multiple) Deaf() {}
