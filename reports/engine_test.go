package reports_test

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/reports"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/models"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// market is a small real market in which Pinners come and leave and budgets bind.
func market(reserve float64) *spec.Market {
	members := make([]spec.Member, 12)
	for i := range members {
		nan := math.NaN()
		members[i] = spec.Member{Name: "shops/" + strconv.Itoa(i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan}
	}
	slots := []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.7, Position: 5}}
	return &spec.Market{
		Economy: spec.Economy{
			Groups: []spec.Group{{
				Name: "shops", Members: members, Ads: 1, Objective: spec.Click, Bills: spec.Click, Value: spec.Value{Dist: &dist.Uniform{Min: 0.2, Max: 1}},
				Daily: &dist.Constant{Value: 2}, ClickRate: spec.Rate{Base: &dist.Constant{Value: 0.05}}, ConversionRate: spec.Rate{Base: &dist.Constant{Value: 0.1}},
				Campaigning: spec.Campaigning{Strategy: &agents.Truthful{}}, Start: -spec.Never, End: spec.Never,
			}},
			Fatigue: spec.Fatigue{PerAd: 0.02, HalfLife: 8 * spec.Hour, Effect: 1}, Regime: &regimes.GeometricChurn{Base: 0.05},
			Leave:       spec.Leave{HideRate: 0.01},
			Conversions: spec.ConversionDelay{Delay: &dist.Exponential{Average: 12 * 3600}, Window: 7 * spec.Day},
		},
		Platform: spec.Platform{
			Surfaces:   []spec.Surface{{Name: "home", Pins: 20, Slots: slots, Reserve: reserve}, {Name: "search", Pins: 20, Slots: slots[:1], Reserve: reserve}},
			Prediction: spec.Prediction{CTR: &models.Oracle{}, CVR: &models.Oracle{}},
			Mechanism:  &auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}, PacingInterval: 15 * spec.Minute,
		},
	}
}

// TestRealMarket runs the engine: its results obey every law, an arm that differs in nothing has effects of exactly 0, and
// stored replications come back whole.
func TestRealMarket(t *testing.T) {
	arm := func(name string, m *spec.Market) spec.Arm {
		return spec.Arm{Name: name, Phases: []spec.Phase{{Market: m}}}
	}
	sp := &spec.Spec{
		Name: "real", Seed: 5, Replications: 2, Warmup: spec.Day, Horizon: 4 * spec.Day, Lag: spec.Hour,
		Population: spec.Population{
			Count: 1500, Arrivals: 60, Envelope: 3, Requests: &dist.Geometric{Average: 3}, Dwell: &dist.Exponential{Average: 45}, Surfaces: []float64{0.6, 0.4},
			Segments: []spec.Segment{{Name: "all", Share: 1, SessionsPerDay: &dist.Constant{Value: 1}}}, Rhythm: spec.Rhythm{Amplitude: 0.5, Peak: 20 * spec.Hour},
		},
		Arms: []spec.Arm{arm("control", market(0)), arm("same", market(0)), arm("reserve", market(0.3))},
	}
	all, err := sim.Run(context.Background(), sp, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	in := &reports.Input{
		Scenario: "real", Days: 4, WarmupDays: 1, Planned: 2, Results: all,
		Axes: results.Axes{Segments: []string{"all"}, Surfaces: []string{"home", "search"}, Groups: []string{"shops"}},
		Arms: []reports.ArmInfo{{Name: "control", BudgetRule: "hard"}, {Name: "same", BudgetRule: "hard"}, {Name: "reserve", BudgetRule: "hard"}},
	}
	s := summarise(t, in)
	if len(s.Checks) != 7 || s.ExitCode != reports.ExitPass {
		t.Errorf("exit %d, checks %+v", s.ExitCode, s.Checks)
	}
	for _, e := range s.Effects {
		if e.Arm == "same" && e.Verdict != reports.VerdictIdentical && e.Verdict != reports.VerdictNoData {
			t.Errorf("%s %s: %s", e.Metric, e.Segment, e.Verdict)
		}
	}
	if e := s.Effect("reserve", "revenue", reports.Everyone, reports.Everyone); e.Verdict == reports.VerdictIdentical || *e.Base == 0 {
		t.Errorf("a reserve moves revenue: %+v", e)
	}
	if v := s.Value("control", "overdelivery", reports.Everyone); *v.Value == 0 {
		t.Error("a lag of an hour overdelivers")
	}
	var b bytes.Buffer
	if err := results.Encode(&b, all[1]); err != nil {
		t.Fatal(err)
	}
	back, err := results.Decode(&b)
	if diff := cmp.Diff(all[1], back); diff != "" || err != nil {
		t.Errorf("stored and read: %v\n%s", err, diff)
	}
}
