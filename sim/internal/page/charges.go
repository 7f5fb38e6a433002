package page

import (
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Charge is one billed event of a campaign with a budget, kept until the barrier decides whether it can be paid.
type Charge struct {
	At       spec.Time
	Who      rng.Key // the Pinner
	Sequence uint64  // session ordinal, request and slot
	Amount   spec.Nano
	Campaign int32
	Cell     int32
	Row      uint32 // of the Pinner
}

// Before is the order in which a budget is used up: time, Pinner, request.
func (a *Charge) Before(b *Charge) bool {
	if a.At != b.At {
		return a.At < b.At
	}
	if a.Who != b.Who {
		return a.Who < b.Who
	}
	return a.Sequence < b.Sequence
}

// Awaited is what a click is expected to bring later.
type Awaited struct {
	Events int64     // billionths of a conversion
	Worth  spec.Nano // of those events
}

// Conversion is one that will arrive later.
type Conversion struct {
	Charge
	Value  spec.Nano
	Count  int64     // billionths
	Flight spec.Nano // what the platform held to be on its way and now knows about
	Awaited
	Spare int32 // next free entry of the pool
}
