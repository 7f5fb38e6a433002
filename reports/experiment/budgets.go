package experiment

import (
	"math"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// binds tells whether a campaign's budget bound: it was used up, or all but a twentieth of what it allowed was spent.
func binds(c *results.CampaignUnit) bool {
	return c.Exhausted || c.Allowed > 0 && c.Spend.Float() >= 0.95*c.Allowed.Float()
}

// bound is the share of spend that comes from budgets that bind.
func bound(u *results.Trial) float64 {
	bound, total := 0.0, 0.0
	for i := range u.Campaigns {
		c := &u.Campaigns[i]
		total += c.Spend.Float()
		if binds(c) {
			bound += c.Spend.Float()
		}
	}
	if total == 0 {
		return 0
	}
	return bound / total
}

// shadow charges both sides for what they draw from budgets that bind. There is no interval: draws are kept by campaign, not by Pinner.
func (r *reader) shadow() estimate.Effect {
	var budgets []estimate.Shadow
	for i := range r.units[0].Campaigns {
		if c := &r.units[0].Campaigns[i]; binds(c) {
			budgets = append(budgets, estimate.Shadow{Price: 1, Budget: c.Spend.Float(), Control: (c.Spend - c.Drawn).Float(), Treatment: c.Drawn.Float()})
		}
	}
	share := r.treatment.N / (r.control.N + r.treatment.N)
	total := func(m *estimate.Moments) float64 { return m.Mean[experiment.Revenue] * m.N }
	c, t := estimate.ShadowPrice(total(r.control), total(r.treatment), 1-share, share, budgets)
	nan := math.NaN()
	return estimate.Effect{Value: t/c - 1, SE: nan, DF: nan, Lo: nan, Hi: nan, P: nan, Why: "draws are kept by campaign, not by Pinner: no interval"}
}

func (r *reader) readBudgets(m experiment.Metric) {
	control, treatment, scale := metricOf(m), metricOf(m), 1.0
	treatment.Num += experiment.Variables
	if m.Den >= 0 {
		treatment.Den += experiment.Variables
	} else {
		scale = (1 - r.design.Share) / r.design.Share // of budgets, exactly
	}
	e := estimate.PairedRelative(r.paired, control, treatment, scale, Level)
	switch {
	case m.OnPinners:
		e = r.betweenSides(m)
	case m.Den < 0:
		e = r.withTraffic(e)
	}
	r.add(Difference, m.Name, e)
}

// withTraffic adds to the noise between campaigns what all campaigns have in common: which Pinners fell to which side. A side that drew more sessions sells
// more for every campaign whose budget leaves room, so that differences of campaigns are no independent draws. With x what a Pinner brings and a share s, treated
// over control err by sqrt(sum x^2 / (sum x)^2 / (s (1 - s))), of which revenue follows the part that is not rigid.
//
// Where clicks are sampled and paid, their luck is common as well: a campaign that has a click too many and is held back for it leaves its places to the others.
// Of a click too many its campaign keeps the part kept, and all together the part that is not rigid; the difference went to others and is not in the noise between
// campaigns. Of what lasts, the traffic of a side, campaigns keep as much as of their clicks.
func (r *reader) withTraffic(e estimate.Effect) estimate.Effect {
	follows := 1 - (rigid(r.units[0])+rigid(r.units[1]))/2
	lasting, chance := follows*follows*r.traffic(experiment.Sessions), 0.0
	if r.clicksPaid {
		kept := min(follows, r.kept())
		lasting, chance = kept*kept*r.traffic(experiment.Clicks), (follows*follows-kept*kept)*r.luck()
	}
	return estimate.NewEffect(e.Value, math.Hypot(e.SE, math.Sqrt(lasting+chance)*(1+e.Value)), e.DF, Level)
}

// traffic is the variance of treated over control that comes from which Pinners fell to which side, each with what it brings of a variable; of clicks, what chance adds to a Pinner's own rate
// is taken off.
func (r *reader) traffic(variable int) float64 {
	sum, squares, s := 0.0, 0.0, r.design.Share
	for _, u := range r.units {
		for p := range u.Pinners.All() {
			x := variables(p)[variable]
			sum, squares = sum+x, squares+x*x
			if variable == experiment.Clicks {
				squares -= x
			}
		}
	}
	if sum == 0 {
		return 0
	}
	return max(0, squares) / sum / sum / s / (1 - s)
}

// kept is what a campaign keeps of a click too many: sums of independent clicks differ between the sides with the variance of their number, and those of campaigns
// whose budgets hold them back with kept^2 of it.
func (r *reader) kept() float64 {
	const control, treated = experiment.Clicks, experiment.Variables + experiment.Clicks
	m := r.paired
	ratio := m.Mean[treated] / m.Mean[control]
	apart := m.Variance(treated) - 2*ratio*m.Covariance(control, treated) + ratio*ratio*m.Variance(control)
	if chance := m.Mean[treated] + ratio*ratio*m.Mean[control]; chance > 0 {
		return math.Sqrt(max(0, apart) / chance)
	}
	return 1
}

// luck is the variance of treated over control that sampled clicks have by themselves.
func (r *reader) luck() float64 {
	m := r.paired
	return (1/m.Mean[experiment.Clicks] + 1/m.Mean[experiment.Variables+experiment.Clicks]) / m.N
}

// paysClicks tells whether a market's clicks are sampled and are all that is paid for: budgets then go in whole clicks.
func paysClicks(m *spec.Market) bool {
	for i := range m.Groups {
		if m.Groups[i].Bills != spec.Click {
			return false
		}
	}
	return !m.Expected
}

// rigid is the share of spend that more traffic would not raise: on days that used their budget up or held bids back, and of budgets of a life that were used up.
func rigid(u *results.Trial) float64 {
	rigid, total := 0.0, 0.0
	for i := range u.Campaigns {
		c := &u.Campaigns[i]
		total += c.Spend.Float()
		switch {
		case c.Allowed > 0:
			rigid += c.Rigid.Float()
		case c.Exhausted:
			rigid += c.Spend.Float()
		}
	}
	if total == 0 {
		return 1
	}
	return rigid / total
}
