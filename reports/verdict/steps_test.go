package verdict

import (
	"math"
	"slices"
	"testing"

	"marketsim/reports"
	"marketsim/sim/ask"
)

// TestStepsOfHolm: three checks have six sides. The smallest p is decided at the first step, the others at the step that rejects nothing; a check
// without a p value waits at the first.
func TestStepsOfHolm(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		p    []float64
		want []float64
	}{
		{[]float64{0.001, 0.999, 0.004, 0.996, 0.4, 0.6}, []float64{6, 5, 4}},
		{[]float64{0.4, 0.6, 0.3, 0.7, 0.5, 0.5}, []float64{6, 6, 6}},
		{[]float64{nan, nan, nan, nan, 0.001, 0.999}, []float64{6, 6, 2}},
	} {
		if got := steps(c.p, 0.05, "holm"); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.p, got, c.want)
		}
	}
	if got := steps([]float64{0.001, 0.999, 0.4, 0.6}, 0.05, "none"); !slices.Equal(got, []float64{2, 2}) {
		t.Errorf("without a correction: %v", got)
	}
}

// TestAtTheLevel: a p value equal to the level decides nothing, on either side; any smaller one does.
func TestAtTheLevel(t *testing.T) {
	for _, c := range []struct {
		above, below float64
		want         string
	}{
		{0.05, 0.95, reports.Inconclusive}, {math.Nextafter(0.05, 0), 0.95, reports.Pass},
		{0.95, 0.05, reports.Inconclusive}, {0.95, math.Nextafter(0.05, 0), reports.Fail},
	} {
		x := trial{ask: &ask.Check{Rule: ask.Rule{Op: ">"}}, arm: []float64{1, 2, 4}, z: []float64{1, 2, 4}}
		if x.settle(3, c.above, c.below, 0.05); x.status != c.want || x.adjusted != min(c.above, c.below) {
			t.Errorf("p %v above and %v below at a level of 5%%: %s, p %v; want %s", c.above, c.below, x.status, x.adjusted, c.want)
		}
	}
}

// TestWhatIsDrawn: where one world is played many times the worlds are counted, else the replications.
func TestWhatIsDrawn(t *testing.T) {
	if one, many := drawn(1), drawn(2); one != "replication" || many != "world" {
		t.Errorf("of one each %q, of two %q", one, many)
	}
}
