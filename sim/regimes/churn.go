package regimes

import (
	"marketsim/sim/dist"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/spec"
)

func init() {
	spec.Regimes.Register("geometric_churn", "A Pinner leaves for good after a session with a probability that may grow with the ads seen in it.", &GeometricChurn{})
	spec.Regimes.Register("beta_geometric_churn", "A Pinner leaves for good after a session with a probability of its own, beta-distributed over Pinners.", &BetaGeometricChurn{})
}

// GeometricChurn ends a Pinner's life after each session with probability Base exp(Growth ads) + PerAd2 ads^2: lifetimes are
// geometric (Fader & Hardie 2007, J. Interactive Marketing 21), and a population that is born at a constant rate is an
// infinite-server queue. The segment's sensitivity multiplies what the ads add.
type GeometricChurn struct {
	spec.Steadfast
	Base   float64 `key:"per_session" unit:"%" default:"1%" range:"[0, 100%]" doc:"probability of leaving for good after a session without ads"`
	PerAd2 float64 `key:"per_ad_squared" default:"0" range:"[0, 1]" doc:"added probability per squared number of ads in the session"`
	Growth float64 `key:"growth_per_ad" default:"0" range:"[0, 10]" doc:"the probability without ads is multiplied by exp(growth_per_ad x ads)"`
}

// Session implements Regime.
func (g *GeometricChurn) Session(_ *spec.SlowState, v *spec.Visit) bool {
	h, ads := g.Base, float64(v.Ads)
	if g.Growth != 0 {
		h *= kernels.Exp(g.Growth * v.Sensitivity * ads)
	}
	return v.Uniform < h+float64(g.PerAd2*v.Sensitivity*ads*ads)
}

// BetaGeometricChurn gives each Pinner its own probability of leaving after a session, drawn once from a beta law. Those who are
// likely to leave do so early, so that the retention of a cohort rises with its age although no Pinner changes (Fader & Hardie
// 2007, "How to project customer retention", J. Interactive Marketing 21).
type BetaGeometricChurn struct {
	spec.Steadfast
	Alpha float64 `key:"alpha" default:"1.5" range:"[0.01, 10000]" doc:"first shape: the mean probability is alpha / (alpha + beta)"`
	Beta  float64 `key:"beta" default:"6" range:"[0.01, 10000]" doc:"second shape"`
}

// Birth implements Regime.
func (g *BetaGeometricChurn) Birth(h *spec.SlowState, uniform float64) {
	h.Memory = float32((&dist.Beta{A: g.Alpha, B: g.Beta}).Quantile(uniform))
}

// Session implements Regime.
func (g *BetaGeometricChurn) Session(h *spec.SlowState, v *spec.Visit) bool {
	return v.Uniform < float64(h.Memory)
}
