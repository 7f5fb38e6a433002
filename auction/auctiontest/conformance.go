// Package auctiontest checks that a mechanism keeps the promises of package auction. Authors of plug-ins run the same suite
// as the built-in mechanisms:
//
//	func TestMine(t *testing.T) { auctiontest.Run(t, &Mine{}) }
package auctiontest

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/auction"
	"marketsim/auction/registry/readonly"
)

// Run checks a mechanism on random requests: winners are distinct and eligible, prices lie between reserve and bid,
// permuting candidates permutes the outcome, scaling all money scales all prices, a second run gives the same, also after another
// request, nothing that the mechanism holds changes, and nothing is allocated.
func Run(t *testing.T, m auction.Mechanism) {
	t.Helper()
	for name, check := range map[string]func(*rapid.T, auction.Mechanism){
		"WinnersAreDistinctAndPayBetweenReserveAndBid": feasible,
		"PermutingCandidatesPermutesOutcomes":          permuted,
		"ScalingMoneyScalesPrices":                     scaled,
		"RunIsPure":                                    pure,
	} {
		t.Run(name, func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { check(t, m) }) })
	}
	t.Run("BadBidsStayOutAndAreCounted", func(t *testing.T) { badBids(t, m) })
	t.Run("NothingIsAllocated", func(t *testing.T) { allocations(t, m) })
}

// DrawAny is Draw with any of the optional columns on top: quality, worth to Pinners, weights, soft floors, continuation.
func DrawAny(t *rapid.T) *auction.Request {
	q := Draw(t)
	optional := func(what string, of *rapid.Generator[float64]) (column []float64) {
		if rapid.Bool().Draw(t, "has "+what) {
			for range q.N {
				column = append(column, of.Draw(t, what))
			}
		}
		return column
	}
	q.Quality = optional("quality", rapid.Float64Range(0.2, 3))
	q.Value = optional("value", rapid.Float64Range(-1, 1))
	q.Weight = optional("weight", rapid.Float64Range(0.2, 3))
	q.Soft = optional("soft", rapid.SampledFrom([]float64{0, 0.5, 2}))
	q.Continue = optional("continue", rapid.Float64Range(0, 1))
	return q
}

// Draw makes a random request: up to 12 candidates, some below their reserve, some with equal scores, and up to 5 slots.
func Draw(t *rapid.T) *auction.Request {
	n := rapid.IntRange(0, 12).Draw(t, "candidates")
	q := &auction.Request{N: n, Key: rapid.Uint64().Draw(t, "key")}
	money := rapid.OneOf(rapid.SampledFrom([]float64{0, 0.5, 1}), rapid.Float64Range(0.001, 10))
	rate := rapid.OneOf(rapid.SampledFrom([]float64{0.5, 1}), rapid.Float64Range(0.001, 1))
	for i := range n {
		q.Bid = append(q.Bid, money.Draw(t, "bid"))
		q.Rate = append(q.Rate, rate.Draw(t, "rate"))
		q.Reserve = append(q.Reserve, rapid.SampledFrom([]float64{0, 0, 0.3}).Draw(t, "reserve"))
		q.ID = append(q.ID, uint64(i+1)*7919)
	}
	q.PCTR, q.PCVR = slices.Clone(q.Rate), slices.Clone(q.Rate)
	effect := 1.0
	for k := range rapid.IntRange(0, 5).Draw(t, "slots") {
		effect *= rapid.Float64Range(0.3, 1).Draw(t, "effect")
		q.Slots = append(q.Slots, auction.Slot{Effect: effect, Position: 2*k + 1})
	}
	return q
}

// Play runs a mechanism with an outcome of the right size.
func Play(m auction.Mechanism, q *auction.Request) *auction.Outcome {
	o := &auction.Outcome{Winner: make([]int32, len(q.Slots)), Price: make([]float64, len(q.Slots)), Score: make([]float64, q.N)}
	m.Run(q, o)
	return o
}

func feasible(t *rapid.T, m auction.Mechanism) {
	q := DrawAny(t)
	o := Play(m, q)
	seen := map[int32]bool{}
	for k, w := range o.Winner {
		switch {
		case w == -1:
			continue
		case w < 0 || int(w) >= q.N:
			t.Fatalf("slot %d went to candidate %d of %d", k, w, q.N)
		case seen[w]:
			t.Fatalf("candidate %d won twice", w)
		case q.Bid[w] <= 0 || q.Bid[w] < q.Reserve[w]:
			t.Fatalf("candidate %d won with bid %v below its reserve %v", w, q.Bid[w], q.Reserve[w])
		}
		seen[w] = true
		if p := o.Price[k]; !(p >= q.Reserve[w]-1e-12 && p <= q.Bid[w]) {
			t.Fatalf("slot %d: price %v is not between reserve %v and bid %v", k, p, q.Reserve[w], q.Bid[w])
		}
	}
}

