package stats

import (
	"math"
	"testing"
)

// TestAmountsFallByAllAtMost: the relative interval of what cannot be negative ends at -100%, that of what can does not.
func TestAmountsFallByAllAtMost(t *testing.T) {
	base, candidate := []float64{4, 6, 5, 5}, []float64{0, 30, 1, 0}
	c := Compare(base, candidate, 0.95)
	if c.ChangeLo != -1 || !(c.ChangeHi > c.Change) || !(c.DifferenceLo < -5) {
		t.Errorf("relative interval %v to %v, difference from %v; want it to begin at -1", c.ChangeLo, c.ChangeHi, c.DifferenceLo)
	}
	candidate[3] = -0.01
	if c = Compare(base, candidate, 0.95); !(c.ChangeLo < -1) || math.IsNaN(c.ChangeLo) {
		t.Errorf("the interval of what can be negative begins at %v, want below -1", c.ChangeLo)
	}
}
