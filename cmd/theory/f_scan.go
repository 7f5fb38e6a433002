package theory

import (
	"fmt"
	"math"
	"slices"

	"marketsim/sim/spec"
)

// Section F, how Pinners scan a page.

func init() {
	add(Entry{"F2", "Cascade, simplified DBN and geometric browsing", "Craswell et al. (2008), WSDM; Chapelle & Zhang (2009), WWW", []string{"f2-scan", "f2-geometric"}, checkF2})
}

func checkF2(c *Check) {
	stop := []string{"market.surfaces.page.examination=[1, 1, 1]"}
	for _, g := range []string{"a", "b", "c"} {
		stop = append(stop, "market.campaigns.groups."+g+".satisfaction=100%")
	}
	for _, x := range []struct {
		name string
		set  []string
		want []float64
	}{{"(a) stop at the first click", stop, []float64{0.30, 0.14, 0.056}}, {"(b) simplified DBN", nil, []float64{0.30, 0.153, 0.063342}}} {
		run := c.Run("theory/f2-scan", append(x.set, c.people(250_000))...)
		exact := c.Run("theory/f2-scan", append(slices.Clone(x.set), "run.outcomes=expected", "market.pinners.count=100", "run.horizon=1d")...)
		n, total := float64(run.Total(0).Auctions), 0.0
		for k, want := range x.want {
			c.Near(fmt.Sprintf("%s: clicks of slot %d", x.name, k+1), run.clicksOf(k), want, math.Sqrt(want*(1-want)), n)
			c.Within(fmt.Sprintf("%s: expected clicks of slot %d", x.name, k+1), exact.clicksOf(k), want, 1e-7)
			total += want
		}
		c.Within(x.name+": expected clicks", float64(exact.Total(0).Clicks)/spec.Unit/float64(exact.Total(0).Auctions), total, 1e-7)
		if x.set != nil {
			c.Near(x.name+": any click", float64(run.Total(0).Clicks)/spec.Unit/n, 0.496, math.Sqrt(0.496*0.504), n)
		}
	}
	run := c.Run("theory/f2-geometric", c.people(250_000))
	n, total := float64(run.Total(0).Auctions), 0.0
	for k, name := range []string{"a", "b", "c", "d", "e", "f"} {
		want := 0.1 * math.Pow(0.7, float64(k))
		total += want
		c.Near(fmt.Sprintf("(c) geometric browsing: clicks of slot %d", k+1), float64(run.Campaign(0, "ads/"+name).Clicks)/spec.Unit/n, want, math.Sqrt(want*(1-want)), n)
	}
	c.Near("(c) geometric browsing: clicks", float64(run.Total(0).Clicks)/spec.Unit/n, total, math.Sqrt(total), n)
}
