package rng

import (
	"math"
	"testing"
)

// TestStreamsNeverChange pins draws: a change here changes the result of every scenario.
func TestStreamsNeverChange(t *testing.T) {
	if k := Root(42, 0).Named("core/7").With(3); k != golden42 {
		t.Errorf("key is %#x, want %#x", uint64(k), uint64(golden42))
	}
}

// TestUniformity is a chi-square test over 256 cells of neighbouring indices of one stream and of one index of neighbouring
// streams; 255 degrees of freedom, mean 255, SD 22.6, tolerance 5 SD.
func TestUniformity(t *testing.T) {
	const n = 1 << 18
	draws := map[string]func(i uint64) float64{
		"indices": func(i uint64) float64 { return Root(1, 0).Uniform(i) },
		"streams": func(i uint64) float64 { return Root(1, 0).With(i).Uniform(7) },
		"seeds":   func(i uint64) float64 { return Root(i, 0).Uniform(7) },
	}
	for name, draw := range draws {
		t.Run(name, func(t *testing.T) {
			var cells [256]float64
			previous, product := 0.5, 0.0
			for i := range uint64(n) {
				u := draw(i)
				cells[int(u*256)]++
				product += (u - 0.5) * (previous - 0.5)
				previous = u
			}
			chi := 0.0
			for _, c := range cells {
				chi += (c - n/256) * (c - n/256) / (n / 256)
			}
			if math.Abs(chi-255) > 5*22.6 {
				t.Errorf("chi-square %v, want 255 within 113", chi)
			}
			if r := product / n * 12; math.Abs(r) > 5/math.Sqrt(n) {
				t.Errorf("neighbours correlate by %v", r)
			}
		})
	}
}

// TestFloatStaysInside checks the ends of the open interval.
func TestFloatStaysInside(t *testing.T) {
	if lo, hi := Key(0).Float(), Key(math.MaxUint64).Float(); lo <= 0 || hi >= 1 {
		t.Errorf("the ends are %v and %v", lo, hi)
	}
}

// TestSuperposition: of two merged Poisson streams of rates 3 and 5 the first event comes from the first with probability
// 3/8, and the gap to it is Exp(8) (catalogue P-H5 (i)).
func TestSuperposition(t *testing.T) {
	const n = 1_000_000
	first, gaps := 0.0, 0.0
	for i := range uint64(n) {
		k := Root(3, 0).With(i)
		a, b := k.Exp(0)/3, k.Exp(1)/5
		gaps += min(a, b)
		if a < b {
			first++
		}
	}
	if share := first / n; math.Abs(share-0.375) > 0.0019 {
		t.Errorf("share %v, want 0.375 within 0.0019", share)
	}
	if mean := gaps / n; math.Abs(mean-0.125) > 4*0.125/math.Sqrt(n) {
		t.Errorf("mean gap %v, want 0.125", mean)
	}
}

func BenchmarkUniform(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		sum += Key(1).Uniform(uint64(i))
	}
	_ = sum
}

// golden42 was computed once with this package.
const golden42 Key = 0x67bfd6ef9c4d19
