package scenarios

import (
	"strings"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// assumptions warns where a strategy or a table of rates rests on a mechanism or a law that this market does not have.
func (c *compiler) assumptions(path string, out *spec.Group, m *spec.Market) {
	var missing []string
	unless := func(holds bool, what string) {
		if !holds {
			missing = append(missing, what)
		}
	}
	_, first := m.Mechanism.(*auction.FirstPrice)
	law, uniform := out.Value.Dist.(*dist.Uniform)
	switch out.Strategy.(type) {
	case *agents.UniformEquilibrium:
		unless(first, "a first-price auction")
		unless(slots(m) == 1, "one ad slot a page")
		unless(uniform && law.Min == 0, "values that are uniform from 0")
	case *agents.AsymmetricEquilibrium:
		unless(first, "a first-price auction")
		unless(slots(m) == 1, "one ad slot a page")
		unless(uniform && law.Min == 0, "values that are uniform from 0")
		unless(campaignsOf(m) == 2, "two campaigns")
	}
	if len(missing) > 0 {
		c.doubt(path+".bidding", "change the market, or take another strategy", "these bids are an equilibrium only with "+strings.Join(missing, ", ")+", which this market has not")
	}
	if f, ok := out.Strategy.(*agents.ByFormula); ok && f.CountsBidders() && m.Participants != nil {
		c.doubt(path+".bidding.bid", "write the number that takes part", "bidders counts all campaigns of the market, of which mechanism.participants lets only some take part")
	}
	if _, separable := m.Mechanism.(*auction.VCG); separable && len(out.ClickRate.BySlot) > 0 {
		c.doubt(path+".click_rate.by_slot", "use vcg_assignment", "vcg takes rates as the ad's times the slot's; with rates by slot its prices are not those of Vickrey, Clarke and Groves")
	}
}

func (c *compiler) doubt(path, help, message string) {
	if c.sound(path) {
		c.ds = append(c.ds, c.doc.Errorf(path, "W301", help, "%s", message)...)
	}
}

// slots is the largest number of ad slots of a page.
func slots(m *spec.Market) (most int) {
	for i := range m.Surfaces {
		most = max(most, len(m.Surfaces[i].Slots))
	}
	return most
}
