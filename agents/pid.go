package agents

import (
	"math"

	"marketsim/auction/elementary"
)

func init() {
	Pacings.Register("pid", "Scales bids by a proportional-integral-derivative controller of spend against the traffic forecast.",
		&PID{Proportional: 0.2, Integral: 0.3, Derivative: 0.02, Memory: 300, Least: 0.001})
}

// PID scales bids by exp(phi), phi = P e + I sum e + D (e - last e) <= 0, where e = (due - expected) / max(due, expected) compares the
// rate of spend that uses up the remaining budget along the forecast with the rate that the present multiplier is expected to spend
// (see response; Zhang, Rong, Wang, Zhu & Wang 2016, WSDM, "Feedback control of real-time display advertising"). The sum is held where it
// reaches a bound, so that it does not wind up, and while the budget is used up; where spend is found to be more than expected again and again, I is
// 0.9 if that is more (see surprise). It uses its spend, the expected spend of the impressions
// that it won, and the platform's forecast of traffic.
type PID struct {
	Proportional float64 `key:"p" default:"0.2" range:"[0, 10]" doc:"weight of the last interval's error"`
	Integral     float64 `key:"i" default:"0.3" range:"(0, 10]" doc:"weight of the sum of errors"`
	Derivative   float64 `key:"d" default:"0.02" range:"[0, 10]" doc:"weight of the change of the error"`
	Memory       float64 `key:"memory" default:"300" range:"[1, 1e9]" doc:"impressions after which what was learned of spend counts 37%, but at most 14 days and at least ten pacing intervals"`
	Least        float64 `key:"min" default:"0.001" range:"(0, 1]" doc:"smallest multiplier"`
}

type pid struct {
	response
	p           *PID
	least       float64 // logarithm of the smallest multiplier
	sum, before float64
	scale       float64
}

// New implements Pacing.
func (p *PID) New(b Brief) Pacer {
	return &pid{response: newResponse(p.Memory, &b), p: p, least: elementary.Log(p.Least), scale: 1}
}

// Update implements Pacer.
func (c *pid) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	c.observe(p, c.scale)
	if p.gone() {
		return
	}
	e := c.gap(c.scale)
	c.sum = min(max(c.sum+float64(max(c.p.Integral, c.recent.forget)*e), c.least), 0)
	phi := float64(c.p.Proportional*e) + c.sum + float64(c.p.Derivative*(e-c.before))
	c.before = e
	c.scale = elementary.Exp(min(max(phi, c.least), 0))
}

// Multiplier implements Pacer.
func (c *pid) Multiplier() float64 { return c.scale }

// PassThrough implements Pacer.
func (c *pid) PassThrough() float64 { return 1 }
