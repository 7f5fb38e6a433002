package spec

import (
	"marketsim/auction/registry"
	"marketsim/sim/rng"
)

// Predictors are the models with which a platform predicts rates, by name. Each is a file in sim/models.
var Predictors = registry.New[PredictionModel]("prediction model")

// Prediction states how the platform predicts rates.
type Prediction struct {
	CTR, CVR PredictionModel // of the click rate of a view, of the conversion rate of a click
	LogLoss  bool            // measure the log-likelihood of clicks under the predictions
}

// PredictionModel is a model of a rate as a scenario states it: parameters.
type PredictionModel interface {
	// New returns the predictor of one policy in one replication; nil: predictions are the truth, which costs nothing.
	New(*AdCatalogue) Predictor
}

// AdCatalogue is what a predictor knows of a market's ads before the market opens.
type AdCatalogue struct {
	Keys       []rng.Key // by ad: its random key; do not change
	Rate       uint64    // which rate is predicted: 0 the click rate, 1 the conversion rate
	Base       []float64 // by ad: its true rate at zero affinity; a model may use it as a prior. nil: nothing is known
	Groups     []string  // by ad: its group; nil with Base
	Attributes [][]int   // by segment: which attributes its Pinners have
	Kinds      int       // of attributes
}

// Predictor predicts one rate. Predict is read-only, allocates nothing and may be called by many goroutines at once.
type Predictor interface {
	// Predict replaces true rates by predicted ones. The platform caps them at 1; one below 0, infinite or no number ends the run.
	Predict(*PredictionBatch)
	// Clone returns a copy with what was learned, for another arm.
	Clone() Predictor
}

// BySegment is a predictor whose predictions depend only on the segment of the request's Pinner.
type BySegment interface{ BySegment() }

// Learner is a predictor that learns from the market's own impressions. Learn is called at barriers, by one goroutine, with the impressions since
// the last barrier, in the order of events. All predictions until the next barrier use what was learned until then.
type Learner interface {
	Predictor
	// Learns reports whether it learns from impressions of an ad; others are not kept.
	Learns(ad int32) bool
	// Learn updates the model with one impression.
	Learn(*Lesson)
	// Follow takes over what the previous market's predictor learned about the same ads; false if that was another model.
	Follow(before Predictor) bool
}

// Lesson is a viewed impression and its outcome.
type Lesson struct {
	Ad       int32
	Segment  int     // of the Pinner
	Viewed   float64 // 1, or the probability of a view if outcomes are expectations
	Happened float64 // clicks on it, likewise 1 or 0, or an expectation
}

// PredictionBatch is the candidates of one request.
type PredictionBatch struct {
	Segment int       // of the Pinner
	Key     rng.Key   // of the request and the rate
	Ads     []int32   // by candidate, an index into the catalogue
	Rates   []float64 // by candidate: in, the true rates; out, the predicted ones
}
