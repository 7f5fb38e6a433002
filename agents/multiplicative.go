package agents

import "math"

func init() {
	Pacings.Register("multiplicative", "Scales bids by one multiplier, moved towards spending the budget evenly along the traffic forecast.",
		&Multiplicative{Gain: 0.1, Least: 0.01})
}

// Multiplicative pacing keeps one multiplier on all bids and moves it by dual descent in its logarithm (Balseiro & Gur 2019,
// "Learning in repeated auctions with budgets", Management Science 65; mirror descent with the entropic mirror map): after
// each interval
//
//	log m += Gain x (planned - spent) / planned,   both over the interval, clipped to [-1, 1], with m in [Least, 1],
//
// where planned is what the forecast gives the interval of the budget that was left at its start. The multiplier carries over
// from one day to the next, since the market does. It uses its spend and the platform's forecast of traffic.
type Multiplicative struct {
	Gain  float64 `key:"gain" default:"0.1" range:"(0, 2]" doc:"step of the logarithm of the multiplier when an interval is wholly under- or overspent"`
	Least float64 `key:"min" default:"0.01" range:"(0, 1]" doc:"smallest multiplier"`
}

type multiplicative struct {
	gain, least float64 // least is a logarithm
	log, scale  float64
	pace        spending
}

// New implements Pacing.
func (m *Multiplicative) New(Brief) Pacer {
	return &multiplicative{gain: m.Gain, least: math.Log(m.Least), scale: 1}
}

// Update implements Pacer.
func (m *multiplicative) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	if log := min(max(m.log+m.gain*m.pace.gap(p, 1), m.least), 0); log != m.log {
		m.log, m.scale = log, math.Exp(log)
	}
}

// Multiplier implements Pacer.
func (m *multiplicative) Multiplier() float64 { return m.scale }

// Resting implements Resting: without spend the multiplier only rises, and it is at its highest.
func (m *multiplicative) Resting() bool { return m.log == 0 }

// PassThrough implements Pacer.
func (m *multiplicative) PassThrough() float64 { return 1 }
