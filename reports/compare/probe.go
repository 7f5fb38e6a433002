package compare

import (
	"fmt"
	"slices"

	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Probe is what one campaign would have got for other bids: its bid landscape, and how much it could gain.
type Probe struct {
	Scenario, Hash, Version, Campaign string
	Seed                              uint64
	What                              string // what is varied, such as "bid"
	Replications                      int
	Quick                             bool
	Points                            []ProbePoint // in the order of the grid
	Base                              int          // index of the point as it stands
	Best                              int          // index of the point of most utility
}

// ProbePoint is one point of the grid: means over replications, and the gain in utility over the point as it stands, paired, with an
// interval that holds for all points of the grid together (Bonferroni).
type ProbePoint struct {
	Label                                            string
	X                                                float64
	Impressions, Clicks, Conversions                 float64
	Spend, Value, Utility                            float64
	Gain                                             stats.Comparison
	impressions, clicks, conversions, spend, utility []float64
}

// NewProbe reads the campaign off every point. Results are indexed by point and replication.
func NewProbe(p Probe, labels []string, xs []float64, base int, points [][]*results.Result) *Probe {
	p.Base = base
	for k, runs := range points {
		x := ProbePoint{Label: labels[k], X: xs[k]}
		for _, r := range runs {
			i := slices.IndexFunc(r.Campaigns, func(c results.CampaignResult) bool { return c.Name == p.Campaign })
			if i < 0 {
				continue
			}
			c := &r.Campaigns[i]
			x.impressions = append(x.impressions, float64(c.Impressions))
			x.clicks = append(x.clicks, float64(c.Clicks)/spec.Unit)
			x.conversions = append(x.conversions, float64(c.Conversions)/spec.Unit)
			x.spend = append(x.spend, c.Spend.Float())
			x.utility = append(x.utility, (c.Value - c.Spend).Float())
		}
		mean := func(v []float64) float64 { return stats.MeanInterval(v, stats.Level).Mean }
		x.Impressions, x.Clicks, x.Conversions, x.Spend, x.Utility = mean(x.impressions), mean(x.clicks), mean(x.conversions), mean(x.spend), mean(x.utility)
		x.Value = x.Spend + x.Utility
		p.Replications = len(x.utility)
		p.Points = append(p.Points, x)
	}
	level := 1 - (1-stats.Level)/float64(max(1, len(p.Points)-1))
	for k := range p.Points {
		p.Points[k].Gain = stats.Compare(p.Points[base].utility, p.Points[k].utility, level)
		if p.Points[k].Utility > p.Points[p.Best].Utility {
			p.Best = k
		}
	}
	if p.Points[p.Best].Utility <= p.Points[base].Utility {
		p.Best = base
	}
	return &p
}

// Regret is how much utility the campaign forgoes by the point as it stands, against the best of the grid.
func (p *Probe) Regret() stats.Comparison { return p.Points[p.Best].Gain }

// Verdict is the finding in one sentence.
func (p *Probe) Verdict() string {
	g := p.Regret()
	share := ""
	if u := p.Points[p.Base].Utility; u > 0 && p.Best != p.Base {
		share = fmt.Sprintf(", %.1f%% of its utility", 100*g.Difference/u)
	}
	shown := false
	for k := range p.Points {
		shown = shown || p.Points[k].Impressions > 0
	}
	switch {
	case !shown:
		return fmt.Sprintf("%s is shown at no point of the grid: there is nothing to compare", p.Campaign)
	case p.Best == p.Base:
		return fmt.Sprintf("%s gains from no other %s of the grid: regret 0 USD", p.Campaign, p.What)
	case p.Replications < stats.MinimumPairs:
		return fmt.Sprintf("%s would gain %s USD at %s %s%s; one replication: no interval", p.Campaign, format.Number(g.Difference), p.What, p.Points[p.Best].Label, share)
	case g.DifferenceLo > 0:
		return fmt.Sprintf("%s would gain %s USD at %s %s%s", p.Campaign, format.Interval(g.Difference, g.DifferenceLo, g.DifferenceHi), p.What, p.Points[p.Best].Label, share)
	}
	return fmt.Sprintf("%s clearly gains from no other %s; the most is %s USD, at %s", p.Campaign, p.What, format.Interval(g.Difference, g.DifferenceLo, g.DifferenceHi), p.Points[p.Best].Label)
}
