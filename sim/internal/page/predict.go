package page

import (
	"fmt"
	"math"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// predict finds the true rates of each candidate's ad, and which ad a campaign with several offers: the one of most value.
func (s *Shard) predict(i uint32, lift float64, segment int, key rng.Key) {
	w, m := s.Scratch, s.market
	n := len(w.campaign)
	w.creative, w.click, w.convert = resize(w.creative, n), resize(w.click, n), resize(w.convert, n)
	dims := s.World.Dims
	var interests []float32
	if dims > 0 {
		interests = s.Pinners.Vector[int(i)*dims:][:dims]
		if s.World.Population.Interests.PerRequest {
			w.vector = s.World.DrawVector(w.vector[:0], key.With(purpose.Vector), -1)
			interests = w.vector
		}
	}
	if m.Plain {
		s.predictPlain(interests, lift)
		return
	}
	w.worth = resize(w.worth, n)
	if m.Creatives {
		s.predictCreatives(interests, lift)
		return
	}
	for j, c := range w.campaign {
		o := &s.Offers[c]
		w.creative[j] = o.First
		w.click[j], w.convert[j] = s.truth(o.First, interests, lift, segment, key)
		w.worth[j] = s.value(c, o.First, segment, key)
		for a := o.First + 1; a < m.Campaigns[c].Last; a++ {
			click, convert := s.truth(a, interests, lift, segment, key)
			worth := s.value(c, a, segment, key)
			if expectedWorth(m.Campaigns[c].Objective, click, convert, worth) > expectedWorth(m.Campaigns[c].Objective, w.click[j], w.convert[j], w.worth[j]) {
				w.creative[j], w.click[j], w.convert[j], w.worth[j] = a, click, convert, worth
			}
		}
	}
}

// predictPlain is predict for the usual market, without what only some campaigns need: column by column.
func (s *Shard) predictPlain(interests []float32, lift float64) {
	w, m, offers := s.Scratch, s.market, s.Offers
	appeals, n := m.Appeals, len(w.campaign)
	creative, click, convert := w.creative[:n], w.click[:n], w.convert[:n]
	if !w.filled {
		for j, c := range w.campaign {
			creative[j] = offers[c].First
			convert[j] = float64(appeals[creative[j]].ConvertBase)
		}
	}
	if !m.ByInterest {
		for j, a := range creative {
			click[j] = min(float64(appeals[a].Base)*lift, 1)
		}
		return
	}
	w.near = resize(w.near, n)
	near := w.near[:n]
	kernels.Dots(near, interests, m.Vectors, creative)
	for j, a := range creative {
		x := &appeals[a]
		click[j] = float64(x.Logit + float32(x.Affinity*near[j]))
	}
	kernels.Sigmoids(click)
	for j, a := range creative {
		x, p := &appeals[a], click[j]
		if x.Affinity == 0 {
			p = float64(x.Base)
		}
		click[j] = atMostOne(p * lift)
	}
	if m.ConvertByInterest {
		s.convertByInterest(near)
	}
}

// atMostOne is min(p, 1) of a number that is no NaN: a branch that is nearly always predicted costs less than the built-in function's care for NaN
// and -0.
func atMostOne(p float64) float64 {
	if p > 1 {
		return 1
	}
	return p
}

// convertByInterest is the part of predictPlain for conversion rates that depend on the Pinner's interests.
func (s *Shard) convertByInterest(near []float32) {
	w, m := s.Scratch, s.market
	creative, convert := w.creative[:len(near)], w.convert[:len(near)]
	for j, a := range creative {
		x := &m.Ads[a]
		convert[j] = float64(x.ConvertLogit + float32(x.ConvertAffinity*near[j]))
	}
	kernels.Sigmoids(convert)
	for j, a := range creative {
		if m.Ads[a].ConvertAffinity == 0 {
			convert[j] = float64(m.Appeals[a].ConvertBase)
		}
	}
}

// worth is what an objective event is worth to candidate j.
func (s *Shard) worth(j int) float64 {
	if s.market.Plain {
		return s.market.Appeals[s.Scratch.creative[j]].Value
	}
	return s.Scratch.worth[j]
}

func expectedWorth(objective spec.Event, click, convert, value float64) float64 {
	switch objective {
	case spec.Click:
		return click * value
	case spec.Conversion:
		return click * convert * value
	}
	return value
}

// truth is the probability that a view of an ad is clicked, and that a click converts, in the request of a key; at the mean of rates that
// requests draw where the key is 0.
func (s *Shard) truth(a int32, interests []float32, lift float64, segment int, key rng.Key) (click, convert float64) {
	m := s.market
	x, y := &m.Ads[a], &m.Appeals[a]
	click, convert = float64(y.Base), float64(y.ConvertBase)
	logit := y.Logit
	if m.Redraws && key != 0 {
		click, logit = s.drawRate(a, key)
	}
	if y.Affinity != 0 || x.ConvertAffinity != 0 {
		near := kernels.Dot(interests, m.Vectors[int(a)*len(interests):])
		if y.Affinity != 0 {
			click = kernels.Sigmoid(float64(logit + float32(y.Affinity*near)))
		}
		if x.ConvertAffinity != 0 {
			convert = kernels.Sigmoid(float64(x.ConvertLogit + float32(x.ConvertAffinity*near)))
		}
	}
	if m.Shifts != nil {
		click = min(max(click+float64(m.Shifts[segment*len(m.Ads)+int(a)]), 0), 1)
	}
	click *= lift
	if m.Wears {
		click *= s.wear(a)
	}
	camp := &m.Campaigns[x.Campaign]
	if f := camp.ClickBySegment; f != nil {
		click *= f[segment]
	}
	if f := camp.ConvertBySegment; f != nil {
		convert *= f[segment]
	}
	return min(click, 1), min(convert, 1)
}

// drawRate is the click rate of an ad at zero affinity, and its logit, where requests may draw it anew.
func (s *Shard) drawRate(a int32, key rng.Key) (base float64, logit float32) {
	m := s.market
	y, r := &m.Appeals[a], &m.Campaigns[m.Ads[a].Campaign].Spec.ClickRate
	if !r.PerAuction {
		return float64(y.Base), y.Logit
	}
	base = min(max(r.Base.Quantile(key.With(purpose.RequestRate).Uniform(uint64(y.Key))), 0), 1)
	return base, float32(kernels.Logit(base))
}

// value is what an objective event is worth to a campaign in this request.
func (s *Shard) value(c, a int32, segment int, key rng.Key) float64 {
	m := s.market
	camp := &m.Campaigns[c]
	v := &camp.Spec.Value
	switch {
	case camp.Private:
		return v.Dist.Quantile(key.With(purpose.Value).Uniform(uint64(camp.Key)))
	case v.BySegment != nil:
		return v.BySegment[segment]
	}
	return m.Appeals[a].Value
}

// believe fills in what the platform predicts of all candidates, where it does not know the truth.
func (s *Shard) believe(segment int, key rng.Key) {
	w, m := s.Scratch, s.market
	r, k := &w.Request, key.With(purpose.Prediction)
	copy(r.PCTR, w.click)
	copy(r.PCVR, w.convert)
	if m.CTR != nil {
		w.batch = spec.PredictionBatch{Key: k, Segment: segment, Ads: w.creative, Rates: r.PCTR}
		m.CTR.Predict(&w.batch)
		believable(r.PCTR, m.CTR, "click rates (market.prediction.ctr")
	}
	if m.CVR != nil {
		w.batch = spec.PredictionBatch{Key: k.With(1), Segment: segment, Ads: w.creative, Rates: r.PCVR}
		m.CVR.Predict(&w.batch)
		believable(r.PCVR, m.CVR, "conversion rates (market.prediction.cvr")
	}
	for j := range r.PCTR {
		if m.Cold {
			r.PCTR[j] *= float64(s.Terms[w.campaign[j]].Belief)
		}
		r.PCTR[j], r.PCVR[j] = min(r.PCTR[j], 1), min(r.PCVR[j], 1)
	}
}

// believable ends the run where a model predicts what no rate can be: a candidate of such a rate would only be left out, or win all.
func believable(rates []float64, by spec.Predictor, of string) {
	for _, p := range rates {
		if !(p >= 0 && p <= math.MaxFloat64) {
			panic(&fault.Unfit{Part: fmt.Sprintf("the prediction model of %s, %T)", of, by), What: "rate", Value: p, Allows: "finite and at least 0"})
		}
	}
}
