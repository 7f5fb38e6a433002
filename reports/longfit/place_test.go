package longfit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestOnePlace: what is told of a model is of one place within its ranges. The chi-square is that of the curve that its parameters draw, and so is the curve, also where
// the best place lies at an end of a range or parameters can hardly be told apart, as slope and staying of pandora.
func TestOnePlace(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 18))
	for _, truth := range []struct {
		family string
		p      []float64
	}{{"pandora", []float64{-0.03, 0, 20}}, {"linkedin", []float64{-0.03, 0, 60}}, {"google_search", []float64{0.03, 0.02}}} {
		effects := draw(family(truth.family), truth.p, 84, 0.001, r)
		for _, got := range Fit(effects, lever) {
			f, at := family(got.Family), []float64{}
			for k, p := range got.Params {
				if at = append(at, p.Value); p.Value < f.Params[k].Lo || p.Value > f.Params[k].Hi || p.Lo > p.Value || p.Hi < p.Value {
					t.Errorf("%s: %s is %v (%v to %v), of a range from %v to %v", got.Family, p.Key, p.Value, p.Lo, p.Hi, f.Params[k].Lo, f.Params[k].Hi)
				}
			}
			curve, told := f.Mixed(at, lever, 84), pose(effects, lever)
			misses, chi2 := make([]float64, len(effects)), 0.0
			for i, e := range told.effects {
				expected := 0.0
				if e.Class == f.Class {
					expected = curve[e.Day]
				}
				misses[i] = (e.Value - expected) / e.SE
			}
			for _, c := range told.classes {
				white := make([]float64, c.to-c.from)
				got.Errors[c.name].whiten(white, misses[c.from:c.to], &c)
				chi2 += squares(white)
			}
			if math.Abs(chi2-got.Chi2) > 1e-6*chi2 {
				t.Errorf("of %s: %s tells a chi-square of %v, its parameters %v have %v", truth.family, got.Family, got.Chi2, at, chi2)
			}
			for d := range curve {
				if math.Abs(curve[d]-got.Curve[d]) > 1e-12 {
					t.Fatalf("of %s: %s draws %v on day %d, its parameters %v", truth.family, got.Family, got.Curve[d], d, curve[d])
				}
			}
		}
	}
}

// TestNoImpossibleCurves: effects that settle exponentially are drawn by linkedin and nearly by pandora. No family is ranked by a curve that its parameters cannot draw, so
// some model is allowed in every draw, and what is allowed fits.
func TestNoImpossibleCurves(t *testing.T) {
	t.Parallel()
	l := &Lever{Before: 4, After: 6, Sessions: 0.7, Smoothing: 10}
	for seed := range draws(4, 100) {
		r := rand.New(rand.NewPCG(uint64(seed), 18))
		var effects []Effect
		for d := range 84 {
			effects = append(effects, Effect{Day: d, Class: Visits, Metric: "sessions", SE: 0.001, Value: 0.03*math.Expm1(-float64(d)/20) + 0.001*r.NormFloat64()})
		}
		all := Fit(effects, l)
		if !all[0].Allowed {
			t.Errorf("draw %d: no model fits; %s is nearest, with a chi-square of %.0f", seed, all[0].Family, all[0].Chi2)
		}
		for _, f := range all {
			if f.Allowed && f.Chi2 > 1.6*float64(f.Freedom) {
				t.Errorf("draw %d: %s is allowed with a chi-square of %.0f for %d", seed, f.Family, f.Chi2, f.Freedom)
			}
		}
	}
}

// family is the one of a name.
func family(name string) *Family {
	for i := range Families {
		if Families[i].Name == name {
			return &Families[i]
		}
	}
	return nil
}
