package auction_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/auction"
	"marketsim/auction/auctiontest"
)

// holding is a random request with up to three reservations.
func holding(t *rapid.T) *auction.Request {
	q := auctiontest.Draw(t)
	for range q.N {
		q.Admits = append(q.Admits, rapid.Uint64Range(0, 15).Draw(t, "admits"))
	}
	for k := range q.Slots {
		q.Slots[k].For = rapid.IntRange(0, 3).Draw(t, "for")
	}
	return q
}

func outcome(q *auction.Request) *auction.Outcome {
	return &auction.Outcome{Winner: make([]int32, len(q.Slots)), Price: make([]float64, len(q.Slots)), Score: make([]float64, q.N)}
}

// TestReservedSlotsAreAuctionsOfTheirOwn: what stands in the slots of a reservation, and at which prices, is what the mechanism makes of these slots
// and of the candidates admitted to them who have no slot yet, as if there were nobody else; the open slots come last.
func TestReservedSlotsAreAuctionsOfTheirOwn(t *testing.T) {
	for _, name := range auction.Mechanisms.Names() {
		m, _ := auction.Mechanisms.Get(name)
		t.Run(name, func(t *testing.T) {
			var memory auction.Reserved
			rapid.Check(t, func(t *rapid.T) {
				q := holding(t)
				o := outcome(q)
				memory.Run(m, 3, q, o)
				taken := map[int32]bool{}
				for _, number := range []int{1, 2, 3, 0} {
					who, at, want := apart(m, q, number, taken)
					for n, k := range at {
						winner := want.Winner[n]
						if winner >= 0 {
							winner = who[winner]
							taken[winner] = true
						}
						if o.Winner[k] != winner || o.Price[k] != want.Price[n] {
							t.Fatalf("slot %d, reservation %d: candidate %d at %v, want %d at %v", k, number, o.Winner[k], o.Price[k], winner, want.Price[n])
						}
					}
				}
			})
		})
	}
}

// apart runs a mechanism on the slots of one reservation and its candidates alone.
func apart(m auction.Mechanism, q *auction.Request, number int, taken map[int32]bool) (who []int32, at []int, o *auction.Outcome) {
	p := &auction.Request{Key: q.Key}
	for i := range q.N {
		if q.Admits[i]>>number&1 == 0 || taken[int32(i)] {
			continue
		}
		who = append(who, int32(i))
		p.N++
		p.Bid, p.Rate, p.Reserve, p.ID = append(p.Bid, q.Bid[i]), append(p.Rate, q.Rate[i]), append(p.Reserve, q.Reserve[i]), append(p.ID, q.ID[i])
	}
	p.PCTR, p.PCVR = p.Rate, p.Rate
	for k, s := range q.Slots {
		if s.For == number {
			at, p.Slots = append(at, k), append(p.Slots, s)
		}
	}
	o = outcome(p)
	m.Run(p, o)
	return who, at, o
}

// TestReservedSlotsOfAssignments: what each ad brings in each slot is that of the slots of the reservation. Slot 2 is reserved for the first and the last
// ad, of which the last brings more there, although it brings less in the open slots.
func TestReservedSlotsOfAssignments(t *testing.T) {
	m, _ := auction.Mechanisms.Get("vcg_assignment")
	q := &auction.Request{N: 3, Bid: []float64{1, 1, 1}, Rate: []float64{1, 1, 1}, PCTR: []float64{1, 1, 1}, PCVR: []float64{1, 1, 1}, ID: []uint64{1, 2, 3}, Admits: []uint64{3, 1, 3},
		Matrix: []float64{0.9, 0.2, 0.1, 0.5, 0.3, 0.9, 0.1, 0.4, 0.2},
		Slots:  []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.9, Position: 2, For: 1}, {Effect: 0.8, Position: 3}}}
	o := outcome(q)
	var memory auction.Reserved
	memory.Run(m, 1, q, o)
	if want := []int32{0, 2, 1}; !slices.Equal(o.Winner, want) {
		t.Errorf("winners %v, want %v", o.Winner, want)
	}
}

// TestReservedSlotsWithNone: where every slot is open to everybody, a page is what the mechanism makes of it, mishaps included.
func TestReservedSlotsWithNone(t *testing.T) {
	m, _ := auction.Mechanisms.Get("gsp")
	rapid.Check(t, func(t *rapid.T) {
		q := auctiontest.Draw(t)
		if q.N > 0 {
			q.Bid[0] = -1
		}
		q.Admits = slices.Repeat([]uint64{1}, q.N)
		got, want := outcome(q), outcome(q)
		var memory auction.Reserved
		memory.Run(m, 3, q, got)
		m.Run(q, want)
		if !slices.Equal(got.Winner, want.Winner) || !slices.Equal(got.Price, want.Price) || got.BadBids != want.BadBids && len(q.Slots) > 0 {
			t.Fatalf("%v at %v with %d bad bids, want %v at %v with %d", got.Winner, got.Price, got.BadBids, want.Winner, want.Price, want.BadBids)
		}
	})
}

// TestReservedSlotsAllocateNothing: once the memory has its size.
func TestReservedSlotsAllocateNothing(t *testing.T) {
	m, _ := auction.Mechanisms.Get("gsp")
	q := &auction.Request{N: 3, Bid: []float64{1, 2, 3}, Rate: []float64{1, 1, 1}, ID: []uint64{1, 2, 3}, Admits: []uint64{1, 3, 2},
		Slots: []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.5, Position: 2, For: 1}}}
	o := outcome(q)
	var memory auction.Reserved
	memory.Run(m, 1, q, o)
	if n := testing.AllocsPerRun(100, func() { memory.Run(m, 1, q, o) }); n > 0 {
		t.Errorf("%v allocations, want none", n)
	}
	if o.Winner[0] != 1 || o.Winner[1] != 2 || o.Price[0] != 1 || o.Price[1] != 2 {
		t.Errorf("%v at %v, want candidates 1 and 2 at 1 and 2", o.Winner, o.Price)
	}
}
