package regimes

import "marketsim/sim/spec"

func init() {
	spec.Regimes.Register("active_dormant", "A Pinner falls asleep with a probability that may grow with the ads of the day, and wakes up again.", &ActiveDormant{})
}

// ActiveDormant is a two-state Markov chain by day: an active Pinner becomes dormant with probability Base + PerAd2 ads^2, a
// dormant one, who does not come at all, becomes active again with probability Return. The active share of a population tends to
// Return / (Return + Base + PerAd2 ads^2). A simulation begins with the share that holds without ads; with them it needs a warm-up of some 1 / (Return + Base) days.
type ActiveDormant struct {
	spec.Steadfast
	Base   float64 `key:"dormancy" unit:"%" default:"5%" range:"[0%, 100%]" doc:"probability that an active Pinner is dormant from the next day on, without ads"`
	PerAd2 float64 `key:"per_ad_squared" default:"0" range:"[0, 1]" doc:"added probability per squared number of ads seen that day"`
	Return float64 `key:"return" unit:"%" default:"10%" range:"[0%, 100%]" doc:"probability that a dormant Pinner is active from the next day on"`
}

// Needs implements Regime.
func (a *ActiveDormant) Needs() spec.Needs { return spec.Needs{Daily: true, Chance: true} }

// Settle implements spec.Settled.
func (a *ActiveDormant) Settle(h *spec.SlowState, uniform float64) {
	if float64(uniform*(a.Return+a.Base)) < a.Base {
		h.Activity = 0
	}
}

// Daily implements Regime.
func (a *ActiveDormant) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	ads := float64(x.Ads)
	switch {
	case h.Activity == 0 && x.Uniform < a.Return:
		h.Activity = 1
	case h.Activity != 0 && x.Uniform < a.Base+float64(a.PerAd2*x.Sensitivity*ads*ads):
		h.Activity = 0
	}
	return false
}
