package pinners

import (
	"math"

	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Potential sessions are exogenous. A Pinner's stream is Poisson at its base rate times the envelope; a potential session
// happens when its own uniform falls below rhythm x activity / envelope (Lewis & Shedler 1979), so that every arm sees the
// same stream and a Pinner's reaction only decides which of it happens.

// SessionKey is the random key of a Pinner's potential session.
func (w *World) SessionKey(t *Trait, index uint32) rng.Key {
	// The dynamics redraw with the replication even where the Pinners themselves are held fixed.
	return rng.Key(rng.Mix(uint64(t.Key) ^ uint64(w.Key))).With(purpose.Session).With(uint64(index))
}

// Draws under a session's key.
const (
	drawGap uint64 = iota
	DrawHappens
	drawSurface
	drawRequests
	DrawRegime
	DrawRequest // + ordinal of the request
)

// firstPotential puts a Pinner born at a time before its first potential session.
func (w *World) firstPotential(t *Trait, v *Session, born spec.Time) {
	v.Index = 0
	if w.Stream != nil {
		// What the file says of the time before is left out.
		for w.replayed(t, v); v.Start < born; w.replayed(t, v) {
			v.Index++
		}
		return
	}
	if w.Population.Regular {
		// The phase is uniform, so that arrivals of a stationary population spread over the period.
		v.Start = Later(born, w.SessionKey(t, 0).Uniform(drawGap)*float64(spec.Day)/float64(t.Rate))
		return
	}
	v.Start = Later(born, w.gap(t, 0))
}

// NextPotential moves on to the potential session that follows.
func (w *World) NextPotential(t *Trait, v *Session) {
	v.Index++
	switch {
	case w.Stream != nil:
		w.replayed(t, v)
	case w.Population.Regular:
		v.Start = Later(v.Start, float64(spec.Day)/float64(t.Rate))
	default:
		v.Start = Later(v.Start, w.gap(t, v.Index))
	}
}

// gap is the time to potential session `index`, microseconds.
func (w *World) gap(t *Trait, index uint32) float64 {
	return w.SessionKey(t, index).Exp(drawGap) * float64(spec.Day) / (float64(t.Rate) * w.Population.Envelope)
}

// Later adds microseconds to a time without overflow; a Pinner with rate 0 never comes.
func Later(t spec.Time, microseconds float64) spec.Time {
	if math.IsNaN(microseconds) || microseconds > float64(spec.Never/2) {
		return spec.Never
	}
	return t + spec.Time(microseconds)
}

// replayed reads the start from the stream.
func (w *World) replayed(t *Trait, v *Session) {
	v.Start = spec.Never
	if r := w.Record(t, v.Index); r != nil {
		v.Start = r.Start
	}
}

// Record is a session of the replayed stream, nil beyond its end.
func (w *World) Record(t *Trait, index uint32) *spec.Recorded {
	if t.Source < 0 {
		return nil
	}
	s := w.Stream
	if at := s.First[t.Source] + int32(index); at < s.First[t.Source+1] {
		return &s.Sessions[at]
	}
	return nil
}

// Plan is what a potential session would be.
type Plan struct {
	Key      rng.Key
	Surface  uint8
	Requests uint16
	Chance   float64 // that it happens at activity 1: above 1 when the envelope is too low
}

// Plan draws the potential session that comes next.
func (w *World) Plan(t *Trait, v *Session) Plan {
	if w.Stream != nil {
		r := w.Record(t, v.Index)
		p := Plan{Key: w.SessionKey(t, r.Session), Surface: r.Surface, Requests: r.Requests, Chance: 1}
		if !w.Stream.Happened {
			p.Chance = w.chance(t, v.Start)
		}
		return p
	}
	key := w.SessionKey(t, v.Index)
	return Plan{
		Key:      key,
		Surface:  uint8(Pick(w.surfaces, key.Uniform(drawSurface))),
		Requests: w.requests(key),
		Chance:   w.chance(t, v.Start),
	}
}

// chance is rhythm over envelope.
func (w *World) chance(t *Trait, at spec.Time) float64 {
	if w.Population.Regular {
		return 1
	}
	rhythm := &w.Population.Rhythm
	if w.rhythms != nil {
		rhythm = &w.rhythms[t.Segment]
	}
	return rhythm.At(at) / w.Population.Envelope
}

func (w *World) requests(key rng.Key) uint16 {
	n := w.pages.Quantile(key.Uniform(drawRequests))
	return uint16(min(max(math.Round(n), 1), math.MaxUint16))
}
