package results

import (
	"iter"

	"marketsim/sim/spec"
)

// Unit is what one Pinner did, 24 bytes. Events saturate.
type Unit struct {
	Revenue               spec.Nano
	Value, Clicks, Before float32 // Before: revenue of the pre-period, currency
	Impressions, Sessions uint16
}

// Seen is what is logged of one Pinner, 8 bytes.
type Seen struct {
	Conversions float32 // with and without an ad
	Exposures   uint16  // saturates
}

// Who says of a row of Pinners who is in it, as bits; 0: nobody.
type Who uint8

// Bits of Who. Bits from IsLayered on are those of PinnerUnit.Layers.
const (
	IsThere Who = 1 << iota
	IsTreated
	IsApart
	IsLate
	IsLayered
)

// PinnerUnits is what Pinners did, in the columns in which it was measured, so that a market hands its units over without a copy of them: 25 bytes a Pinner, or 49
// where whole auctions are assigned.
type PinnerUnits struct {
	List  []PinnerUnit // of those who left, first
	Units []Unit       // by row, one or two each
	Who   []Who        // by row
	Kinds []int32      // by row: segment*topics + topic; nil where who takes part does not depend on it
	Seen  []Seen       // by row; nil where nothing is logged
}

// All gives one unit after the other. What it points at holds until the next.
func (p *PinnerUnits) All() iter.Seq[*PinnerUnit] {
	return func(yield func(*PinnerUnit) bool) {
		var u PinnerUnit
		for i := range p.List {
			if u = p.List[i]; !yield(&u) {
				return
			}
		}
		for i, who := range p.Who {
			if who != 0 && !p.row(i, &u, yield) {
				return
			}
		}
	}
}

// row gives the units of a row.
func (p *PinnerUnits) row(i int, u *PinnerUnit, yield func(*PinnerUnit) bool) bool {
	wide, who := len(p.Units)/len(p.Who), p.Who[i]
	for side := range wide {
		x := &p.Units[i*wide+side]
		*u = PinnerUnit{Treated: who&IsTreated != 0 || side == 1, Apart: who&IsApart != 0, Late: who&IsLate != 0, Layers: uint8(who / IsLayered),
			Revenue: x.Revenue, Value: x.Value, Clicks: x.Clicks, Before: x.Before, Impressions: x.Impressions, Sessions: x.Sessions}
		if p.Kinds != nil {
			u.Kind = p.Kinds[i]
		}
		if i < len(p.Seen) {
			u.Conversions, u.Exposures = p.Seen[i].Conversions, p.Seen[i].Exposures
		}
		if !yield(u) {
			return false
		}
	}
	return true
}

// Len is how many units there are.
func (p *PinnerUnits) Len() (n int) {
	for range p.All() {
		n++
	}
	return n
}

// Listed is all units in a list, 40 bytes each.
func (p *PinnerUnits) Listed() (out []PinnerUnit) {
	for u := range p.All() {
		out = append(out, *u)
	}
	return out
}

// Only is a list of some of them.
func (p *PinnerUnits) Only(keep func(*PinnerUnit) bool) (out PinnerUnits) {
	for u := range p.All() {
		if keep(u) {
			out.List = append(out.List, *u)
		}
	}
	return out
}
