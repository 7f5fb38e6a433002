package theory

import (
	"fmt"
)

// Section D, value maximisers: how bad an equilibrium may be, and what boosts and reserves do about it.

func init() {
	add(Entry{"D4", "Price of anarchy with value maximisers; boosts and reserves", "Aggarwal, Badanidiyuru & Mehta (2019), WINE; Deng, Mao, Mirrokni & Zuo (2021), WWW; Balseiro et al. (2021), NeurIPS",
		[]string{"d4-value-maximisers"}, checkD4})
}

// pairs runs a market of two kinds of queries and gives, a pair of them, welfare, revenue, and what bidder one gains and spends.
func (c *Check) pairs(b, kappa1, kappa2 float64, more ...string) (welfare, revenue, gain, spend, gain2, spend2 float64) {
	run := c.Run("theory/d4-value-maximisers", append([]string{
		fmt.Sprintf("market.campaigns.groups.one.value_by_segment.second=%.12g USD", 0.01*b), fmt.Sprintf("market.campaigns.groups.two.value_by_segment.second=%.12g USD", b),
		fmt.Sprintf("market.campaigns.groups.one.bidding.factor=%.12g", kappa1), fmt.Sprintf("market.campaigns.groups.two.bidding.factor=%.12g", kappa2)}, more...)...)
	t, one, two := run.Total(0), run.Campaign(0, "one/0"), run.Campaign(0, "two/0")
	n := float64(t.Auctions) / 2
	return t.Value.Float() / n, t.Revenue.Float() / n, one.Value.Float() / n, one.Spend.Float() / n, two.Value.Float() / n, two.Spend.Float() / n
}

func checkD4(c *Check) {
	const eps = 0.01
	good, _, _, _, _, _ := c.pairs(1, 1, 1)
	bad, revenue, gain, spend, _, _ := c.pairs(1, 1000, 1)
	c.Within("(i) bad equilibrium: welfare", bad, 1.01, 1e-6)
	c.Within("(i) bad equilibrium: revenue", revenue, 1, 1e-6)
	c.Within("(i) efficient equilibrium: welfare", good, 2, 1e-6)
	c.Within("(i) efficient over bad", good/bad, 1.980198, 1e-6)
	c.Holds("(i) bidder one spends at most its value", spend <= gain+1e-9, "gains %.6f, spends %.6f", gain, spend)
	// Best responses: neither bidder gains more by another multiple at which it still spends at most its value.
	worst, worst2 := 0.0, 0.0
	for _, kappa := range []float64{0.001, 0.5, 1, 50, 99, 101, 500, 1000, 1999, 2000} {
		if _, _, g, s, _, _ := c.pairs(1, kappa, 1); s <= g+1e-9 {
			worst = max(worst, g-gain)
		}
		if _, _, _, _, g, s := c.pairs(1, 1000, kappa); s <= g+1e-9 {
			worst2 = max(worst2, g)
		}
	}
	c.Holds("(i) bidder one gains by no multiple up to 2000", worst <= 1e-9, "at most %.6f more", worst)
	c.Holds("(i) bidder two gains by no multiple up to 2000 that it can afford", worst2 <= 1e-9, "at most %.6f", worst2)

	boost := "mechanism.score=bid + 2 * value"
	b := 1 / (1 + 2 - 2*eps - eps)
	good, _, _, _, _, _ = c.pairs(b, 1, 1, boost)
	bad, _, gain, spend, _, _ = c.pairs(b, 10/eps, 1, boost)
	c.Within("(ii) boost of twice the value: efficient over bad", good/bad, 1.332215, 1e-6)
	c.Holds("(ii) bidder one still affords it", spend <= gain+1e-6, "gains %.6f, spends %.6f", gain, spend)
	_, _, gain, spend, _, _ = c.pairs(1, 10/eps, 1, "mechanism.score=bid + value")
	c.Within("(ii) b=1, boost of the value: bidder one would spend", spend, 1.99, 1e-6)
	c.Within("(ii) and gain", gain, 1.01, 1e-6)

	reserve := "mechanism.reserve_of_value=25%"
	b = 0.75 / (1 - eps)
	good, _, _, _, _, _ = c.pairs(b, 1, 1, reserve)
	bad, _, gain, spend, _, _ = c.pairs(b, 10/eps, 1, reserve)
	c.Within("(iii) reserve of a quarter of the value: efficient over bad", good/bad, 1.744361, 1e-6)
	c.Holds("(iii) bidder one still affords it", spend <= gain+1e-6, "gains %.6f, spends %.6f", gain, spend)
	_, _, _, spend, _, _ = c.pairs(1, 10/eps, 1, reserve)
	c.Within("(iii) b=1: bidder one would spend", spend, 1.25, 1e-6)

	welfare, revenue, _, _, _, _ := c.pairs(1, 1, 1, "mechanism.auction=first_price")
	c.Within("first price, multiples of 1: welfare", welfare, 2, 1e-6)
	c.Within("first price, multiples of 1: revenue", revenue, 2, 1e-6)
}
