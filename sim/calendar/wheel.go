// Package calendar holds the pending events of a simulation. Wheel serves many entities whose order within a tick does not
// matter; Queue serves exact order. The cost per event of neither grows with the number pending.
package calendar

import "math/bits"

// Wheel keeps ids by the tick in which they are due, in chunks from one pool: 4 bytes an entry and no pointers. Chunks are reused, the
// last emptied first, so that memory is what is pending and stays in the cache. What is due beyond the span of the slots waits in 64
// bags of one span each, at 8 bytes an entry, and is dealt out when its turn comes, so an entry is touched twice however far ahead it
// lies; only what lies beyond all bags is looked at again, once in 64 turns. Steady use does not allocate.
//
// Source: Varghese & Lauck, "Hashed and hierarchical timing wheels", SOSP 1987.
type Wheel struct {
	tick    int64
	inverse uint64 // floor((2^64-1)/tick): a multiplication in place of a division
	origin  int64  // the time at which tick 0 begins
	cursor  int64  // the tick at which Take begins, counted from the origin
	turn    int64  // the tick at which the next bag is dealt out
	slots   []slot
	shift   uint // log2 of the slots
	pool    []chunk
	free    uint32     // the first empty chunk
	bags    [bags]slot // ids, each with its slot after it
	dealt   []uint32   // the bag that is being dealt out
	beyond  []far
	spare   []far
}

// slot is the entries of a tick or a bag: a list of chunks of which the first holds n, the others are full. Chunk numbers are from 1.
type slot struct{ head, n uint32 }

// chunk is some entries of one slot, 252 bytes.
type chunk struct {
	ids  [room]uint32
	next uint32
}

const (
	room = 62 // even, so that a bag's pairs are not divided
	bags = 64
)

type far struct {
	tick int64
	id   uint32
}

// NewWheel makes a wheel whose ticks are that many units of time long, with the cursor at the tick of start. The number of slots is
// rounded up to a power of 2. It panics when tick or slots is not positive.
func NewWheel(start, tick int64, slots int) *Wheel {
	if tick <= 0 || slots <= 0 {
		panic("calendar: a wheel needs a positive tick and a positive number of slots")
	}
	w := &Wheel{tick: tick, inverse: ^uint64(0) / uint64(tick), origin: floorDiv(start, tick) * tick, shift: uint(bits.Len(uint(slots - 1)))}
	w.slots = make([]slot, 1<<w.shift)
	w.turn = int64(len(w.slots))
	return w
}

// Add schedules an id. A time before the cursor counts as due in the cursor's tick.
func (w *Wheel) Add(id uint32, at int64) {
	t := w.cursor
	if at > w.origin {
		t = max(t, w.tickOf(uint64(at)-uint64(w.origin)))
	}
	if t < w.turn {
		w.put(id, t)
		return
	}
	w.keep(id, t)
}

// tickOf divides a time since the origin by the tick.
func (w *Wheel) tickOf(since uint64) int64 {
	q, _ := bits.Mul64(since, w.inverse)
	for rest := since - q*uint64(w.tick); rest >= uint64(w.tick); rest -= uint64(w.tick) {
		q++
	}
	return int64(q)
}

func (w *Wheel) put(id uint32, tick int64) {
	s := &w.slots[int(tick)&(len(w.slots)-1)]
	if s.head == 0 || s.n == room {
		w.extend(s)
	}
	w.pool[s.head-1].ids[s.n] = id
	s.n++
}

// extend puts an empty chunk at the head of a slot.
func (w *Wheel) extend(s *slot) {
	i := w.free
	if i == 0 {
		w.pool = append(w.pool, chunk{})
		i = uint32(len(w.pool))
	} else {
		w.free = w.pool[i-1].next
	}
	w.pool[i-1].next = s.head
	s.head, s.n = i, 0
}

// drain appends the entries of a slot to into and gives its chunks back.
func (w *Wheel) drain(s *slot, into []uint32) []uint32 {
	n := s.n
	for i := s.head; i != 0; n = room {
		c := &w.pool[i-1]
		into = append(into, c.ids[:n]...)
		next := c.next
		c.next, w.free = w.free, i
		i = next
	}
	*s = slot{}
	return into
}

// keep puts what is due after this turn into the bag of its turn.
func (w *Wheel) keep(id uint32, tick int64) {
	if tick-w.turn >= int64(len(w.slots))*bags {
		w.beyond = append(w.beyond, far{tick, id})
		return
	}
	b := &w.bags[tick>>w.shift%bags]
	if b.head == 0 || b.n == room {
		w.extend(b)
	}
	ids := &w.pool[b.head-1].ids
	ids[b.n], ids[b.n+1] = id, uint32(tick&int64(len(w.slots)-1))
	b.n += 2
}

// Take appends to into the ids of every tick that begins before until, and removes them. A tick that until cuts is taken
// whole and stays open: the caller adds back what is not yet due.
func (w *Wheel) Take(until int64, into []uint32) []uint32 {
	for w.origin+w.cursor*w.tick < until {
		if w.cursor == w.turn {
			w.deal()
		}
		into = w.drain(&w.slots[int(w.cursor)&(len(w.slots)-1)], into)
		if w.origin+(w.cursor+1)*w.tick > until {
			return into
		}
		w.cursor++
	}
	return into
}

// deal puts the bag of the turn that begins into the slots and, once in 64 turns, what lay beyond all bags into them.
func (w *Wheel) deal() {
	w.dealt = w.drain(&w.bags[w.turn>>w.shift%bags], w.dealt[:0])
	for i := 0; i < len(w.dealt); i += 2 {
		w.put(w.dealt[i], int64(w.dealt[i+1]))
	}
	w.turn += int64(len(w.slots))
	if w.turn>>w.shift%bags != 0 {
		return
	}
	w.beyond, w.spare = w.spare[:0], w.beyond
	for _, f := range w.spare {
		w.keep(f.id, f.tick)
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
