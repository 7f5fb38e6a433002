package models

import "marketsim/sim/spec"

func init() {
	spec.Predictors.Register("miscalibrated", "The truth times a constant.", &Miscalibrated{Calibration: 1})
}

// Miscalibrated predicts the truth times a constant, the same for every ad.
type Miscalibrated struct {
	Calibration float64 `key:"calibration" default:"1" range:"(0, 100]" doc:"mean of predicted over true rate"`
}

var _ spec.Predictor = scaled{}

// New implements spec.PredictionModel.
func (m *Miscalibrated) New(*spec.AdCatalogue) spec.Predictor {
	if m.Calibration == 1 {
		return nil
	}
	return scaled{factor: float64(float32(m.Calibration))}
}

// scaled predicts the truth times a factor.
type scaled struct{ factor float64 }

// Predict implements spec.Predictor.
func (s scaled) Predict(b *spec.PredictionBatch) {
	for j := range b.Rates {
		b.Rates[j] *= s.factor
	}
}

// Clone implements spec.Predictor.
func (s scaled) Clone() spec.Predictor { return s }
