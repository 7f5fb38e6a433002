package theory

import (
	"context"
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

// First runs control of first-look with a number of workers.
func First(ctx context.Context, jobs int) (f FirstMarket, err error) {
	e := Entry{Check: func(c *Check) { f = c.first() }}
	_, err = e.Do(ctx, 1, Options{Jobs: jobs})
	return f, err
}

func (c *Check) first() FirstMarket {
	s := c.Load("first-look")
	s.Spec.Arms, s.Spec.Record = s.Spec.Arms[:1], 97
	run := c.play(s)
	var t results.Totals
	var spend, budget spec.Nano
	var out FirstMarket
	var sizes []int
	campaigns := 0
	for _, all := range run.Results {
		x := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
		t.Impressions += x.Impressions
		t.Clicks += x.Clicks
		t.Revenue += x.Revenue
		t.Slots += x.Slots
		for i := range all[0].Campaigns {
			b := &all[0].Campaigns[i]
			spend, budget = spend+b.Spend, budget+b.Budget
			campaigns++
			if b.Spend == 0 {
				out.Idle++
			}
		}
		for i := range all[0].Auctions {
			sizes = append(sizes, len(all[0].Auctions[i].Candidates))
		}
	}
	slices.Sort(sizes)
	out.CTR = float64(t.Clicks) / spec.Unit / float64(t.Impressions)
	out.Thousand = 1000 * t.Revenue.Float() / float64(t.Impressions)
	out.Fill = float64(t.Impressions) / float64(t.Slots)
	out.Use, out.Idle = spend.Float()/budget.Float(), out.Idle/float64(campaigns)
	out.Thin, out.Thick = float64(sizes[len(sizes)/10]), float64(sizes[len(sizes)*9/10])
	return out
}

func checkN10(c *Check) {
	f := c.first()
	c.Within("click rate of ads served, %", 100*f.CTR, 0.65, 0.35)
	c.Within("price of 1,000 ads, USD", f.Thousand, 5.5, 2.5)
	c.Holds("some slots stay empty, few do", f.Fill < 0.995 && f.Fill > 0.8, "%.1f%% filled", 100*f.Fill)
	c.Within("budget utilisation, %", 100*f.Use, 70, 10)
	c.Holds("few campaigns without spend", f.Idle <= 0.05, "%.1f%%", 100*f.Idle)
	c.Holds("thin auctions among thick", f.Thick >= 2*f.Thin, "a tenth has at most %.0f campaigns, a tenth at least %.0f", f.Thin, f.Thick)
}
