package page

import (
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Laws that are verified on every event while a market is played. The others are verified on the sums of every hour and day.
const (
	overCharged = iota // a mechanism asked more than the bid, less than nothing, or no number
	overLoaded         // more ads than slots, or than a session may have
	Kinds
)

// leastPrice is below 0 by what rounding may take from a price that is a difference of sums, currency.
const leastPrice = -1e-9

// Laws names them.
var Laws = [Kinds]string{"price_at_most_bid", "ad_load_cap"}

// Breach counts how often a shard saw a law broken, and where first in (time, Pinner, request) order.
type Breach struct {
	N       int64
	At      spec.Time
	Who     rng.Key
	Session uint32
	Request int
}

// Before tells which came first, by time and Pinner.
func (b *Breach) Before(o *Breach) bool {
	if b.At != o.At {
		return b.At < o.At
	}
	return b.Who < o.Who
}

// breach notes that a law is broken in the running request of Pinner i.
func (s *Shard) breach(kind int, i uint32, now spec.Time) {
	b, v := &s.Breaches[kind], &s.Pinners.Session[i]
	b.N++
	x := Breach{At: now, Who: s.Pinners.Trait[i].Key, Session: v.Index, Request: int(v.Request)}
	if b.N == 1 || x.Before(b) {
		x.N = b.N
		*b = x
	}
}
