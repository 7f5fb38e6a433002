package sim_test

import (
	"fmt"
	"testing"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/dist"
	"marketsim/sim/models"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// variants are markets that use a part of the engine each. They change the small market.
var variants = map[string]func(s *spec.Spec, m *spec.Market, g *spec.Group){
	"usual": func(*spec.Spec, *spec.Market, *spec.Group) {},
	"learner of shading": func(_ *spec.Spec, m *spec.Market, g *spec.Group) {
		m.Mechanism, g.Strategy = &auction.FirstPrice{}, part(agents.Strategies.Get("learned_shading"))
	},
	"dual pacing on reports": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = &dist.Constant{Value: 1}, part(agents.Pacings.Get("dual"))
	},
	"frequency caps and wear-out": func(_ *spec.Spec, m *spec.Market, g *spec.Group) {
		m.Memory, g.Cap, g.WearOut = 3, &spec.FrequencyCap{Count: 2, Per: spec.Day}, &spec.WearOut{Rate: 0.1, Recovery: spec.Day}
	},
	"reviews": func(s *spec.Spec, _ *spec.Market, g *spec.Group) {
		s.Horizon = 4 * spec.Day
		g.Review = &agents.Elastic{Period: int64(spec.Day), Elasticity: 0.5, Outside: 2, Reference: new(2.0), Speed: 0.5, Least: 0.1, Most: 10, Leave: 0.2, WinBack: 0.1, Premium: 1.2, Noise: 0.2}
	},
	"weekly and lifetime budgets counted in flight": func(_ *spec.Spec, m *spec.Market, g *spec.Group) {
		g.Rules.CountInflight, g.Weekly, g.Lifetime, g.Bills, g.Objective = true, &dist.Constant{Value: 10}, &dist.Constant{Value: 3}, spec.Conversion, spec.Conversion
	},
	"learned reserves": func(_ *spec.Spec, m *spec.Market, _ *spec.Group) {
		m.Learning = &spec.Learning{Every: 6 * spec.Hour, Step: 0.5, Reserves: true}
	},
	"noisy predictions": func(_ *spec.Spec, m *spec.Market, _ *spec.Group) {
		m.Prediction = spec.Prediction{CTR: &models.Noisy{Sigma: 0.5, Calibration: 1.1, Per: "request"}, CVR: &models.Noisy{Sigma: 0.5, Calibration: 1, Per: "ad"}, LogLoss: true}
	},
	"recorded auctions": func(s *spec.Spec, _ *spec.Market, _ *spec.Group) { s.Record = 3 },
	"broken laws": func(_ *spec.Spec, m *spec.Market, _ *spec.Group) {
		m.Mechanism = &overcharging{GSP: auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}}
	},
	"newcomers, departures and cohorts": func(s *spec.Spec, m *spec.Market, _ *spec.Group) {
		s.Population.Arrivals, s.Population.Departure, s.Population.Cohorts = 30, 0.05, spec.Day
		m.Regime = &regimes.GeometricChurn{Base: 0.05}
	},
	"spend that is known late, and days that end between refreshes": func(s *spec.Spec, m *spec.Market, g *spec.Group) {
		s.Lag, s.Delay = 7*spec.Minute, 14*spec.Minute
		g.Rules.CountInflight, g.Daily, g.Weekly, g.Pacing = true, &dist.Constant{Value: 1}, &dist.Constant{Value: 5}, part(agents.Pacings.Get("dual"))
	},
	"outcomes in expectation": func(_ *spec.Spec, m *spec.Market, _ *spec.Group) { m.Expected = true },
	"a test in one market": func(s *spec.Spec, m *spec.Market, _ *spec.Group) {
		treated := *m
		treated.SessionCap = 3
		s.Trial = &spec.Trial{From: 0, To: s.Horizon}
		s.Arms[0].Shared = &spec.Shared{Key: "test", Treatment: &treated, Pinners: 0.5}
	},
}

func part[T any](x T, _ bool) T { return x }

// overcharging is a mechanism that asks more than the bid.
type overcharging struct{ auction.GSP }

func (m *overcharging) Run(r *auction.Request, o *auction.Outcome) {
	m.GSP.Run(r, o)
	if uint64(r.Key)%50 == 0 && o.Winner[0] >= 0 {
		o.Price[0] = r.Bid[o.Winner[0]] + 1
	}
}

// TestWorkersNeverShow plays every variant with 1, 2, 3 and 8 workers, in many shards and shared windows, and compares every number.
func TestWorkersNeverShow(t *testing.T) {
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			play := func(jobs int) *results.Result {
				s := small(300, 12)
				s.Horizon, s.Warmup, s.Lag = 2*spec.Day, spec.Day, 20*spec.Minute
				m := s.Arms[0].Phases[0].Market
				change(s, m, &m.Groups[0])
				return run(t, s, jobs)[0][0]
			}
			want := play(1)
			checkVariant(t, name, want)
			for _, jobs := range workersPlayed() {
				if got := play(jobs); fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", *want) { // as text, since NaN is not NaN
					t.Errorf("%d workers differ from 1", jobs)
				}
			}
		})
	}
}

// workersPlayed are numbers of workers to compare with one; under -short, as with the race detector, one of them.
func workersPlayed() []int {
	if testing.Short() {
		return []int{3}
	}
	return []int{2, 3, 8}
}

// checkVariant sees to it that what a variant is about happened.
func checkVariant(t *testing.T, name string, r *results.Result) {
	t.Helper()
	clicks := int64(0)
	for _, d := range r.Days {
		for i := range d.Cells {
			clicks += d.Cells[i].Clicks
		}
	}
	if clicks == 0 {
		t.Error("nobody clicked")
	}
	if name == "recorded auctions" && len(r.Auctions) == 0 {
		t.Error("no auction was recorded")
	}
	if name == "broken laws" && len(r.Breaches) == 0 {
		t.Error("no breach was seen")
	}
}
