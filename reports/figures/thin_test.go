package figures

import (
	"math"
	"slices"
	"testing"
)

// TestThin: a long curve keeps its peaks, its gaps, its ends' steps and the outermost bounds of its band, and a short one stays as it is.
func TestThin(t *testing.T) {
	const n = 8000
	xs, mean, lo, hi := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range mean {
		xs[i], mean[i] = float64(i), math.Sin(float64(i)/700)
		lo[i], hi[i] = mean[i]-0.1, mean[i]+0.1
	}
	mean[4321], hi[1234], lo[1237] = 9, 7, -7
	for i := 6400; i < 6416; i++ {
		mean[i] = math.NaN()
	}
	x, m, l, h := thin(xs, mean, lo, hi)
	if len(m) != 2*mostSteps || len(x) != len(m) || len(l) != len(m) || len(h) != len(m) {
		t.Fatalf("%d, %d, %d and %d points, want %d", len(x), len(m), len(l), len(h), 2*mostSteps)
	}
	if !slices.IsSorted(x) {
		t.Error("the curve runs backwards")
	}
	if i := slices.Index(m, 9); i < 0 || x[i] != 4321 {
		t.Error("the peak is not where it was")
	}
	if slices.Max(h) != 7 || slices.Min(l) != -7 {
		t.Errorf("the band reaches from %v to %v, want -7 to 7", slices.Min(l), slices.Max(h))
	}
	if !slices.ContainsFunc(m, math.IsNaN) {
		t.Error("the gap is closed")
	}
	if x, m, _, _ := thin(xs[:100], mean[:100], lo[:100], hi[:100]); len(x) != 100 || m[50] != mean[50] {
		t.Error("a short curve is changed")
	}
}
