package models_test

import (
	"math"
	"testing"

	"marketsim/sim/models"
	"marketsim/sim/models/modelstest"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// TestModelsConform runs the conformance suite over all models as registered, and at extremes of their parameters.
func TestModelsConform(t *testing.T) {
	for _, name := range spec.Predictors.Names() {
		model, _ := spec.Predictors.Get(name)
		t.Run(name, func(t *testing.T) { modelstest.Run(t, model) })
	}
	for name, m := range map[string]spec.PredictionModel{
		"noise per request": &models.Noisy{Sigma: 5, Calibration: 0.01, Per: "request"},
		"noise per ad":      &models.Noisy{Sigma: 5, Calibration: 100, Per: "ad"},
		"far off":           &models.Miscalibrated{Calibration: 100},
	} {
		t.Run(name, func(t *testing.T) { modelstest.Run(t, m) })
	}
}

// TestNoiseHasItsMean: predicted over true rate has the calibration as its mean, and sigma as the standard deviation of its logarithm.
func TestNoiseHasItsMean(t *testing.T) {
	const n, sigma, calibration = 20_000, 0.5, 1.2
	keys := make([]rng.Key, n)
	for a := range keys {
		keys[a] = rng.Root(1, 0).With(uint64(a))
	}
	for _, per := range []string{"ad", "request"} {
		p := (&models.Noisy{Sigma: sigma, Calibration: calibration, Per: per}).New(&spec.AdCatalogue{Keys: keys})
		b := spec.PredictionBatch{Key: rng.Root(2, 0)}
		for a := range int32(n) {
			b.Ads, b.Rates = append(b.Ads, a), append(b.Rates, 0.1)
		}
		p.Predict(&b)
		sum, logs, squares := 0.0, 0.0, 0.0
		for _, x := range b.Rates {
			l := math.Log(x / 0.1)
			sum, logs, squares = sum+x/0.1, logs+l, squares+l*l
		}
		// The standard error of the mean is calibration sqrt(exp(sigma^2)-1) / sqrt(n) = 0.0045.
		if mean := sum / n; math.Abs(mean-calibration) > 4*0.0046 {
			t.Errorf("per %s: mean %v, want %v", per, mean, calibration)
		}
		if sd := math.Sqrt(squares/n - logs*logs/n/n); math.Abs(sd-sigma) > 4*sigma/math.Sqrt(2*n) {
			t.Errorf("per %s: standard deviation of the logarithm %v, want %v", per, sd, sigma)
		}
	}
}
