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
)

// market is a small real market in which Pinners come and leave and budgets bind.
func market(reserve float64) *sim.Market {
	members := make([]sim.Member, 12)
	for i := range members {
		nan := math.NaN()
		members[i] = sim.Member{Name: "shops/" + strconv.Itoa(i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan}
	}
	slots := []auction.Slot{{Effect: 1, Position: 1}, {Effect: 0.7, Position: 5}}
	return &sim.Market{
		Surfaces: []sim.Surface{{Name: "home", Pins: 20, Slots: slots, Reserve: reserve}, {Name: "search", Pins: 20, Slots: slots[:1], Reserve: reserve}},
		Groups: []sim.Group{{
			Name: "shops", Members: members, Ads: 1, Objective: sim.Click, Bills: sim.Click, Value: sim.Value{Dist: &dist.Uniform{Min: 0.2, Max: 1}},
			Daily: &dist.Constant{Value: 2}, ClickRate: sim.Rate{Base: &dist.Constant{Value: 0.05}}, ConversionRate: sim.Rate{Base: &dist.Constant{Value: 0.1}},
			Strategy: &agents.Truthful{}, Start: -sim.Never, End: sim.Never,
		}},
		Fatigue: sim.Fatigue{PerAd: 0.02, HalfLife: 8 * sim.Hour, Effect: 1}, Regime: &sim.GeometricChurn{Base: 0.05},
		Leave: sim.Leave{HideRate: 0.01}, Prediction: sim.Prediction{CTR: sim.Predictor{Calibration: 1}, CVR: sim.Predictor{Calibration: 1}},
		Conversions: sim.ConversionDelay{Delay: &dist.Exponential{Average: 12 * 3600}, Window: 7 * sim.Day},
		Mechanism:   &auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}, PacingInterval: 15 * sim.Minute,
	}
}

// TestRealMarket runs the engine: its results obey every law, an arm that differs in nothing has effects of exactly 0, and
// stored replications come back whole.
func TestRealMarket(t *testing.T) {
	arm := func(name string, m *sim.Market) sim.Arm { return sim.Arm{Name: name, Phases: []sim.Phase{{Market: m}}} }
	spec := &sim.Spec{
		Name: "real", Seed: 5, Replications: 2, Warmup: sim.Day, Horizon: 4 * sim.Day, Lag: sim.Hour,
		Population: sim.Population{
			Count: 1500, Arrivals: 60, Envelope: 3, Requests: &dist.Geometric{Average: 3}, Dwell: &dist.Exponential{Average: 45}, Surfaces: []float64{0.6, 0.4},
			Segments: []sim.Segment{{Name: "all", Share: 1, SessionsPerDay: &dist.Constant{Value: 1}}}, Rhythm: sim.Rhythm{Amplitude: 0.5, Peak: 20 * sim.Hour},
		},
		Arms: []sim.Arm{arm("control", market(0)), arm("same", market(0)), arm("reserve", market(0.3))},
	}
	results, err := sim.Run(context.Background(), spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	in := &reports.Input{
		Scenario: "real", Days: 4, WarmupDays: 1, Planned: 2, Results: results,
		Axes: sim.Axes{Segments: []string{"all"}, Surfaces: []string{"home", "search"}, Groups: []string{"shops"}},
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
	if err := reports.Encode(&b, results[1]); err != nil {
		t.Fatal(err)
	}
	back, err := reports.Decode(&b)
	if diff := cmp.Diff(results[1], back); diff != "" || err != nil {
		t.Errorf("stored and read: %v\n%s", err, diff)
	}
}
