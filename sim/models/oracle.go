// Package models holds the models with which a platform predicts click and conversion rates, one a file. To add one, write a struct of
// parameters with the tags that the scenario language reads, a predictor, and one Register line; run modelstest.Run on it.
package models

import "marketsim/sim/spec"

func init() {
	spec.Predictors.Register("oracle", "The truth.", &Oracle{})
}

// Oracle predicts the truth.
type Oracle struct{}

// New implements spec.PredictionModel: nothing needs to be computed.
func (*Oracle) New(*spec.AdCatalogue) spec.Predictor { return nil }
