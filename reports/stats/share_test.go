package stats

import (
	"math"
	"testing"
)

// TestShareInterval: the interval's ends are where so few, or so many, come out with a chance of 2.5%: of 6 of 6 the root .025^(1/6); of 5 of 10 the values of
// published tables (Brownlee 1965), .187 and .813.
func TestShareInterval(t *testing.T) {
	for _, x := range []struct {
		k, n              int
		lo, hi, tolerance float64
	}{{6, 6, math.Pow(0.025, 1./6), 1, 1e-9}, {0, 6, 0, 1 - math.Pow(0.025, 1./6), 1e-9}, {5, 10, 0.1871, 0.8129, 5e-5}, {0, 0, 0, 1, 0}} {
		if lo, hi := ShareInterval(x.k, x.n, 0.95); math.Abs(lo-x.lo) > x.tolerance || math.Abs(hi-x.hi) > x.tolerance {
			t.Errorf("%d of %d: %.6f to %.6f, want %.6f to %.6f", x.k, x.n, lo, hi, x.lo, x.hi)
		}
	}
	for _, x := range []struct {
		k, n    int
		p, want float64
	}{{0, 3, 0.1, 1}, {3, 3, 0.1, 0.001}, {1, 2, 0.5, 0.75}, {0, 0, 0.5, 1}} {
		if got := AtLeast(x.k, x.n, x.p); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%d or more of %d with %v: %v, want %v", x.k, x.n, x.p, got, x.want)
		}
	}
}
