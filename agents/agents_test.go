package agents_test

import (
	"math"
	"testing"

	"marketsim/agents"
	"marketsim/agents/agentstest"
	"marketsim/auction/registry"
)

func TestConformance(t *testing.T) {
	for _, name := range agents.Strategies.Names() {
		s, _ := agents.Strategies.Get(name)
		t.Run(name, func(t *testing.T) {
			agentstest.Strategy(t, s)
			for _, extreme := range registry.Extremes(s) {
				agentstest.Strategy(t, extreme)
			}
		})
	}
	for _, name := range agents.Pacings.Names() {
		p, _ := agents.Pacings.Get(name)
		t.Run(name, func(t *testing.T) {
			agentstest.Pacing(t, p)
			for _, extreme := range registry.Extremes(p) {
				agentstest.Pacing(t, extreme)
			}
		})
	}
	for _, name := range agents.Reviews.Names() {
		r, _ := agents.Reviews.Get(name)
		t.Run("reaction "+name, func(t *testing.T) {
			agentstest.Review(t, r)
			for _, extreme := range registry.Extremes(r) {
				if c, ok := extreme.(interface{ Check() error }); !ok || c.Check() == nil { // no scenario has the others
					agentstest.Review(t, extreme)
				}
			}
		})
	}
}

func TestStrategiesBidWhatTheySay(t *testing.T) {
	o := &agents.Opportunity{Value: 3}
	for name, want := range map[string]float64{"truthful": 3, "shaded": 1.5, "fixed": 0.7} {
		s := map[string]agents.Strategy{"truthful": &agents.Truthful{}, "shaded": &agents.Shaded{Factor: 0.5}, "fixed": &agents.Fixed{Amount: 0.7}}[name]
		if got := s.New(agents.Brief{}).Bid(o); got != want {
			t.Errorf("%s bids %v, want %v", name, got, want)
		}
	}
}

// pace plays days in which spend is proportional to what the pacer lets through, under a steady price, and returns the spend
// of each quarter hour of the last day. Unpaced demand spends the budget `pressure` times over.
func pace(p agents.Pacer, pressure float64, days int) []float64 {
	const budget, ticks = 100.0, 96
	var last []float64
	var now agents.Progress
	for day := range days {
		now.Spent = 0
		last = last[:0]
		for i := range ticks {
			now.Elapsed, now.Planned, now.Budget, now.Period = float64(i)/ticks, float64(i)/ticks, budget, 1
			now.Traffic = float64(day) + now.Planned
			p.Update(&now)
			wants := budget * pressure / ticks * p.Multiplier() * p.PassThrough()
			s := min(budget-now.Spent, wants)
			now.Spent, now.Paid, now.Expected, now.Won = now.Spent+s, now.Paid+s, now.Expected+s, now.Won+10
			if wants > 0 {
				now.Live += s / wants / ticks
			}
			last = append(last, s)
		}
	}
	return last
}

// TestPacersSpendEvenly: with four times the demand that the budget can pay, after a week the budget lasts the day: it is
// nearly all spent and no quarter hour holds more than twice its even share.
func TestPacersSpendEvenly(t *testing.T) {
	for _, name := range []string{"auto", "predictive", "multiplicative", "pid", "throttling"} {
		m, _ := agents.Pacings.Get(name)
		sum, most := 0.0, 0.0
		for _, s := range pace(m.New(agents.Brief{}), 4, 7) {
			sum += s
			most = max(most, s)
		}
		if sum < 90 || most > 2*100.0/96 {
			t.Errorf("%s: spent %.1f of 100, at most %.2f in a quarter hour (even: 1.04)", name, sum, most)
		}
	}
	if unpaced := pace(mustGet("none"), 4, 1); unpaced[95] != 0 {
		t.Error("without pacing the budget should be gone before the day ends")
	}
}

// TestUnconstrainedCampaignsBidInFull: a budget that demand cannot exhaust leaves the multiplier at 1.
func TestUnconstrainedCampaignsBidInFull(t *testing.T) {
	for _, name := range []string{"auto", "predictive", "multiplicative", "pid", "throttling"} {
		p := mustGet(name)
		pace(p, 0.5, 3)
		if math.Abs(p.Multiplier()*p.PassThrough()-1) > 1e-9 {
			t.Errorf("%s: multiplier %v, share %v, want 1", name, p.Multiplier(), p.PassThrough())
		}
	}
}

func mustGet(name string) agents.Pacer {
	m, _ := agents.Pacings.Get(name)
	return m.New(agents.Brief{})
}

// TestBudgetsDoNotWindBidsUp: a budget of which 3% can never be spent, because what is left at noon buys nothing, does not make those who
// spend budgets bid more and more.
func TestBudgetsDoNotWindBidsUp(t *testing.T) {
	for _, name := range []string{"lowest_cost", "value_maximiser", "utility_maximiser", "target_roas", "cost_cap"} {
		s, _ := agents.Strategies.Get(name)
		b := s.New(agents.Brief{Value: 1, Daily: 100, Lifetime: math.Inf(1), Objective: "clicks"})
		first := b.(agents.Stated).State()
		for day := range 60 {
			for i := range 96 {
				share := float64(i) / 96
				spent := min(97, 194*share)
				b.(agents.Timed).Tick(&agents.Progress{Elapsed: share, Planned: share, Spent: spent, Budget: 100, Period: 1, Traffic: float64(day) + share,
					Live: 0.5*float64(day) + min(share, 0.5), Expected: 97*float64(day) + spent, Paid: 97*float64(day) + spent, Won: 10 * (97*float64(day) + spent)})
			}
		}
		if last := b.(agents.Stated).State(); last > first {
			t.Errorf("%s bids %.3g of the value after 60 days, and began with %.3g", name, last, first)
		}
	}
}
