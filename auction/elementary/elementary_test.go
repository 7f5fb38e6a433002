package elementary

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// units is how many units in the last place two numbers are apart, less one for the error of the reference itself.
func units(got, want float64) float64 {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	if math.IsNaN(got) || math.IsNaN(want) || math.IsInf(got, 0) || math.IsInf(want, 0) {
		return math.Inf(1)
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

// TestAgreeWithTheStandardLibrary draws arguments of all sizes; the standard library is right to 1 unit in the last place itself.
func TestAgreeWithTheStandardLibrary(t *testing.T) {
	for _, x := range []struct {
		name      string
		got, want func(float64) float64
		from, to  float64
		allowed   float64
	}{
		{"Exp", Exp, math.Exp, -744, 709, 2},
		{"Exp near 0", Exp, math.Exp, -1, 1, 2},
		{"Exp2", Exp2, math.Exp2, -1070, 1023, 2},
		{"Log", Log, math.Log, 0x1p-1022, math.MaxFloat64, 2}, // below, the library's assembly for amd64 is wrong by half a unit
		{"Log near 1", Log, math.Log, 0.5, 2, 2},
		{"Log1p", Log1p, math.Log1p, -1, 3, 4},
		{"Log1p near 0", Log1p, math.Log1p, -1e-9, 1e-9, 4},
	} {
		t.Run(x.name, rapid.MakeCheck(func(t *rapid.T) {
			v := rapid.Float64Range(x.from, x.to).Draw(t, "x")
			if got, want := x.got(v), x.want(v); units(got, want) > x.allowed {
				t.Fatalf("%s(%v) = %v, want %v", x.name, v, got, want)
			}
		}))
	}
}

// TestPow compares with the standard library, whose error grows with the exponent in the same way.
func TestPow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(1e-6, 1e6).Draw(t, "x")
		y := rapid.Float64Range(-30, 30).Draw(t, "y")
		if got, want := Pow(x, y), math.Pow(x, y); !(math.Abs(got/want-1) <= 3e-15) {
			t.Fatalf("%v^%v = %v, want %v", x, y, got, want)
		}
	})
	for _, x := range []float64{0, 1, -1, 2, -2, 0.5, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1)} {
		for _, y := range []float64{0, 1, -1, 2, 3, 0.5, -0.5, 1e300, math.Inf(1), math.Inf(-1), math.NaN(), 1023, -1074} {
			if got, want := Pow(x, y), math.Pow(x, y); units(got, want) > 1 {
				t.Errorf("%v^%v = %v, want %v", x, y, got, want)
			}
		}
	}
}

// TestTurn compares with the cosine where the argument of the cosine is exact enough.
func TestTurn(t *testing.T) {
	for i := -4000; i <= 4000; i++ {
		x := float64(i) / 1024
		if got, want := Turn(x), math.Cos(2*math.Pi*x); !(math.Abs(got-want) <= 1e-14) {
			t.Errorf("Turn(%v) = %v, want %v", x, got, want)
		}
	}
	for x, want := range map[float64]float64{0: 1, 0.25: 0, 0.5: -1, 0.75: 0, 1e9: 1, 1.0 / 6: 0.5, 1.0 / 12: math.Sqrt(3) / 2} {
		if got := Turn(x); !(math.Abs(got-want) <= 2.3e-16) {
			t.Errorf("Turn(%v) = %v, want %v", x, got, want)
		}
	}
}

// TestSpecialCases holds those of package math.
func TestSpecialCases(t *testing.T) {
	for _, x := range []float64{0, 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 710, -746, 2.3e-308} {
		for name, pair := range map[string][2]float64{"Exp": {Exp(x), math.Exp(x)}, "Exp2": {Exp2(x), math.Exp2(x)}, "Log": {Log(x), math.Log(x)}, "Log1p": {Log1p(x), math.Log1p(x)}} {
			if units(pair[0], pair[1]) > 1 {
				t.Errorf("%s(%v) = %v, want %v", name, x, pair[0], pair[1])
			}
		}
	}
	if got := Log(5e-324); units(got, -744.4400719213812) > 1 {
		t.Errorf("Log(5e-324) = %v", got)
	}
}

// TestBits holds the very bits: a processor, a compiler or a build tag that changes one of them changes every digest.
func TestBits(t *testing.T) {
	h := uint64(14695981039346656037)
	for i := range 20_000 {
		x := float64(float64(i)*0.05) - 500
		for _, y := range []float64{Exp(x), Exp2(x), Log(x + 501), Log1p(x / 1001), Pow(x+501, 0.37), Turn(x / 7), LogGamma(x + 501)} {
			h = (h ^ math.Float64bits(y)) * 1099511628211
		}
	}
	const want = 0x37c2998bd468e5e2
	if h != want {
		t.Errorf("bits hash to %#x, want %#x", h, uint64(want))
	}
}

func BenchmarkExp(b *testing.B) {
	for i := range b.N {
		sink += Exp(float64(i&1023) * 0.01)
	}
}

func BenchmarkLog(b *testing.B) {
	for i := range b.N {
		sink += Log(float64(i&1023) + 0.5)
	}
}

func BenchmarkStandardLog(b *testing.B) {
	for i := range b.N {
		sink += math.Log(float64(i&1023) + 0.5)
	}
}

var sink float64
