package sim

import (
	"math"
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// serve plays one request of Pinner i: who may show an ad, what the platform believes of them, what they bid, who wins, what
// the Pinner does, who pays. Nothing here allocates.
func (s *shard) serve(i uint32, now spec.Time, key rng.Key) {
	p, m := s.pinners, s.market
	t, v := &p.Trait[i], &p.Session[i]
	list, at := int(t.Segment)*s.surfaces+int(v.Surface), s.cellOf(i, v.Surface)
	cell, surface, hour := &s.cells[at], &m.Surfaces[v.Surface], &s.hours[hourOf(now)]
	slots := surface.Slots
	if m.SessionCap > 0 {
		slots = slots[:min(len(slots), max(0, m.SessionCap-int(v.Ads)))]
	}
	s.played++
	cell.Auctions++
	hour.Auctions++
	cell.Slots += int64(len(slots))
	level := s.fatigue(i, now)
	served := 0
	if s.watch != nil {
		s.look(i, now, key, slots, m.Lists[list*m.Topics+int(t.Topic)], level)
	}
	if len(slots) > 0 {
		campaigns := m.Lists[list*m.Topics+int(t.Topic)]
		if m.Remembers {
			campaigns = s.recall(i, now, campaigns)
		}
		s.gather(campaigns, key)
		if len(s.work.campaign) > 0 {
			lift := float64(p.Slow[i].Sightedness)
			if m.Fatigue.Effect != 0 && level != 0 {
				lift *= kernels.Exp(-m.Fatigue.Effect * level)
			}
			s.predict(i, lift, int(t.Segment), key)
			s.bid(surface.Reserve, int(t.Segment), int(v.Surface), key)
			if m.Sharers != nil {
				s.onePerBudget()
			}
			if m.Weighs {
				s.weigh()
			}
			if m.Extras.Any {
				s.fill(int(t.Segment), int(v.Surface), len(slots))
			}
			cell.Candidates += int64(len(s.work.campaign))
			served = s.settleRequest(i, now, key, slots, cell, hour, at)
			if m.Needs.Quality {
				s.judge(i, lift)
			}
		}
	}
	if m.Needs.Requests {
		p.Shown[i].Requests++
	}
	s.organic(surface.Pins-served, key, cell)
	if served > 0 {
		if u := s.measured(i); u != nil {
			u.impressions = saturated(u.impressions, served)
		}
		if served > len(slots) || m.SessionCap > 0 && int(v.Ads)+served > m.SessionCap {
			s.breach(overLoaded, i, now)
		}
		v.Ads = uint16(min(int(v.Ads)+served, math.MaxUint16))
		day := &p.Day[i]
		day.Ads = uint16(min(int(day.Ads)+served, math.MaxUint16))
		if m.Fatigue.PerAd != 0 {
			p.Fatigue[i] = pinners.Fatigue{At: now, Level: float32(level + float64(m.Fatigue.PerAd*float64(served)))}
		}
	}
}

// judge adds the relevance and quality of the ads served to what the Pinner saw today.
func (s *shard) judge(i uint32, lift float64) {
	w, seen := s.work, &s.pinners.Shown[i]
	for _, j := range w.outcome.Winner {
		if j < 0 {
			continue
		}
		x, a := &s.market.Ads[w.creative[j]], &s.market.Appeals[w.creative[j]]
		relevance := float32(1)
		if a.Base > 0 && lift > 0 {
			relevance = float32(w.click[j] / (lift * float64(a.Base)))
		}
		seen.Relevance += relevance
		seen.Quality += x.Quality
	}
}

// gather lists the campaigns that take part: eligible by targeting, live, let through by their pacing, and chosen where only
// a random subset takes part or only so many are scored.
func (s *shard) gather(list []int32, key rng.Key) {
	w, m := s.work, s.market
	offers := s.offers
	limit := m.Candidates
	if limit == 0 || m.Participants != nil {
		limit = len(list)
	}
	limit = min(limit, len(list))
	w.campaign = resize(w.campaign, limit)
	campaign, n := w.campaign, 0
	for _, c := range list {
		if n == len(campaign) {
			break
		}
		o := &offers[c]
		if !o.Live {
			continue
		}
		if o.Pass < 1 && key.With(purpose.Throttle).Uniform(o.ID) >= float64(o.Pass) {
			continue
		}
		campaign[n] = c
		n++
	}
	w.campaign = campaign[:n]
	if m.Participants != nil {
		s.choose(key)
	}
}

// choose keeps a random subset of the candidates: those with the smallest keyed hashes, so that the choice does not depend
// on the order of the list.
func (s *shard) choose(key rng.Key) {
	w, m := s.work, s.market
	k := key.With(purpose.Subset)
	n := int(math.Round(m.Participants.Quantile(k.Uniform(0))))
	if m.Candidates > 0 {
		n = min(n, m.Candidates)
	}
	if n = max(n, 0); n >= len(w.campaign) {
		return
	}
	w.subset = w.subset[:0]
	for _, c := range w.campaign {
		w.subset = append(w.subset, uint64(k.With(uint64(m.Campaigns[c].Key))))
	}
	if n == 0 {
		w.campaign = w.campaign[:0]
		return
	}
	slices.Sort(w.subset)
	limit := w.subset[n-1]
	kept := w.campaign[:0]
	for _, c := range w.campaign {
		if uint64(k.With(uint64(m.Campaigns[c].Key))) <= limit {
			kept = append(kept, c)
		}
	}
	w.campaign = kept
}

// predict finds the true rates of each candidate's ad, and which ad a campaign with several offers: the one of most value.
func (s *shard) predict(i uint32, lift float64, segment int, key rng.Key) {
	w, m := s.work, s.market
	n := len(w.campaign)
	w.creative, w.click, w.convert = resize(w.creative, n), resize(w.click, n), resize(w.convert, n)
	dims := s.world.Dims
	var taste []float32
	if dims > 0 {
		taste = s.pinners.Vector[int(i)*dims:][:dims]
		if s.world.Population.Interests.PerRequest {
			w.vector = s.world.DrawVector(w.vector[:0], key.With(purpose.Vector), -1)
			taste = w.vector
		}
	}
	if m.Plain {
		s.predictPlain(taste, lift)
		return
	}
	w.worth = resize(w.worth, n)
	if m.Creatives {
		s.predictCreatives(taste, lift)
		return
	}
	for j, c := range w.campaign {
		o := &s.offers[c]
		w.creative[j] = o.First
		w.click[j], w.convert[j] = s.truth(o.First, taste, lift, segment)
		w.worth[j] = s.value(c, o.First, segment, key)
		for a := o.First + 1; a < m.Campaigns[c].Last; a++ {
			click, convert := s.truth(a, taste, lift, segment)
			worth := s.value(c, a, segment, key)
			if expectedWorth(m.Campaigns[c].Objective, click, convert, worth) > expectedWorth(m.Campaigns[c].Objective, w.click[j], w.convert[j], w.worth[j]) {
				w.creative[j], w.click[j], w.convert[j], w.worth[j] = a, click, convert, worth
			}
		}
	}
}

// predictPlain is predict for the usual market, without what only some campaigns need: column by column.
func (s *shard) predictPlain(taste []float32, lift float64) {
	w, m, offers := s.work, s.market, s.offers
	appeals, n := m.Appeals, len(w.campaign)
	creative, click, convert := w.creative[:n], w.click[:n], w.convert[:n]
	for j, c := range w.campaign {
		creative[j] = offers[c].First
	}
	if !m.ByInterest {
		for j, a := range creative {
			x := &appeals[a]
			click[j], convert[j] = min(float64(x.Base)*lift, 1), float64(x.ConvertBase)
		}
		return
	}
	w.near = resize(w.near, n)
	near := w.near[:n]
	kernels.Dots(near, taste, m.Vectors, creative)
	for j, a := range creative {
		x := &appeals[a]
		click[j], convert[j] = float64(x.Logit+float32(x.Affinity*near[j])), float64(x.ConvertBase)
	}
	kernels.Sigmoids(click)
	for j, a := range creative {
		x, p := &appeals[a], click[j]
		if x.Affinity == 0 {
			p = float64(x.Base)
		}
		click[j] = min(p*lift, 1)
	}
	if m.ConvertByInterest {
		s.convertByTaste(near)
	}
}

// convertByTaste is the part of predictPlain for conversion rates that depend on the Pinner's interests.
func (s *shard) convertByTaste(near []float32) {
	w, m := s.work, s.market
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
func (s *shard) worth(j int) float64 {
	if s.market.Plain {
		return s.market.Appeals[s.work.creative[j]].Value
	}
	return s.work.worth[j]
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

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	return s[:n]
}

// truth is the probability that a view of an ad is clicked, and that a click converts.
func (s *shard) truth(a int32, taste []float32, lift float64, segment int) (click, convert float64) {
	m := s.market
	x, y := &m.Ads[a], &m.Appeals[a]
	click, convert = float64(y.Base), float64(y.ConvertBase)
	if y.Affinity != 0 || x.ConvertAffinity != 0 {
		near := kernels.Dot(taste, m.Vectors[int(a)*len(taste):])
		if y.Affinity != 0 {
			click = kernels.Sigmoid(float64(y.Logit + float32(y.Affinity*near)))
		}
		if x.ConvertAffinity != 0 {
			convert = kernels.Sigmoid(float64(x.ConvertLogit + float32(x.ConvertAffinity*near)))
		}
	}
	click *= lift
	if m.Wears {
		click *= s.wear(a)
	}
	group := &m.Groups[m.Campaigns[x.Campaign].Group]
	if f := group.ClickRate.BySegment; f != nil {
		click *= f[segment]
	}
	if f := group.ConversionRate.BySegment; f != nil {
		convert *= f[segment]
	}
	return min(click, 1), min(convert, 1)
}

// value is what an objective event is worth to a campaign in this request.
func (s *shard) value(c, a int32, segment int, key rng.Key) float64 {
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

// bid fills the auction's columns: what the platform believes, and each bid per billing event.
func (s *shard) bid(reserve float64, segment, surface int, key rng.Key) {
	w, m := s.work, s.market
	r := &w.request
	n := len(w.campaign)
	r.N, r.Key = n, uint64(key)
	r.Bid, r.ID = resize(r.Bid, n), resize(r.ID, n)
	r.Quality, r.Reserve, r.Weight = nil, nil, nil
	r.PCTR, r.PCVR = w.click, w.convert
	if m.Oracle && m.Neutral && m.Clicks {
		r.Rate = w.click
		s.bidPlain(segment, surface, key)
		if reserve > 0 {
			w.reserve, r.Reserve = resizeBoth(w.reserve, n)
			for j := range r.Reserve {
				r.Reserve[j] = reserve
			}
		}
		return
	}
	w.rate, r.Rate = resizeBoth(w.rate, n)
	if !m.Oracle {
		w.pctr, r.PCTR = resizeBoth(w.pctr, n)
		w.pcvr, r.PCVR = resizeBoth(w.pcvr, n)
		s.believe(key)
	}
	if !m.Neutral {
		w.quality, r.Quality = resizeBoth(w.quality, n)
	}
	if reserve > 0 {
		w.reserve, r.Reserve = resizeBoth(w.reserve, n)
	}
	for j, c := range w.campaign {
		o := &s.offers[c]
		pctr, pcvr := r.PCTR[j], r.PCVR[j]
		offer := o.Bid
		if !o.Steady || s.treats {
			offer = s.ask(j, c, pctr, pcvr, segment, surface, key) * s.asking[c].Multiplier
		}
		rate, convert := chain(o.Objective, o.Bills, pctr, pcvr)
		offer *= convert
		if offer > o.Left && !m.MayOvershoot {
			offer = o.Left
		}
		r.Bid[j], r.Rate[j], r.ID[j] = offer, rate, o.ID
		if r.Quality != nil {
			r.Quality[j] = float64(m.Ads[w.creative[j]].Quality)
		}
		if r.Reserve != nil {
			r.Reserve[j] = reserve * convert
		}
	}
}

// bidPlain is bid where everybody wants and pays for clicks, predictions are the truth and no column is needed beyond the bids.
func (s *shard) bidPlain(segment, surface int, key rng.Key) {
	w, offers, hard := s.work, s.offers, !s.market.MayOvershoot
	bid, id := w.request.Bid[:len(w.campaign)], w.request.ID[:len(w.campaign)]
	for j, c := range w.campaign {
		o := &offers[c]
		offer := o.Bid
		if !o.Steady || s.treats {
			offer = s.ask(j, c, w.click[j], w.convert[j], segment, surface, key) * s.asking[c].Multiplier
		}
		if offer > o.Left && hard {
			offer = o.Left
		}
		bid[j], id[j] = offer, o.ID
	}
}

// resizeBoth resizes a column of the shard's and gives it to the request as well. The request may instead be given another column, and
// the shard's own must then stay as it is.
func resizeBoth(own []float64, n int) (column, same []float64) {
	own = resize(own, n)
	return own, own
}

// chain is the probability that a view becomes the billing event, and that the billing event becomes the objective.
func chain(objective, bills spec.Event, pctr, pcvr float64) (rate, convert float64) {
	switch {
	case bills == spec.Click && objective == spec.Click:
		return pctr, 1
	case bills == spec.Click:
		return pctr, pcvr
	case bills == spec.Conversion:
		return pctr * pcvr, 1
	case objective == spec.Click:
		return 1, pctr
	case objective == spec.Conversion:
		return 1, pctr * pcvr
	}
	return 1, 1
}

// ask gets the bid of a campaign whose bid depends on the request.
func (s *shard) ask(j int, c int32, pctr, pcvr float64, segment, surface int, key rng.Key) float64 {
	q := &s.work.opportunity
	q.Value, q.PCTR, q.PCVR, q.Segment, q.Surface = s.worth(j), pctr, pcvr, segment, surface
	q.Uniform = key.With(purpose.Bid).Uniform(s.offers[c].ID)
	return s.asking[c].Bidder.Bid(q)
}

// believe fills in what the platform predicts of all candidates, where it does not know the truth.
func (s *shard) believe(key rng.Key) {
	w, m := s.work, s.market
	r, k := &w.request, key.With(purpose.Prediction)
	copy(r.PCTR, w.click)
	copy(r.PCVR, w.convert)
	if m.CTR != nil {
		w.batch = spec.PredictionBatch{Key: k, Ads: w.creative, Rates: r.PCTR}
		m.CTR.Predict(&w.batch)
	}
	if m.CVR != nil {
		w.batch = spec.PredictionBatch{Key: k.With(1), Ads: w.creative, Rates: r.PCVR}
		m.CVR.Predict(&w.batch)
	}
	for j := range r.PCTR {
		if m.Cold {
			r.PCTR[j] *= float64(s.terms[w.campaign[j]].Belief)
		}
		r.PCTR[j], r.PCVR[j] = min(r.PCTR[j], 1), min(r.PCVR[j], 1)
	}
}

// settleRequest runs the mechanism, plays the Pinner's reaction to each ad served and bills it. It returns the ads served.
func (s *shard) settleRequest(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, cell *results.Tally, hour *results.HourTally, at int) int {
	w := s.work
	w.request.Slots = slots
	w.outcome.Winner, w.outcome.Price = resize(w.outcome.Winner, len(slots)), resize(w.outcome.Price, len(slots))
	w.outcome.Score = resize(w.outcome.Score, w.request.N)
	s.market.Mechanism.Run(&w.request, &w.outcome)
	if b := s.market.Blend; b != nil {
		b.Place(&w.request, &w.outcome)
	}
	if s.market.Extras.Scans {
		w.gaze = gaze{alive: true, reached: 1, attention: 1}
	}
	if s.market.Listens {
		s.observe(i, now, key)
	}
	seen := s.seen
	if seen != nil {
		seen.offers(s)
	}
	served := 0
	mix := uint64(key) ^ uint64(now)
	for k, j := range w.outcome.Winner {
		if j < 0 {
			continue
		}
		served++
		price := w.outcome.Price[k]
		if price > w.request.Bid[j] {
			s.breach(overCharged, i, now)
		}
		if seen != nil {
			s.flush()
			seen.before(s, j, cell)
		}
		mix = rng.Mix(mix ^ w.request.ID[j] ^ math.Float64bits(price) + uint64(k))
		mix ^= s.react(i, now, key, k, int(j), price, cell, hour, at)
		if seen != nil {
			s.flush()
			seen.after(s, j, cell)
		}
	}
	cell.Impressions += int64(served)
	hour.Impressions += int64(served)
	s.digest += rng.Mix(mix)
	return served
}
