package estimate

import (
	"math"
	"testing"
)

// TestReadLooks: with O'Brien and Fleming's boundary of two looks, 2.7965 and 1.9774 for 5%, 2.5 goes on at the first and stops at the second, where its p value is the chance of
// 2.7965 at the first or 2.5 at the second, 0.015861 by integration over the first look; 3 stops at the first, with its own two-sided p value.
func TestReadLooks(t *testing.T) {
	b, err := OBrienFleming(2, 0.05)
	if err != nil {
		t.Fatal(err)
	}
	look := func(z float64) Effect { return NewEffect(z, 1, math.Inf(1), 0.95) }
	first, at := b.Read([]Effect{look(3), look(0)})
	if at != 0 || math.Abs(first.P-0.0026998) > 1e-6 || math.Abs(first.Hi-3-2.79653) > 1e-4 {
		t.Errorf("3 at the first look: %+v at %d", first, at)
	}
	second, at := b.Read([]Effect{look(2.5), look(2.5)})
	if at != 1 || math.Abs(second.P-0.015861) > 1e-6 || math.Abs(2.5-second.Lo-1.97743) > 1e-4 {
		t.Errorf("2.5 at both looks: %+v at %d", second, at)
	}
	if none, at := b.Read([]Effect{look(1), look(1)}); at != 1 || none.P < 0.3 || none.Lo > 0 {
		t.Errorf("1 at both looks: %+v at %d", none, at)
	}
	if sure, _ := b.Read([]Effect{look(50), look(50)}); sure.P > 1e-14 {
		t.Errorf("p is %v", sure.P)
	}
	missing := Effect{P: math.NaN(), SE: math.NaN(), DF: 10}
	if e, at := b.Read([]Effect{missing, missing}); at != 1 || !math.IsNaN(e.P) {
		t.Errorf("without standard errors: %+v at %d", e, at)
	}
}

// TestLooksKeepTheirError: of tests without an effect that are read at five looks 5% reject, whichever the boundary; with the critical value of one look 14% do (P-G7).
func TestLooksKeepTheirError(t *testing.T) {
	pocock, _ := Pocock(5, 0.05)
	fleming, _ := OBrienFleming(5, 0.05)
	for name, x := range map[string]struct {
		Boundary
		want float64
	}{"Pocock": {pocock, 0.05}, "O'Brien-Fleming": {fleming, 0.05}, "naive": {Naive(5, 0.05), 0.141689}} {
		const tests = 4000
		rejects := 0.0
		s := draws(7)
		for range tests {
			sum, looks := 0.0, make([]Effect, 5)
			for k := range looks {
				sum += s.next()
				looks[k] = NewEffect(sum/float64(k+1), 1/math.Sqrt(float64(k+1)), math.Inf(1), 0.95)
			}
			if _, at := x.Read(looks); looks[at].z() > x.Z[at] {
				rejects++
			}
		}
		if got := rejects / tests; math.Abs(got-x.want) > 4*math.Sqrt(x.want*(1-x.want)/tests) {
			t.Errorf("%s: %.4f reject, want %.4f", name, got, x.want)
		}
	}
}

// TestMixtureStopsWhereItRejects: the first look that rejects ends a test, whatever the looks after it would say; where none rejects, the last is read.
func TestMixtureStopsWhereItRejects(t *testing.T) {
	look := func(z float64) Effect { return NewEffect(z, 1, math.Inf(1), 0.95) }
	m := Mixture{Alpha: 0.05, Variance: 1}
	for want, looks := range [][]Effect{{look(9), look(0)}, {look(1), look(6), look(0)}, {look(0), look(1), look(-1)}} {
		e, at := m.Read(looks)
		if rejects := want < 2; at != want || e.Value != looks[want].Value || (e.P <= 0.05) != rejects {
			t.Errorf("it stops at look %d with %v and p %v, want look %d", at, e.Value, e.P, want)
		}
	}
}
