// Package calendar holds the pending events of a simulation. Wheel serves many entities whose order within a tick does not
// matter; Queue serves exact order. The cost per event of neither grows with the number pending.
package calendar

// Wheel keeps ids by the tick in which they are due: append-only slices, 4 bytes an entry and no pointers. Ids due beyond
// its span wait in an overflow that is dealt out again each time the wheel has turned once, so an entry far ahead is touched
// once per turn. Slices are reused: steady use does not allocate.
//
// Source: Varghese & Lauck, "Hashed and hierarchical timing wheels", SOSP 1987.
type Wheel struct {
	tick     int64
	slots    [][]uint32
	cursor   int64 // the tick at which Take begins
	turn     int64 // the tick at which the overflow is dealt out next
	overflow []later
	spare    []later
}

type later struct {
	tick int64
	id   uint32
}

// NewWheel makes a wheel whose ticks are that many units of time long, with the cursor at the tick of start. It panics when
// tick or slots is not positive.
func NewWheel(start, tick int64, slots int) *Wheel {
	if tick <= 0 || slots <= 0 {
		panic("calendar: a wheel needs a positive tick and a positive number of slots")
	}
	w := &Wheel{tick: tick, slots: make([][]uint32, slots)}
	w.cursor = floorDiv(start, tick)
	w.turn = w.cursor + int64(slots)
	return w
}

// Add schedules an id. A time before the cursor counts as due in the cursor's tick.
func (w *Wheel) Add(id uint32, at int64) {
	t := max(floorDiv(at, w.tick), w.cursor)
	if t >= w.turn {
		w.overflow = append(w.overflow, later{t, id})
		return
	}
	w.put(id, t)
}

func (w *Wheel) put(id uint32, tick int64) {
	n := int64(len(w.slots))
	i := tick % n
	if i < 0 {
		i += n
	}
	if w.slots[i] == nil {
		w.slots[i] = make([]uint32, 0, firstRoom)
	}
	w.slots[i] = append(w.slots[i], id)
}

// firstRoom spares a slot its first reallocations.
const firstRoom = 16

// Take appends to into the ids of every tick that begins before until, and removes them. A tick that until cuts is taken
// whole and stays open: the caller adds back what is not yet due.
func (w *Wheel) Take(until int64, into []uint32) []uint32 {
	for w.cursor*w.tick < until {
		if w.cursor == w.turn {
			w.deal()
		}
		n := int64(len(w.slots))
		i := w.cursor % n
		if i < 0 {
			i += n
		}
		into = append(into, w.slots[i]...)
		w.slots[i] = w.slots[i][:0]
		if (w.cursor+1)*w.tick > until {
			return into
		}
		w.cursor++
	}
	return into
}

// deal moves what is due within the next turn from the overflow into the slots.
func (w *Wheel) deal() {
	w.turn = w.cursor + int64(len(w.slots))
	w.overflow, w.spare = w.spare[:0], w.overflow
	for _, l := range w.spare {
		if l.tick < w.turn {
			w.put(l.id, l.tick)
			continue
		}
		w.overflow = append(w.overflow, l)
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
