package fault

import (
	"fmt"
	"math"

	"marketsim/sim/spec"
)

// Overflow is the error of a run whose sums of money pass what the ledger can hold. The loader refuses markets of which that can be
// expected; bids that a strategy makes up are seen only here.
type Overflow struct{ Sum string }

// Error names the sum and the remedy.
func (o *Overflow) Error() string {
	return fmt.Sprintf("%s passes %.3g billion, which is all that the ledger holds; state all money in a larger unit, such as thousands", o.Sum, math.MaxInt64/float64(spec.Unit)/1e9)
}

// Grown adds an amount that is not negative to a sum, and ends the run where the sum wraps around.
func Grown(sum, amount spec.Nano, what string) spec.Nano {
	next := sum + amount
	if next < sum && amount > 0 {
		panic(&Overflow{what})
	}
	return next
}

// Billable ends the run where one amount does not fit the ledger.
func Billable(amount float64) {
	if amount > spec.MaxMoney {
		panic(&Overflow{fmt.Sprintf("one charge of %.3g billion", amount/1e9)})
	}
}
