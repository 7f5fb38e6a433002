package models

import (
	"slices"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func init() {
	spec.Predictors.Register("linear",
		"A linear regression of each ad's clicks on the attributes of Pinners, learned online from the market's own impressions.",
		&Linear{Step: 0.01, Own: 0.5, Prior: 0.01})
}

// Linear predicts w0 + sum of w over the attributes of the Pinner, cut to [0, 1], with weights for each ad that stochastic gradient descent on squared
// errors moves after each impression: w += Step (click - prediction). The constant starts at Own x the ad's true base rate + (1 - Own) x Prior, all
// others at 0.
type Linear struct {
	Step   float64  `key:"step" default:"0.01" range:"(0, 1]" doc:"step of stochastic gradient descent"`
	Own    float64  `key:"own" unit:"%" default:"50%" range:"[0%, 100%]" doc:"weight of the ad's own true base rate in the prediction before the first impression"`
	Prior  float64  `key:"prior" unit:"%" default:"1%" range:"[0%, 100%]" doc:"rate that has the rest of the weight"`
	Groups []string `key:"groups" doc:"groups of campaigns whose ads are learned; the rates of others are known. All when left out"`
}

var _ spec.Learner = &linear{}

// Of lists the groups that are learned; empty: all.
func (m *Linear) Of() []string { return m.Groups }

// New implements spec.PredictionModel.
func (m *Linear) New(c *spec.AdCatalogue) spec.Predictor {
	l := &linear{step: m.Step, wide: 1 + c.Kinds, attributes: c.Attributes, row: make([]int32, len(c.Keys))}
	for a := range c.Keys {
		if l.row[a] = -1; len(m.Groups) > 0 && c.Groups != nil && !slices.Contains(m.Groups, c.Groups[a]) {
			continue
		}
		l.row[a] = int32(len(l.weights) / l.wide)
		l.weights = append(l.weights, make([]float64, l.wide)...)
		base := m.Prior
		if c.Base != nil {
			base = c.Base[a]
		}
		l.weights[len(l.weights)-l.wide] = float64(m.Own*base) + float64((1-m.Own)*m.Prior)
	}
	l.keys = c.Keys
	return l
}

// linear is the weights of the ads that are learned.
type linear struct {
	step       float64
	wide       int       // weights of an ad: the constant, then attributes
	row        []int32   // by ad; -1: its rate is known
	weights    []float64 // by row
	attributes [][]int   // by segment
	keys       []rng.Key // by ad
}

// rate is the prediction for a segment.
func (l *linear) rate(row int32, segment int) float64 {
	w := l.weights[int(row)*l.wide:][:l.wide]
	sum := w[0]
	if segment < len(l.attributes) {
		for _, k := range l.attributes[segment] {
			sum += w[1+k]
		}
	}
	return min(max(sum, 0), 1)
}

// Predict implements spec.Predictor.
func (l *linear) Predict(b *spec.PredictionBatch) {
	for j, a := range b.Ads {
		if row := l.row[a]; row >= 0 {
			b.Rates[j] = l.rate(row, b.Segment)
		}
	}
}

// BySegment implements spec.BySegment.
func (l *linear) BySegment() {}

// Learns implements spec.Learner.
func (l *linear) Learns(ad int32) bool { return l.row[ad] >= 0 }

// Learn implements spec.Learner. Where outcomes are expectations, the step is the expected one.
func (l *linear) Learn(x *spec.Lesson) {
	row := l.row[x.Ad]
	by := float64(l.step * (x.Happened - float64(x.Viewed*l.rate(row, x.Segment))))
	w := l.weights[int(row)*l.wide:][:l.wide]
	w[0] += by
	if x.Segment < len(l.attributes) {
		for _, k := range l.attributes[x.Segment] {
			w[1+k] += by
		}
	}
}

// Clone implements spec.Predictor.
func (l *linear) Clone() spec.Predictor {
	c := *l
	c.weights = slices.Clone(l.weights)
	return &c
}

// Follow takes over what another predictor learned of the same ads.
func (l *linear) Follow(before spec.Predictor) bool {
	o, same := before.(*linear)
	if !same || o.wide != l.wide {
		return false
	}
	place := map[rng.Key]int32{}
	for a, k := range o.keys {
		place[k] = o.row[a]
	}
	for a, k := range l.keys {
		if from, known := place[k]; known && from >= 0 && l.row[a] >= 0 {
			copy(l.weights[int(l.row[a])*l.wide:][:l.wide], o.weights[int(from)*l.wide:][:l.wide])
		}
	}
	return true
}
