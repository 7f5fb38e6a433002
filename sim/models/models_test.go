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
		"added per request": &models.Additive{Sigma: 1, Per: "request"},
		"added per ad":      &models.Additive{Sigma: 1, Per: "ad"},
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

// TestAdditiveNoise: predicted minus true rate has mean 0 and the stated standard deviation where the cut at 0 is far, and no prediction
// lies below 0 where it is near.
func TestAdditiveNoise(t *testing.T) {
	const n, sigma = 20_000, 0.01
	keys := make([]rng.Key, n)
	for a := range keys {
		keys[a] = rng.Root(3, 0).With(uint64(a))
	}
	for _, per := range []string{"ad", "request"} {
		p := (&models.Additive{Sigma: sigma, Per: per}).New(&spec.AdCatalogue{Keys: keys})
		predict := func(rate float64) (mean, sd, least float64) {
			b := spec.PredictionBatch{Key: rng.Root(4, 0)}
			for a := range int32(n) {
				b.Ads, b.Rates = append(b.Ads, a), append(b.Rates, rate)
			}
			p.Predict(&b)
			sum, squares := 0.0, 0.0
			least = 1
			for _, x := range b.Rates {
				sum, squares, least = sum+x-rate, squares+(x-rate)*(x-rate), min(least, x)
			}
			return sum / n, math.Sqrt(squares/n - sum*sum/n/n), least
		}
		mean, sd, _ := predict(0.1)
		if math.Abs(mean) > 4*sigma/math.Sqrt(n) || math.Abs(sd-sigma) > 4*sigma/math.Sqrt(2*n) {
			t.Errorf("per %s: mean %v and standard deviation %v of the error, want 0 and %v", per, mean, sd, sigma)
		}
		// E max(-r, sigma z) at r = sigma/2 is sigma (phi(1/2) - (1/2) Phi(-1/2)) = 0.1978 sigma.
		if mean, _, least := predict(sigma / 2); least != 0 || math.Abs(mean-0.1978*sigma) > 4*sigma/math.Sqrt(n) {
			t.Errorf("per %s: near the cut the mean error is %v, want %v, and the least prediction %v, want 0", per, mean, 0.1978*sigma, least)
		}
	}
}
