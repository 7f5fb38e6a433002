package auction_test

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marketsim/auction"
	"marketsim/auction/auctiontest"
)

// table draws a request with a table of rates by slot in which zeros and equal entries are frequent.
func table(t *rapid.T) *auction.Request {
	q := auctiontest.Draw(t)
	q.N, q.Slots, q.Reserve = min(q.N, 6), q.Slots[:min(3, len(q.Slots))], nil
	entry := rapid.OneOf(rapid.Just(0.0), rapid.SampledFrom([]float64{0.25, 0.5, 1}), rapid.Float64Range(0, 1))
	for range q.N * len(q.Slots) {
		q.Matrix = append(q.Matrix, entry.Draw(t, "rate in slot"))
	}
	return q
}

// TestAssignmentWithZerosAndTies holds allocation and payments against brute force over all lists: total worth is the largest
// there is, and each winner pays what the others would gain without it.
func TestAssignmentWithZerosAndTies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := table(t)
		slots := len(q.Slots)
		without := int32(-1)
		worth := func(list []int32) (sum float64) {
			for k, i := range list {
				if i >= 0 && i != without {
					sum += q.Bid[i] * q.Matrix[int(i)*slots+k]
				}
			}
			return sum
		}
		o := auctiontest.Play(mechanism("vcg_assignment", 1), q)
		got := worth(o.Winner)
		if want := best(worth, nil, q.N, slots); !(math.Abs(got-want) <= 1e-9) {
			t.Fatalf("winners %v are worth %v, want %v", o.Winner, got, want)
		}
		for k, i := range o.Winner {
			if i < 0 {
				continue
			}
			rate := q.Matrix[int(i)*slots+k]
			if rate <= 0 {
				t.Fatalf("candidate %d got slot %d, in which it brings nothing", i, k)
			}
			without = i
			loss := best(worth, nil, q.N, slots) - worth(o.Winner)
			without = -1
			if pays := o.Price[k] * rate; !(math.Abs(pays-loss) <= 1e-9) {
				t.Fatalf("candidate %d pays %v for slot %d, the others lose %v", i, pays, k, loss)
			}
		}
	})
}

// FuzzAssignmentEnds plays tables of any numbers at all: the auction ends, with distinct winners and prices up to the bid.
func FuzzAssignmentEnds(f *testing.F) {
	for _, seed := range [][]float64{{1, 0.5, 0.25, 0.125, 1, 0.5, math.Inf(1), math.NaN()}, {1, 0.5, 0, 5e-324, math.MaxFloat64, -1}} {
		var raw []byte
		for _, x := range seed {
			raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(x))
		}
		f.Add(uint8(3), uint8(3), raw)
		f.Add(uint8(8), uint8(4), raw)
	}
	f.Fuzz(func(t *testing.T, n, slots uint8, raw []byte) {
		q := &auction.Request{N: int(n % 9)}
		number := func(at int) float64 {
			var word [8]byte
			if len(raw) > 0 {
				copy(word[:], raw[at*8%len(raw):])
			}
			return math.Float64frombits(binary.LittleEndian.Uint64(word[:]))
		}
		for k := range int(slots % 6) {
			q.Slots = append(q.Slots, auction.Slot{Effect: 1 / float64(k+1), Position: k + 1})
		}
		for i := range q.N {
			q.Bid, q.Rate, q.ID = append(q.Bid, math.Abs(number(i))), append(q.Rate, number(i+3)), append(q.ID, uint64(i+1)*7919)
		}
		for at := range q.N * len(q.Slots) {
			q.Matrix = append(q.Matrix, number(at+1))
		}
		done := make(chan *auction.Outcome, 1)
		go func() { done <- auctiontest.Play(mechanism("vcg_assignment", 1), q) }()
		select {
		case o := <-done:
			for k, i := range o.Winner {
				if i >= 0 && (slices.Index(o.Winner, i) != k || !(o.Price[k] >= 0 && o.Price[k] <= q.Bid[i])) {
					t.Fatalf("winners %v at %v of bids %v", o.Winner, o.Price, q.Bid)
				}
			}
		case <-time.After(30 * time.Second):
			t.Fatal("the auction does not end")
		}
	})
}
