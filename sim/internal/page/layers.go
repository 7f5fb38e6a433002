package page

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// layers are the other tests of a market. Without any they hold nothing.
type layers struct {
	keys  []rng.Key        // of their assignments
	share []float64        // of Pinners who are treated, by layer
	mixed []*market.Market // by side, which is Shared.Mixed's index, while the treatments hold; nil: control's policy, or that of the side in as
	as    [Policies]uint8  // the side whose policy it is
}

// Layer begins the assignments of the other tests in the market; key is that of all tests.
func (t *Trial) Layer(key rng.Key) {
	t.keys, t.share = nil, nil
	for _, x := range t.Shared.Layers {
		t.keys, t.share = append(t.keys, key.Named(x.Key)), append(t.share, x.Pinners)
	}
}

// Mix begins the policies of Pinners who are treated in several tests: draw makes a market ready to read. Sides with one market have one policy.
func (t *Trial) Mix(draw func(*spec.Market) *market.Market) {
	of := t.Shared.Mixed
	t.mixed = make([]*market.Market, Policies)
	for side := range of {
		first := 0
		for of[first] != of[side] {
			first++
		}
		if t.as[side] = uint8(first); first == side && side > OnControl {
			t.mixed[side] = draw(of[side])
		}
	}
}

// Unmix ends them.
func (t *Trial) Unmix() { t.mixed = nil }

// inLayers tells in which of the other tests row i holds a treated Pinner, a bit each.
func (t *Trial) inLayers(p *pinners.Columns, i uint32) (bits uint8) {
	for k, key := range t.keys {
		if key.With(uint64(p.Trait[i].Key)).Float() < t.share[k] {
			bits |= 1 << k
		}
	}
	return bits
}

// among is the side of a Pinner in all tests of the market, given that in the market's own.
func (t *Trial) among(p *pinners.Columns, i uint32, own int) int {
	if t.mixed == nil {
		return own
	}
	return int(t.as[int(t.inLayers(p, i))<<1|own])
}
