package tuning

import (
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/tune"
)

// TestLeadIsNotLuck: a lead of 1 in the mean over four replications whose differences are 0, 0, 2 and 2 has a 95% interval of +-3.18 x 1.155/2 = 1.84 and may be none; of 0.9, 0.9, 1.1 and 1.1 it is clear; one replication
// tells nothing. The report says which it is.
func TestLeadIsNotLuck(t *testing.T) {
	for _, x := range []struct {
		lead []float64
		near bool
	}{{[]float64{0, 0, 2, 2}, true}, {[]float64{0.9, 0.9, 1.1, 1.1}, false}, {[]float64{1, 1, 1}, false}, {[]float64{0, 0}, true}} {
		if band := tune.Interval(x.lead, 0.975); near(band) != x.near {
			t.Errorf("%v: %+v", x.lead, band)
		}
	}
	if !near(tune.Band{Mean: 1, Half: math.NaN()}) {
		t.Error("one replication has a clear lead")
	}
	d := &Decision{Replications: 8, Best: 1, Close: []int{0}, Strategies: []Strategy{{Name: "as it stands", Keeps: []bool{true}}, {Name: "ramped", Keeps: []bool{true}}, {Name: "tired", Keeps: []bool{false}}}}
	if got := d.lead(); !slices.Equal(got, []string{"ramped has the highest expectation, but not clearly: as it stands may be as good, since the 95% interval of the difference, paired over 8 fresh replications, holds 0."}) {
		t.Error(got)
	}
	if d.Close = nil; !strings.HasPrefix(strings.Join(d.lead(), ""), "ramped is clearly ahead of every other choice in expectation: ") {
		t.Error(d.lead())
	}
	d.Best, d.Strategies = 0, d.Strategies[1:]
	if d.lead() != nil {
		t.Errorf("one choice: %v", d.lead())
	}
}
