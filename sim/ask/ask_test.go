package ask_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/sim/ask"
)

// TestLooks: looks rise from the least to the most, and what they spend adds up to the whole error rate.
func TestLooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.IntRange(2, 200).Draw(t, "min")
		s := ask.Sequential{Min: least, Max: least + rapid.IntRange(0, 2000).Draw(t, "more")}
		looks := s.Looks()
		sum := 0.0
		for i, n := range looks {
			if i > 0 && n <= looks[i-1] || n > s.Max {
				t.Fatalf("looks %v", looks)
			}
			sum += s.Spent(i)
		}
		if looks[0] != s.Min || looks[len(looks)-1] != s.Max || math.Abs(sum-1) > 1e-12 {
			t.Fatalf("looks %v spend %v", looks, sum)
		}
	})
}
