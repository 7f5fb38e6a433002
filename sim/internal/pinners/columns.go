// Package pinners holds the Pinners of a market: what they are, as columns over all of them; their potential sessions, which all arms
// share; what they remember of ads; and the count of them at the end of a day.
package pinners

import (
	"slices"
	"unsafe"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Trait is the exogenous part of a Pinner: what it is, whatever the market does. 24 bytes.
type Trait struct {
	Key     rng.Key
	Rate    float32 // base sessions a day
	Topic   uint16
	Segment uint8
	Source  int32 // index into the replayed stream; -1 is none
}

// Session is where a Pinner stands in its stream of potential sessions. 24 bytes.
type Session struct {
	Start   spec.Time // of the potential session that comes next, or of the running session
	Index   uint32    // its ordinal among the Pinner's potential sessions
	Left    uint16    // requests still to come in the running session
	Request uint16    // ordinal of the next request
	Ads     uint16    // served in the running session
	Hides   uint8
	Surface uint8
	State   uint8
}

// States of a Pinner.
const (
	Absent    uint8 = iota // the row is free
	Idle                   // waiting for a potential session
	Browsing               // in a session
	Departing              // left for good at the end of a day, but still in the calendar
	Departed               // and now out of it
)

// Fatigue is the fast state: fatigue as it was at a time. 16 bytes.
type Fatigue struct {
	At    spec.Time
	Level float32
}

// Day counts what a Pinner saw since the day began. 4 bytes.
type Day struct{ Sessions, Ads uint16 }

// Shown is what a Pinner was shown today beyond the counts, where the regime asks for it. 12 bytes.
type Shown struct {
	Relevance, Quality float32 // sums over the ads served
	Requests           uint16
}

// Columns is the whole population as columns. Together they take 92 bytes a Pinner besides its vector, and 4 in the wheel; what
// only some markets use is there only in them.
type Columns struct {
	Trait   []Trait
	Next    []spec.Time // when the Pinner acts next
	Session []Session
	Fatigue []Fatigue
	Slow    []spec.SlowState
	Day     []Day
	Shown   []Shown    // only where a regime asks for it
	Vector  []float32  // dimensions per Pinner
	History []Exposure // depth entries per Pinner
	Depth   int        // 0 while no campaign needs histories
	Free    []uint32   // rows that Pinners who left for good gave back
	Origins
}

// Bytes is the state of a Pinner besides its vector: its row in every column that all markets have, and its entry in the wheel.
const Bytes = int(unsafe.Sizeof(Trait{}) + unsafe.Sizeof(spec.Time(0)) + unsafe.Sizeof(Session{}) + unsafe.Sizeof(Fatigue{}) + unsafe.Sizeof(spec.SlowState{}) +
	unsafe.Sizeof(Day{}) + unsafe.Sizeof(uint32(0)))

// Clone copies the state for another arm. Vectors are shared as long as no Pinner can arrive.
func (p *Columns) Clone(sharedVectors bool) *Columns {
	q := &Columns{
		Trait: append([]Trait(nil), p.Trait...), Next: append([]spec.Time(nil), p.Next...),
		Session: append([]Session(nil), p.Session...), Fatigue: append([]Fatigue(nil), p.Fatigue...),
		Slow: append([]spec.SlowState(nil), p.Slow...), Day: append([]Day(nil), p.Day...),
		Free: append([]uint32(nil), p.Free...), Vector: p.Vector, Shown: append([]Shown(nil), p.Shown...), Origins: p.Origins.clone(),
		History: append([]Exposure(nil), p.History...), Depth: p.Depth,
	}
	if !sharedVectors {
		q.Vector = append([]float32(nil), p.Vector...)
	}
	return q
}

// open makes the first n rows. Nothing is written to them, so that the memory of each comes to the worker that places somebody there.
func (p *Columns) open(w *World, n int) {
	p.Trait, p.Next, p.Session, p.Fatigue = make([]Trait, n), make([]spec.Time, n), make([]Session, n), make([]Fatigue, n)
	p.Slow, p.Day, p.Vector = make([]spec.SlowState, n), make([]Day, n), make([]float32, n*w.Dims)
	if w.Needs.Requests || w.Needs.Quality {
		p.Shown = make([]Shown, n)
	}
}

// Row gives a free row, recycling those of Pinners who left.
func (p *Columns) Row(w *World) uint32 {
	if n := len(p.Free); n > 0 {
		i := p.Free[n-1]
		p.Free = p.Free[:n-1]
		return i
	}
	i := uint32(len(p.Trait))
	p.Trait, p.Next = append(p.Trait, Trait{}), append(p.Next, spec.Never)
	p.Session, p.Fatigue = append(p.Session, Session{}), append(p.Fatigue, Fatigue{})
	p.Slow, p.Day = append(p.Slow, spec.SlowState{}), append(p.Day, Day{})
	p.Vector = slices.Grow(p.Vector, w.Dims)[:len(p.Vector)+w.Dims]
	if w.Needs.Requests || w.Needs.Quality {
		p.Shown = append(p.Shown, Shown{})
	}
	p.History = append(p.History, make([]Exposure, p.Depth)...)
	return i
}

// Fetch asks for all columns of a Pinner.
func (p *Columns) Fetch(i uint32, dims int) {
	kernels.Prefetch(kernels.Address(&p.Next[i]), kernels.Address(&p.Session[i]), kernels.Address(&p.Trait[i]), kernels.Address(&p.Slow[i]))
	from, to := kernels.Address(&p.Fatigue[i]), kernels.Address(&p.Day[i])
	if dims > 0 {
		from, to = kernels.Address(&p.Vector[int(i)*dims]), kernels.Address(&p.Vector[int(i)*dims+dims-1])
	}
	kernels.Prefetch(kernels.Address(&p.Fatigue[i]), kernels.Address(&p.Day[i]), from, to)
}

// KeepHistories makes room for histories; nothing is kept while no campaign needs them.
func (p *Columns) KeepHistories(depth int) {
	if p.Depth == 0 {
		p.Depth = depth
		p.History = make([]Exposure, depth*len(p.Trait))
	}
}
