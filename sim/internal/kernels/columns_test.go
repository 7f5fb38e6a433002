package kernels

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestVectorLoopsGiveTheSameBits compares the vector registers with the plain loops, bit by bit.
func TestVectorLoopsGiveTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 70).Draw(t, "candidates")
		dims := rapid.IntRange(1, 40).Draw(t, "dimensions")
		numbers := rapid.Float32Range(-50, 50)
		taste := rapid.SliceOfN(numbers, dims, dims).Draw(t, "taste")
		vectors := rapid.SliceOfN(numbers, 8*dims, 8*dims).Draw(t, "vectors")
		ads := rapid.SliceOfN(rapid.Int32Range(0, 7), n, n).Draw(t, "ads")
		got, want := make([]float32, n), make([]float32, n)
		Dots(got, taste, vectors, ads)
		DotsLoop(want, taste, vectors, ads)
		for j := range want {
			if math.Float32bits(got[j]) != math.Float32bits(want[j]) {
				t.Fatalf("dot %d is %v, want %v", j, got[j], want[j])
			}
		}
		wide := rapid.Float64Range(-40, 40)
		if rapid.Bool().Draw(t, "wild") {
			wide = rapid.Float64()
		}
		x := rapid.SliceOfN(wide, n, n).Draw(t, "x")
		y := append([]float64(nil), x...)
		Sigmoids(x)
		SigmoidsLoop(y)
		for j := range y {
			if math.Float64bits(x[j]) != math.Float64bits(y[j]) {
				t.Fatalf("sigmoid %d is %v, want %v", j, x[j], y[j])
			}
		}
	})
}
