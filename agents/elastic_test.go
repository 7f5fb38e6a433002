package agents_test

import (
	"math"
	"testing"

	"marketsim/agents"
)

const day = int64(86_400_000_000)

// reviewer is an advertiser that compares with a return of 2 and goes half of the way to the square root of what it remembers, a quarter old.
func reviewer() (*agents.Elastic, agents.Reviewer) {
	p := &agents.Elastic{Period: 7 * day, Outside: 2, Elasticity: 0.5, Speed: 0.5, Least: 0.25, Most: 4, Leave: 0.2, WinBack: 0.1, Premium: 1.5, Memory: 0.25}
	return p, p.New(agents.Brief{})
}

// TestReviewsByHand: a return of 8 on 2 is four times the outside option, whose square root is 2, half of the way to which is the square root of 2.
// A return of the outside option is then remembered as 4^(1/4), whose square root is 2^(1/4).
func TestReviewsByHand(t *testing.T) {
	_, r := reviewer()
	first := r.Review(&agents.Statement{Spend: 10, Value: 80, Uniform: 0.001})
	near(t, "first budget", first.Budget, math.Sqrt2)
	second := r.Review(&agents.Statement{Spend: 10, Value: 20, Uniform: 0.001})
	near(t, "second budget", second.Budget, math.Pow(2, 0.5*0.5+0.5*0.25))
	if !first.Stay || !second.Stay {
		t.Error("a good return makes it leave")
	}
	still := r.Review(&agents.Statement{Uniform: 0.21})
	near(t, "budget after a period without spend", still.Budget, second.Budget)
	if !still.Stay || r.Review(&agents.Statement{Uniform: 0.19}).Stay {
		t.Error("without spend it leaves with another probability than 20%")
	}
}

// TestLeavingByHand: at a quarter of the outside option three quarters of 20% leave; the budget is not below its least.
func TestLeavingByHand(t *testing.T) {
	for uniform, stays := range map[float64]bool{0.149: false, 0.151: true} {
		_, r := reviewer()
		if v := r.Review(&agents.Statement{Spend: 10, Value: 5, Uniform: uniform}); v.Stay != stays {
			t.Errorf("at a draw of %v it stays: %v", uniform, v.Stay)
		}
	}
	_, r := reviewer()
	for range 50 {
		if v := r.Review(&agents.Statement{Spend: 10, Uniform: 0.9}); v.Budget < 0.25 {
			t.Fatalf("budget %v below its least", v.Budget)
		}
	}
	_, r = reviewer()
	last := 0.0
	for range 50 {
		last = r.Review(&agents.Statement{Spend: 1, Value: 1e6, Uniform: 0.9}).Budget
	}
	near(t, "most", last, 4)
}

// TestComingBackByHand: one in ten who left comes back, and only into a market that returns more than 1.5 times the outside option of 2.
func TestComingBackByHand(t *testing.T) {
	for _, c := range []struct {
		market, uniform float64
		back            bool
	}{{3.1, 0.09, true}, {3.1, 0.11, false}, {2.9, 0.09, false}, {math.NaN(), 0.09, false}} {
		_, r := reviewer()
		r.Review(&agents.Statement{Spend: 10, Value: 80, Uniform: 0.9})
		if v := r.Review(&agents.Statement{Away: true, Market: c.market, Uniform: c.uniform}); v.Stay != c.back || math.Abs(v.Budget-math.Sqrt2) > 1e-12 {
			t.Errorf("%+v: %+v", c, v)
		}
	}
}

// TestReadingsAreBlurredInTheMean: the error of a reading is lognormal with a mean of 1, so at a draw of half its deviation it is none.
func TestReadingsAreBlurredInTheMean(t *testing.T) {
	p, r := reviewer()
	p.Noise = 0.6
	near(t, "budget", r.Review(&agents.Statement{Spend: 10, Value: 80, Normal: 0.3, Uniform: 0.9}).Budget, math.Sqrt2)
	r = p.New(agents.Brief{})
	near(t, "budget at a draw of 1", r.Review(&agents.Statement{Spend: 10, Value: 80, Normal: 1, Uniform: 0.9}).Budget, math.Exp(0.25*(math.Log(4)+0.6-0.18)))
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
