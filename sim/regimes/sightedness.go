package regimes

import "marketsim/sim/spec"

func init() {
	spec.Regimes.Register("google_search", "Pinners learn from the quality of the ads they see how far to look at ads; load at equal quality teaches nothing.", &GoogleSearch{})
	spec.Regimes.Register("ad_blindness", "Pinners look at ads less, the more ads they see.", &AdBlindness{})
}

// GoogleSearch moves sightedness exponentially, at Rate a day, towards a level that is linear in the mean relevance and
// landing-page quality of the ads last seen (Hohnhold, O'Brien & Tang 2015, "Focusing on the long-term: it's good for users and
// business", KDD: rate 0.012 a day, half-life about 60 days). A larger number of equally good ads has no learned effect there, and
// has none here. The weights are not published in a form that carries over, so they are the scenario's.
type GoogleSearch struct {
	spec.Steadfast
	Rate      float64  `key:"rate" default:"0.012" range:"(0, 10]" doc:"part of the gap that is closed per day, continuously"`
	Relevance float64  `key:"relevance" unit:"%" default:"20%" range:"[-1000%, 1000%]" doc:"change of sightedness in the long run per unit of ad relevance: the true click rate for the Pinner over the ad's base rate"`
	Landing   float64  `key:"landing_page" unit:"%" default:"20%" range:"[-1000%, 1000%]" doc:"change of sightedness in the long run per unit of the ads' quality"`
	Relevant  *float64 `key:"reference_relevance" auto:"true" range:"[0, inf)" doc:"relevance that teaches nothing; auto or left out: what the last week of the warm-up shows"`
	Landed    *float64 `key:"reference_quality" auto:"true" range:"[0, inf)" doc:"quality that teaches nothing; auto or left out: what the last week of the warm-up shows"`
	Own       bool     // each Pinner's own warm-up is its reference; both are left out
}

// Needs implements Regime.
func (g *GoogleSearch) Needs() spec.Needs { return spec.Needs{Daily: true, Quality: true} }

// Birth implements Regime: a Pinner that has seen no ad has nothing to learn from.
func (g *GoogleSearch) Birth(h *spec.SlowState, _ float64) { h.Memory = 1 }

// Daily implements Regime. The memory is the level that the ads last seen teach; where the references are left out, the load is what a
// Pinner was taught in the warm-up: relevance differs so much between Pinners that a mean over all would move nearly everyone. Who saw no ad by then is used to the first that
// come.
func (g *GoogleSearch) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if g.Open() {
		g.accustom(h, x)
		return false
	}
	if x.Ads > 0 {
		if g.Own && h.Load == 0 {
			h.Load = float32(g.lesson(x))
		}
		h.Memory = 1 + float32(x.Sensitivity*(g.lesson(x)-g.rest(h))) // of a day, may be negative; what it averages to is bounded
	}
	relax(&h.Sightedness, float64(h.Memory-h.Sightedness), closing(g.Rate))
	h.Sightedness = max(0, h.Sightedness)
	return false
}

// lesson is what the ads of a day teach.
func (g *GoogleSearch) lesson(x *spec.Exposure) float64 {
	return float64(g.Relevance*x.Relevance) + float64(g.Landing*x.Landing)
}

// rest is the lesson that moves nothing.
func (g *GoogleSearch) rest(h *spec.SlowState) float64 {
	if g.Own {
		return float64(h.Load)
	}
	return float64(g.Relevance**g.Relevant) + float64(g.Landing**g.Landed)
}

// accustomed is how many days with ads the warm-up's lesson is averaged over; days count alike, as they do after it.
const accustomed = 3

func (g *GoogleSearch) accustom(h *spec.SlowState, x *spec.Exposure) {
	switch lesson := g.lesson(x); {
	case x.Ads == 0:
	case h.Load == 0:
		h.Load = float32(lesson)
	default:
		h.Load += float32((lesson - float64(h.Load)) * closing(1./accustomed))
	}
}

// Open implements spec.Anchored.
func (g *GoogleSearch) Open() bool { return g.Relevant == nil || g.Landed == nil }

// Anchor implements spec.Anchored.
func (g *GoogleSearch) Anchor(warmup *spec.WarmupExposure) spec.Regime {
	c, relevance, landing := *g, warmup.Relevance, warmup.Landing
	c.Own = c.Relevant == nil && c.Landed == nil
	if c.Relevant == nil {
		c.Relevant = &relevance
	}
	if c.Landed == nil {
		c.Landed = &landing
	}
	return &c
}

// References implements spec.Anchored.
func (g *GoogleSearch) References() map[string]float64 {
	if g.Open() {
		return nil
	}
	return map[string]float64{"reference_relevance": *g.Relevant, "reference_quality": *g.Landed}
}

// LearningRate is the rate of learning per day.
func (g *GoogleSearch) LearningRate() float64 { return g.Rate }

// AdBlindness moves sightedness exponentially towards 1 + PerAd (load - Reference): banner blindness that grows with the number
// of ads, in contrast to GoogleSearch. A myopic seller then shows too many (the relaxation is that of Hohnhold et al. 2015, the
// dependence on load is ours).
type AdBlindness struct {
	spec.Steadfast
	Load
	Rate  float64 `key:"rate" default:"0.05" range:"(0, 10]" doc:"part of the gap that is closed per day, continuously"`
	PerAd float64 `key:"per_ad" unit:"%" default:"-4%" range:"[-100%, 0%]" doc:"change of sightedness per unit of ad load in the long run"`
}

// Needs implements Regime.
func (a *AdBlindness) Needs() spec.Needs {
	return spec.Needs{Daily: true, Requests: a.Per == perRequest}
}

// Birth implements Regime.
func (a *AdBlindness) Birth(h *spec.SlowState, _ float64) { h.Memory = float32(a.reference()) }

// Anchor implements spec.Anchored.
func (a *AdBlindness) Anchor(warmup *spec.WarmupExposure) spec.Regime {
	c := *a
	c.Load = a.anchored(warmup)
	return &c
}

// Daily implements Regime. The memory is the smoothed ad load.
func (a *AdBlindness) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if a.Open() {
		return false
	}
	if load, ok := a.of(x); ok {
		h.Memory = a.smooth(h.Memory, load, x)
	}
	target := max(0, 1+float64(a.PerAd*x.Sensitivity*(float64(h.Memory)-*a.Reference)))
	relax(&h.Sightedness, target-float64(h.Sightedness), closing(a.Rate))
	return false
}

// LearningRate is the rate of learning per day.
func (a *AdBlindness) LearningRate() float64 { return a.Rate }
