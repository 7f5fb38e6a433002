package page

import (
	"math"
	"slices"

	"marketsim/auction"
	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// serve plays one request of Pinner i: who may show an ad, what the platform believes of them, what they bid, who wins, what
// the Pinner does, who pays. Nothing here allocates.
func (s *Shard) serve(i uint32, now spec.Time, key rng.Key) {
	p, m := s.Pinners, s.market
	t, v := &p.Trait[i], &p.Session[i]
	list, at := int(t.Segment)*s.Surfaces+int(v.Surface), s.cellOf(i, v.Surface)
	cell, surface, hour := &s.Cells[at], &m.Surfaces[v.Surface], &s.Hours[HourOf(now)]
	slots := surface.Slots
	campaigns := m.Lists[list*m.Topics+int(t.Topic)]
	level := s.fatigue(i, now)
	if m.Extras.Limits {
		slots = slots[:min(len(slots), max(0, s.limit(i, now, len(campaigns), level)-int(v.Ads)))]
	}
	s.Played++
	cell.Auctions++
	hour.Auctions++
	cell.Slots += int64(len(slots))
	served, notices := 0, 0
	if s.Recorder != nil {
		s.look(i, now, key, slots, campaigns, level)
	}
	if len(slots) > 0 {
		if m.ReserveRule != nil {
			s.Scratch.ruled = s.ruled(i, now, len(campaigns), level)
		}
		if m.Remembers {
			campaigns = s.recall(i, now, campaigns)
		}
		cell.Eligible += int64(len(campaigns))
		lift := float64(p.Slow[i].Sightedness)
		if m.Fatigue.Effect != 0 && level != 0 {
			lift *= kernels.Exp(-m.Fatigue.Effect * level)
		}
		candidates := s.compete(i, now, key, slots, list*m.Topics+int(t.Topic), campaigns, lift)
		if candidates > 0 {
			cell.Candidates += candidates
			cell.AboveFloor += s.aboveFloor() + candidates - int64(len(s.Scratch.campaign))
			if m.Withholds {
				s.withhold(i, now, key, slots, list*m.Topics+int(t.Topic), campaigns, lift, cell)
			}
			served = s.sell(i, now, key, cell, hour, at)
			notices = s.Scratch.notices
			s.logExposures(i)
			if m.Needs.Quality {
				s.noteShown(i, lift)
			}
		}
	}
	if m.Needs.Requests {
		p.Shown[i].Requests++
	}
	s.organic(surface.Pins-served-notices, key, cell)
	if shown := served + notices; shown > 0 {
		if u := s.measured(i, uint64(v.Index)<<32|uint64(v.Request)<<8); u != nil {
			u.Impressions = saturated(u.Impressions, served)
		}
		if shown > len(slots) || m.SessionCap > 0 && m.SegmentLoad == nil && int(v.Ads)+shown > m.SessionCap {
			s.breach(overLoaded, i, now)
		}
		v.Ads = uint16(min(int(v.Ads)+shown, math.MaxUint16))
		day := &p.Day[i]
		day.Ads = uint16(min(int(day.Ads)+shown, math.MaxUint16))
		if m.Fatigue.PerAd != 0 {
			p.Fatigue[i] = pinners.Fatigue{At: now, Level: float32(level + float64(m.Fatigue.PerAd*float64(shown)))}
		}
	}
}

// compete gathers the candidates of a request and ranks them. It returns how many there are; where a list of those who can win decides, that is more
// than were ranked.
func (s *Shard) compete(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, kind int, campaigns []int32, lift float64) (candidates int64) {
	if s.explores(key) {
		s.gather(kind, campaigns, key)
		s.Scratch.explored = s.explore(key)
		candidates = s.rank(i, now, key, slots, lift)
		s.Scratch.explored = false
		return candidates
	}
	shortens := s.shortens(i)
	if shortens {
		if l := s.shortlist(kind, now); l != nil {
			s.Scratch.begin()
			s.Scratch.campaign = append(s.Scratch.campaign[:0], l.who...)
			if s.rank(i, now, key, slots, lift); l.decides(s.Scratch) {
				return l.n
			}
		}
	}
	s.gather(kind, campaigns, key)
	candidates = s.rank(i, now, key, slots, lift)
	if shortens && candidates > 0 {
		s.shorten(kind, now)
	}
	return candidates
}

// leastRate is the rate under which an explored campaign is ranked whose prediction has fallen to 0: it is shown all the same, or it could never be found wrong.
const leastRate = 1e-12

// rank predicts, asks for bids and runs the mechanism. It returns the number of candidates; with none it does nothing.
func (s *Shard) rank(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, lift float64) int64 {
	w, m := s.Scratch, s.market
	if len(w.campaign) == 0 {
		return 0
	}
	segment, surface := int(s.Pinners.Trait[i].Segment), int(s.Pinners.Session[i].Surface)
	s.predict(i, lift, segment, key)
	s.bid(m.Surfaces[surface].Reserve, segment, surface, key)
	if m.Sharers != nil {
		s.onePerBudget()
	}
	if m.Weighs {
		s.weigh()
	}
	if m.Extras.Any {
		s.fill(segment, surface, len(slots), now)
	}
	w.Request.Slots = slots
	w.Outcome.Winner, w.Outcome.Price = resize(w.Outcome.Winner, len(slots)), resize(w.Outcome.Price, len(slots))
	w.Outcome.Score = resize(w.Outcome.Score, w.Request.N)
	if w.explored && !m.Oracle && w.Request.Rate[0] <= 0 {
		w.Request.Rate[0] = leastRate
	}
	s.auction(&w.Request, &w.Outcome)
	if b := m.Blend; b != nil {
		b.Place(&w.Request, &w.Outcome)
	}
	return int64(len(w.campaign))
}

// aboveFloor counts the candidates that bid at least their floor.
func (s *Shard) aboveFloor() int64 {
	r := &s.Scratch.Request
	switch {
	case r.Reserve == nil:
		return int64(r.N)
	case s.market.Extras.Alike:
		return int64(r.N) - s.Scratch.below
	}
	bid := r.Bid[:r.N]
	floor, below := r.Reserve[:len(bid)], uint64(0)
	for j, b := range bid {
		below += math.Float64bits(b-floor[j]) >> 63 // of the sign
	}
	return int64(len(bid)) - int64(below)
}

// noteShown adds the relevance and quality of the ads served to what the Pinner saw today.
func (s *Shard) noteShown(i uint32, lift float64) {
	w, shown := s.Scratch, &s.Pinners.Shown[i]
	for _, j := range w.Outcome.Winner {
		if j < 0 {
			continue
		}
		x, a := &s.market.Ads[w.creative[j]], &s.market.Appeals[w.creative[j]]
		relevance := float32(1)
		if a.Base > 0 && lift > 0 {
			relevance = float32(w.click[j] / (lift * float64(a.Base)))
		}
		shown.Relevance += relevance
		shown.Quality += x.Quality
	}
}

// gather lists the campaigns that take part: eligible by targeting, live, let through by their pacing, and chosen where only
// a random subset takes part or only so many are scored.
func (s *Shard) gather(kind int, list []int32, key rng.Key) {
	w, m := s.Scratch, s.market
	if s.standing(m.Numbers[kind]) {
		s.Cut += w.cut
		return
	}
	offers, cut := s.Offers, s.Cut
	limit := m.Candidates
	if limit == 0 || m.Participants != nil {
		limit = len(list)
	}
	limit = min(limit, len(list))
	w.campaign = resize(w.campaign, limit)
	campaign, n := w.campaign, 0
	var sided []market.Sided
	if s.Trial.keepsSides() {
		sided = s.Trial.Sided[s.on]
	}
	for _, c := range list {
		o := &offers[c]
		if !o.Live || sided != nil && sided[c].Out {
			continue
		}
		if o.Pass < 1 {
			if w.lasts = false; key.With(purpose.Throttle).Uniform(o.ID) >= float64(o.Pass) {
				continue
			}
		}
		if n == len(campaign) {
			s.Cut++
			break
		}
		campaign[n] = c
		n++
	}
	w.campaign = campaign[:n]
	if m.Participants != nil {
		s.choose(key)
	}
	w.cut = s.Cut - cut
}

// explores tells whether a request shows a campaign under support instead of ranking all.
func (s *Shard) explores(key rng.Key) bool {
	x := s.market.Explores
	if x == nil {
		return false
	}
	odds := 1 / (x.Offset + elementary.Pow(1+float64(s.Auctions), x.Power))
	return key.With(purpose.Explore).Uniform(0) < odds
}

// explore leaves one of the candidates whose support explores, chosen at random, as the only one; where there is none, all stay.
func (s *Shard) explore(key rng.Key) (found bool) {
	open := 0
	for _, c := range s.Scratch.campaign {
		if s.explorable(c) {
			open++
		}
	}
	pick := int(key.With(purpose.Explore).Uniform(1) * float64(open))
	for _, c := range s.Scratch.campaign {
		if !s.explorable(c) {
			continue
		}
		if pick == 0 {
			s.Scratch.campaign = append(s.Scratch.campaign[:0], c)
			return true
		}
		pick--
	}
	return false
}

// explorable tells whether a campaign is under a support that explores.
func (s *Shard) explorable(c int32) bool {
	x := s.supported(c)
	return x != nil && x.Explored
}

// choose keeps a random subset of the candidates: those with the smallest keyed hashes, so that the choice does not depend
// on the order of the list.
func (s *Shard) choose(key rng.Key) {
	w, m := s.Scratch, s.market
	k := key.With(purpose.Subset)
	n := int(math.Round(m.Participants.Quantile(k.Uniform(0))))
	if m.Candidates > 0 {
		n = min(n, m.Candidates)
	}
	if n = max(n, 0); n >= len(w.campaign) {
		return
	}
	if n == 0 {
		w.campaign = w.campaign[:0]
		return
	}
	w.hashes = resize(w.hashes, len(w.campaign))
	for j, c := range w.campaign {
		w.hashes[j] = uint64(k.With(uint64(m.Campaigns[c].Key)))
	}
	limit, kept := w.smallest(n), w.campaign[:0]
	for j, c := range w.campaign {
		if w.hashes[j] <= limit {
			kept = append(kept, c)
		}
	}
	w.campaign = kept
}

// smallest is the n-th smallest hash, from 1. A few are found by insertion, in one pass; more by sorting.
func (w *Scratch) smallest(n int) uint64 {
	const few = 8
	w.subset = w.subset[:0]
	if n > few {
		w.subset = append(w.subset, w.hashes...)
		slices.Sort(w.subset)
		return w.subset[n-1]
	}
	w.subset = append(w.subset, w.hashes[:n]...)
	slices.Sort(w.subset)
	least := w.subset[:n]
	for _, h := range w.hashes[n:] {
		if h >= least[n-1] {
			continue
		}
		at := n - 1
		for ; at > 0 && h < least[at-1]; at-- {
			least[at] = least[at-1]
		}
		least[at] = h
	}
	return least[n-1]
}

// sell places the ads that won, plays the Pinner's reaction to each ad served and bills it. It returns the ads served.
func (s *Shard) sell(i uint32, now spec.Time, key rng.Key, cell *results.Tally, hour *results.HourTally, at int) int {
	w := s.Scratch
	if s.market.Extras.Scans {
		w.scan = scan{alive: true, reached: 1, attention: 1}
	}
	if s.market.Listens {
		s.observe(i, now, key)
	}
	record := s.recording
	if record != nil {
		record.offers(s)
	}
	served := 0
	mix := uint64(key) ^ uint64(now)
	for k, j := range w.Outcome.Winner {
		if j < 0 {
			continue
		}
		served++
		price := w.Outcome.Price[k]
		if !(price <= w.Request.Bid[j] && price >= leastPrice) { // of no number neither holds
			s.breach(overCharged, i, now)
		}
		if record != nil {
			s.Flush()
			record.before(s, j, cell)
		}
		mix = rng.Mix(mix ^ w.Request.ID[j] ^ math.Float64bits(price) + uint64(k))
		mix ^= s.react(i, now, key, k, int(j), price, cell, hour, at)
		if record != nil {
			s.Flush()
			record.after(s, j, cell)
		}
	}
	cell.Impressions += int64(served)
	hour.Impressions += int64(served)
	s.Digest += rng.Mix(mix)
	return served
}
