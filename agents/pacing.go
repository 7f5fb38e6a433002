package agents

import "math"

func init() {
	Pacings.Register("none", "Bids at full strength until the budget is gone.", &Unpaced{})
	Pacings.Register("multiplicative", "Scales bids by one multiplier, moved towards spending the budget evenly along the traffic forecast.",
		&Multiplicative{Gain: 0.1, Least: 0.01})
	Pacings.Register("throttling", "Takes part in a share of requests, moved by steps along the traffic forecast.", &Throttling{Step: 0.1, Least: 0.01, Start: 1})
}

// Unpaced does nothing.
type Unpaced struct{}

type unpaced struct{}

// New implements Pacing.
func (*Unpaced) New(Brief) Pacer     { return unpaced{} }
func (unpaced) Update(*Progress)     {}
func (unpaced) Multiplier() float64  { return 1 }
func (unpaced) PassThrough() float64 { return 1 }

// Multiplicative pacing keeps one multiplier on all bids and moves it by dual descent in its logarithm (Balseiro & Gur 2019,
// "Learning in repeated auctions with budgets", Management Science 65; mirror descent with the entropic mirror map): after
// each interval
//
//	log m += Gain x (planned - spent) / planned,   both over the interval, clipped to [-1, 1], with m in [Least, 1],
//
// where planned is what the forecast gives the interval of the budget that was left at its start. The multiplier carries over
// from one day to the next, since the market does.
type Multiplicative struct {
	Gain  float64 `key:"gain" default:"0.1" range:"(0, 2]" doc:"step of the logarithm of the multiplier when an interval is wholly under- or overspent"`
	Least float64 `key:"min" default:"0.01" range:"(0, 1]" doc:"smallest multiplier"`
}

type multiplicative struct {
	p              *Multiplicative
	log            float64
	planned, spent float64 // at the last update
}

// New implements Pacing.
func (m *Multiplicative) New(Brief) Pacer { return &multiplicative{p: m} }

// Update implements Pacer.
func (m *multiplicative) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	if p.Planned <= m.planned || p.Spent < m.spent { // a new period began
		m.planned, m.spent = p.Planned, p.Spent
		return
	}
	share := (p.Planned - m.planned) / (1 - m.planned)
	due := max(0, p.Budget-m.spent) * share
	gap := 0.0 // with nothing left to spend there is nothing to learn
	if due > 0 {
		gap = min(max((due-(p.Spent-m.spent))/due, -1), 1)
	}
	m.log = min(max(m.log+m.p.Gain*gap, math.Log(m.p.Least)), 0)
	m.planned, m.spent = p.Planned, p.Spent
}

// Multiplier implements Pacer.
func (m *multiplicative) Multiplier() float64 { return math.Exp(m.log) }

// PassThrough implements Pacer.
func (m *multiplicative) PassThrough() float64 { return 1 }

// Throttling takes part in a share of requests. After each interval the share rises by Step of itself when less was spent than
// the forecast allows by now, and falls by as much when more was (Agarwal, Ghosh, Wei & You 2014, "Budget pacing for targeted
// online advertisements at LinkedIn", KDD).
type Throttling struct {
	Step  float64 `key:"step" unit:"%" default:"10%" range:"(0, 100%)" doc:"relative change of the share after each interval"`
	Least float64 `key:"min" unit:"%" default:"1%" range:"(0, 100%]" doc:"smallest share"`
	Start float64 `key:"start" unit:"%" default:"100%" range:"(0, 100%]" doc:"share at which a campaign begins"`
}

type throttling struct {
	p     *Throttling
	share float64
}

// New implements Pacing.
func (t *Throttling) New(Brief) Pacer { return &throttling{p: t, share: t.Start} }

// Update implements Pacer.
func (t *throttling) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	step := 1 + t.p.Step
	if p.Spent > p.Budget*p.Planned {
		step = 1 - t.p.Step
	}
	t.share = min(max(t.share*step, t.p.Least), 1)
}

// Multiplier implements Pacer.
func (t *throttling) Multiplier() float64 { return 1 }

// PassThrough implements Pacer.
func (t *throttling) PassThrough() float64 { return t.share }
