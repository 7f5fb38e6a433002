package fault

import (
	"errors"
	"math"
	"testing"

	"marketsim/sim/spec"
)

// TestSumsThatWrapAroundEndTheRun: a sum may reach the last number that the ledger holds, and the next unit ends the run.
func TestSumsThatWrapAroundEndTheRun(t *testing.T) {
	for _, x := range []struct {
		sum, amount spec.Nano
		ends        bool
	}{{math.MaxInt64 - 1, 1, false}, {math.MaxInt64, 0, false}, {math.MaxInt64, 1, true}, {math.MaxInt64/2 + 2, math.MaxInt64 / 2, true}, {-3, 2, false}} {
		got, err := func() (next spec.Nano, err error) {
			defer func() {
				if e, ok := recover().(error); ok {
					err = e
				}
			}()
			return Grown(x.sum, x.amount, "a sum"), nil
		}()
		var overflow *Overflow
		if errors.As(err, &overflow) != x.ends || !x.ends && got != x.sum+x.amount {
			t.Errorf("%d and %d: %d, %v", x.sum, x.amount, got, err)
		}
	}
}
