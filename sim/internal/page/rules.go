package page

import (
	"math"

	"marketsim/auction/formula"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// mostAds bounds what a rule may allow.
const mostAds = math.MaxUint16

// limit is how many ads the running session of Pinner i may have in all. Parts of an ad are rounded up or down at random, the same way for the
// whole session, so that their mean is right.
func (s *Shard) limit(i uint32, now spec.Time, eligible int, fatigue float64) int {
	m := s.market
	if m.SegmentLoad == nil && m.LoadRule == nil {
		return m.SessionCap
	}
	most := math.Inf(1)
	if m.SessionCap > 0 {
		most = float64(m.SessionCap)
	}
	if m.SegmentLoad != nil {
		most = m.SegmentLoad[s.Pinners.Trait[i].Segment]
	}
	if m.LoadRule != nil {
		most = min(most, s.obeyed(m.LoadRule, i, now, eligible, fatigue))
	}
	if most >= mostAds {
		return mostAds
	}
	return int(math.Floor(most + s.runningKey(i).With(purpose.AdLoad).Uniform(0)))
}

// ruled is the reserve that the market's rule asks for in a request.
func (s *Shard) ruled(i uint32, now spec.Time, eligible int, fatigue float64) float64 {
	return s.obeyed(s.market.ReserveRule, i, now, eligible, fatigue)
}

// obeyed is what a rule says of a request; 0 where that is below 0 or no number.
func (s *Shard) obeyed(r *formula.Rule, i uint32, now spec.Time, eligible int, fatigue float64) float64 {
	v := &s.Pinners.Session[i]
	day, clock := spec.DayOf(now)
	state := formula.State{formula.Fatigue: fatigue, formula.Eligible: float64(eligible), formula.Ads: float64(v.Ads), formula.Pages: float64(v.Request),
		formula.Day: max(0, float64(day)), formula.Hour: float64(clock / spec.Hour)}
	if x := r.At(&state); x > 0 {
		return x
	}
	return 0
}
