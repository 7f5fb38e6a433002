package theory

import (
	"fmt"
	"strings"

	"marketsim/agents/equilibrium"
)

// Section B, continued: what bidders settle at.

func init() {
	add(Entry{"B2", "Symmetric Nash equilibria of position auctions", "Varian (2007), IJIO 25(6); Edelman, Ostrovsky & Schwarz (2007), AER 97(1)",
		[]string{"b2-symmetric-equilibria"}, checkB2})
	add(Entry{"B8", "Balanced bidding settles at the VCG outcome", "Cary et al. (2007), EC, \"Greedy bidding strategies for keyword auctions\"",
		[]string{"b8-balanced-bidding"}, checkB8})
}

func checkB2(c *Check) {
	revenue := func(bids, effects []float64) (sum float64) {
		for s, x := range effects {
			if s+1 < len(bids) {
				sum += x * bids[s+1]
			}
		}
		return sum
	}
	v, x := []float64{10, 4, 2}, []float64{200, 100}
	low, high := equilibrium.LowestSNE(v, x), equilibrium.HighestSNE(v, x)
	c.numbers("three bidders, lowest bid", low[1:], []float64{3, 2}, 1e-9)
	c.numbers("three bidders, highest bid", high[1:], []float64{7, 4}, 1e-9)
	c.Within("three bidders, lowest revenue", revenue(low, x), 800, 1e-9*800)
	c.Within("three bidders, highest revenue", revenue(high, x), 1800, 1e-9*1800)
	v, x = []float64{9, 7, 6, 4, 1}, []float64{0.40, 0.25, 0.15, 0.05}
	low, high = equilibrium.LowestSNE(v, x), equilibrium.HighestSNE(v, x)
	c.numbers("five bidders, lowest bid", low[1:], []float64{5.25, 4.2, 3, 1}, 1e-9)
	c.numbers("five bidders, highest bid", high[1:], []float64{7.125, 6, 16. / 3, 4}, 1e-9)
	for _, b := range []struct {
		name    string
		bids    []float64
		revenue float64
	}{{"lowest", low, 3.65}, {"highest", high, 5.35}} {
		regret := equilibrium.GSPRegret(v, b.bids, x)
		c.Holds("five bidders, "+b.name+" bids: nobody gains by another bid", regret <= 1e-9, "regret %.3g", regret)
		var sets []string
		for i, name := range []string{"a", "b", "c", "d", "e"} {
			sets = append(sets, set("%s.bidding.bid=%.17g USD", name, b.bids[i]))
		}
		t := c.Run("theory/b2-symmetric-equilibria", sets...).Total(0)
		c.Within("five bidders, "+b.name+" bids: revenue a page of the market", t.Revenue.Float()/float64(t.Auctions), b.revenue, 1e-8)
	}
	sets := []string{"mechanism.auction=vcg"}
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		sets = append(sets, set("%s.bidding.bid=%g USD", name, v[i]))
	}
	t := c.Run("theory/b2-symmetric-equilibria", sets...).Total(0)
	c.Within("five bidders, VCG: revenue a page of the market", t.Revenue.Float()/float64(t.Auctions), 3.65, 1e-8)
	c.Within("five bidders, VCG: welfare a page of the market", t.Value.Float()/float64(t.Auctions), 6.45, 1e-8)
}

func checkB8(c *Check) {
	for _, x := range []struct {
		values, slots, bids []float64
		revenue             float64
	}{
		{[]float64{10, 4, 2}, []float64{1, 0.5}, []float64{6.5, 3, 2}, 4},
		{[]float64{9, 7, 6, 4, 1}, []float64{0.40, 0.25, 0.15, 0.05}, []float64{7.125, 5.25, 4.2, 3, 1}, 3.65},
		{[]float64{7, 6, 3, 2}, []float64{0.88, 0.67, 0.64}, []float64{4.994318, 2.988636, 2.044776, 2}, 5.28},
	} {
		run := c.balanced(x.values, x.slots, "30%", 2)
		what := "values " + listed(x.values) + ", one by one: "
		tolerance := 1e-6
		c.numbers(what+"bid", run.bids(x.values), x.bids, tolerance)
		t := run.half(0, -1)
		c.Within(what+"revenue a page", t.Revenue.Float()/float64(t.Auctions), x.revenue, 1e-6)
	}
	together := c.balanced([]float64{10, 4, 2}, []float64{1, 0.5}, "100%", 2)
	c.numbers("values 10, 4, 2, together: bid", together.bids([]float64{10, 4, 2}), []float64{6.5, 3, 2}, 1e-6)
	values := []float64{7, 6, 3, 2}
	even := c.balanced(values, []float64{0.88, 0.67, 0.64}, "100%", 1).bids(values)
	odd := c.balanced(values, []float64{0.88, 0.67, 0.64}, "100%", 1, "market.pinners.segments.everyone.sessions_per_day=1001").bids(values)
	if even[0] < odd[0] {
		even, odd = odd, even
	}
	c.numbers("values 7, 6, 3, 2, together: phase 1, bid", even, []float64{4.589552, 4.111940, 2.611940, 2}, 1e-5)
	c.numbers("values 7, 6, 3, 2, together: phase 2, bid", odd, []float64{2.223881, 2.179104, 2.044776, 2}, 1e-5)
}

// balanced runs the market of balanced bidders a, b, c, ... with some values and slots.
func (c *Check) balanced(values, slots []float64, answers string, days int, more ...string) *Run {
	var list, at, exam []string
	for i, v := range values {
		list = append(list, fmt.Sprintf("{name: %c, value: %g USD}", 'a'+i, v))
	}
	for i, x := range slots {
		at, exam = append(at, fmt.Sprint(i+1)), append(exam, fmt.Sprint(x))
	}
	return c.Run("theory/b8-balanced-bidding", append([]string{
		"market.campaigns.groups.bidders.list=[" + strings.Join(list, ", ") + "]", set("bidders.bidding.answers=%s", answers), fmt.Sprintf("run.horizon=%dd", days),
		"market.surfaces.page.ad_slots=[" + strings.Join(at, ", ") + "]", "market.surfaces.page.examination=[" + strings.Join(exam, ", ") + "]",
	}, more...)...)
}

// bids reads the last bids of bidders a, b, c, ...
func (r *Run) bids(values []float64) (out []float64) {
	for i, v := range values {
		out = append(out, r.Campaign(0, fmt.Sprintf("bidders/%c", 'a'+i)).BidFactor*v)
	}
	return out
}
