package pinners

import "marketsim/sim/spec"

// Concurrency counts the sessions that ran at the start of every full hour since the simulation began.
type Concurrency struct {
	origin spec.Time
	n      []int64
}

// NewConcurrency counts from the origin to the horizon.
func NewConcurrency(origin, horizon spec.Time) Concurrency {
	return Concurrency{origin, make([]int64, (horizon-origin)/spec.Hour+1)}
}

// Mark enters a session.
func (c *Concurrency) Mark(start, end spec.Time) {
	for h := (start-c.origin-1)/spec.Hour + 1; h <= (end-c.origin-1)/spec.Hour && int(h) < len(c.n); h++ {
		c.n[h]++
	}
}

// At is how many sessions ran at a full hour.
func (c *Concurrency) At(t spec.Time) int64 { return c.n[(t-c.origin)/spec.Hour] }

// Running enters the sessions that run now.
func (c *Concurrency) Running(p *Columns, now spec.Time) {
	for i := range p.Session {
		if v := &p.Session[i]; v.State == Browsing {
			c.Mark(v.Start, now)
		}
	}
}
