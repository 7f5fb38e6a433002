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
	Rate      float64 `key:"rate" default:"0.012" range:"(0, 10]" doc:"part of the gap that is closed per day, continuously"`
	Relevance float64 `key:"relevance" unit:"%" default:"20%" range:"[-1000%, 1000%]" doc:"change of sightedness in the long run per unit of ad relevance: the true click rate for the Pinner over the ad's base rate"`
	Landing   float64 `key:"landing_page" unit:"%" default:"20%" range:"[-1000%, 1000%]" doc:"change of sightedness in the long run per unit of the ads' quality"`
	Relevant  float64 `key:"reference_relevance" default:"1" range:"[0, inf)" doc:"relevance that teaches nothing"`
	Landed    float64 `key:"reference_quality" default:"1" range:"[0, inf)" doc:"quality that teaches nothing"`
}

// Needs implements Regime.
func (g *GoogleSearch) Needs() spec.Needs { return spec.Needs{Daily: true, Quality: true} }

// Birth implements Regime: a Pinner that has seen no ad has nothing to learn from.
func (g *GoogleSearch) Birth(h *spec.SlowState, _ float64) { h.Memory = 1 }

// Daily implements Regime. The memory is the level that the ads last seen teach.
func (g *GoogleSearch) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if x.Ads > 0 {
		h.Memory = float32(max(0, 1+float64(x.Sensitivity*(float64(g.Relevance*(x.Relevance-g.Relevant))+float64(g.Landing*(x.Landing-g.Landed))))))
	}
	relax(&h.Sightedness, float64(h.Memory-h.Sightedness), closing(g.Rate))
	return false
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
func (a *AdBlindness) Birth(h *spec.SlowState, _ float64) { h.Memory = float32(a.Reference) }

// Daily implements Regime. The memory is the ad load last seen.
func (a *AdBlindness) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if load, ok := a.of(x); ok {
		h.Memory = float32(load)
	}
	target := max(0, 1+float64(a.PerAd*x.Sensitivity*(float64(h.Memory)-a.Reference)))
	relax(&h.Sightedness, target-float64(h.Sightedness), closing(a.Rate))
	return false
}

// LearningRate is the rate of learning per day.
func (a *AdBlindness) LearningRate() float64 { return a.Rate }
