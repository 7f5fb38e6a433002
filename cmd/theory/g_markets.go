package theory

import (
	"fmt"
	"math"

	"marketsim/reports/experiment"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

// Tests in one market, run by the engine.

func init() {
	add(Entry{"G1", "A Pinner split over a shared budget", "Liu, Mao & Kang (2021), KDD; Basse, Soufiani & Lambert (2016), AISTATS; Blake & Coey (2014), EC",
		[]string{"g1-shared-budget", "g11-budget-law"}, checkG1})
	add(Entry{"G2", "A better click rate under budgets for clicks", "Liu, Mao & Kang (2021), KDD; Basse, Soufiani & Lambert (2016), AISTATS", []string{"g2-click-rate"}, checkG2})
	add(Entry{"G3", "One multiplier over both sides", "Derived; Basse et al. (2016), AISTATS; Liu et al. (2021), KDD", []string{"g3-paced-bidder"}, checkG3})
	add(Entry{"G4", "Campaigns displace each other", "Blake & Coey (2014), EC; Johari, Li, Liskovich & Weintraub (2022), Management Science", []string{"g4-displacement"}, checkG4})
	add(Entry{"G11", "The budget law of Pinner splits", "Liu, Mao & Kang (2021), KDD", []string{"g11-budget-law"}, checkG11})
}

// test is one replication of a scenario's only experiment.
type test struct {
	experiment.Outcome
	experiment.Replication
}

// Test runs the experiment of a shipped scenario with changes.
func (c *Check) Test(name string, set ...string) *test {
	s := c.Load(name, set...)
	e, err := s.Experiment("")
	if err != nil {
		panic(failure{err})
	}
	t := &test{}
	t.Layout = e.Layout(s.Spec, 0, false)
	if t.Results, t.Units, err = units.PlayTest(c.ctx, t.Layout.Spec, 0, c.Jobs, nil); err != nil {
		panic(failure{err})
	}
	t.Replication = experiment.Replicate(e, &t.Outcome, nil)
	return t
}

// reading is what an estimator of a design says of a metric.
func (t *test) reading(design, estimator, metric string) float64 {
	for _, r := range t.Readings {
		if r.Design == design && r.Estimator == estimator && r.Metric == metric {
			return r.Value
		}
	}
	panic(failure{fmt.Errorf("there is no reading %s of %s on %s", estimator, design, metric)})
}

// shrunk are the changes that make a market of so many Pinners with a lifetime budget of a group as large as the sample wants it.
func (c *Check) shrunk(pinners int, group string, budget float64) []string {
	n := c.Scaled(pinners)
	return []string{fmt.Sprintf("market.pinners.count=%d", n),
		fmt.Sprintf("market.campaigns.groups.%s.lifetime_budget=%g USD", group, budget*float64(n)/float64(pinners))}
}

func checkG1(c *Check) {
	a := c.Test("theory/g1-shared-budget", c.shrunk(200_000, "bound", 100_000)...)
	c.Within("one budget: true effect on revenue", a.Truth["revenue"], 0, 1e-4)
	c.Within("one budget: Pinner split", a.reading("users", experiment.Difference, "revenue"), 0.2, c.widened(0.034))
	c.Within("one budget: budget split", a.reading("budgets", experiment.Difference, "revenue"), 0, 1e-4)
	set := append(c.shrunk(200_000, "bound", 50_000), "arms.dearer.set={mechanism.reserve: 1.20 USD}")
	b := c.Test("theory/g11-budget-law", set...)
	c.Within("half of the traffic: true effect on revenue", b.Truth["revenue"], 0.4/3, 1e-3)
	c.Within("half of the traffic: Pinner split", b.reading("users", experiment.Difference, "revenue"), 0.2, c.widened(0.027))
	c.Within("half of the traffic: budget split", b.reading("budgets", experiment.Difference, "revenue"), 0.4/3, c.widened(0.020))
	c.Within("half of the traffic: shadow prices", b.reading("users", experiment.Shadow, "revenue"), 0.4/3, c.widened(0.027))
}

func checkG2(c *Check) {
	t := c.Test("theory/g2-click-rate", c.shrunk(2_000_000, "bound", 100_000)...)
	// Clicks of the last feedback lag, 1 minute in 1,440 of which half are paid, come whether the budget can pay them or not.
	const lag = 0.004
	c.Within("true effect on clicks", t.Truth["clicks"], 0, lag)
	// How many impressions a budget of so many clicks takes varies as a sum of geometric numbers does.
	c.Within("true effect on impressions", t.Truth["impressions"], -1./6, c.widened(0.015))
	c.Within("Pinner split, clicks", t.reading("users", experiment.Difference, "clicks"), 0.2, c.widened(0.026))
	c.Within("budget split, clicks", t.reading("budgets", experiment.Difference, "clicks"), 0, lag)
}

// checkG3 has 1,000,000 auctions in a whole market, and half as many on each side of the split.
func checkG3(c *Check) {
	people, n := c.people(250_000), 4*float64(c.Scaled(250_000))
	played := map[string]*test{}
	for _, multiplier := range []string{"0.475651", "0.5", "0.454545"} {
		played[multiplier] = c.Test("theory/g3-paced-bidder", people, "market.campaigns.groups.own.pacing.multiplier="+multiplier)
	}
	t, treated := played["0.475651"], 0.0
	split := t.Units[t.Layout.Designs[0][0]]
	for p := range split.Pinners.All() {
		if p.Treated {
			treated += 4 // auctions of each
		}
	}
	x := own(split)
	c.Within("Pinner split: spend an auction, treated", x.Drawn.Float()/treated, 0.045626, c.widened(0.0004*math.Sqrt2))
	c.Within("Pinner split: spend an auction, control", (x.Spend-x.Drawn).Float()/(n-treated), 0.037707, c.widened(0.0004*math.Sqrt2))
	for _, side := range []struct {
		what, multiplier string
		arm              int
		spend, wins      float64
		value            float64
	}{{"multiplier of the split, control", "0.475651", 0, 0.037707, 0.237826, 0.158551}, {"multiplier of the split, treated", "0.475651", 1, 0.045626, 0.261608, 0.191846},
		{"whole market, control", "0.5", 0, 1. / 24, 0.25, 0.166667}, {"whole market, treated", "0.454545", 1, 1. / 24, 0.25, 0.183333}} {
		whole := own(played[side.multiplier].Units[side.arm])
		c.Within(side.what+": spend an auction", whole.Spend.Float()/n, side.spend, c.widened(0.0004))
		c.Within(side.what+": wins", float64(whole.Impressions)/n, side.wins, c.widened(0.0018))
		c.Within(side.what+": value an auction", whole.Value.Float()/n, side.value, c.widened(0.0014))
	}
}

// own is the bidder whose values the treatment raises.
func own(u *results.Trial) *results.CampaignUnit {
	for i := range u.Campaigns {
		if u.Campaigns[i].Name == "own/0" {
			return &u.Campaigns[i]
		}
	}
	panic(failure{fmt.Errorf("there is no campaign own/0")})
}

func checkG4(c *Check) {
	t := c.Test("theory/g4-displacement", c.people(250_000))
	lift := t.reading("ads", experiment.Difference, "impressions")
	// Of 250,000 sales; and a share of treated campaigns between 40 and 60% moves the lift by 0.004.
	c.Within("campaign split, impressions", lift, 2./11, c.widened(0.010)+0.004)
	c.Within("true effect on impressions", t.Truth["impressions"], 0, 1e-12)
	c.Within("true effect on revenue", t.Truth["revenue"], 0.2, 1e-8)
	for arm, r := range t.Results {
		day := r.Days[0].Cells[0]
		c.Within(fmt.Sprintf("arm %d: sales an auction", arm), float64(day.Impressions)/float64(day.Auctions), 1, 1e-12)
	}
}

// checkG11 takes the traffic of bound campaigns from none to six sevenths, which makes their share of spend b.
func checkG11(c *Check) {
	for _, x := range []struct{ traffic, b float64 }{{0.4, 0}, {0.4, 0.25}, {2. / 3, 0.5}, {6. / 7, 0.75}} {
		n := c.Scaled(400_000)
		budget := 0.5 * x.traffic * float64(n)
		if x.b == 0 {
			budget = 10 * float64(n)
		}
		t := c.Test("theory/g11-budget-law", fmt.Sprintf("market.pinners.count=%d", n), fmt.Sprintf("market.campaigns.groups.bound.lifetime_budget=%g USD", budget),
			fmt.Sprintf("market.pinners.segments.bound.share=%.10g%%", 100*x.traffic), fmt.Sprintf("market.pinners.segments.free.share=%.10g%%", 100-100*x.traffic))
		naive := t.reading("users", experiment.Difference, "revenue")
		c.Within(fmt.Sprintf("bound share of spend %g: naive effect over the true one", x.b), naive/t.Truth["revenue"], 1/(1-x.b), c.widened(0.05/(1-x.b)))
		c.Within(fmt.Sprintf("bound share of spend %g: budget split over the true one", x.b), t.reading("budgets", experiment.Difference, "revenue")/t.Truth["revenue"], 1, c.widened(0.05))
	}
}
