package auction

import "math"

// MostReservations is how many reservations a policy may have: a candidate's are bits of one word, of which the first stands for open slots.
const MostReservations = 63

// Reserved runs a mechanism on pages on which some slots are reserved for some candidates (Slot.For, Request.Admits). It runs one auction
// for each reservation, in the order of their numbers, among the candidates that it admits; then one for the open slots. A winner takes no
// part in later ones, so that an advertiser has one ad on the page. Each auction alone is as truthful as the mechanism; a candidate that is
// eligible in several of them can gain by misreporting. The struct holds reused memory.
type Reserved struct {
	in     Request
	out    Outcome
	at     []int32 // slots of the page that are auctioned together
	slots  []Slot
	bid    []float64 // of those who take part; 0 of the others
	matrix []float64
}

// Run is Mechanism.Run of a page with reservations 1 to last. Nothing is allocated once the columns have their size.
func (r *Reserved) Run(m Mechanism, last int, q *Request, o *Outcome) {
	r.in, r.bid = *q, room(r.bid, q.N)
	r.out.Score = room(r.out.Score, q.N)
	o.clear(0, len(q.Slots))
	for i := range o.Score[:q.N] {
		o.Score[i] = math.Inf(-1)
	}
	for number := 1; number <= last; number++ {
		r.part(m, number, q, o)
	}
	r.part(m, 0, q, o)
	o.BadBids, o.BadScores = o.BadBids+r.out.BadBids, o.BadScores+r.out.BadScores
	r.out.Mishaps = Mishaps{}
}

// part auctions the slots of one reservation, 0 being the open ones, among those who may have them and have none.
func (r *Reserved) part(m Mechanism, number int, q *Request, o *Outcome) {
	r.at, r.slots = r.at[:0], r.slots[:0]
	for k := range q.Slots {
		if q.Slots[k].For == number {
			r.at, r.slots = append(r.at, int32(k)), append(r.slots, q.Slots[k])
		}
	}
	if len(r.at) == 0 {
		return
	}
	r.admit(number, q, o)
	r.brings(q)
	r.in.Bid, r.in.Slots = r.bid, r.slots
	r.out.Winner, r.out.Price = room(r.out.Winner, len(r.at)), room(r.out.Price, len(r.at))
	m.Run(&r.in, &r.out)
	for n, k := range r.at {
		o.Winner[k], o.Price[k] = r.out.Winner[n], r.out.Price[n]
	}
	for i, s := range r.out.Score[:q.N] {
		o.Score[i] = max(o.Score[i], s)
	}
}

// admit fills the bids of those who take part: admitted, and without a slot so far.
func (r *Reserved) admit(number int, q *Request, o *Outcome) {
	for i, bid := range q.Bid[:q.N] {
		if r.bid[i] = bid; q.Admits[i]&(1<<number) == 0 {
			r.bid[i] = 0
		}
	}
	for _, i := range o.Winner[:len(q.Slots)] {
		if i >= 0 {
			r.bid[i] = 0
		}
	}
}

// brings cuts the slots at hand out of what each ad brings in each slot.
func (r *Reserved) brings(q *Request) {
	if q.Matrix == nil {
		return
	}
	r.matrix = room(r.matrix, q.N*len(r.at))
	for i := range q.N {
		for n, k := range r.at {
			r.matrix[i*len(r.at)+n] = q.Matrix[i*len(q.Slots)+int(k)]
		}
	}
	r.in.Matrix = r.matrix
}

// room is memory of n entries, whatever is in it.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}
