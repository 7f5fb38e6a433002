package agents

import "math"

func init() {
	Pacings.Register("throttling", "Takes part in a share of requests, moved by steps along the traffic forecast.", &Throttling{Step: 0.2, Least: 0.01, Start: 1})
}

// Throttling takes part in a share of requests. After each interval the share rises by Step of itself when less was spent than
// the forecast allows by now, and falls by as much when more was (Agarwal, Ghosh, Wei & You 2014, "Budget pacing for targeted
// online advertisements at LinkedIn", KDD, where it starts at 10% and moves each minute). It uses its spend and the platform's
// forecast of traffic.
type Throttling struct {
	Step  float64 `key:"step" unit:"%" default:"20%" range:"(0, 100%)" doc:"relative change of the share after each interval"`
	Least float64 `key:"min" unit:"%" default:"1%" range:"(0, 100%]" doc:"smallest share"`
	Start float64 `key:"start" unit:"%" default:"100%" range:"(0, 100%]" doc:"share at which a campaign begins"`
}

type throttling struct {
	p                 *Throttling
	share             float64
	expected, traffic float64 // at the last update
}

// New implements Pacing.
func (t *Throttling) New(Brief) Pacer { return &throttling{p: t, share: t.Start} }

// Update implements Pacer.
func (t *throttling) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	ahead, traffic := max(0, p.Expected-t.expected), max(0, p.Traffic-t.traffic)
	t.expected, t.traffic = p.Expected, p.Traffic
	step := 1 + t.p.Step
	if p.Spent+ahead > p.Budget*min(1, p.Planned+traffic/max(p.Period, 1e-9)) {
		step = 1 - t.p.Step
	}
	t.share = min(max(t.share*step, t.p.Least), 1)
}

// Multiplier implements Pacer.
func (t *throttling) Multiplier() float64 { return 1 }

// PassThrough implements Pacer.
func (t *throttling) PassThrough() float64 { return t.share }

// Resting implements Resting: without spend a campaign that was behind its plan stays behind.
func (t *throttling) Resting() bool { return t.share == 1 }
