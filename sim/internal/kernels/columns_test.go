package kernels

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/sim/rng"
)

// TestVectorLoopsGiveTheSameBits compares the vector registers with the plain loops, bit by bit.
func TestVectorLoopsGiveTheSameBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 70).Draw(t, "candidates")
		dims := rapid.IntRange(1, 40).Draw(t, "dimensions")
		numbers := rapid.Float32Range(-50, 50)
		interests := rapid.SliceOfN(numbers, dims, dims).Draw(t, "interests")
		vectors := rapid.SliceOfN(numbers, 8*dims, 8*dims).Draw(t, "vectors")
		ads := rapid.SliceOfN(rapid.Int32Range(0, 7), n, n).Draw(t, "ads")
		got, want := make([]float32, n), make([]float32, n)
		Dots(got, interests, vectors, ads)
		DotsLoop(want, interests, vectors, ads)
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

// TestBits holds the very bits of dots and sigmoids, whatever the processor and the build: vector registers, plain loops (-tags purego),
// arm64. A bit that changes here changes every digest.
func TestBits(t *testing.T) {
	key, h := rng.Root(3, 0), uint64(14695981039346656037)
	for n := range 64 {
		dims, k := 1+n%19, key.With(uint64(n))
		interests, vectors, ads := make([]float32, dims), make([]float32, 8*dims), make([]int32, n)
		for i := range interests {
			interests[i] = float32(float64(4*k.With(1).Uniform(uint64(i))) - 2)
		}
		for i := range vectors {
			vectors[i] = float32(float64(4*k.With(2).Uniform(uint64(i))) - 2)
		}
		x, near := make([]float64, n), make([]float32, n)
		for i := range ads {
			ads[i], x[i] = int32(i%8), float64(80*k.With(3).Uniform(uint64(i)))-40
		}
		Dots(near, interests, vectors, ads)
		Sigmoids(x)
		for i := range x {
			h = (h ^ math.Float64bits(x[i])) * 1099511628211
			h = (h ^ uint64(math.Float32bits(near[i]))) * 1099511628211
		}
	}
	const want = 0xf66865f6113afc68
	if h != want {
		t.Errorf("bits hash to %#x, want %#x", h, uint64(want))
	}
}
