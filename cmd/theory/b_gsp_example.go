package theory

// Section B: several positions.

func init() {
	add(Entry{"B1", "The Edelman-Ostrovsky-Schwarz example under GSP and VCG", "Edelman, Ostrovsky & Schwarz (2007), AER 97(1)",
		[]string{"b1-gsp-example"}, checkB1})
}

func checkB1(c *Check) {
	for _, x := range []struct {
		mechanism string
		revenue   float64
	}{{"gsp", 5}, {"vcg", 4}} {
		t := c.Run("theory/b1-gsp-example", "mechanism.auction="+x.mechanism).Total(0)
		n := float64(t.Auctions)
		c.Within(x.mechanism+": revenue a page view", t.Revenue.Float()/n, x.revenue, 1e-9)
		c.Within(x.mechanism+": welfare a page view", t.Value.Float()/n, 12, 1e-9)
	}
}
