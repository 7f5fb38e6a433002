package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// lasting are markets whose candidates are kept from one request to the next, until something happens to an offer.
var lasting = map[string]func(s *spec.Spec, m *spec.Market, g *spec.Group){
	"paced": func(*spec.Spec, *spec.Market, *spec.Group) {},
	"budgets that run out": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = &dist.Constant{Value: 0.5}, nil
	},
	"bids above what is left": func(_ *spec.Spec, m *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing, m.Mechanism = &dist.Constant{Value: 3}, nil, &auction.FirstPrice{Ranking: auction.Ranking{QualityExponent: 1}}
	},
	"throttled": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = &dist.Constant{Value: 1}, part(agents.Pacings.Get("throttling"))
	},
	"paced by controllers": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = &dist.Constant{Value: 1}, part(agents.Pacings.Get("pid"))
	},
	"campaigns that come and go": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		for i := range g.Members {
			from, to := spec.Time(i)*spec.Hour, spec.Time(i+20)*spec.Hour
			g.Members[i].Start, g.Members[i].End = &from, &to
		}
	},
	"few are scored": func(_ *spec.Spec, m *spec.Market, _ *spec.Group) { m.Candidates = 5 },
	"many lists": func(_ *spec.Spec, m *spec.Market, g *spec.Group) {
		g.Targeting.Nearest = 0.3
		core := *g
		core.Name, core.Members, core.Targeting.Segments = "core", append([]spec.Member(nil), g.Members...), []int{1}
		for i := range core.Members {
			core.Members[i].Name = fmt.Sprint("core/", i)
		}
		m.Groups = append(m.Groups, core)
	},
	"a test of how many are scored": func(s *spec.Spec, m *spec.Market, _ *spec.Group) {
		treated := *m
		treated.Candidates = 5
		s.Trial = &spec.Trial{From: 0, To: s.Horizon}
		s.Arms[0].Shared = &spec.Shared{Key: "test", Treatment: &treated, Pinners: 0.5}
	},
	"a test of what campaigns are worth": func(s *spec.Spec, m *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = &dist.Constant{Value: 3}, nil
		tested(s, m, spec.Shared{Pinners: 0.5})
	},
	"the same by request, with paced budgets": func(s *spec.Spec, m *spec.Market, _ *spec.Group) {
		tested(s, m, spec.Shared{Pinners: 0.4, Control: 0.4, Auctions: true})
	},
	"a market that changes": func(s *spec.Spec, m *spec.Market, _ *spec.Group) {
		other := *m
		other.Groups = append([]spec.Group(nil), m.Groups...)
		other.Groups[0].Campaigning.Strategy = &agents.Shaded{Factor: 0.5}
		s.Arms[0].Phases = append(s.Arms[0].Phases, spec.Phase{At: 6 * spec.Hour, Market: &other}, spec.Phase{At: 30 * spec.Hour, Market: m})
	},
	"a market that targets otherwise": func(s *spec.Spec, m *spec.Market, g *spec.Group) {
		g.Daily, g.Pacing = nil, nil
		other := *m
		other.Groups = append([]spec.Group(nil), m.Groups...)
		other.Groups[0].Targeting.Segments = []int{1}
		s.Arms[0].Phases = append(s.Arms[0].Phases, spec.Phase{At: 6 * spec.Hour, Market: &other}, spec.Phase{At: 30 * spec.Hour, Market: m})
	},
	"one is throttled": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Pacing = part(agents.Pacings.Get("throttling"))
		for i := range g.Members {
			g.Members[i].Daily = 1000
		}
		g.Members[5].Daily = 1
	},
	"bids that are drawn": func(_ *spec.Spec, _ *spec.Market, g *spec.Group) {
		g.Strategy = &agents.ByFormula{Text: "value * (0.5 + uniform)"}
	},
	"reviews":    variants["reviews"],
	"late spend": variants["spend that is known late, and days that end between refreshes"],
}

// tested is a test on the second half of the run in which some campaigns are worth more.
func tested(s *spec.Spec, m *spec.Market, x spec.Shared) {
	treated := *m
	treated.Groups = slices.Clone(m.Groups)
	treated.Groups[0].Members = slices.Clone(m.Groups[0].Members)
	for i := range treated.Groups[0].Members {
		treated.Groups[0].Members[i].Value = float64(1 + i%3)
	}
	x.Key, x.Treatment = "test", &treated
	s.Trial = &spec.Trial{From: s.Horizon / 2, To: s.Horizon}
	s.Arms[0].Shared = &x
}

// TestCandidatesThatAreKeptAreRight: every market ends as it would if every request gathered its candidates and asked for their bids, to the last bit.
func TestCandidatesThatAreKeptAreRight(t *testing.T) {
	for name, change := range lasting {
		for _, lag := range []spec.Time{0, 20 * spec.Minute} {
			t.Run(fmt.Sprint(name, "/", lag), func(t *testing.T) {
				play := func() *results.Result {
					s := small(200, 12)
					s.Horizon, s.Warmup, s.Lag = 2*spec.Day, 0, lag
					m := s.Arms[0].Phases[0].Market
					if change(s, m, &m.Groups[0]); lag == 0 {
						s.Lag, s.Delay = 0, 0
					}
					return run(t, s, 1)[0][0]
				}
				kept := play()
				sim.RankAll(true)
				defer sim.RankAll(false)
				if fresh := play(); fmt.Sprintf("%+v", *kept) != fmt.Sprintf("%+v", *fresh) {
					t.Error("candidates that are kept give other results")
				}
			})
		}
	}
}
