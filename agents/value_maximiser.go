package agents

import "math"

func init() {
	Strategies.Register("value_maximiser", "Spends the budget on as much value as it buys, bidding a multiple of the value.", &ValueMaximiser{Paced: paced})
	Strategies.Register("utility_maximiser", "Maximises value minus spend within the budget, bidding at most the value.", &UtilityMaximiser{Memory: 300})
}

// ValueMaximiser maximises the total value that a budget buys: it bids m times the value, where m may rise above 1, and solves m anew at
// every pacing tick so that the remaining budget lasts along the forecast (Aggarwal, Badanidiyuru & Mehta 2019, WINE; Balseiro et al.
// 2021, EC, for the uniform multiple; see response for the solution). It uses its spend and the expected spend of the impressions that it
// won. Without a budget it bids max_multiplier times the value.
type ValueMaximiser struct{ Paced }

// Promise implements Promising.
func (*ValueMaximiser) Promise() Promise { return Promise{PromiseBudget, 1} }

// UtilityMaximiser maximises value minus spend within a budget: it bids m times the value, m <= 1, with m solved anew at every pacing tick
// so that the remaining budget lasts along the forecast as far as that is worth it (Balseiro & Gur 2019, Management Science 65, in
// second price). It uses its spend and the expected spend of the impressions that it won. Without a budget it is truthful.
type UtilityMaximiser struct {
	Memory float64 `key:"memory" default:"300" range:"[1, 1e9]" doc:"impressions after which what was learned of spend counts 37%, but at most 14 days and at least ten pacing intervals"`
}

// SelfPaced implements SelfPaced.
func (*UtilityMaximiser) SelfPaced() {}

type multiple struct {
	response
	least, most float64
	factor      float64
}

// New implements Strategy.
func (v *ValueMaximiser) New(b Brief) Bidder {
	m := &multiple{response: newResponse(v.Memory, &b), least: leastMultiple, most: v.Most, factor: 1}
	if math.IsInf(min(b.Daily, b.Lifetime), 1) {
		m.factor = v.Most
	}
	return m
}

// New implements Strategy.
func (u *UtilityMaximiser) New(b Brief) Bidder {
	return &multiple{response: newResponse(u.Memory, &b), least: leastMultiple, most: 1, factor: 1}
}

// Bid implements Bidder.
func (m *multiple) Bid(o *Opportunity) float64 { return m.factor * o.Value }

// Update implements Bidder.
func (m *multiple) Update(*Outcomes) {}

// Tick implements Timed.
func (m *multiple) Tick(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	m.observe(p, m.factor)
	if !p.gone() {
		m.factor = min(max(m.solve(), m.least), m.most)
	}
}

// State implements Stated.
func (m *multiple) State() float64 { return m.factor }

// Steady implements Steady.
func (m *multiple) Steady() {}

// SkipsFree implements SkipsFree.
func (m *multiple) SkipsFree() {}
