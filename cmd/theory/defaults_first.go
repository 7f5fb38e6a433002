package theory

import (
	"slices"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: the first market that a user meets, scenarios/first-look.yaml, against published ranges.

func init() {
	add(Entry{"N10", "The first market that a user meets is realistic", "Ranges: docs/model.md, the default market", nil, checkN10})
}

// FirstMarket is what control of first-look shows, over its replications.
type FirstMarket struct {
	CTR, Thousand, Fill, Use, Idle float64 // of ads served; USD for 1,000 of them; shares
	Thin, Thick                    float64 // campaigns that take part in an auction: one in ten has fewer, one in ten more
}

// firstPlays are the replications of first-look's control.
type firstPlays struct {
	of     []firstPlay
	groups [][]int // campaigns that took part, by replication and auction
}

type firstPlay struct{ clicks, impressions, slots, revenue, spend, budget, campaigns, idle float64 }

func (c *Check) playFirst() *firstPlays {
	s := c.Load("first-look")
	s.Spec.Arms, s.Spec.Record = s.Spec.Arms[:1], 97
	out := &firstPlays{}
	for _, all := range c.play(s).Results {
		x := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
		p := firstPlay{clicks: float64(x.Clicks) / spec.Unit, impressions: float64(x.Impressions), slots: float64(x.Slots), revenue: x.Revenue.Float()}
		for i := range all[0].Campaigns {
			b := &all[0].Campaigns[i]
			p.spend, p.budget = p.spend+b.Spend.Float(), p.budget+b.Budget.Float()
			p.campaigns++
			if b.Spend == 0 {
				p.idle++
			}
		}
		var sizes []int
		for i := range all[0].Auctions {
			sizes = append(sizes, len(all[0].Auctions[i].Candidates))
		}
		out.of, out.groups = append(out.of, p), append(out.groups, sizes)
	}
	return out
}

// figures are those of all replications but one.
func (f *firstPlays) figures(without int) FirstMarket {
	var t firstPlay
	var sizes []int
	for i, x := range f.of {
		if i == without {
			continue
		}
		t.clicks, t.impressions, t.slots, t.revenue = t.clicks+x.clicks, t.impressions+x.impressions, t.slots+x.slots, t.revenue+x.revenue
		t.spend, t.budget, t.campaigns, t.idle = t.spend+x.spend, t.budget+x.budget, t.campaigns+x.campaigns, t.idle+x.idle
		sizes = append(sizes, f.groups[i]...)
	}
	slices.Sort(sizes)
	return FirstMarket{CTR: t.clicks / t.impressions, Thousand: 1000 * t.revenue / t.impressions, Fill: t.impressions / t.slots, Use: t.spend / t.budget, Idle: t.idle / t.campaigns,
		Thin: float64(sizes[len(sizes)/10]), Thick: float64(sizes[len(sizes)*9/10])}
}

// reading is a figure with its spread over replications.
func (f *firstPlays) reading(of func(FirstMarket) float64) reading {
	return jackknifed(len(f.of), func(without int) float64 { return of(f.figures(without)) })
}

func checkN10(c *Check) {
	plays := c.playFirst()
	f := plays.figures(-1)
	c.Estimate("click rate of ads served, %", plays.reading(func(f FirstMarket) float64 { return 100 * f.CTR }), 0.65, 0.35)
	c.Estimate("price of 1,000 ads, USD", plays.reading(func(f FirstMarket) float64 { return f.Thousand }), 5.5, 2.5)
	c.Holds("some slots stay empty, few do", f.Fill < 0.995 && f.Fill > 0.8, "%.1f%% filled", 100*f.Fill)
	c.Estimate("budget utilisation, %", plays.reading(func(f FirstMarket) float64 { return 100 * f.Use }), 70, 10)
	c.Holds("few campaigns without spend", f.Idle <= 0.05, "%.1f%%", 100*f.Idle)
	c.Holds("thin auctions among thick", f.Thick >= 2*f.Thin, "a tenth has at most %.0f campaigns, a tenth at least %.0f", f.Thin, f.Thick)
}
