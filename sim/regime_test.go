package sim_test

import (
	"math"
	"testing"

	"marketsim/auction/registry"
	"marketsim/sim/regimes"
	"marketsim/sim/regimes/regimetest"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// allRegimes are models with parameters at which every part of them works; models that are not here run with their defaults and extremes alone.
func allRegimes() map[string]spec.Regime {
	request := regimes.Load{Per: "request", Reference: new(3.62)}
	return map[string]spec.Regime{
		"none":                 &regimes.NoRegime{},
		"geometric_churn":      &regimes.GeometricChurn{Base: 0.05, PerAd2: 0.002, Growth: 0.15},
		"beta_geometric_churn": &regimes.BetaGeometricChurn{Alpha: 1.5, Beta: 6},
		"pandora": &regimes.Pandora{Load: request, Slope: -0.02, Depth1: 0.18, Staying: 0.41, TimeConstant: 16 * spec.Day,
			MeasuredAfter: 625 * spec.Day, Leaving: 0.001},
		"linkedin":       &regimes.LinkedIn{Load: request, ShortRun: -0.03, LongRun: -0.005, TimeConstant: 20 * spec.Day},
		"google_search":  &regimes.GoogleSearch{Rate: 0.012, Relevance: 0.2, Landing: 0.2, Relevant: new(1.0), Landed: new(1.0)},
		"ad_blindness":   &regimes.AdBlindness{Load: regimes.Load{Reference: new(0.0)}, Rate: 0.05, PerAd: -0.04},
		"satisfaction":   &regimes.Satisfaction{Rate: 0.05, Relevance: 0.1, Landing: 0.5, Annoyance: 0.01, Return: 0.3, Length: 0.2, Leaving: 0.01, Reference: new(0.5)},
		"active_dormant": &regimes.ActiveDormant{Base: 0.05, PerAd2: 0.001, Return: 0.1},
	}
}

func TestRegimes(t *testing.T) {
	all := allRegimes()
	for _, name := range spec.Regimes.Names() {
		t.Run(name, func(t *testing.T) {
			if regime, ok := all[name]; ok {
				regimetest.Run(t, regime)
			}
			usual, _ := spec.Regimes.Get(name)
			regimetest.Run(t, usual)
			for _, extreme := range registry.Extremes(usual) {
				regimetest.Run(t, extreme)
			}
		})
	}
}

// TestPandoraChannels: after the time at which it is measured, each channel has lost its share of the slope, and the first month's
// mean is a third of that with the defaults of the language, which are fitted to it.
func TestPandoraChannels(t *testing.T) {
	p := &regimes.Pandora{Load: regimes.Load{Per: "request", Reference: new(3.62)}, Slope: -0.02, Depth1: 0.18, Staying: 0.41, TimeConstant: 16 * spec.Day, MeasuredAfter: 625 * spec.Day}
	h := spec.SlowState{Activity: 1, Sightedness: 1}
	p.Birth(&h, 0.5)
	stay, hours, month := 1.0, 0.0, 0.0
	for d := range 625 {
		// The load is one above the reference; the hazard is read off the uniform below which a Pinner leaves.
		x := spec.Exposure{Sessions: 1, Requests: 100, Ads: 462, Sensitivity: 1, Uniform: 0.999}
		p.Daily(&h, &x)
		stay *= 1 - 0.02*0.41/625
		hours = float64(h.Activity) * p.Depth(&h) * stay
		if d < 30 {
			month += (1 - hours) / 30
		}
	}
	for name, c := range map[string][2]float64{
		"sessions per Pinner": {1 - float64(h.Activity), 0.02 * 0.41}, "pages per session": {1 - p.Depth(&h), 0.02 * 0.18},
		"usage": {1 - hours, 0.02}, "first month over the long run": {month / (1 - hours), 1.0 / 3},
	} {
		tolerance := 0.0002
		if c[1] > 0.1 {
			tolerance = 0.02
		}
		if math.Abs(c[0]-c[1]) > tolerance {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
}

// TestDailyLeavingFrees: Pinners who leave at the end of a day are gone from the next on and their rows are used again, whatever the
// number of workers, and in the exact engine as well.
func TestDailyLeavingFrees(t *testing.T) {
	for name, lag := range map[string]spec.Time{"lagged": spec.Minute, "exact": 0} {
		t.Run(name, func(t *testing.T) { leaving(t, lag) })
	}
}

func leaving(t *testing.T, lag spec.Time) {
	s := small(300, 5)
	s.Lag = lag
	s.Horizon, s.Population.Arrivals, s.Population.Departure = 40*spec.Day, 15, 0.05
	s.Population.Cohorts = 10 * spec.Day
	one, many := run(t, s, 1)[0][0], run(t, s, 3)[0][0]
	last := len(one.Days) - 1
	if one.Days[last].Digest != many.Days[last].Digest {
		t.Error("the number of workers shows")
	}
	pinners, left := int64(-1), int64(0)
	for d := range one.Days {
		var state results.PinnerState
		for _, x := range one.Days[d].State {
			state.Pinners, state.New, state.Left, state.Active = state.Pinners+x.Pinners, state.New+x.New, state.Left+x.Left, state.Active+x.Active
			state.Activity, state.Sightedness, state.Fatigue = state.Activity+x.Activity, state.Sightedness+x.Sightedness, state.Fatigue+x.Fatigue
		}
		if pinners >= 0 && state.Pinners != pinners+state.New-state.Left {
			t.Errorf("day %d: %d Pinners after %d, %d came and %d left", d, state.Pinners, pinners, state.New, state.Left)
		}
		pinners, left = state.Pinners, left+state.Left
		var cohorts results.CohortDay
		sessions := int64(0)
		for _, c := range one.Days[d].Cohorts {
			cohorts.Pinners, cohorts.Active, cohorts.New, cohorts.Left = cohorts.Pinners+c.Pinners, cohorts.Active+c.Active, cohorts.New+c.New, cohorts.Left+c.Left
			cohorts.Sessions, cohorts.Revenue = cohorts.Sessions+c.Sessions, cohorts.Revenue+c.Revenue
			cohorts.Activity, cohorts.Sightedness, cohorts.Fatigue = cohorts.Activity+c.Activity, cohorts.Sightedness+c.Sightedness, cohorts.Fatigue+c.Fatigue
		}
		revenue := spec.Nano(0)
		for _, c := range one.Days[d].Cells {
			sessions, revenue = sessions+c.Sessions, revenue+c.Revenue
		}
		if cohorts.Pinners != state.Pinners || cohorts.Active != state.Active || cohorts.New != state.New || cohorts.Left != state.Left ||
			cohorts.Sessions != sessions || cohorts.Revenue != revenue || cohorts.Activity != state.Activity || cohorts.Sightedness != state.Sightedness ||
			cohorts.Fatigue != state.Fatigue || state.Activity <= 0 {
			t.Errorf("day %d: cohorts %+v do not add up to %+v", d, cohorts, state)
		}
	}
	// 300 Pinners and 15 a day at 5%: the population is steady, and 15 leave a day (SD of the sum sqrt(600)).
	if math.Abs(float64(left)-600) > 4*math.Sqrt(600) {
		t.Errorf("%d left in 40 days, want 600", left)
	}
	died, censored := int64(0), int64(0)
	for _, l := range one.Lives {
		for a := range l.Died {
			died, censored = died+l.Died[a], censored+l.Censored[a]
		}
	}
	if died != left || censored != pinners {
		t.Errorf("lives end %d times and go on %d times; %d left, %d are there", died, censored, left, pinners)
	}
}

// TestRegimesCompose runs every model together with fatigue, segments that react differently, newcomers, departures, cohorts and the
// rhythm of day, week and year: the number of workers does not show, and cohorts and state stay sound.
func TestRegimesCompose(t *testing.T) {
	for name, regime := range allRegimes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := small(1500, 5)
			s.Warmup, s.Horizon = 2*spec.Day, 12*spec.Day
			p := &s.Population
			p.Arrivals, p.Departure, p.Cohorts, p.Envelope = 15, 0.01, 5*spec.Day, 5
			p.Rhythm = spec.Rhythm{Amplitude: 0.3, Weekly: [7]float64{1, 1, 1, 1, 1, 1, 1}, Yearly: 0.2, HighDay: 90}
			p.Segments[0].Sensitivity = 2
			s.Arms[0].Phases[0].Market.Regime = regime
			one, many := run(t, s, 1)[0][0], run(t, s, 4)[0][0]
			last := &one.Days[len(one.Days)-1]
			if last.Digest != many.Days[len(many.Days)-1].Digest {
				t.Error("the number of workers shows")
			}
			for _, x := range last.State {
				if x.Pinners <= 0 || x.Activity < 0 || x.Sightedness <= 0 {
					t.Errorf("state %+v", x)
				}
			}
		})
	}
}

// TestYearlyRhythm: the wave of the year has mean 1 over a year, and its highest day where it is said to be.
func TestYearlyRhythm(t *testing.T) {
	r := spec.Rhythm{Yearly: 0.3, HighDay: 330}
	sum := 0.0
	for d := range spec.Time(365) {
		sum += r.At(d * spec.Day)
	}
	if math.Abs(sum/365-1) > 1e-9 || math.Abs(r.At(330*spec.Day)-1.3) > 1e-9 || r.Max() != 1.3 {
		t.Errorf("mean %v, highest %v, maximum %v", sum/365, r.At(330*spec.Day), r.Max())
	}
}
