// Package market holds what one replication draws of a market: the economy (campaigns, ads, true rates) and the platform's policies, laid
// out for the hot path. Nothing here changes while a phase lasts; all workers and all arms that share it read it.
package market

import (
	"slices"

	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Market is an economy under one policy of the platform, as a whole-market arm is. Spec is its description.
type Market struct {
	*Economy
	*Platform
	Spec *spec.Market
}

// Draw draws the market of one phase for one replication.
func Draw(w *pinners.World, m *spec.Market, r *Roster) *Market {
	e := drawEconomy(w, &m.Economy, r)
	return &Market{Economy: e, Platform: layOut(w, &m.Platform, e), Spec: m}
}

// Extended is the market with room for campaigns that only later phases have.
func (m *Market) Extended(n int) *Market {
	if n == len(m.Campaigns) {
		return m
	}
	return &Market{Economy: m.Economy.extended(n), Platform: m.Platform, Spec: m.Spec}
}

// With is the market in which the campaigns that keeps names have the description that they have in another economy.
func (m *Market) With(other *Economy, keeps func(campaign int) bool) *Market {
	e, described := *m.Economy, *m.Economy.Economy
	described.Groups = slices.Concat(m.Groups, other.Groups)
	e.Economy = &described
	e.Campaigns, e.Appeals, e.Ads = slices.Clone(m.Campaigns), slices.Clone(m.Appeals), slices.Clone(m.Ads)
	for i := range e.Campaigns {
		c := &other.Campaigns[i]
		if !c.Present || !keeps(i) {
			continue
		}
		e.Campaigns[i] = *c
		e.Campaigns[i].Group += int32(len(m.Groups))
		copy(e.Appeals[c.First:c.Last], other.Appeals[c.First:c.Last])
		copy(e.Ads[c.First:c.Last], other.Ads[c.First:c.Last])
	}
	p := *m.Platform
	p.Extras.Alike = false // a group may have a floor of its own there
	return &Market{Economy: &e, Platform: &p, Spec: m.Spec}
}
