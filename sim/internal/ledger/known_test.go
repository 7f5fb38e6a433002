package ledger

import (
	"math"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestPaceByHand: 10 USD in a window are a pace of 2 USD; after two windows without feedback and one with 10 USD more it is 2 x 0.8^3 + 2 = 3.024 USD, of a campaign in every
// request, and where it took part in half of the last window's, 2 x 0.8^3 + 4.
func TestPaceByHand(t *testing.T) {
	for pass, want := range map[float32]float64{1: 3.024, 0.5: 5.024} {
		l := oneBudget()
		l.Market.Campaigns[0].Rules.CountInflight = true
		o := &l.Offers[0]
		l.Now, o.Pass = spec.Minute, 1
		l.notePace(0, 10*spec.Unit)
		l.Now, o.Pass = 4*spec.Minute, pass
		l.notePace(0, 10*spec.Unit)
		if got := l.Accounts[0].pace; !(math.Abs(got-want) <= 1e-9) {
			t.Errorf("in %v of the requests: %v, want %v", pass, got, want)
		}
	}
}

// TestServersKnowLessByHand: 4 USD were paid, 2 of them before the day began. Servers do not know of 3.50 USD of the campaign's life, of 3 of the week and of 1 of the day. An advertiser
// that halves its budgets halves days and weeks whole, and of a life what is left of it: of 8 USD, when 2 were paid, 2 + 6 / 2.
func TestServersKnowLessByHand(t *testing.T) {
	for _, x := range []struct {
		what                    string
		daily, weekly, lifetime spec.Nano
		factor                  float64
		moved                   spec.Nano
		left, share             float64
	}{
		{"a day's 6 USD", 6, 0, 0, 0, 0, 2 + 6 - 4 + 1, 1 - 1.0/6},
		{"a week's 10 USD, of which the day may take 5", 0, 10, 0, 0, 0, 2 + 5 - 4 + 1, 1 - 1.0/10},
		{"a week's 5 USD, of which the day may take 5", 0, 5, 0, 0, 0, 5 - 4 + 3, 1 - 1.0/5},
		{"a life's 8 USD", 0, 0, 8, 0, 0, 8 - 4 + 3.5, 1 - 0.5/8},
		{"all three", 6, 10, 8, 0, 0, 4, 1 - 1.0/6},
		{"a day's 6 USD, halved", 6, 0, 0, 0.5, 0, 2 + 3 - 4 + 1, 1 - 1.0/3},
		{"a week's 10 USD, halved", 0, 10, 0, 0.5, 0, 5 - 4 + 3, 1 - 1.0/5},
		{"a life's 8 USD, halved after 2", 0, 0, 8, 0.5, 2, 2 + 3 - 4 + 3.5, 1 - 0.5/5},
		{"a life's 5 USD, of which a tenth is left after 4", 0, 0, 5, 0.1, 4, 4.1 - 4 + 3.5, 1 - 0.5/4.1},
		{"all three, halved", 6, 10, 8, 0.5, 2, 2, 1 - 1.0/3},
	} {
		l := oneBudget()
		c, a := &l.Market.Campaigns[0], &l.Accounts[0]
		c.Daily, c.Weekly, c.Lifetime = x.daily*spec.Unit, x.weekly*spec.Unit, x.lifetime*spec.Unit
		a.budget.life, a.period = 4*spec.Unit, period{day: 2 * spec.Unit, plan: 5 * spec.Unit, factor: x.factor, moved: x.moved * spec.Unit}
		a.unreported = unreported{all: 4 * spec.Unit, life: 7 * spec.Unit / 2, week: 3 * spec.Unit, day: spec.Unit}
		if left, _ := l.knownLeft(0); !(math.Abs(left.Float()-x.left) <= 1e-9) {
			t.Errorf("%s: servers hold %v USD to be left, want %v", x.what, left.Float(), x.left)
		}
		if got := l.shareLeft(0); !(math.Abs(float64(got)-x.share) <= 1e-6) {
			t.Errorf("%s: servers hold a share of %v to be left, want %v", x.what, got, x.share)
		}
	}
}

// TestBeliefOfNobodyInParticular: the platform has no error about a campaign that no group describes, and none about one whose group states none.
func TestBeliefOfNobodyInParticular(t *testing.T) {
	l := oneBudget()
	for _, group := range []*spec.Group{nil, {}} {
		l.Market.Campaigns[0].Spec, l.Market.Campaigns[0].Start = group, 0
		if got := l.belief(0); got != 1 {
			t.Errorf("a belief of %v, want 1", got)
		}
	}
}

// TestUsualReturnByHand: what a group's advertisers are used to is the return of the warm-up's last days, 12 USD on 4; what comes later changes what they get, and not that.
func TestUsualReturnByHand(t *testing.T) {
	l := oneBudget()
	for _, x := range []struct {
		day          spec.Time
		spend, value spec.Nano
		roas, usual  float64
	}{{-3, 1, 4, 4, 0}, {-2, 1, 2, 3, 0}, {-1, 2, 6, 3, 3}, {0, 10, 10, 22.0 / 14, 3}, {1, 2, 10, 2, 3}} {
		l.CloseReturns(&results.DayResult{Groups: []results.Tally{{Revenue: x.spend * spec.Unit, Value: x.value * spec.Unit}}}, x.day)
		if r := &l.returns[0]; r.roas() != x.roas || r.usual != x.usual {
			t.Errorf("after day %d: a return of %v and a usual one of %v, want %v and %v", x.day, r.roas(), r.usual, x.roas, x.usual)
		}
	}
}
