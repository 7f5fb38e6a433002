package page

import (
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// withhold takes the ads that are not to be shown out of the auction that just ran. Where a ghost won, the auction is held again without all ghosts; a notice
// keeps its place. Both enter the Pinner's history as the ads that they stand for.
func (s *Shard) withhold(i uint32, now spec.Time, key rng.Key, slots []auction.Slot, kind int, campaigns []int32, lift float64, cell *results.Tally) {
	w, cut := s.Scratch, s.Cut
	w.notices = 0
	if s.remove(spec.Ghost, i, now, cell) > 0 {
		s.gather(kind, campaigns, key)
		s.Cut = cut // which counts auctions, not how often they are held
		w.campaign = slices.DeleteFunc(w.campaign, func(c int32) bool { return s.withheld(c) == spec.Ghost })
		if s.rank(i, now, key, slots, lift) == 0 {
			for k := range w.Outcome.Winner {
				w.Outcome.Winner[k] = -1
			}
		}
	}
	w.notices = s.remove(spec.Notice, i, now, cell)
}

func (s *Shard) withheld(c int32) spec.Withhold { return s.market.Campaigns[c].Spec.Withhold }

// remove empties the places that ads of a kind won, and logs them. It returns how many there were.
func (s *Shard) remove(kind spec.Withhold, i uint32, now spec.Time, cell *results.Tally) (n int) {
	w := s.Scratch
	for k, j := range w.Outcome.Winner {
		if j < 0 || s.withheld(w.campaign[j]) != kind {
			continue
		}
		n++
		cell.Withheld++
		s.expose(i, w.campaign[j])
		if s.market.Remembers {
			s.remember(i, now, w.campaign[j], w.creative[j])
		}
		w.Outcome.Winner[k] = -1
	}
	return n
}

// expose logs that a Pinner saw an ad or would have.
func (s *Shard) expose(i uint32, c int32) {
	if t := s.Trial; t != nil && t.Seen != nil && t.Exposes[c] {
		t.Seen[i].Exposures = saturated(t.Seen[i].Exposures, 1)
	}
}

// logExposures logs the ads that won and are shown.
func (s *Shard) logExposures(i uint32) {
	if s.Trial == nil || s.Trial.Seen == nil {
		return
	}
	for _, j := range s.Scratch.Outcome.Winner {
		if j >= 0 {
			s.expose(i, s.Scratch.campaign[j])
		}
	}
}

// convertUnaided draws the conversions of a session that no ad brings.
func (s *Shard) convertUnaided(i uint32, session rng.Key, cell *results.Tally) {
	n := Parts(s.market.Unaided)
	if !s.market.Expected {
		n = kernels.Poisson(s.market.Unaided, session.With(purpose.OrganicConversion).Uniform(0)) * spec.Unit
	}
	s.addOutcome(i, n, cell)
}

// countOutcome counts a conversion after a click, unless it would have come without the ad as well.
func (s *Shard) countOutcome(r *reaction, camp *market.Campaign) {
	law, n := &camp.Spec.Unaided, r.converted
	switch {
	case law.PerSession == 0:
		return
	case s.market.Expected:
		n -= int64(float64(n) * law.Displaced)
	case r.key.With(purpose.Displaced).Uniform(uint64(r.own)) < law.Displaced:
		return
	}
	s.addOutcome(r.Row, n, &s.Cells[r.Cell])
}

// addOutcome counts conversions of the Pinner of a row, in billionths.
func (s *Shard) addOutcome(row uint32, n int64, cell *results.Tally) {
	cell.Outcomes += n
	if t := s.Trial; t != nil && t.Seen != nil {
		t.Seen[row].Conversions += float32(float64(n) / spec.Unit)
	}
}
