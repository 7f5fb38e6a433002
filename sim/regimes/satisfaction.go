package regimes

import "marketsim/sim/spec"

func init() {
	spec.Regimes.Register("satisfaction",
		"Pinners who like the ads they see come back more often, stay longer, hide fewer ads, save more Pins and leave less; ads that do not fit, poor landing pages and many ads do the opposite.", &Satisfaction{})
}

// Satisfaction lets a Pinner's experience of ads drive how often it comes, how long it stays, what it hides and saves, and whether it leaves. The experience of a day with
// ads is linear in their mean relevance, their landing-page quality and their number a session, as the quality that Hohnhold, O'Brien & Tang (2015, KDD)
// find to teach Pinners is in the first two. Satisfaction moves towards the experience, less the one that a Pinner is at rest with, at Rate a day with ads.
// The weights are not published in a form that carries over: they are to be swept.
type Satisfaction struct {
	spec.Steadfast
	Rate      float64  `key:"rate" default:"0.05" range:"(0, 10]" doc:"part of the gap between satisfaction and experience that is closed per day with ads, continuously"`
	Relevance float64  `key:"relevance" default:"0.1" range:"[-1000, 1000]" doc:"experience per unit of ad relevance: the true click rate for the Pinner over the ad's base rate"`
	Landing   float64  `key:"landing_page" default:"0.5" range:"[-1000, 1000]" doc:"experience per unit of the ads' quality"`
	Annoyance float64  `key:"annoyance" default:"0.01" range:"[0, 1000]" doc:"experience lost per ad in a session"`
	Return    float64  `key:"coming_back" unit:"%" default:"30%" range:"[0%, 1000%]" doc:"change of the session rate per unit of satisfaction"`
	Length    float64  `key:"session_length" unit:"%" default:"20%" range:"[0%, 1000%]" doc:"change of the pages of a session per unit of satisfaction"`
	Hides     float64  `key:"hides" unit:"%" default:"100%" range:"[0%, 1000%]" doc:"by how much the probability of hiding an ad falls per unit of satisfaction"`
	Saves     float64  `key:"saves" unit:"%" default:"20%" range:"[0%, 1000%]" doc:"change of the rate of saving organic Pins per unit of satisfaction"`
	Leaving   float64  `key:"leaving" unit:"%" default:"0%" range:"[0%, 100%]" doc:"probability of leaving for good on a day, per unit by which satisfaction is below rest"`
	Reference *float64 `key:"reference" auto:"true" range:"(-inf, inf)" doc:"experience at which Pinners are at rest; auto or left out: each Pinner's own in the warm-up, or what the last week of the warm-up shows on average"`
	Own       bool     // the reference is each Pinner's own
}

// Needs implements Regime.
func (s *Satisfaction) Needs() spec.Needs {
	return spec.Needs{Daily: true, Quality: true, Chance: s.Leaving > 0, Depth: s.Length > 0, Taste: s.Hides > 0 || s.Saves > 0}
}

// Birth implements Regime: the memory is satisfaction. What a Pinner is at rest with stays where it was.
func (s *Satisfaction) Birth(h *spec.SlowState, _ float64) { h.Memory = 0 }

// experience is what a day with ads was like.
func (s *Satisfaction) experience(x *spec.Exposure) float64 {
	return s.of(x.Relevance, x.Landing, float64(x.Ads)/float64(max(1, x.Sessions)))
}

func (s *Satisfaction) of(relevance, landing, perSession float64) float64 {
	return float64(s.Relevance*relevance) + float64(s.Landing*landing) - float64(s.Annoyance*perSession)
}

// Daily implements Regime.
func (s *Satisfaction) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if s.Open() {
		s.accustom(h, x)
		return false
	}
	if x.Ads > 0 {
		rest := *s.Reference
		if s.Own && h.Load == 0 {
			h.Load = float32(s.experience(x)) // who saw no ad in the warm-up is used to the first that come
		}
		if s.Own {
			rest = float64(h.Load)
		}
		relax(&h.Memory, float64(x.Sensitivity*(s.experience(x)-rest))-float64(h.Memory), closing(s.Rate))
	}
	h.Activity = float32(max(0, 1+float64(s.Return*float64(h.Memory))))
	return s.Leaving > 0 && x.Uniform < -float64(s.Leaving*float64(h.Memory))
}

// accustom averages the warm-up's experience over its days with ads.
func (s *Satisfaction) accustom(h *spec.SlowState, x *spec.Exposure) {
	switch today := s.experience(x); {
	case x.Ads == 0:
	case h.Load == 0:
		h.Load = float32(today)
	default:
		h.Load += float32((today - float64(h.Load)) * closing(1./accustomed))
	}
}

// Depth implements Regime.
func (s *Satisfaction) Depth(h *spec.SlowState) float64 {
	return max(0, 1+float64(s.Length*float64(h.Memory)))
}

// Taste implements Regime.
func (s *Satisfaction) Taste(h *spec.SlowState) (hides, saves float64) {
	return max(0, 1-float64(s.Hides*float64(h.Memory))), max(0, 1+float64(s.Saves*float64(h.Memory)))
}

// Open implements spec.Anchored.
func (s *Satisfaction) Open() bool { return s.Reference == nil }

// Anchor implements spec.Anchored.
func (s *Satisfaction) Anchor(warmup *spec.WarmupExposure) spec.Regime {
	c, rest := *s, s.of(warmup.Relevance, warmup.Landing, warmup.PerSession)
	if c.Reference == nil {
		c.Reference, c.Own = &rest, true
	}
	return &c
}

// References implements spec.Anchored.
func (s *Satisfaction) References() map[string]float64 {
	if s.Open() {
		return nil
	}
	return map[string]float64{"reference": *s.Reference}
}
