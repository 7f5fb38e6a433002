package agents_test

import (
	"math"
	"testing"

	"marketsim/agents"
)

const day = int64(86_400_000_000)

// reviewer is an advertiser that compares with a return of 2 and goes half of the way to the square root of what it remembers, a quarter old.
func reviewer() (*agents.Elastic, agents.Reviewer) {
	p := &agents.Elastic{Period: 7 * day, Outside: 2, Reference: new(2.0), Elasticity: 0.5, Speed: 0.5, Least: 0.25, Most: 4, Leave: 0.2, WinBack: 0.1, Premium: 1.5, Memory: 0.25}
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

// TestWhoComesBackFindsOutAgain: an advertiser that comes back goes by what it reads then, the outside option, whose target is the stated budget: half of the way
// from the square root of 2 is its square root.
func TestWhoComesBackFindsOutAgain(t *testing.T) {
	_, r := reviewer()
	r.Review(&agents.Statement{Spend: 10, Value: 80, Uniform: 0.9})
	if v := r.Review(&agents.Statement{Away: true, Market: 3.1, Uniform: 0.09}); !v.Stay {
		t.Fatal("it does not come back")
	}
	near(t, "budget", r.Review(&agents.Statement{Spend: 10, Value: 20, Uniform: 0.9}).Budget, math.Pow(2, 0.25))
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

// TestReferenceIsItsOwn: where the reference is left out budgets are as stated on average over the warm-up. The square root of a return of 4 is
// the outside option of 2, and so is the budget of each review; then 16 has a root twice as large, half of the way to which is the square root
// of 2. Returns of 2, 32, 2 and 8 go half of the way from 1 to 4, to 1 and to 2: 1, 2, 2^(1/2) and 2^(3/4), whose mean is what is usual.
func TestReferenceIsItsOwn(t *testing.T) {
	p, _ := reviewer()
	p.Reference, p.Memory = nil, 0
	if !p.Open() {
		t.Fatal("a reference that is left out is not open")
	}
	last := func(r agents.Reviewer, from int64, usual float64, returns ...float64) (budget float64) {
		for i, roas := range returns {
			budget = r.Review(&agents.Statement{Now: (from + int64(i)) * day, Spend: 10, Value: 10 * roas, Usual: usual, Market: 2 * usual, Uniform: 0.9}).Budget
		}
		return budget
	}
	r := p.New(agents.Brief{})
	near(t, "budget in an even warm-up", last(r, -4, 0, 8, 8, 8, 8), 1)
	near(t, "budget after it", last(r, 1, 3, 32), math.Sqrt2)
	r = p.New(agents.Brief{})
	near(t, "budget at the third reading", last(r, -4, 0, 2, 32, 2), 1)
	near(t, "budget at the fourth", last(r, -1, 0, 8), math.Pow(2, 0.75)*4/(1+2+math.Sqrt2+math.Pow(2, 0.75)))
}

// TestReferenceOfOneWhoComesLater: with two readings before day 0 and two after it, when the market returns 6 instead of 3, those after it count in
// the reference as if they were half of what they are, so that the reference is what it was before the market moved.
func TestReferenceOfOneWhoComesLater(t *testing.T) {
	p, _ := reviewer()
	p.Reference, p.Memory, p.Speed = nil, 0, 1
	r := p.New(agents.Brief{})
	budget := 0.0
	for i, roas := range []float64{8, 8, 16, 16, 16} {
		s := &agents.Statement{Now: int64(i-2) * day, Spend: 10, Value: 10 * roas, Uniform: 0.9}
		if s.Now >= 0 {
			s.Usual, s.Market = 3, 6
		}
		budget = r.Review(s).Budget
		if i < 3 {
			near(t, "budget while the reference is found", budget, 1)
		}
	}
	near(t, "budget at twice the reference", budget, math.Sqrt2)
}

// TestPatience: one that saw a week without spend in the warm-up bears three in a row, and may leave at the fourth; one that saw none bears one.
func TestPatience(t *testing.T) {
	p, _ := reviewer()
	p.Reference = nil
	for seen, bears := range []int{1, 3, 5} {
		r := p.New(agents.Brief{})
		at := -10 * day
		review := func(spend float64) bool {
			at += day
			return r.Review(&agents.Statement{Now: at, Spend: spend, Value: spend * 8, Uniform: 0.1}).Stay
		}
		for range seen {
			review(0)
		}
		for at < 0 {
			review(1)
		}
		for i := 1; i <= bears+1; i++ {
			if stays := review(0); stays != (i <= bears) {
				t.Errorf("after %d idle reviews in the warm-up, at the %d. in a row: stays %v", seen, i, stays)
			}
		}
	}
}
