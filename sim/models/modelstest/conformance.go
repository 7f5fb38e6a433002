// Package modelstest checks what the platform asks of a prediction model; authors of models run it on theirs.
package modelstest

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/auction/registry/readonly"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Run checks a model: predictions are finite, not negative, a function of the batch alone, and the same in a clone; a candidate's
// prediction does not depend on who else is in the batch; predicting allocates nothing and changes nothing that the predictor holds; and where it learns, a clone has all that the original learned and
// shares nothing with it.
func Run(t *testing.T, model spec.PredictionModel) {
	t.Helper()
	keys := make([]rng.Key, 20)
	for a := range keys {
		keys[a] = rng.Root(5, 0).With(uint64(a))
	}
	for rate := range uint64(2) {
		fresh := func() spec.Predictor {
			return model.New(&spec.AdCatalogue{Keys: keys, Rate: rate, Attributes: [][]int{nil, {0}, {0, 1}}, Kinds: 2})
		}
		if p := fresh(); p != nil { // nil is the truth
			predictions(t, p, len(keys))
			allocations(t, p)
			if _, learns := p.(spec.Learner); learns {
				copies(t, func() spec.Learner { return fresh().(spec.Learner) }, len(keys))
			}
		}
	}
}

// copies compares a clone with a model that learned the same without being cloned, while the original goes on learning other things.
func copies(t *testing.T, fresh func() spec.Learner, ads int) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		original, alike := fresh(), fresh()
		before := lessons(t, ads)
		learn(original, before)
		learn(alike, before)
		twin := original.Clone().(spec.Learner)
		learn(original, lessons(t, ads))
		for range 3 {
			for segment := range 3 {
				got, want := all(twin, segment, ads), all(alike, segment, ads)
				if !slices.Equal(got, want) {
					t.Fatalf("a clone predicts %v, and one that learned the same without being cloned %v", got, want)
				}
			}
			next := lessons(t, ads)
			learn(twin, next)
			learn(alike, next)
		}
	})
}

// lessons makes up to 20 impressions.
func lessons(t *rapid.T, ads int) (list []spec.Lesson) {
	for range rapid.IntRange(0, 20).Draw(t, "lessons") {
		list = append(list, spec.Lesson{Ad: int32(rapid.IntRange(0, ads-1).Draw(t, "ad")), Segment: rapid.IntRange(0, 2).Draw(t, "segment"), Viewed: 1,
			Happened: float64(rapid.IntRange(0, 1).Draw(t, "clicks"))})
	}
	return list
}

func learn(p spec.Learner, list []spec.Lesson) {
	for i := range list {
		if p.Learns(list[i].Ad) {
			p.Learn(&list[i])
		}
	}
}

// all is what is predicted of every ad.
func all(p spec.Predictor, segment, ads int) []float64 {
	b := spec.PredictionBatch{Segment: segment, Key: 1}
	for a := range int32(ads) {
		b.Ads, b.Rates = append(b.Ads, a), append(b.Rates, 0.1)
	}
	p.Predict(&b)
	return b.Rates
}

func predictions(t *testing.T, p spec.Predictor, ads int) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		b := spec.PredictionBatch{Key: rng.Key(rapid.Uint64().Draw(t, "request"))}
		for a := range int32(ads) {
			if rapid.Bool().Draw(t, "takes part") {
				b.Ads, b.Rates = append(b.Ads, a), append(b.Rates, rapid.Float64Range(0, 1).Draw(t, "rate"))
			}
		}
		truth := slices.Clone(b.Rates)
		p.Predict(&b)
		if !readonly.Asked(func() { p.Predict(&spec.PredictionBatch{Key: b.Key, Ads: b.Ads, Rates: slices.Clone(truth)}) }, p) {
			t.Fatalf("to predict changes %+v; it is read-only: many goroutines ask at once", p)
		}
		again := spec.PredictionBatch{Key: b.Key, Ads: b.Ads, Rates: slices.Clone(truth)}
		p.Clone().Predict(&again)
		for j, x := range b.Rates {
			if !(x >= 0) || math.IsInf(x, 0) {
				t.Fatalf("the prediction of a rate of %v is %v", truth[j], x)
			}
			alone := spec.PredictionBatch{Key: b.Key, Ads: b.Ads[j : j+1], Rates: []float64{truth[j]}}
			p.Predict(&alone)
			if again.Rates[j] != x || alone.Rates[0] != x {
				t.Fatalf("ad %d: predicted %v, by a clone %v, alone %v", b.Ads[j], x, again.Rates[j], alone.Rates[0])
			}
		}
	})
}

func allocations(t *testing.T, p spec.Predictor) {
	t.Helper()
	b := spec.PredictionBatch{Key: 1, Ads: []int32{0, 1, 2}, Rates: []float64{0.1, 0.2, 0.3}}
	if n := testing.AllocsPerRun(100, func() { p.Predict(&b) }); n > 0 {
		t.Errorf("predicting allocates %v times", n)
	}
}
