package theory

import (
	"fmt"
	"math"

	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Section N, continued: budgets of a few clicks, sampled and in expectation.

func init() {
	add(Entry{"N15", "Budgets of a few clicks leave as much over in expectation as sampled", "A remainder of a division by a price is uniform where budgets are",
		[]string{"n-budget-at-reserve"}, checkN15})
	add(Entry{"N16", "Clicks in expectation are more than sampled ones where budgets buy few", "By hand: the mean of a Poisson number that is cut off", []string{"n-few-clicks"}, checkN16})
}

// leftOver is what days of n-budget-at-reserve leave of a budget on average, USD, and what whole prices leave.
func (r *Run) leftOver() (left reading, whole float64) {
	const price = 0.25
	of := r.Results[0][0]
	var each []float64
	for _, x := range of.Campaigns {
		budget, n := x.Daily.Float(), float64(len(of.Campaigns))
		each = append(each, budget-x.Spend.Float()/float64(len(of.Days)))
		whole += math.Mod(budget, price) / n
	}
	return estimated(each), whole
}

// checkN15 varies the part of a price that one impression pays in expectation: a hundredth, a tenth, and all of it, where nothing is left to expect.
func checkN15(c *Check) {
	for _, percent := range []int{1, 10, 100} {
		changes := []string{fmt.Sprintf("market.campaigns.click_rate.base=%d%%", percent), fmt.Sprintf("market.pinners.count=%d", 40_000/percent)}
		if percent == 10 { // the last impression pays a tenth of a price: a few hundred budgets tell the mean
			changes = append(changes, set("own.count=400"), "mechanism.candidates=0", "market.pinners.count=40_000", "run.horizon=1d")
		}
		sampled, whole := c.Run("theory/n-budget-at-reserve", changes...).leftOver()
		what := fmt.Sprintf("%d%% of views clicked: USD left over of a budget, ", percent)
		c.Exact(what+"sampled", sampled.mean, whole, 1e-9)
		expected, _ := c.Run("theory/n-budget-at-reserve", append(changes, "run.outcomes=expected")...).leftOver()
		if percent == 100 {
			c.Exact(what+"in expectation", expected.mean, whole, 1e-9)
			continue
		}
		c.Estimate(what+"in expectation", expected, 0.125, 0.002)
	}
	sampled, expected := c.smallClicks("sampled"), c.smallClicks("expected")
	c.Estimate("first-look with clicks of a sixteenth of the price, 48 a campaign and day: clicks sampled over expected",
		jackknifed(len(sampled), func(without int) float64 { return sumBut(sampled, without) / sumBut(expected, without) }), 1, c.widened(0.02))
}

// sumBut sums all values but one.
func sumBut(values []float64, without int) (sum float64) {
	for i, x := range values {
		if i != without {
			sum += x
		}
	}
	return sum
}

// smallClicks is how many clicks first-look has in each replication where they are 16 times as many, and worth a sixteenth.
func (c *Check) smallClicks(outcomes string) (clicks []float64) {
	s := c.Load("first-look", "run.outcomes="+outcomes, "market.campaigns.click_rate.base=4.8%", "mechanism.reserve=0.015625 USD",
		"market.campaigns.groups.shops.value={kind: lognormal, median: 0.05 USD, sigma: 0.6}", fmt.Sprintf("run.replications=%d", max(1, c.Scaled(4))))
	s.Spec.Arms = s.Spec.Arms[:1]
	for _, all := range c.play(s).Results {
		t := results.Sum(all[0], &s.Axes, 0, len(all[0].Days), results.Everything)
		clicks = append(clicks, float64(t.Clicks)/spec.Unit)
	}
	return clicks
}

// cutOff is the mean of min(N, most) of a Poisson number N, and its deviation.
func cutOff(mean float64, most int) law {
	first, second, below := 0.0, 0.0, 0.0
	for n := range most {
		log, _ := math.Lgamma(float64(n + 1))
		p := math.Exp(float64(n)*math.Log(mean) - mean - log)
		below += p
		first += p * float64(n)
		second += p * float64(n*n)
	}
	first += (1 - below) * float64(most)
	second += (1 - below) * float64(most*most)
	variance := second - first*first
	if variance < 1e-12*second { // rounding: the budget is gone every day
		variance = 0
	}
	return law{first, math.Sqrt(variance)}
}

// checkN16 plays a budget that pays for k clicks on days that bring m of them on average. Sampled, min(N, k) are bought of a Poisson number N; in expectation views
// each bring a hundredth of a click, of which 100 k are bought.
func checkN16(c *Check) {
	for _, x := range []struct{ brings, pays int }{{1, 1}, {2, 4}, {4, 4}, {8, 4}, {14, 14}, {48, 48}} {
		days := max(2, c.Scaled(3_200)/x.brings)
		set := []string{fmt.Sprintf("run.horizon=%dd", days), fmt.Sprintf("market.pinners.count=%d", 100*x.brings), set("own.daily_budget=%.4f USD", 0.25*float64(x.pays)+0.1249)}
		what := fmt.Sprintf("a budget for %s on days that bring %d: clicks a day, ", format.Count(x.pays, "click"), x.brings)
		clicks := func(outcomes string, want law) float64 {
			got := float64(c.Run("theory/n-few-clicks", append(set, "run.outcomes="+outcomes)...).Total(0).Clicks) / spec.Unit / float64(days)
			c.Near(what+outcomes, got, want.mean, want.sd, float64(days))
			return got
		}
		views := cutOff(100*float64(x.brings), 100*x.pays)
		sampled, expected := cutOff(float64(x.brings), x.pays), law{views.mean / 100, views.sd / 100}
		more := clicks("expected", expected) / clicks("sampled", sampled)
		want := expected.mean / sampled.mean
		c.Near(what+"expected over sampled", more, want, want*math.Hypot(expected.sd/expected.mean, sampled.sd/sampled.mean), float64(days))
	}
}
