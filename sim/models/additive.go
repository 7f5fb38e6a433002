package models

import (
	"marketsim/sim/dist"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func init() {
	spec.Predictors.Register("additive", "The truth plus a normal error, cut off at 0, drawn once per ad or once per request and ad.", &Additive{Per: perAd})
}

// Additive predicts max(0, truth + Sigma z) with z standard normal. Ads of low rates err most in proportion, and gain most from it in an
// auction that picks the highest predictions.
type Additive struct {
	Sigma float64 `key:"sigma" unit:"%" default:"0%" range:"[0%, 100%]" doc:"standard deviation of predicted minus true rate, before the cut at 0"`
	Per   string  `key:"per" default:"ad" enum:"ad|request" doc:"whether the error is drawn once per ad or once per request and ad"`
}

var _, _ spec.Predictor = &shifts{}, &reshifted{}

// New implements spec.PredictionModel.
func (m *Additive) New(c *spec.AdCatalogue) spec.Predictor {
	switch {
	case m.Sigma == 0:
		return nil
	case m.Per == perRequest:
		return &reshifted{keys: c.Keys, sigma: m.Sigma}
	}
	f := &shifts{by: make([]float64, len(c.Keys))}
	for a, k := range c.Keys {
		f.by[a] = m.Sigma * dist.Normal(k.With(purpose.Prediction).Uniform(c.Rate))
	}
	return f
}

// shifts errs by an amount per ad, which never changes.
type shifts struct{ by []float64 }

// Predict implements spec.Predictor.
func (f *shifts) Predict(b *spec.PredictionBatch) {
	for j, a := range b.Ads {
		b.Rates[j] = max(0, b.Rates[j]+f.by[a])
	}
}

// Clone implements spec.Predictor.
func (f *shifts) Clone() spec.Predictor { return f }

// reshifted errs anew in every request.
type reshifted struct {
	keys  []rng.Key // by ad
	sigma float64
}

// Predict implements spec.Predictor.
func (r *reshifted) Predict(b *spec.PredictionBatch) {
	for j, a := range b.Ads {
		shift := float64(r.sigma * dist.Normal(b.Key.Uniform(uint64(r.keys[a]))))
		b.Rates[j] = max(0, b.Rates[j]+shift)
	}
}

// Clone implements spec.Predictor.
func (r *reshifted) Clone() spec.Predictor { return r }
