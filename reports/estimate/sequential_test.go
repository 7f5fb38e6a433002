package estimate

import (
	"math"
	"testing"

	"marketsim/sim/rng"
)

// TestBoundaryWithADrift: the recursion against simulated tests whose z has mean 3 at the last of 5 looks.
func TestBoundaryWithADrift(t *testing.T) {
	b, err := OBrienFleming(5, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	s := draws(40)
	stops := make([]float64, 5)
	const tests = 40_000
	for range tests {
		z, sum := make([]float64, 5), 0.0
		for k := range z {
			sum += 3.0/5 + s.next()/math.Sqrt(5)
			z[k] = sum / math.Sqrt(float64(k+1)/5)
		}
		if k := b.Stop(z); k >= 0 {
			stops[k]++
		}
	}
	power, left, looks := 0.0, 1.0, 0.0
	for k, p := range b.Crossing(3) {
		near(t, "stops at a look", stops[k]/tests, p, 0.01)
		power += p
		looks += left
		left -= p
	}
	near(t, "power", b.Power(3), power, 1e-12)
	near(t, "looks", b.Looks(3), looks, 1e-12)
	lo, hi := b.Interval(4, 1, 0.1)
	near(t, "interval", (hi-lo)/0.2, b.Z[4], 1e-12)
}

// TestOneLook is a fixed horizon.
func TestOneLook(t *testing.T) {
	for _, design := range []func(int, float64) (Boundary, error){Pocock, OBrienFleming} {
		b, err := design(1, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "critical value", b.Z[0], 1.959964, 1e-6)
		near(t, "power at 2.8 standard errors", b.Power(2.801585), 0.8, 1e-4)
	}
	if _, err := Pocock(0, 0.05); err == nil {
		t.Error("no looks are no error")
	}
}

// TestSequenceIsTheTest: the sequence leaves out 0 exactly when the ratio rejects.
func TestSequenceIsTheTest(t *testing.T) {
	m := Mixture{Variance: 0.02, Alpha: 0.05}
	for _, v := range []float64{0.1, 0.01, 1e-4} {
		edge := m.HalfWidth(v)
		read := func(value float64) Effect {
			e, _ := m.Read([]Effect{NewEffect(value, math.Sqrt(v), math.Inf(1), 0.95)})
			return e
		}
		for factor, rejects := range map[float64]bool{0.9999: false, 1.0001: true} {
			e := read(edge * factor)
			if e.P <= m.Alpha != rejects || e.Lo > 0 != rejects {
				t.Errorf("squared standard error %v: at %v times the edge p is %v and the interval begins at %v", v, factor, e.P, e.Lo)
			}
		}
		near(t, "p at the edge", read(edge).P, 0.05, 1e-9)
	}
}

// TestPower: the textbook's 64 units an arm find half a standard deviation with 80% (Cohen 1988); G*Power gives 0.801460.
func TestPower(t *testing.T) {
	se := math.Sqrt(2. / 64)
	near(t, "power", Power(0.5, se, 126, 0.05), 0.801460, 1e-5)
	near(t, "normal power", Power(2.801585, 1, math.Inf(1), 0.05), 0.8, 1e-5)
	near(t, "no effect", Power(0, 1, 20, 0.05), 0.05, 1e-9)
	near(t, "detectable effect", Detectable(se, 126, 0.05, 0.801460), 0.5, 1e-5)
}

func TestDays(t *testing.T) {
	d := Design{Days: []float64{7, 28}, SE: []float64{0.02, 0.01}, Share: 0.5, Alpha: 0.05, Power: 0.8}
	near(t, "between", d.At(14, 0.5, 0.5), 0.02/math.Sqrt2, 1e-12)
	near(t, "beyond", d.At(112, 0.5, 0.5), 0.005, 1e-12)
	near(t, "a tenth in each arm", d.At(7, 0.1, 0.1), 0.02*math.Sqrt(5), 1e-12)
	days, err := d.DaysFor(0.01*2.801585, 0.5, 0.5)
	if err != nil || days != 28 {
		t.Errorf("%d days, %v", days, err)
	}
	share, err := d.ShareFor(0.01*2.801585, 56)
	near(t, "share for twice the days", share, 0.25, 1e-5)
	if err != nil {
		t.Error(err)
	}
	if _, err = d.ShareFor(1e-6, 7); err == nil {
		t.Error("half of the units are always enough")
	}
	if _, err = d.DaysFor(1e-9, 0.5, 0.5); err == nil {
		t.Error("an effect of nothing is found")
	}
	one := Design{Days: []float64{10}, SE: []float64{1}, Share: 0.5}
	near(t, "one day known", one.At(40, 0.5, 0.5), 0.5, 1e-12)
}

// TestOneLookWithADrift: z of mean 1 leaves (-1.96, 1.96) with a probability of 0.16853 above and 0.00154 below.
func TestOneLookWithADrift(t *testing.T) {
	near(t, "power", Naive(1, 0.05).Power(1), 0.16853+0.00154, 2e-5)
	near(t, "power of the other sign", Naive(1, 0.05).Power(-1), 0.16853+0.00154, 2e-5)
}

// TestRatioOfTheMixture: the mean of the likelihood ratio over effects of variance 0.02, at an estimate of 0.2 with a squared error of 0.01:
// sqrt(1/3) exp(0.04 x 0.02 / (2 x 0.01 x 0.03)).
func TestRatioOfTheMixture(t *testing.T) {
	near(t, "ratio", Mixture{Variance: 0.02}.Ratio(0.2, 0.01), math.Sqrt(1./3)*math.Exp(4./3), 1e-12)
}

// TestMixtureStops: normal sums that are looked at five times stop as often as the boundary of the mixture does by the recursion of Armitage, McPherson & Rowe, within four standard errors, and
// less often than the level allows for any number of looks.
func TestMixtureStops(t *testing.T) {
	const tests = 20_000
	m, b := Mixture{Variance: 3, Alpha: 0.2}, Boundary{}
	for k := 1.0; k <= 5; k++ {
		b.Z, b.Info = append(b.Z, m.HalfWidth(1/k)*math.Sqrt(k)), append(b.Info, k/5)
	}
	key, rejects := rng.Root(5, 0), 0.0
	for i := range uint64(tests) {
		sum, looks := 0.0, []Effect(nil)
		for k := range uint64(5) {
			sum += normal(key.Uniform(5*i + k))
			n := float64(k + 1)
			looks = append(looks, NewEffect(sum/n, 1/math.Sqrt(n), math.Inf(1), 0.95))
		}
		e, at := m.Read(looks)
		if e.P <= m.Alpha {
			rejects++
		}
		if e.P <= m.Alpha != (e.Lo >= 0 || e.Hi <= 0) && at < 4 {
			t.Fatalf("p %v, interval %v to %v at look %d", e.P, e.Lo, e.Hi, at)
		}
	}
	near(t, "share that stops", rejects/tests, b.Error(), 4*math.Sqrt(b.Error()/tests))
	if !(b.Error() < 0.2 && b.Error() > 0.02) {
		t.Errorf("the boundary errs in %v", b.Error())
	}
}
