package sim

import (
	"math"

	"marketsim/sim/internal/fault"
	"marketsim/sim/results"
)

// Overflow is the error of a run whose sums of money pass what the ledger can hold.
type Overflow = fault.Overflow

// sums is the money of all days so far, in floating point, which does not wrap.
type sums struct{ revenue, value, budgets float64 }

// note adds what a shard's cell holds.
func (s *sums) note(t *results.Tally) {
	s.revenue += math.Abs(float64(t.Revenue)) + math.Abs(float64(t.Overdelivery))
	s.value += math.Abs(float64(t.Value))
}

// verify ends the run when a sum over cells, hours, campaigns or days may have wrapped around.
func (s *sums) verify(r *results.DayResult) {
	for _, b := range r.Budgets {
		if b < 0 {
			panic(&fault.Overflow{Sum: "the sum of a day's budgets"})
		}
		s.budgets += float64(b)
	}
	for _, x := range []struct {
		sum  float64
		what string
	}{{s.revenue, "the sum of revenue"}, {s.value, "the sum of value"}, {s.budgets, "the sum of budgets"}} {
		if x.sum >= math.MaxInt64 {
			panic(&fault.Overflow{Sum: x.what})
		}
	}
}
