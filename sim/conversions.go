package sim

import (
	"slices"

	"marketsim/sim/calendar"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// conversions are those on their way, and what budgets hold to be in flight, by the time at which they arrive.
type conversions struct {
	queue calendar.Queue // of indices into the pool
	pool  []page.Conversion
	spare int32 // first free entry of the pool; -1: none
}

func (c *conversions) clone() conversions {
	return conversions{queue: *c.queue.Clone(), pool: slices.Clone(c.pool), spare: c.spare}
}

// send puts what a shard sent off on its way.
func (c *conversions) send(s *page.Shard) {
	for j := range s.Late {
		i := c.spare
		if i < 0 {
			i = int32(len(c.pool))
			c.pool = append(c.pool, page.Conversion{})
		} else {
			c.spare = c.pool[i].Spare
		}
		c.pool[i] = s.Late[j]
		c.queue.Push(int64(s.Late[j].At), uint32(i))
	}
	s.Late = s.Late[:0]
}

// before tells when the next arrives, if that is before a time.
func (c *conversions) before(t spec.Time) (at spec.Time, ok bool) {
	next, ok := c.queue.Peek()
	return spec.Time(next), ok && spec.Time(next) < t
}

// deliver enters the one that arrives first into a shard's tallies.
func (c *conversions) deliver(s *page.Shard) {
	_, i, _ := c.queue.Pop()
	s.Deliver(&c.pool[i])
	c.pool[i].Count, c.pool[i].Spare, c.spare = 0, c.spare, int32(i)
}

// onTheirWay counts the conversions that have not arrived; what is only expected of clicks is not among them.
func (c *conversions) onTheirWay() (n int64) {
	for i := range c.pool {
		if c.pool[i].Count > 0 {
			n++
		}
	}
	return n
}
