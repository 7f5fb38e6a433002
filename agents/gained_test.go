package agents

import (
	"math"
	"testing"
)

// TestGainedByHand: the reward of an auction is the effect of its slot times what of the value is left after the price, and 0 where there is
// no value to relate it to.
func TestGainedByHand(t *testing.T) {
	for _, c := range []struct {
		a    Auction
		want float64
	}{
		{Auction{Won: true, Value: 2, Price: 0.5, Effect: 0.8}, 0.6},
		{Auction{Value: 2, Price: 0.5, Effect: 0.8}, 0},
		{Auction{Won: true, Value: 2, Price: 3, Effect: 0.8}, 0},
		{Auction{Won: true, Value: 0, Price: 0, Effect: 1}, 0},
	} {
		if got := gained(&c.a); !(math.Abs(got-c.want) <= 1e-15) {
			t.Errorf("%+v gained %v, want %v", c.a, got, c.want)
		}
	}
}