func permuted(t *rapid.T, m auction.Mechanism) {
	q := DrawAny(t)
	o := Play(m, q)
	order := rapid.Permutation(indices(q.N)).Draw(t, "order")
	p := *q
	for _, column := range []*[]float64{&p.Bid, &p.Rate, &p.PCTR, &p.PCVR, &p.Reserve, &p.Quality, &p.Value, &p.Weight, &p.Soft, &p.Continue} {
		*column = pickAll(*column, order)
	}
	p.ID = pickAll(q.ID, order)
	r := Play(m, &p)
	for k := range o.Winner {
		a, b := o.Winner[k], r.Winner[k]
		if (a < 0) != (b < 0) || (a >= 0 && (int(a) != order[b] || math.Abs(o.Price[k]-r.Price[k]) > 1e-9)) {
			t.Fatalf("slot %d: %d at %v before, %d at %v after permuting by %v", k, a, o.Price[k], b, r.Price[k], order)
		}
	}
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func pickAll[T any](xs []T, order []int) []T {
	if xs == nil {
		return nil
	}
	out := make([]T, len(order))
	for i, j := range order {
		out[i] = xs[j]
	}
	return out
}

func scaled(t *rapid.T, m auction.Mechanism) {
	q := DrawAny(t)
	o := Play(m, q)
	c := rapid.SampledFrom([]float64{0.25, 2, 64}).Draw(t, "factor") // powers of two: exact in floating point
	p := *q
	p.Bid, p.Reserve, p.Value, p.Soft = times(q.Bid, c), times(q.Reserve, c), times(q.Value, c), times(q.Soft, c)
	r := Play(m, &p)
	for k := range o.Winner {
		if o.Winner[k] != r.Winner[k] || math.Abs(float64(o.Price[k]*c)-r.Price[k]) > 1e-9*c {
			t.Fatalf("slot %d: %d at %v, times %v: %d at %v", k, o.Winner[k], o.Price[k], c, r.Winner[k], r.Price[k])
		}
	}
}

func times(xs []float64, c float64) []float64 {
	out := slices.Clone(xs)
	for i := range out {
		out[i] *= c
	}
	return out
}

func pure(t *rapid.T, m auction.Mechanism) {
	q := DrawAny(t)
	bids, rates, ids := slices.Clone(q.Bid), slices.Clone(q.PCVR), slices.Clone(q.ID)
	a := Play(m, q)
	Play(m, DrawAny(t))
	b := Play(m, q)
	if !readonly.Asked(func() { Play(m, q) }, m) {
		t.Fatalf("an auction changes %+v; it is read-only: many goroutines run it at once", m)
	}
	if !slices.Equal(a.Winner, b.Winner) || !slices.Equal(a.Price, b.Price) {
		t.Fatalf("two runs on one request differ: %v %v, then %v %v", a.Winner, a.Price, b.Winner, b.Price)
	}
	if !slices.Equal(bids, q.Bid) || !slices.Equal(rates, q.PCVR) || !slices.Equal(ids, q.ID) {
		t.Fatalf("the mechanism changed the request: bids %v, were %v; conversion rates %v, were %v; ids %v, were %v", q.Bid, bids, q.PCVR, rates, q.ID, ids)
	}
}

func badBids(t *testing.T, m auction.Mechanism) {
	q := &auction.Request{N: 5, Bid: []float64{math.NaN(), -1, 0, math.Inf(1), 1}, Rate: []float64{1, 1, 1, 1, 1},
		PCTR: []float64{1, 1, 1, 1, 1}, PCVR: []float64{1, 1, 1, 1, 1}, ID: []uint64{1, 2, 3, 4, 5}, Slots: []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.5, Position: 2}}}
	o := Play(m, q)
	if !slices.Equal(o.Winner, []int32{4, -1}) {
		t.Errorf("winners %v, want only the candidate with a proper bid", o.Winner)
	}
	for i, s := range o.Score[:4] {
		if s > 0 {
			t.Errorf("candidate %d with bid %v has score %v, want none", i, q.Bid[i], s)
		}
	}
	if o.BadBids != 3 || o.BadScores != 0 {
		t.Errorf("%d bad bids and %d bad scores counted, want 3 and 0", o.BadBids, o.BadScores)
	}
	empty := &auction.Request{Slots: q.Slots}
	if o := Play(m, empty); !slices.Equal(o.Winner, []int32{-1, -1}) {
		t.Errorf("winners %v of no candidates", o.Winner)
	}
}

func allocations(t *testing.T, m auction.Mechanism) {
	q := rapid.Custom(Draw).Filter(func(q *auction.Request) bool { return q.N > 5 && len(q.Slots) > 1 }).Example(3)
	o := &auction.Outcome{Winner: make([]int32, len(q.Slots)), Price: make([]float64, len(q.Slots)), Score: make([]float64, q.N)}
	if n := testing.AllocsPerRun(100, func() { m.Run(q, o) }); n > 0 {
		t.Errorf("%v allocations per auction, want none", n)
	}
}
