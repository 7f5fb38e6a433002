package models

import (
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func init() {
	spec.Predictors.Register("noisy", "The truth times a lognormal error, drawn once per ad or once per request and ad.", &Noisy{Calibration: 1, Per: perAd})
}

// Noisy predicts Calibration * truth * exp(Sigma z - Sigma^2/2) with z standard normal.
type Noisy struct {
	Sigma       float64 `key:"sigma" default:"0" range:"[0, 5]" doc:"standard deviation of the logarithm of predicted over true rate"`
	Calibration float64 `key:"calibration" default:"1" range:"(0, 100]" doc:"mean of predicted over true rate"`
	Per         string  `key:"per" default:"ad" enum:"ad|request" doc:"whether the error is drawn once per ad or once per request and ad"`
}

const (
	perAd      = "ad"
	perRequest = "request"
)

var _, _ spec.Predictor = &factors{}, &redrawn{}

// New implements spec.PredictionModel.
func (m *Noisy) New(c *spec.AdCatalogue) spec.Predictor {
	switch {
	case m.Sigma == 0:
		return (&Miscalibrated{m.Calibration}).New(c)
	case m.Per == perRequest:
		return &redrawn{keys: c.Keys, sigma: m.Sigma, calibration: float64(float32(m.Calibration))}
	}
	f := &factors{of: make([]float32, len(c.Keys))}
	for a, k := range c.Keys {
		f.of[a] = float32(m.Calibration * kernels.Lognormal(m.Sigma, k.With(purpose.Prediction).Uniform(c.Rate)))
	}
	return f
}

// factors errs by a factor per ad, which never changes.
type factors struct{ of []float32 }

// Predict implements spec.Predictor.
func (f *factors) Predict(b *spec.PredictionBatch) {
	for j, a := range b.Ads {
		b.Rates[j] *= float64(f.of[a])
	}
}

// Clone implements spec.Predictor.
func (f *factors) Clone() spec.Predictor { return f }

// redrawn errs anew in every request.
type redrawn struct {
	keys               []rng.Key // by ad
	sigma, calibration float64
}

// Predict implements spec.Predictor.
func (r *redrawn) Predict(b *spec.PredictionBatch) {
	for j, a := range b.Ads {
		b.Rates[j] = b.Rates[j] * r.calibration * kernels.Lognormal(r.sigma, b.Key.Uniform(uint64(r.keys[a])))
	}
}

// Clone implements spec.Predictor.
func (r *redrawn) Clone() spec.Predictor { return r }
