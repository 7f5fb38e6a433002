package pinners

import (
	"strconv"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// Populate draws everyone who is there at the start. Draws are keyed by name, so workers share the rows without a word.
func (w *World) Populate(from spec.Time, workers int) *Columns {
	p := &Columns{}
	if w.Stream != nil && w.Stream.Happened {
		for i, name := range w.Stream.Pinners {
			w.Place(p, p.Row(w), name, int(w.Stream.Segment[i]), from)
		}
		return p
	}
	p.open(w, w.Population.Count)
	fault.Share(workers, func(k int) {
		row := 0
		for s, n := range w.Initial {
			for o := range n {
				if row>>turnBits%workers == k { // in turns: some segments take longer to draw
					w.Place(p, uint32(row), Name(w.Population.Segments[s].Name, o), s, from)
				}
				row++
			}
		}
	})
	return p
}

// turnBits: workers take turns over 1,024 neighbouring Pinners.
const turnBits = 10

// Name is the stable name of a drawn Pinner.
func Name(segment string, ordinal int) string {
	var digits [20]byte // on the stack, unlike what strconv.Itoa makes: newcomers are named every day
	return segment + "/" + string(strconv.AppendInt(digits[:0], int64(ordinal), 10))
}

// Place makes row i the named Pinner, born at a time, and draws what it is.
func (w *World) Place(p *Columns, i uint32, name string, segment int, born spec.Time) {
	k := w.PinnerKey.Named(name)
	t := Trait{Key: k, Segment: uint8(segment), Source: -1}
	t.Rate = float32(w.Population.Segments[segment].SessionsPerDay.Quantile(k.Uniform(purpose.Rate)))
	t.Topic = uint16(Pick(w.TopicEdges, k.Uniform(purpose.Topic)))
	if w.Stream != nil {
		t.Source = -1
		if row, ok := w.byName[name]; ok {
			t.Source = row
		}
	}
	p.Trait[i] = t
	if w.Dims > 0 {
		at := int(i) * w.Dims
		w.DrawVector(p.Vector[at:at], k.With(purpose.Vector), int(t.Topic))
	}
	p.Session[i] = Session{State: Idle, Start: born}
	p.Fatigue[i] = Fatigue{At: born}
	p.Slow[i] = spec.SlowState{Activity: 1, Sightedness: 1}
	p.Day[i] = Day{}
	if len(p.Shown) > 0 {
		p.Shown[i] = Shown{}
	}
	clear(p.History[int(i)*p.Depth:][:p.Depth])
	w.firstPotential(&p.Trait[i], &p.Session[i], born)
	p.Next[i] = p.Session[i].Start
}
