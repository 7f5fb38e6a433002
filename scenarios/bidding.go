package scenarios

import (
	"fmt"
	"math"

	"marketsim/agents"
	"marketsim/auction/formula"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// budget scales a budget with the Pinners. One that can never pay for anything is a mistake, not the absence of a limit.
func (c *compiler) budget(path string, d dist.Dist, scale float64) dist.Dist {
	if d == nil {
		return nil
	}
	if d.Quantile(1-1e-9) < 1e-9 {
		c.fail(path, "E105", "write an amount above 0, or leave the key out for no limit", "a budget of 0 buys nothing")
	}
	if scale == 1 {
		return d
	}
	return &dist.Scaled{Of: d, By: scale}
}

// pacing leaves out methods that do nothing, and those that would scale the bids of a strategy that holds its budget itself.
func (c *compiler) pacing(path string, g *group, out *spec.Group) {
	if _, unpaced := g.Pacing.(*agents.Unpaced); unpaced {
		out.Pacing = nil
		return
	}
	if _, alone := g.Bidding.(agents.SelfPaced); !alone {
		return
	}
	out.Pacing = nil
	if _, auto := g.Pacing.(*agents.Auto); !auto {
		c.fail(path+".pacing", "E207", "leave pacing out, or write `pacing: none`", "this bidding strategy spends the budget along the forecast itself: two controllers would act on one budget")
	}
}

// bidFormula reads the formula of a strategy that bids by one.
func (c *compiler) bidFormula(path string, g *group) {
	if b, ok := g.Bidding.(*agents.ByFormula); ok && parsed(c, path+".bidding.bid", b.Text, formula.ParseBid) != nil {
		_ = b.Compile() // it has just been read
	}
}

// promises holds what a strategy undertakes to keep against what else the group states.
func (c *compiler) promises(path string, g *group, out *spec.Group) {
	p, ok := g.Bidding.(agents.Promising)
	if !ok {
		return
	}
	switch promise := p.Promise(); promise.Kind {
	case agents.PromiseBudget:
		if !g.budgeted() {
			c.fail(path+".bidding", "E207", "give the group a daily_budget or lifetime_budget", "this bidding strategy spends a budget, and the campaigns have none")
		}
	case agents.PromiseCPA:
		c.payable(path, out, promise.Target)
	}
}

// budgeted tells whether campaigns of the group have budgets, from their own entries or the group's laws.
func (g *group) budgeted() bool {
	if g.Daily != nil || g.Lifetime != nil || g.File != "" {
		return true
	}
	for i := range g.List {
		if g.List[i].Daily == nil && g.List[i].Lifetime == nil {
			return false
		}
	}
	return len(g.List) > 0
}

// payable warns of a target cost that the market or the budget rules out.
func (c *compiler) payable(path string, out *spec.Group, target float64) {
	if reserve, all := c.lowestReserve(); all && target < reserve {
		c.fail(path+".bidding", "W302", "raise the target, or lower mechanism.reserve", "the target of %s is below the reserve of %s on every surface: it cannot be met", money(target), money(reserve))
	}
	for _, b := range []dist.Dist{out.Daily, out.Lifetime} {
		if b == nil {
			continue
		}
		if most := b.Quantile(1 - 1e-9); target > most {
			c.fail(path+".bidding", "W302", "raise the budget, or lower the target", "the target of %s for one event is more than the whole budget of %s: it cannot be met", money(target), money(most))
		}
	}
}

// lowestReserve is the lowest reserve of all surfaces; all tells whether every surface has one.
func (c *compiler) lowestReserve() (least float64, all bool) {
	least = math.Inf(1)
	for _, s := range c.file.Market.Surfaces {
		r, _ := c.file.Mechanism.Reserve.Get(s.Name)
		least = min(least, r)
	}
	return least, least > 0 && !math.IsInf(least, 1)
}

// money writes an amount of a message; millions and more in words.
func money(x float64) string {
	switch {
	case x >= 1e9:
		return fmt.Sprintf("%.4g billion USD", x/1e9)
	case x >= 1e6:
		return fmt.Sprintf("%.4g million USD", x/1e6)
	}
	return fmt.Sprintf("%.6g USD", x)
}
