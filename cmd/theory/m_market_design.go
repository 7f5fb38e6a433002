package theory

import (
	"fmt"
	"math"
)

// Section M: market design beyond the textbook cases.

func init() {
	add(Entry{"M1", "A reserve learned from the market's own bids settles at the monopoly price", "Myerson (1981), Math. OR 6; Ostrovsky & Schwarz (2011), EC", []string{"m1-learned-reserve"}, checkM1})
	add(Entry{"M2", "Ranking by bid minus hidden cost", "Abrams & Schwarz (2007), WINE", []string{"m2-hidden-cost"}, checkM2})
	add(Entry{"M3", "Ads among organic Pins", "Yan, Xu, Tiwana & Chatterjee (2020), KDD", []string{"m3-blended-page"}, checkM3})
	add(Entry{"M4", "The billing event changes no expected payment", "Prices per event convert by the predicted rate: Varian (2007), IJIO 25", []string{"b5-ranking-exponents"}, checkM4})
	add(Entry{"M5", "Boosts, exploration, floors by segment, and ads that stand close", "Properties of the score: what scales or shifts it moves who wins, by hand",
		[]string{"a7-personal-reserves", "m2-hidden-cost", "d4-value-maximisers", "b5-ranking-exponents"}, checkM5})
}

func checkM1(c *Check) {
	run := c.Run("theory/m1-learned-reserve")
	days := run.Results[0][0].Days
	before := math.Inf(1)
	for d, x := range days {
		// Half of the way is left after each lesson; the last bids pin the price to some hundredths, as revenue is flat around it.
		gap := math.Abs(x.Reserve.Float() - 0.5)
		if d < 4 {
			c.Holds(fmt.Sprintf("day %d: nearer to 0.5 than the day before", d), gap < before, "reserve %.4f", x.Reserve.Float())
		}
		before = gap
	}
	c.Within("reserve of the last day", days[len(days)-1].Reserve.Float(), 0.5, 0.03)
	revenue, n := 0.0, 0.0
	for _, d := range days[7:] {
		for _, cell := range d.Cells {
			revenue += cell.Revenue.Float()
			n += float64(cell.Auctions)
		}
	}
	c.Within("revenue an auction from day 7 on", revenue/n, 0.53125, 4*0.26/math.Sqrt(n)+0.001)
}

func checkM2(c *Check) {
	run := c.Run("theory/m2-hidden-cost", c.people(250_000))
	t := run.Total(0)
	n := float64(t.Auctions)
	costly, plain := run.Campaign(0, "costly/0"), run.Campaign(0, "plain/0")
	c.Near("the costly ad is shown", float64(costly.Impressions)/n, 0.32, 0.47, n)
	c.Near("the plain ad is shown", float64(plain.Impressions)/n, 0.68, 0.47, n)
	// It pays the other's value plus its cost: the mean of v + 0.2 over v < u - 0.2 is 0.32 x (0.2 + 0.8/3).
	c.Near("the costly ad pays", costly.Spend.Float()/n, 0.32*(0.2+0.8/3), 0.25, n)
	// The plain ad pays max(0, u - 0.2) where that is below its value: E = integral over v of max(v, 0)^2/2 for v <= 0.8, and of 0.32 above.
	c.Near("the plain ad pays", plain.Spend.Float()/n, 0.8*0.8*0.8/6+0.2*0.32, 0.25, n)
}

func checkM3(c *Check) {
	run := c.Run("theory/m3-blended-page")
	free := c.Run("theory/m3-blended-page", "mechanism.blending.organic_value=0 USD")
	dear := c.Run("theory/m3-blended-page", "mechanism.blending.organic_value=10 USD")
	t, f, d := run.Total(0), free.Total(0), dear.Total(0)
	n := float64(t.Auctions)
	c.Within("organic Pins worth nothing: the gap alone leaves ads at positions 2, 5 and 8", float64(f.Impressions)/n, 3, 1e-9)
	c.Holds("organic Pins worth more than any ad: no ad", d.Impressions == 0 && d.Auctions > 0, "%d ads on %d pages", d.Impressions, d.Auctions)
	c.Holds("in between: fewer ads than the gap alone leaves", t.Impressions < f.Impressions && t.Impressions > 0, "%.3f a page", float64(t.Impressions)/n)
	c.Holds("each ad pays at least what it takes from organic Pins", t.Revenue.Float() >= 0.25*float64(t.Impressions)*(1-1e-9), "%.4f an ad", t.Revenue.Float()/float64(t.Impressions))
}

