// Package regimetest holds long-run models to the contract of spec.Regime. Authors of a model run it in their tests.
package regimetest

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"marketsim/auction/registry/readonly"
	"marketsim/sim/spec"
)

// Run lets Pinners live under a regime through any history and requires that methods are pure and change nothing that the regime holds, that the slow state stays finite
// and not negative, and that what Needs denies does nothing.
func Run(t *testing.T, regime spec.Regime) {
	t.Helper()
	needs := regime.Needs()
	rapid.Check(t, func(t *rapid.T) {
		h := spec.SlowState{Activity: 1, Sightedness: 1}
		regime.Birth(&h, uniform(t, "birth"))
		for range rapid.IntRange(1, 60).Draw(t, "days") {
			v := spec.Visit{Ads: rapid.IntRange(0, 60).Draw(t, "ads"), Sensitivity: rapid.Float64Range(0.01, 10).Draw(t, "sensitivity"), Uniform: uniform(t, "session")}
			v.Hides = rapid.IntRange(0, v.Ads).Draw(t, "hides")
			x := spec.Exposure{Sessions: rapid.IntRange(0, 3).Draw(t, "sessions"), Sensitivity: v.Sensitivity}
			if x.Sessions > 0 {
				x.Ads = v.Ads
			}
			fill(t, &x, needs)
			a, b := h, h
			if regime.Session(&a, &v) != regime.Session(&b, &v) || a != b {
				t.Fatalf("Session is not a function of its arguments: %+v, %+v", a, b)
			}
			lives := func() {
				x := h
				regime.Birth(&x, v.Uniform)
				regime.Session(&x, &v)
				regime.Daily(&x, &spec.Exposure{Sensitivity: v.Sensitivity, Uniform: v.Uniform})
				regime.Depth(&x)
			}
			if !readonly.Asked(lives, regime) {
				t.Fatalf("a Pinner changes %+v; it is read-only: many goroutines ask at once", regime)
			}
			c := a
			if regime.Daily(&a, &x) != regime.Daily(&b, &x) || a != b {
				t.Fatalf("Daily is not a function of its arguments: %+v, %+v", a, b)
			}
			if !needs.Daily && a != c {
				t.Fatalf("Daily changed %+v to %+v, and Needs says that it is not called", c, a)
			}
			sound(t, regime, &a, needs)
			h = a
		}
	})
}

func uniform(t *rapid.T, label string) float64 {
	return rapid.Float64Range(1e-9, 1-1e-9).Draw(t, label)
}

// fill draws what the regime asked for.
func fill(t *rapid.T, x *spec.Exposure, needs spec.Needs) {
	if needs.Requests {
		x.Requests = x.Sessions * rapid.IntRange(1, 10).Draw(t, "requests")
	}
	if needs.Quality && x.Ads > 0 {
		x.Relevance, x.Landing = rapid.Float64Range(0, 5).Draw(t, "relevance"), rapid.Float64Range(0, 5).Draw(t, "landing")
	}
	if needs.Chance {
		x.Uniform = uniform(t, "chance")
	}
}

func sound(t *rapid.T, regime spec.Regime, h *spec.SlowState, needs spec.Needs) {
	for name, x := range map[string]float32{"activity": h.Activity, "sightedness": h.Sightedness} {
		if !(x >= 0) || math.IsInf(float64(x), 0) {
			t.Fatalf("%s is %v", name, x)
		}
	}
	for name, x := range map[string]float32{"memory": h.Memory, "load": h.Load} {
		if x != x || math.IsInf(float64(x), 0) {
			t.Fatalf("%s is %v", name, x)
		}
	}
	depth := regime.Depth(h)
	if !(depth >= 0) || math.IsInf(depth, 0) {
		t.Fatalf("depth is %v", depth)
	}
	if !needs.Depth && depth != 1 {
		t.Fatalf("depth is %v, and Needs says that it is not asked for", depth)
	}
	hides, saves := regime.Taste(h)
	if !(hides >= 0) || !(saves >= 0) || math.IsInf(hides+saves, 0) {
		t.Fatalf("hides are scaled by %v, saves by %v", hides, saves)
	}
	if !needs.Taste && (hides != 1 || saves != 1) {
		t.Fatalf("hides are scaled by %v and saves by %v, and Needs says that they are not asked for", hides, saves)
	}
}
