package agents

import "math"

func init() {
	Pacings.Register("pid", "Scales bids by a proportional-integral-derivative controller of spend against the traffic forecast.",
		&PID{Proportional: 0.1, Integral: 0.1, Derivative: 0.02, Least: 0.01})
}

// PID scales bids by exp(phi), phi = P e + I sum e + D (e - last e) <= 0, where e is the share of what the forecast gave the last
// interval that was not spent, in [-1, 1] (Zhang, Rong, Wang, Zhu & Wang 2016, WSDM, "Feedback control of real-time display
// advertising"). The sum is held where phi reaches a bound, so that it does not wind up. It uses its spend and the platform's
// forecast of traffic.
type PID struct {
	Proportional float64 `key:"p" default:"0.1" range:"[0, 10]" doc:"weight of the last interval's error"`
	Integral     float64 `key:"i" default:"0.1" range:"(0, 10]" doc:"weight of the sum of errors"`
	Derivative   float64 `key:"d" default:"0.02" range:"[0, 10]" doc:"weight of the change of the error"`
	Least        float64 `key:"min" default:"0.01" range:"(0, 1]" doc:"smallest multiplier"`
}

type pid struct {
	p         *PID
	least     float64 // logarithm of the smallest multiplier
	pace      spending
	sum, last float64
	scale     float64
}

// New implements Pacing.
func (p *PID) New(Brief) Pacer { return &pid{p: p, least: math.Log(p.Least), scale: 1} }

// Update implements Pacer.
func (c *pid) Update(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	e := c.pace.gap(p, 1)
	c.sum = min(max(c.sum+c.p.Integral*e, c.least), 0)
	phi := c.p.Proportional*e + c.sum + c.p.Derivative*(e-c.last)
	c.last = e
	c.scale = math.Exp(min(max(phi, c.least), 0))
}

// Multiplier implements Pacer.
func (c *pid) Multiplier() float64 { return c.scale }

// PassThrough implements Pacer.
func (c *pid) PassThrough() float64 { return 1 }
