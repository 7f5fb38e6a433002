package pinners

import (
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// Birth is a Pinner who will come today.
type Birth struct {
	At      spec.Time
	Segment int
	Ordinal int
}

// BirthsOn draws who comes on a day. It is exogenous: the same for every arm.
func (w *World) BirthsOn(day spec.Time, born []int) []Birth {
	if w.Population.Arrivals <= 0 || (w.Stream != nil && w.Stream.Happened) {
		return nil
	}
	k := w.PinnerKey.With(purpose.Arrival).With(uint64(day))
	n := int(kernels.Poisson(w.Population.Arrivals, k.Uniform(0)))
	shares := make([]float64, len(w.Population.Segments))
	for i, s := range w.Population.Segments {
		shares[i] = s.Share
	}
	edges := cumulate(shares)
	out := make([]Birth, n)
	for i := range out {
		d := k.With(uint64(i) + 1)
		segment := Pick(edges, d.Uniform(1))
		out[i] = Birth{At: day*spec.Day + spec.Time(d.Uniform(0)*float64(spec.Day)), Segment: segment, Ordinal: born[segment]}
		born[segment]++
	}
	return out
}
