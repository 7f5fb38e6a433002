package agents

import "math"

func init() {
	Pacings.Register("predictive", "Scales bids by the multiplier at which what is left of the budget lasts for what is left of the traffic, solved anew at every tick.",
		&Predictive{Memory: 300, Least: 0.001})
}

// Predictive pacing solves at every tick for the multiplier at which the remaining budget lasts for what the forecast leaves of the
// traffic (model predictive control), with spend as a function of the multiplier learned from what impressions so far were expected to
// cost. The multiplier is held while the budget is used up, and carries over from one day to the next. It uses its spend, the expected
// spend of the impressions that it won, and the platform's forecast of traffic.
type Predictive struct {
	Memory float64 `key:"memory" default:"300" range:"[1, 1e9]" doc:"impressions after which what was learned of spend counts 37%, but at most 14 days and at least ten pacing intervals"`
	Least  float64 `key:"min" default:"0.001" range:"(0, 1]" doc:"smallest multiplier"`
}

type predictive struct {
	response
	least, scale float64
}

// New implements Pacing.
func (m *Predictive) New(b Brief) Pacer {
	return &predictive{response: newResponse(m.Memory, &b), least: m.Least, scale: 1}
}

// Update implements Pacer.
func (m *predictive) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	m.observe(p, m.scale)
	if !p.gone() {
		m.scale = min(max(m.solve(), m.least), 1)
	}
}

// Multiplier implements Pacer.
func (m *predictive) Multiplier() float64 { return m.scale }

// Resting implements Resting: without spend the multiplier only rises until the day ends, and if an even day needs all of it, it stays.
func (m *predictive) Resting() bool { return m.scale == 1 && m.ample() }

// PassThrough implements Pacer.
func (m *predictive) PassThrough() float64 { return 1 }
