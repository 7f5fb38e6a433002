package reports_test

import (
	"context"
	"math"
	"testing"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestKaplanMeierFreireich is the textbook example: remission of 21 patients on 6-mercaptopurine, weeks (Freireich et al. 1963;
// estimates and standard errors in Kleinbaum & Klein, "Survival analysis", ch. 2).
func TestKaplanMeierFreireich(t *testing.T) {
	died, censored := make([]int64, 36), make([]int64, 36)
	for _, w := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		died[w]++
	}
	for _, w := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		censored[w]++
	}
	curve := stats.KaplanMeier(died, censored, 0.95)
	for age, want := range map[int]float64{5: 1, 6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482, 35: 0.4482} {
		if p := curve[age]; math.Abs(p.Survival-want) > 5e-5 || p.Lo > p.Survival || p.Hi < p.Survival {
			t.Errorf("week %d: %+v, want %v", age, p, want)
		}
	}
	// The log-log interval at week 23: log(-log S) = -0.2203, SE = Greenwood's sqrt(var)/|log S| = 0.13459/0.4482/0.8025.
	if p := curve[23]; math.Abs(p.Lo-0.1881) > 2e-3 || math.Abs(p.Hi-0.6801) > 2e-3 {
		t.Errorf("interval at week 23: %+v", p)
	}
	if empty := stats.KaplanMeier(make([]int64, 3), make([]int64, 3), 0.95); len(empty) != 0 {
		t.Errorf("nobody lives: %+v", empty)
	}
}

// TestLifetimesOfAnEngine: Pinners who leave with probability 0.1 after the one session that they have a day survive t days with
// probability 0.9^t; those who come later are censored at all ages, and their curve is the same. The values of all cohorts are the
// revenue.
func TestLifetimesOfAnEngine(t *testing.T) {
	m := market(0)
	m.Regime, m.Conversions.Delay = &regimes.GeometricChurn{Base: 0.1}, nil
	sp := &spec.Spec{
		Name: "lives", Seed: 8, Replications: 2, Horizon: 24 * spec.Day, Lag: spec.Hour,
		Population: spec.Population{
			Count: 3000, Arrivals: 150, Envelope: 1, Regular: true, Cohorts: 24 * spec.Day, Requests: &dist.Constant{Value: 1}, Surfaces: []float64{0.6, 0.4},
			Segments: []spec.Segment{{Name: "all", Share: 1, SessionsPerDay: &dist.Constant{Value: 1}}},
		},
		Arms: []spec.Arm{{Name: "control", Phases: []spec.Phase{{Market: m}}}},
	}
	all, err := sim.Run(context.Background(), sp, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	in := &reports.Input{Scenario: "lives", Days: 24, Planned: 2, Results: all, CohortDays: 24,
		Axes: results.Axes{Segments: []string{"all"}, Surfaces: []string{"home", "search"}, Groups: []string{"shops"}}, Arms: []reports.ArmInfo{{Name: "control"}}}
	s := summarise(t, in)
	worth := 0.0
	for _, cohort := range []string{"there on day 0", "came on days 0 to 23"} {
		l := s.Lifetime("control", cohort)
		if l == nil {
			t.Fatalf("no cohort %s in %+v", cohort, s.Lifetimes)
		}
		worth += l.Pinners * *l.Value
		for _, age := range []int{1, 5, 15} {
			// The first session of a newcomer may fall on the day after it came, so that only those who are there on day 0 follow the law
			// by whole days from the first on.
			if want, p := math.Pow(0.9, float64(age)), l.Survival[age]; cohort == "there on day 0" && math.Abs(p.Survival-want) > 4*math.Sqrt(want*(1-want)/6000) {
				t.Errorf("%s, %d days: %+v, want %v", cohort, age, p, want)
			}
		}
		if a, b := l.Survival[10].Survival, l.Survival[15].Survival; math.Abs(b/a-math.Pow(0.9, 5)) > 0.04 {
			t.Errorf("%s: %v of those who lived 10 days live 15, want %v", cohort, b/a, math.Pow(0.9, 5))
		}
	}
	revenue := s.Value("control", "revenue", reports.Everyone)
	// Values are means of ratios, pinners means: they multiply to the mean revenue up to the spread of the cohorts' sizes.
	if math.Abs(worth / *revenue.Value - 1) > 0.01 {
		t.Errorf("cohorts are worth %v, revenue is %v", worth, *revenue.Value)
	}
}
