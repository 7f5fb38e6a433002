package calendar

import "math/bits"

// Queue is a radix heap of (time, id): the exact order of events, for engines that must see each event before the next.
// Pushes may not lie before the last popped time (a discrete-event simulation never schedules into its past), which is what
// lets an entry move at most 64 times, and usually once or twice, whatever the number pending. Events pop in (time, id)
// order. The zero Queue is empty and ready. Steady use does not allocate.
//
// Source: Ahuja, Mehlhorn, Orlin & Tarjan, "Faster algorithms for the shortest path problem", J. ACM 37 (1990).
type Queue struct {
	last    item
	buckets [97][]item // by the highest bit in which (time, id) differs from last: 64 bits of time, 32 of id
	n       int
}

type item struct {
	at uint64 // biased so that negative times come first
	id uint32
}

const bias = 1 << 63

func biased(at int64) uint64 { return uint64(at) ^ bias }

func (x item) less(y item) bool { return x.at < y.at || (x.at == y.at && x.id < y.id) }

// level is the bucket of an item relative to the last one popped.
func (q *Queue) level(x item) int {
	if d := x.at ^ q.last.at; d != 0 {
		return 32 + bits.Len64(d)
	}
	return bits.Len32(x.id ^ q.last.id)
}

// Push adds an event. An event before the last popped one is treated as due at once: it pops next.
func (q *Queue) Push(at int64, id uint32) {
	x := item{biased(at), id}
	if x.less(q.last) {
		q.rebase(x)
	}
	l := q.level(x)
	q.buckets[l] = append(q.buckets[l], x)
	q.n++
}

// rebase makes an earlier item the reference: everything is dealt out again. It happens only where an event of the same
// time but a smaller id is pushed after a larger one was popped.
func (q *Queue) rebase(x item) {
	all := make([]item, 0, q.n)
	for i := range q.buckets {
		all = append(all, q.buckets[i]...)
		q.buckets[i] = q.buckets[i][:0]
	}
	q.last = x
	for _, y := range all {
		l := q.level(y)
		q.buckets[l] = append(q.buckets[l], y)
	}
}

// settle brings the least event into bucket 0 and returns whether there is one.
func (q *Queue) settle() bool {
	if q.n == 0 {
		return false
	}
	if len(q.buckets[0]) > 0 {
		return true
	}
	l := 1
	for len(q.buckets[l]) == 0 {
		l++
	}
	least := q.buckets[l][0]
	for _, x := range q.buckets[l][1:] {
		if x.less(least) {
			least = x
		}
	}
	q.last = least
	for _, x := range q.buckets[l] {
		k := q.level(x)
		q.buckets[k] = append(q.buckets[k], x)
	}
	q.buckets[l] = q.buckets[l][:0]
	return true
}

// Peek tells the time of the next event; ok is false when there is none.
func (q *Queue) Peek() (at int64, ok bool) {
	if !q.settle() {
		return 0, false
	}
	return int64(q.last.at ^ bias), true
}

// Pop removes the next event; ok is false when there is none.
func (q *Queue) Pop() (at int64, id uint32, ok bool) {
	if !q.settle() {
		return 0, 0, false
	}
	b := q.buckets[0]
	x := b[len(b)-1]
	q.buckets[0] = b[:len(b)-1]
	q.n--
	return int64(x.at ^ bias), x.id, true
}

// Clone copies the queue.
func (q *Queue) Clone() *Queue {
	c := &Queue{last: q.last, n: q.n}
	for i, b := range q.buckets {
		c.buckets[i] = append([]item(nil), b...)
	}
	return c
}
