package regimes_test

import (
	"math"
	"testing"

	"marketsim/sim/regimes"
	"marketsim/sim/spec"
)

func near(t *testing.T, what string, got float32, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= 1e-6) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func load(per string, reference, smoothing float64) regimes.Load {
	return regimes.Load{Per: per, Reference: &reference, Smoothing: smoothing}
}

// part is how much of a gap a day closes at a rate.
func part(rate float64) float64 { return 1 - math.Exp(-rate) }

// TestLinkedInByHand: used to 4 ads a session, at a reference of 3, a Pinner of twice the sensitivity sees 6: 1 + 2 (-2% x 3 - 8% x 2) = 0.56.
// After that it is used to a little more.
func TestLinkedInByHand(t *testing.T) {
	l := &regimes.LinkedIn{Load: load("session", 3, 0), ShortRun: -0.1, LongRun: -0.02, TimeConstant: 2 * spec.Day}
	h := spec.SlowState{Activity: 1, Memory: 4, Load: 4}
	if l.Daily(&h, &spec.Exposure{Sessions: 2, Ads: 12, Sensitivity: 2}) {
		t.Error("it leaves")
	}
	near(t, "activity", h.Activity, 0.56)
	near(t, "what it is used to", h.Memory, 4+2*part(0.5))
	before := h
	l.Daily(&h, &spec.Exposure{Sensitivity: 2})
	if h != before {
		t.Error("a day without sessions teaches")
	}
	l.Smoothing = 8
	l.Daily(&h, &spec.Exposure{Sessions: 4, Ads: 0, Sensitivity: 2})
	near(t, "smoothed load", h.Load, 6-6*part(0.5))
}

// TestPandoraByHand: at 5 ads a page above the reference usage falls by 10%, a fifth of it in depth and two fifths by leaving: activity goes
// to 1 - 10% x 40%, depth follows at half of its way, and on a day 1% + 10% x 40% / 100 leave.
func TestPandoraByHand(t *testing.T) {
	p := &regimes.Pandora{Load: load("request", 3, 0), Slope: -0.02, Depth1: 0.2, Staying: 0.4, TimeConstant: 4 * spec.Day, MeasuredAfter: 100 * spec.Day, Leaving: 0.01}
	x := spec.Exposure{Sessions: 1, Requests: 2, Ads: 16, Sensitivity: 1, Uniform: 0.0103}
	h := spec.SlowState{Activity: 1, Memory: 3}
	if !p.Daily(&h, &x) {
		t.Error("it stays")
	}
	near(t, "activity", h.Activity, 1-0.04*part(0.25))
	near(t, "load", h.Memory, 8)
	rested := h
	p.Daily(&rested, &spec.Exposure{Sensitivity: 1, Uniform: 0.9})
	near(t, "load after a day without sessions", rested.Memory, 8)
	if x.Uniform = 0.0105; p.Daily(&h, &x) {
		t.Error("it leaves")
	}
	h.Activity = 0.96
	near(t, "depth", float32(p.Depth(&h)), 1-0.04*0.5)
}

// TestChurnByHand: 1% without ads; with three ads and a sensitivity of 2, 1% + 0.1% x 2 x 9, or 1% x exp(0.1 x 2 x 3).
func TestChurnByHand(t *testing.T) {
	for _, c := range []struct {
		g    regimes.GeometricChurn
		ads  int
		want float64
	}{
		{regimes.GeometricChurn{Base: 0.01}, 3, 0.01},
		{regimes.GeometricChurn{Base: 0.01, PerAd2: 0.001}, 0, 0.01},
		{regimes.GeometricChurn{Base: 0.01, PerAd2: 0.001}, 3, 0.028},
		{regimes.GeometricChurn{Base: 0.01, Growth: 0.1}, 3, 0.01 * math.Exp(0.6)},
	} {
		for _, off := range []float64{-1e-6, 1e-6} {
			v := spec.Visit{Ads: c.ads, Sensitivity: 2, Uniform: c.want + off}
			if got := c.g.Session(&spec.SlowState{}, &v); got != (off < 0) {
				t.Errorf("%+v, %d ads: leaving at a draw of %v is %v", c.g, c.ads, v.Uniform, got)
			}
		}
	}
}