// checkM4 bills one and the same market by the impression, by the click and by the conversion.
func checkM4(c *Check) {
	for _, auction := range []string{"gsp", "vcg", "first_price", "second_price"} {
		want := 0.0
		for _, bill := range []string{"impressions", "clicks", "conversions"} {
			t := c.Run("theory/b5-ranking-exponents", "mechanism.auction="+auction, "mechanism.reserve=1 USD", "market.campaigns.groups.bidders.objective=conversions",
				"market.campaigns.groups.bidders.bill="+bill, "market.campaigns.groups.bidders.conversion_rate={base: 20%}", "market.campaigns.conversion_rate={delay: 0}").Total(0)
			n := float64(t.Auctions)
			if bill == "impressions" {
				want = t.Revenue.Float() / n
				continue
			}
			// Charges are rounded to billionths, two a page.
			c.Within(auction+": paid by "+bill+" over paid by impressions", t.Revenue.Float()/n/want, 1, 3e-9/want+1e-9)
		}
	}
}

func checkM5(c *Check) {
	none := []string{c.people(250_000), "market.campaigns.groups.weak.reserve=0 USD", "market.campaigns.groups.strong.reserve=0 USD"}
	run := c.Run("theory/a7-personal-reserves", append(none, "market.campaigns.groups.weak.boost=2x")...)
	n := float64(run.Total(0).Auctions)
	c.Near("a boost of 2 makes U[0,1] the equal of U[0,2]", float64(run.Campaign(0, "weak/0").Impressions)/n, 0.5, 0.5, n)
	// It pays half of the other's value, a sixth of 2 in each of its wins; the other pays twice its value.
	c.Near("and it pays half of the other's score", run.Campaign(0, "weak/0").Spend.Float()/n, 1./6, 0.22, n)
	c.Near("and the other twice its score", run.Campaign(0, "strong/0").Spend.Float()/n, 1./3, 0.45, n)
	bonus := c.Run("theory/m2-hidden-cost", c.people(250_000), "market.campaigns.groups.costly.user_value=0 USD", "market.campaigns.groups.costly.bonus=-0.20 USD")
	cost := c.Run("theory/m2-hidden-cost", c.people(250_000))
	c.Holds("a bonus of -0.20 is a cost of 0.20", bonus.Total(0).Revenue == cost.Total(0).Revenue && bonus.Total(0).Impressions == cost.Total(0).Impressions, "%d sales", cost.Total(0).Impressions)
	explored := c.Run("theory/m2-hidden-cost", c.people(250_000), "mechanism.exploration=10")
	seldom, plain := explored.Campaign(0, "costly/0").Impressions, cost.Campaign(0, "costly/0").Impressions
	c.Holds("exploration helps who is shown less", seldom > plain, "%d impressions after %d", seldom, plain)
	floor := c.Run("theory/d4-value-maximisers", "mechanism.reserve_by_segment={second: 20 USD}").Total(0)
	c.Within("a floor in one segment keeps that segment free of ads", float64(floor.Impressions)/float64(floor.Auctions), 0.5, 1e-9)
	near := c.Run("theory/b5-ranking-exponents", "market.surfaces.page.gap={loss: 30%}").Total(0)
	c.Within("an ad directly below another loses 30% of its views", float64(near.Views)/1e9/float64(near.Auctions), 1+0.5*0.7, 1e-9)
	c.Within("and of its clicks", float64(near.Clicks)/1e9/float64(near.Auctions), 0.3+0.2*0.5*0.7, 1e-7)
}
