package agents

import (
	"math"

	"marketsim/auction/elementary"
)

func init() {
	Pacings.Register("multiplicative", "Scales bids by one multiplier, moved towards spending what is left of the budget evenly along the traffic forecast.",
		&Multiplicative{Gain: 0.3, Memory: 300, Least: 0.001})
}

// Multiplicative pacing keeps one multiplier on all bids and moves it by dual descent in its logarithm (Balseiro & Gur 2019,
// "Learning in repeated auctions with budgets", Management Science 65; mirror descent with the entropic mirror map): after
// each interval
//
//	log m += Gain x (due - expected) / max(due, expected),   with m in [Least, 1],
//
// where due is the rate of spend that uses up the remaining budget along the forecast, and expected the rate that the present
// multiplier is expected to spend (see response). Where spend is found to be more than expected again and again, the step is 0.9 if that is more (see
// surprise). The multiplier is held while the budget is used up, and carries over from one day to the
// next. It uses its spend, the expected spend of the impressions that it won, and the platform's forecast of traffic.
type Multiplicative struct {
	Gain   float64 `key:"gain" default:"0.3" range:"(0, 2]" doc:"step of the logarithm of the multiplier when an interval is wholly under- or overspent"`
	Memory float64 `key:"memory" default:"300" range:"[1, 1e9]" doc:"impressions after which what was learned of spend counts 37%, but at most 14 days and at least ten pacing intervals"`
	Least  float64 `key:"min" default:"0.001" range:"(0, 1]" doc:"smallest multiplier"`
}

type multiplicative struct {
	response
	gain, least float64
	scale       float64
}

// New implements Pacing.
func (m *Multiplicative) New(b Brief) Pacer {
	return &multiplicative{response: newResponse(m.Memory, &b), gain: m.Gain, least: m.Least, scale: 1}
}

// Update implements Pacer.
func (m *multiplicative) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	m.observe(p, m.scale)
	if !p.gone() {
		m.scale = min(max(m.scale*elementary.Exp(max(m.gain, m.recent.forget)*m.gap(m.scale)), m.least), 1)
	}
}

// Multiplier implements Pacer.
func (m *multiplicative) Multiplier() float64 { return m.scale }

// Resting implements Resting: without spend the multiplier only rises until the day ends, and if an even day needs all of it, it stays.
func (m *multiplicative) Resting() bool { return m.scale == 1 && m.ample() }

// PassThrough implements Pacer.
func (m *multiplicative) PassThrough() float64 { return 1 }
