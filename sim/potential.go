package sim

import (
	"math"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Potential sessions are exogenous. A Pinner's stream is Poisson at its base rate times the envelope; a potential session
// happens when its own uniform falls below rhythm x activity / envelope (Lewis & Shedler 1979), so that every arm sees the
// same stream and a Pinner's reaction only decides which of it happens.

// sessionKey is the random key of a Pinner's potential session.
func (w *world) sessionKey(t *taste, index uint32) rng.Key {
	// The dynamics redraw with the replication even where the Pinners themselves are held fixed.
	return rng.Key(rng.Mix(uint64(t.key) ^ uint64(w.key))).With(purposeSession).With(uint64(index))
}

// Draws under a session's key.
const (
	drawGap uint64 = iota
	drawHappens
	drawSurface
	drawRequests
	drawRegime
	drawRequest // + ordinal of the request
)

// firstPotential puts a Pinner born at a time before its first potential session.
func (w *world) firstPotential(t *taste, v *visit, born spec.Time) {
	v.index = 0
	if w.stream != nil {
		// What the file says of the time before is left out.
		for w.replayed(t, v); v.start < born; w.replayed(t, v) {
			v.index++
		}
		return
	}
	if w.pop.Regular {
		// The phase is uniform, so that arrivals of a stationary population spread over the period.
		v.start = later(born, w.sessionKey(t, 0).Uniform(drawGap)*float64(spec.Day)/float64(t.rate))
		return
	}
	v.start = later(born, w.gap(t, 0))
}

// nextPotential moves on to the potential session that follows.
func (w *world) nextPotential(t *taste, v *visit) {
	v.index++
	switch {
	case w.stream != nil:
		w.replayed(t, v)
	case w.pop.Regular:
		v.start = later(v.start, float64(spec.Day)/float64(t.rate))
	default:
		v.start = later(v.start, w.gap(t, v.index))
	}
}

// gap is the time to potential session `index`, microseconds.
func (w *world) gap(t *taste, index uint32) float64 {
	return w.sessionKey(t, index).Exp(drawGap) * float64(spec.Day) / (float64(t.rate) * w.pop.Envelope)
}

// later adds microseconds to a time without overflow; a Pinner with rate 0 never comes.
func later(t spec.Time, microseconds float64) spec.Time {
	if math.IsNaN(microseconds) || microseconds > float64(spec.Never/2) {
		return spec.Never
	}
	return t + spec.Time(microseconds)
}

// replayed reads the start from the stream.
func (w *world) replayed(t *taste, v *visit) {
	v.start = spec.Never
	if r := w.record(t, v.index); r != nil {
		v.start = r.Start
	}
}

func (w *world) record(t *taste, index uint32) *spec.Recorded {
	if t.source < 0 {
		return nil
	}
	s := w.stream
	if at := s.First[t.source] + int32(index); at < s.First[t.source+1] {
		return &s.Sessions[at]
	}
	return nil
}

// plan is what a potential session would be.
type plan struct {
	key      rng.Key
	surface  uint8
	requests uint16
	chance   float64 // that it happens at activity 1: above 1 when the envelope is too low
}

func (w *world) plan(t *taste, v *visit) plan {
	if w.stream != nil {
		r := w.record(t, v.index)
		p := plan{key: w.sessionKey(t, r.Session), surface: r.Surface, requests: r.Requests, chance: 1}
		if !w.stream.Happened {
			p.chance = w.chance(v.start)
		}
		return p
	}
	key := w.sessionKey(t, v.index)
	return plan{
		key:      key,
		surface:  uint8(pick(w.surfaces, key.Uniform(drawSurface))),
		requests: w.requests(key),
		chance:   w.chance(v.start),
	}
}

// chance is rhythm over envelope.
func (w *world) chance(t spec.Time) float64 {
	if w.pop.Regular {
		return 1
	}
	return w.pop.Rhythm.At(t) / w.pop.Envelope
}

func (w *world) requests(key rng.Key) uint16 {
	n := w.pop.Requests.Quantile(key.Uniform(drawRequests))
	return uint16(min(max(math.Round(n), 1), math.MaxUint16))
}
