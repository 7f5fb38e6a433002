package stats

import (
	"math"
	"testing"
)

// exactly finds an effect whose power with n values is that wanted to the last bit.
func exactly(n int, alpha float64) (effect float64, ok bool) {
	low, high := 0.0, 4.0
	for range 60 {
		if mid := (low + high) / 2; power(n, mid, alpha) < Power {
			low = mid
		} else {
			high = mid
		}
	}
	effect = low
	for range 20 { // rounding moves the powers of effects around it by their last bits
		effect = math.Nextafter(effect, 0)
	}
	for range 40 {
		if power(n, effect, alpha) == Power {
			return effect, true
		}
		effect = math.Nextafter(effect, 4)
	}
	return 0, false
}

// TestNeededAtThePowerItself: a number of replications whose power is that wanted to the last bit is enough, and the number below it is not.
func TestNeededAtThePowerItself(t *testing.T) {
	const alpha = 0.025
	tried := 0
	for n := 5; n < 40 && tried < 2; n++ {
		effect, ok := exactly(n, alpha)
		if !ok {
			continue
		}
		tried++
		if got := Needed(effect, 1, alpha); got != n {
			t.Errorf("an effect of %v standard deviations needs %d replications, want %d", effect, got, n)
		}
		if got := Needed(effect*(1-1e-9), 1, alpha); got != n+1 {
			t.Errorf("a smaller effect needs %d replications, want %d", got, n+1)
		}
	}
	if tried < 2 {
		t.Fatal("hardly any effect has that power to the last bit")
	}
}

// TestNeededIsTheLeast: the number that is found is the least one that is enough, over effects and levels that need few to very many.
func TestNeededIsTheLeast(t *testing.T) {
	for _, alpha := range []float64{0.25, 0.025, 1e-4} {
		for _, effect := range []float64{0.03, 0.2, 0.5, 1, 2, 5, 40} {
			n := Needed(effect, 1, alpha)
			if n < MinimumPairs || power(n, effect, alpha) < Power {
				t.Errorf("%v standard deviations at level %v: %d replications are not enough", effect, alpha, n)
			}
			if n > MinimumPairs && power(n-1, effect, alpha) >= Power {
				t.Errorf("%v standard deviations at level %v: fewer than %d replications are enough", effect, alpha, n)
			}
		}
	}
	if got := Needed(1e-300, 1, 0.025); got != 0 {
		t.Errorf("next to no effect needs %d replications, want more than can be told", got)
	}
	if got := Needed(1, 0, 0.025); got != MinimumPairs {
		t.Errorf("an effect without noise needs %d replications, want %d", got, MinimumPairs)
	}
}
