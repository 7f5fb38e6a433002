package estimate

import "testing"

// TestBootstrapPByHand: twice the smaller share of draws on one side of 0, at least 2 over their number, at most 1.
func TestBootstrapPByHand(t *testing.T) {
	draws := func(below int) (out []float64) {
		for i := range 1000 {
			out = append(out, float64(i-below)+0.5)
		}
		return out
	}
	for below, want := range map[int]float64{0: 0.002, 10: 0.02, 990: 0.02, 500: 1, 1000: 0.002} {
		if got := bootstrapP(draws(below)); got != want {
			t.Errorf("%d of 1000 below 0: p %v, want %v", below, got, want)
		}
	}
	if got := bootstrapP(make([]float64, 10)); got != 1 {
		t.Errorf("all at 0: p %v, want 1", got)
	}
}
