package sim

import (
	"fmt"
	"math"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Overflow is the error of a run whose sums of money pass what the ledger can hold. The loader refuses markets of which that can be
// expected; bids that a strategy makes up are seen only here.
type Overflow struct{ Sum string }

func (o *Overflow) Error() string {
	return fmt.Sprintf("%s passes %.3g, which is all that the ledger holds; state all money in a larger unit, such as thousands", o.Sum, math.MaxInt64/float64(spec.Unit))
}

// grown adds an amount that is not negative to a sum, and ends the run where the sum wraps around.
func grown(sum, amount spec.Nano, what string) spec.Nano {
	next := sum + amount
	if next < sum && amount > 0 {
		panic(&Overflow{what})
	}
	return next
}

// billable ends the run where one amount does not fit the ledger.
func billable(amount float64) {
	if amount > spec.MaxMoney {
		panic(&Overflow{fmt.Sprintf("one charge of %.3g", amount)})
	}
}

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
			panic(&Overflow{"the sum of a day's budgets"})
		}
		s.budgets += float64(b)
	}
	for _, x := range []struct {
		sum  float64
		what string
	}{{s.revenue, "the sum of revenue"}, {s.value, "the sum of value"}, {s.budgets, "the sum of budgets"}} {
		if x.sum >= math.MaxInt64 {
			panic(&Overflow{x.what})
		}
	}
}
