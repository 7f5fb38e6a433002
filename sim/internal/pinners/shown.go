package pinners

import "marketsim/sim/spec"

// ExposureSums adds up what Pinners saw on days with sessions: integers, so that the order of Pinners does not show.
type ExposureSums struct {
	Sessions, Ads                          int64
	PerRequest, Relevance, Landing, Weight int64 // in millionths
}

const exposureUnit = 1e6

// note adds a Pinner's day.
func (s *ExposureSums) note(x *spec.Exposure) {
	if x.Sessions == 0 {
		return
	}
	s.Sessions += int64(x.Sessions)
	s.Ads += int64(x.Ads)
	if x.Requests > 0 {
		s.PerRequest += int64(x.Sessions) * int64(float64(x.Ads)/float64(x.Requests)*exposureUnit)
	}
	if x.Ads > 0 {
		weight := float64(x.Ads) * x.Relevance
		s.Weight += int64(weight * exposureUnit)
		s.Relevance += int64(weight * x.Relevance * exposureUnit)
		s.Landing += int64(weight * x.Landing * exposureUnit)
	}
}

// Add adds others' days.
func (s *ExposureSums) Add(o *ExposureSums) {
	s.Sessions += o.Sessions
	s.Ads += o.Ads
	s.Weight += o.Weight
	s.PerRequest += o.PerRequest
	s.Relevance += o.Relevance
	s.Landing += o.Landing
}

// Means are the means of what was added; 0 where nothing was.
func (s *ExposureSums) Means() *spec.WarmupExposure {
	mean := func(sum, n int64, unit float64) float64 { return float64(sum) / unit / float64(max(n, 1)) }
	return &spec.WarmupExposure{PerSession: mean(s.Ads, s.Sessions, 1), PerRequest: mean(s.PerRequest, s.Sessions, exposureUnit),
		Relevance: mean(s.Relevance, s.Weight, 1), Landing: mean(s.Landing, s.Weight, 1)}
}

// ExposureToday is what Pinners saw on the day that has not been closed yet.
func (p *Columns) ExposureToday(w *World, needs spec.Needs) (sums ExposureSums) {
	c := Census{Columns: p, world: w, law: &Law{Needs: needs}}
	for i := range p.Trait {
		if s := p.Session[i].State; s == Idle || s == Browsing {
			c.look(uint32(i))
			sums.note(&c.shown)
		}
	}
	return sums
}
