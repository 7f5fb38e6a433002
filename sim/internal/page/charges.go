package page

import (
	"marketsim/sim/spec"
)

// Charge is one billed event of a campaign with a budget, kept until the barrier decides whether it can be paid.
type Charge struct {
	Stamp
	Amount   spec.Nano
	Campaign int32
	Cell     int32
	Row      uint32 // of the Pinner
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
