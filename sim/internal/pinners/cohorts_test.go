package pinners

import (
	"math"
	"testing"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestCohortsByHand: without newcomers there is the cohort of day 0; else one more for each period, the last of which the horizon may cut.
func TestCohortsByHand(t *testing.T) {
	for _, c := range []struct {
		period   spec.Time
		arrivals float64
		want     int
	}{{0, 5, 0}, {10 * spec.Day, 0, 1}, {10 * spec.Day, 5, 5}, {12 * spec.Day, 5, 5}, {40 * spec.Day, 5, 2}} {
		w := &World{Horizon: 40 * spec.Day, Population: &spec.Population{Cohorts: c.period, Arrivals: c.arrivals}}
		if got := w.Cohorts(); got != c.want {
			t.Errorf("%d days, %v newcomers a day: %d cohorts, want %d", c.period/spec.Day, c.arrivals, got, c.want)
		}
	}
	w := &World{Horizon: 40 * spec.Day, Population: &spec.Population{Cohorts: 10 * spec.Day, Arrivals: 5}}
	for day, want := range map[spec.Time]uint16{-1: 0, 0: 1, 9: 1, 10: 2, 39: 4} {
		if got := w.CohortOn(day); got != want {
			t.Errorf("day %d: cohort %d, want %d", day, got, want)
		}
	}
}

// TestRegularSessionsBeginAtAnyPhase: of Pinners who come every eight hours the first sessions are spread evenly over eight hours.
func TestRegularSessionsBeginAtAnyPhase(t *testing.T) {
	w := &World{Population: &spec.Population{Regular: true}}
	const n = 10_000
	sum := 0.0
	for i := range n {
		p, v := Trait{Key: rng.Root(3, i), Rate: 3}, Session{}
		w.firstPotential(&p, &v, spec.Day)
		after := float64(v.Start - spec.Day)
		if after < 0 || after > 8*float64(spec.Hour) {
			t.Fatalf("the first session begins %v hours after birth", after/float64(spec.Hour))
		}
		sum += after / float64(spec.Hour) / n
		start := v.Start
		if w.NextPotential(&p, &v); v.Start != start+8*spec.Hour {
			t.Fatalf("the next session begins %d us after the first", v.Start-start)
		}
	}
	if math.Abs(sum-4) > 5*8/math.Sqrt(12*n) {
		t.Errorf("the first sessions begin %v hours after birth in the mean, want 4", sum)
	}
}
