package dist

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/sim/rng"
)

func ptr(x float64) *float64 { return &x }

// delays are the conversion delays that Chapelle (2014) is cited for, in hours.
var delays = &Quantiles{Shares: []float64{0.35, 0.5, 1}, Values: []float64{1, 24, 720}, Smooth: "log"}

// laws are one instance of every kind with its analytic standard deviation.
var laws = map[string]struct {
	d  Dist
	sd float64
}{
	"constant":    {&Constant{3}, 0},
	"uniform":     {&Uniform{1, 4}, 3 / math.Sqrt(12)},
	"normal":      {&NormalLaw{Mu: 2, SD: 1.5}, 1.5},
	"cut normal":  {&NormalLaw{Mu: 1, SD: 2, Least: ptr(0)}, 2},
	"lognormal":   {&Lognormal{Median: ptr(2), Sigma: 0.5}, 2 * math.Exp(0.125) * math.Sqrt(math.Exp(0.25)-1)},
	"by mean":     {&Lognormal{Average: ptr(2), Sigma: 0.5}, 2 * math.Sqrt(math.Exp(0.25)-1)},
	"exponential": {&Exponential{2}, 2},
	"gamma":       {&Gamma{0.3, 0.8}, 0.3 / math.Sqrt(0.8)},
	"beta":        {&Beta{2, 38}, math.Sqrt(2.0 * 38 / (40 * 40 * 41))},
	"pareto":      {&Pareto{1, 4}, math.Sqrt(4.0 / (9 * 2))},
	"geometric":   {&Geometric{3}, math.Sqrt(6)},
	"poisson":     {&Poisson{3}, math.Sqrt(3)},
	"big poisson": {&Poisson{400}, 20},
	"quantiles":   {delays, math.Sqrt(0.35/3 + 0.15*(24*24-1)/(2*math.Log(24)) + 0.5*(720*720-24*24)/(2*math.Log(30)) - delays.Mean()*delays.Mean())},
	"empirical":   {&Empirical{Values: []float64{5, 1, 2}, Weights: []float64{1, 2, 1}}, math.Sqrt((25+2+4)/4.0 - 2.25*2.25)},
}

func TestSampledMomentsMatchTheory(t *testing.T) {
	const n = 200_000
	key := rng.Root(11, 0)
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			sum, squares, k := 0.0, 0.0, key.Named(name)
			for i := range n {
				x := law.d.Quantile(k.Uniform(uint64(i)))
				sum += x
				squares += (x - law.d.Mean()) * (x - law.d.Mean())
			}
			if got, tolerance := sum/n, 4*law.sd/math.Sqrt(n)+1e-12; !(math.Abs(got-law.d.Mean()) <= tolerance) {
				t.Errorf("sampled mean %v, analytic %v, tolerance %v", got, law.d.Mean(), tolerance)
			}
			if got := math.Sqrt(squares / n); name != "cut normal" && !(math.Abs(got-law.sd) <= 0.03*law.sd+1e-12) {
				t.Errorf("sampled sd %v, analytic %v", got, law.sd)
			}
		})
	}
}

func TestQuantilesAreMonotoneAndFinite(t *testing.T) {
	smallest, largest := rng.Key(0).Float(), rng.Key(math.MaxUint64).Float()
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			for _, u := range []float64{smallest, largest, 1e-9, 1 - 1e-9} {
				if x := law.d.Quantile(u); math.IsNaN(x) || math.IsInf(x, 0) {
					t.Errorf("quantile(%g) = %v", u, x)
				}
			}
			rapid.Check(t, func(t *rapid.T) {
				u := rapid.Float64Range(smallest, largest).Draw(t, "u")
				v := rapid.Float64Range(smallest, largest).Draw(t, "v")
				if a, b := law.d.Quantile(min(u, v)), law.d.Quantile(max(u, v)); a > b {
					t.Fatalf("falls from %v to %v between %v and %v", a, b, min(u, v), max(u, v))
				}
			})
		})
	}
}

// TestNormalInvertsErf checks the approximation against the error function, which is its inverse.
func TestNormalInvertsErf(t *testing.T) {
	for _, u := range []float64{1e-300, 1e-20, 1e-9, 0.001, 0.05, 0.3, 0.5, 0.9, 0.975, 1 - 1e-12} {
		if back := math.Erfc(-Normal(u)/math.Sqrt2) / 2; !(math.Abs(back-u) <= 1e-12*u+1e-16) {
			t.Errorf("Phi(Normal(%g)) = %g", u, back)
		}
	}
	if x := Normal(0.975); !(math.Abs(x-1.959963984540054) <= 1e-14) {
		t.Errorf("Normal(0.975) = %v", x)
	}
}

// TestChecksNameTheProblem makes every cross-field rule fail once.
func TestChecksNameTheProblem(t *testing.T) {
	for _, bad := range []interface{ Check() error }{
		&Uniform{2, 1}, &Lognormal{Sigma: 1}, &Lognormal{Median: ptr(1), Average: ptr(1)}, &Empirical{},
		&Empirical{Values: []float64{1, 2}, Weights: []float64{1}}, &Empirical{Values: []float64{1}, Weights: []float64{-1}},
		&Empirical{Values: []float64{1}, Weights: []float64{0}},
		&Quantiles{}, &Quantiles{Shares: []float64{0.5}, Values: []float64{1}}, &Quantiles{Shares: []float64{0.6, 0.5, 1}, Values: []float64{1, 2, 3}}, &Quantiles{Shares: []float64{0.5, 1}, Values: []float64{0, 2}, Smooth: "log"},
	} {
		if bad.Check() == nil {
			t.Errorf("%#v passed", bad)
		}
	}
}

// TestCompoundPoisson: Poisson(8) purchases of Exp(mean 2) have mean 16 and variance 64 (catalogue P-H5 (ii)).
func TestCompoundPoisson(t *testing.T) {
	const n = 200_000
	key := rng.Root(5, 0)
	count, size := &Poisson{8}, &Exponential{2}
	sum, squares := 0.0, 0.0
	for i := range uint64(n) {
		k := key.With(i)
		total := 0.0
		for j := range uint64(count.Quantile(k.Uniform(0))) {
			total += size.Quantile(k.Uniform(j + 1))
		}
		sum += total
		squares += (total - 16) * (total - 16)
	}
	if mean := sum / n; !(math.Abs(mean-16) <= 4*8/math.Sqrt(n)) {
		t.Errorf("mean %v, want 16", mean)
	}
	if v := squares / n; !(math.Abs(v-64) <= 0.03*64) {
		t.Errorf("variance %v, want 64", v)
	}
}

func BenchmarkNormal(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		sum += Normal(rng.Key(i * 0x9e3779b9).Uniform(1))
	}
	_ = sum
}

// TestPreparedLawsDrawTheSame compares a law that knows what does not depend on the draw with itself, bit by bit.
func TestPreparedLawsDrawTheSame(t *testing.T) {
	for _, mean := range []float64{1, 1.5, 3, 40} {
		law := &Geometric{Average: mean}
		prepared := Prepared(law)
		for i := range 1000 {
			if u := (float64(i) + 0.5) / 1000; prepared.Quantile(u) != law.Quantile(u) || prepared.Mean() != mean {
				t.Fatalf("mean %v: %v at %v, want %v", mean, prepared.Quantile(u), u, law.Quantile(u))
			}
		}
	}
}
