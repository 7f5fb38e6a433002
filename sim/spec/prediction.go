package spec

import (
	"marketsim/auction/registry"
	"marketsim/sim/rng"
)

// Predictors are the models with which a platform predicts rates, by name. Each is a file in sim/models.
var Predictors = registry.New[PredictionModel]("prediction model")

// Prediction is what the platform believes.
type Prediction struct {
	CTR, CVR PredictionModel // of the click rate of a view, of the conversion rate of a click
	LogLoss  bool            // measure the log-likelihood of clicks under the predictions
}

// PredictionModel is a model of a rate as a scenario states it: parameters.
type PredictionModel interface {
	// New makes the predictor of one policy in one replication; nil: predictions are the truth, which costs nothing.
	New(*AdCatalogue) Predictor
}

// AdCatalogue is what a predictor knows of a market's ads before it opens.
type AdCatalogue struct {
	Keys       []rng.Key // by ad: its random key; do not change
	Rate       uint64    // which rate is predicted: 0 the click rate, 1 the conversion rate
	Base       []float64 // by ad: its true rate at zero affinity; a prior may stand for knowing a part of it. nil: nothing is known
	Groups     []string  // by ad: its group; nil with Base
	Attributes [][]int   // by segment: which attributes its Pinners have
	Kinds      int       // of attributes
}

// Predictor predicts one rate. Predict is read-only, allocates nothing and may be called by many goroutines at once.
type Predictor interface {
	// Predict replaces true rates by predicted ones. What exceeds 1 is cut off by the platform.
	Predict(*PredictionBatch)
	// Clone copies what was learned, for another arm.
	Clone() Predictor
}

// BySegment is a predictor whose predictions depend on nothing of a request but the segment of its Pinner.
type BySegment interface{ BySegment() }

// Learner is a predictor that learns from the market's own impressions. Learn is called at barriers, by one goroutine, with what happened since the
// last, in the order of events; everybody predicts by what was learned until then.
type Learner interface {
	Predictor
	// Learns tells whether impressions of an ad teach it something; others are not kept.
	Learns(ad int32) bool
	Learn(*Lesson)
	// Follow takes over what the predictor of the market before learned of the same ads; false where that was another model.
	Follow(before Predictor) bool
}

// Lesson is an impression that somebody viewed, and what came of it.
type Lesson struct {
	Ad       int32
	Segment  int     // of the Pinner
	Viewed   float64 // 1, or the probability of a view where outcomes are expectations
	Happened float64 // of the views: clicks
}

// PredictionBatch is the candidates of one request.
type PredictionBatch struct {
	Segment int       // of the Pinner
	Key     rng.Key   // of the request and the rate
	Ads     []int32   // by candidate, an index into the catalogue
	Rates   []float64 // by candidate: true when the batch comes, predicted when it goes
}
