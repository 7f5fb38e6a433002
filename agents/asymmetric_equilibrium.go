package agents

import "marketsim/agents/equilibrium"

func init() {
	Strategies.Register("asymmetric_equilibrium", "Bids the first-price equilibrium of two bidders with uniform values on different intervals.", &AsymmetricEquilibrium{Own: 1, Rival: 1, Factor: 1})
}

// AsymmetricEquilibrium bids the Bayes-Nash equilibrium of a first-price auction between two bidders whose values are uniform on
// [0, Own] and [0, Rival] (Griesmer, Levitan & Shubik 1967; see equilibrium.AsymmetricUniform). It knows its own value and both
// intervals, and uses no feedback.
type AsymmetricEquilibrium struct {
	Own    float64 `key:"own_max" unit:"USD" range:"(0, inf)" doc:"highest value that it may have itself"`
	Rival  float64 `key:"rival_max" unit:"USD" range:"(0, inf)" doc:"highest value that its rival may have"`
	Factor float64 `key:"factor" default:"1" range:"(0, 1000]" doc:"multiple of the equilibrium bid, to try deviations"`
}

type asymmetricEquilibrium struct {
	static
	own, rival, factor float64
}

// New implements Strategy.
func (a *AsymmetricEquilibrium) New(Brief) Bidder {
	return asymmetricEquilibrium{own: a.Own, rival: a.Rival, factor: a.Factor}
}

// Bid implements Bidder.
func (a asymmetricEquilibrium) Bid(o *Opportunity) float64 {
	return a.factor * equilibrium.AsymmetricUniform(o.Value, a.own, a.rival)
}
