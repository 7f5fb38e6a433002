package experiment

import (
	"math"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
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
// more for every campaign whose budget leaves room, so that differences of campaigns are no independent draws. With x the sessions of a Pinner, n Pinners and
// a share s, treated over control sessions err by sqrt(sum x^2 / (sum x)^2 / (s (1 - s))).
func (r *reader) withTraffic(e estimate.Effect) estimate.Effect {
	sum, squares := 0.0, 0.0
	for _, u := range r.units {
		for p := range u.Pinners.All() {
			x := float64(p.Sessions)
			sum, squares = sum+x, squares+x*x
		}
	}
	if sum == 0 {
		return e
	}
	s := r.design.Share
	traffic := math.Sqrt(squares/sum/sum/s/(1-s)) * (1 - (rigid(r.units[0])+rigid(r.units[1]))/2) * (1 + e.Value)
	return estimate.NewEffect(e.Value, math.Hypot(e.SE, traffic), e.DF, Level)
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
