package agents

import "marketsim/agents/equilibrium"

func init() {
	Strategies.Register("uniform_equilibrium", "Bids the symmetric first-price equilibrium for values uniform from 0, with a reserve.", &UniformEquilibrium{})
}

// UniformEquilibrium bids the symmetric Bayes-Nash equilibrium of a first-price auction among bidders whose values are uniform on
// an interval from 0, with a reserve (Krishna, ch. 2; see equilibrium.Uniform). It knows its own value, the number of bidders, the
// reserve and that values are uniform, and uses no feedback.
type UniformEquilibrium struct {
	Bidders int     `key:"bidders" default:"0" range:"[0, 1000000]" doc:"bidders in the auction, itself included; 0: all campaigns of the market"`
	Reserve float64 `key:"reserve" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"reserve that it reckons with, per objective event"`
}

type uniformEquilibrium struct {
	static
	p *UniformEquilibrium
	n int
}

// New implements Strategy.
func (u *UniformEquilibrium) New(b Brief) Bidder {
	x := &uniformEquilibrium{p: u}
	x.Rivals(b.Rivals)
	return x
}

// Rivals implements Counting.
func (u *uniformEquilibrium) Rivals(others int) {
	u.n = u.p.Bidders
	if u.n == 0 {
		u.n = others + 1
	}
}

// Bid implements Bidder.
func (u *uniformEquilibrium) Bid(o *Opportunity) float64 {
	return equilibrium.Uniform(o.Value, u.n, u.p.Reserve)
}
