package learn_test

import (
	"math"
	"testing"
	"time"

	"marketsim/agents/learn"
)

func bandits(key uint64) map[string]learn.Bandit {
	return map[string]learn.Bandit{
		"epsilon greedy": learn.NewEpsilonGreedy(3, 0.1, key), "UCB1": learn.NewUCB1(3), "Thompson": learn.NewThompson(3, key), "commit": learn.NewCommit(3, 50),
	}
}

// TestBanditsFindTheBestArm: after some thousand pulls most go to the best arm, and a clone does what its original does.
func TestBanditsFindTheBestArm(t *testing.T) {
	means := []float64{0.3, 0.8, 0.5}
	for name, b := range bandits(7) {
		best, twin := 0, b.Clone()
		for i := range 3000 {
			arm := b.Choose()
			if i < 200 {
				if other := twin.Choose(); other != arm {
					t.Fatalf("%s: pull %d of a clone is arm %d, of the original %d", name, i, other, arm)
				}
			}
			reward := 0.0
			if learn.Draw(99, uint64(i), 5) < means[arm] {
				reward = 1
			}
			b.Learn(arm, reward)
			if i < 200 {
				twin.Learn(arm, reward)
			}
			if arm == 1 {
				best++
			}
		}
		if best < 2400 {
			t.Errorf("%s pulled the best arm %d times of 3000", name, best)
		}
	}
}

func TestDrawsAreUniform(t *testing.T) {
	sum, squares := 0.0, 0.0
	const n = 100_000
	for i := range uint64(n) {
		u := learn.Draw(1, i/10, i%10)
		if !(u > 0 && u < 1) {
			t.Fatal(u)
		}
		sum += u
		squares += u * u
	}
	if m := sum / n; !(math.Abs(m-0.5) <= 4*0.289/math.Sqrt(n)) {
		t.Errorf("mean %v", m)
	}
	if v := squares/n - 0.25; !(math.Abs(v-1.0/12) <= 0.001) {
		t.Errorf("variance %v", v)
	}
}

// TestHedgePicksByWeight: the probabilities of two choices are in the ratio exp(eta x difference), whatever the size of the sums.
func TestHedgePicksByWeight(t *testing.T) {
	h := learn.NewHedge(2, 0.5)
	h.Earn(0, 1e6)
	h.Earn(1, 1e6+2)
	h.Settle()
	if got, want := h.Probability(1)/h.Probability(0), math.E; !(math.Abs(got-want) <= 1e-9) {
		t.Errorf("ratio %v, want %v", got, want)
	}
	if h.Pick(0.2) != 0 || h.Pick(0.3) != 1 || h.Pick(1-1e-12) != 1 {
		t.Errorf("picks %d %d at probability %v", h.Pick(0.2), h.Pick(0.3), h.Probability(0))
	}
	if even := learn.NewHedge(2, 0.5); even.Pick(0.5) != 1 || even.Pick(0.5-1e-12) != 0 {
		t.Error("of two even choices the second is not picked from a half on")
	}
}

// TestCommitByHand: three arms are pulled twice each, in turn; the best of them is pulled from then on, whatever it brings later.
func TestCommitByHand(t *testing.T) {
	for best := range 3 {
		c := learn.NewCommit(3, 2)
		for i := range 10 {
			want := i % 3
			if i >= 6 {
				want = best
			}
			arm := c.Choose()
			if arm != want {
				t.Fatalf("best arm %d: pull %d is of arm %d, want %d", best, i, arm, want)
			}
			reward := 0.0
			if arm == best && i < 6 {
				reward = 5
			}
			c.Learn(arm, reward)
		}
	}
}

// TestPicksComeBack: every uniform number picks the choice in whose part of the unit interval it lies, at once.
func TestPicksComeBack(t *testing.T) {
	h, picks := learn.NewHedge(5, 0.1), make(chan int)
	for i, u := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
		go func() { picks <- h.Pick(u) }()
		select {
		case got := <-picks:
			if got != i {
				t.Errorf("%v picks %d of five equal choices, want %d", u, got, i)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no choice for %v in 20 seconds", u)
		}
	}
}
