package ledger

import (
	"fmt"
	"math"
	"reflect"

	"marketsim/agents"
	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/market"
)

// pacerOf makes a campaign's pacer, and ends the run where its method has none: the campaign would bid unpaced without a word.
func pacerOf(c *market.Campaign, brief agents.Brief) agents.Pacer {
	p := c.Spec.Pacing.New(brief)
	if p == nil {
		panic(fmt.Errorf("the pacing method %T gives campaign %s no pacer", c.Spec.Pacing, c.Name))
	}
	return p
}

// outputs is what a campaign's pacer holds: the multiplier on bids and the share of requests. The run ends where either is outside of [0, 1].
func (a *Account) outputs(c *market.Campaign) (multiplier, pass float64) {
	multiplier, pass = a.pacer.Multiplier(), a.pacer.PassThrough()
	if !(multiplier >= 0 && multiplier <= 1) {
		panic(unfit("pacing method", a.pacer, c, "multiplier", multiplier, "in [0, 1]"))
	}
	if !(pass >= 0 && pass <= 1) {
		panic(unfit("pacing method", a.pacer, c, "share of requests", pass, "in [0, 1]"))
	}
	return multiplier, pass
}

// stated is what a campaign's bidder states of itself for reports, at most maxFactor.
func (a *Account) stated(c *market.Campaign) float64 {
	state := a.bidder.(agents.Stated).State()
	if !(state >= 0) {
		panic(unfit("bidding strategy", a.bidder, c, "state", state, "a bid per unit of value, at least 0"))
	}
	return min(state, maxFactor)
}

// decided is an advertiser's verdict. The run ends where its factor on the budget is none.
func (a *Account) decided(c *market.Campaign, s *agents.Statement) agents.Verdict {
	v := a.reviewer.Review(s)
	if !(v.Budget > 0 && v.Budget <= math.MaxFloat64) {
		panic(unfit("reaction", a.reviewer, c, "factor on the budget", v.Budget, "finite and above 0"))
	}
	return v
}

// unfit names a part of a campaign that answers with what its interface does not allow.
func unfit(kind string, part any, c *market.Campaign, what string, value float64, allows string) *fault.Unfit {
	return &fault.Unfit{Part: fmt.Sprintf("the %s %s of campaign %s", kind, reflect.TypeOf(part), c.Name), What: what, Value: value, Allows: allows}
}