// TestDormancyByHand: an active Pinner falls asleep with 5% + 0.1% x 2 x 16, a dormant one wakes up with 10%.
func TestDormancyByHand(t *testing.T) {
	a := &regimes.ActiveDormant{Base: 0.05, PerAd2: 0.001, Return: 0.1}
	for _, c := range []struct {
		activity float32
		uniform  float64
		want     float32
	}{{1, 0.0819, 0}, {1, 0.0821, 1}, {0, 0.0999, 1}, {0, 0.1001, 0}} {
		h := spec.SlowState{Activity: c.activity}
		a.Daily(&h, &spec.Exposure{Ads: 4, Sensitivity: 2, Uniform: c.uniform})
		if h.Activity != c.want {
			t.Errorf("from %v at a draw of %v to %v", c.activity, c.uniform, h.Activity)
		}
	}
	for uniform, want := range map[float64]float32{0.333: 0, 0.334: 1} { // a third is asleep without ads when a market begins
		h := spec.SlowState{Activity: 1}
		if a.Settle(&h, uniform); h.Activity != want {
			t.Errorf("a simulation begins at a draw of %v with %v", uniform, h.Activity)
		}
	}
}

// TestBlindnessByHand: 6 ads a session, 4 above the reference, at -5% and a sensitivity of 2 move sightedness towards 0.6.
func TestBlindnessByHand(t *testing.T) {
	a := &regimes.AdBlindness{Load: load("session", 2, 0), Rate: 0.5, PerAd: -0.05}
	h := spec.SlowState{Sightedness: 1, Memory: 2}
	a.Daily(&h, &spec.Exposure{Sessions: 2, Ads: 12, Sensitivity: 2})
	near(t, "sightedness", h.Sightedness, 1-0.4*part(0.5))
	a.Daily(&h, &spec.Exposure{Sensitivity: 2})
	near(t, "sightedness after a day without sessions", h.Sightedness, 1-0.4*part(1))
}

// TestQualityByHand: ads of relevance 1.5 and quality 0.8 at weights of 20% and 10% and references of 1 teach 1 + 2 (0.2 x 0.5 - 0.1 x 0.2) = 1.16.
func TestQualityByHand(t *testing.T) {
	one := 1.0
	g := &regimes.GoogleSearch{Rate: 0.5, Relevance: 0.2, Landing: 0.1, Relevant: &one, Landed: &one}
	h := spec.SlowState{Sightedness: 1, Memory: 1}
	g.Daily(&h, &spec.Exposure{Sessions: 1, Ads: 3, Relevance: 1.5, Landing: 0.8, Sensitivity: 2})
	near(t, "sightedness", h.Sightedness, 1+0.16*part(0.5))
	g.Daily(&h, &spec.Exposure{Sessions: 1, Sensitivity: 2})
	near(t, "sightedness after a day without ads", h.Sightedness, 1+0.16*part(1))
	half := 0.5 // a reference of landing quality: the lesson is 1 + 2 (0.2 x 0.5 + 0.1 x (0.8 - 0.5)) = 1.26
	g, h = &regimes.GoogleSearch{Rate: 0.5, Relevance: 0.2, Landing: 0.1, Relevant: &one, Landed: &half}, spec.SlowState{Sightedness: 1, Memory: 1}
	g.Daily(&h, &spec.Exposure{Sessions: 1, Ads: 3, Relevance: 1.5, Landing: 0.8, Sensitivity: 2})
	near(t, "sightedness beside a landing quality of 0.5", h.Sightedness, 1+0.26*part(0.5))
	open := &regimes.GoogleSearch{Rate: 0.5, Relevance: 0.2, Landing: 0.1}
	h = spec.SlowState{Sightedness: 1, Memory: 1}
	for range 2 {
		open.Daily(&h, &spec.Exposure{Ads: 1, Relevance: 1, Landing: 2, Sensitivity: 1})
	}
	near(t, "the warm-up's lesson", h.Load, 0.4)
	near(t, "sightedness in the warm-up", h.Sightedness, 1)
	own := open.Anchor(&spec.WarmupExposure{Relevance: 1, Landing: 1}).(*regimes.GoogleSearch)
	own.Daily(&h, &spec.Exposure{Ads: 1, Relevance: 1, Landing: 2, Sensitivity: 1})
	near(t, "sightedness at its own warm-up's quality", h.Sightedness, 1)
}
