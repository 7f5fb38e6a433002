package theory

import (
	"fmt"
	"math"

	"marketsim/reports/experiment"
	"marketsim/sim/results"
)

// A budget split of budgets of a few clicks.

func init() {
	add(Entry{"G22", "A budget split of thin budgets reads two half markets", "Derived", []string{"g22-thin-budgets"}, checkG22})
}

// paidOf is what a day's budget pays of n clicks at a bid of which no less than the reserve is taken: a bid is at most what is left.
func paidOf(n int, budget, bid, reserve float64) (paid float64) {
	for range n {
		left := budget - paid
		if left < reserve-1e-9 {
			return paid
		}
		paid += math.Min(bid, left)
	}
	return paid
}

// expectedPay is the mean of paidOf when the clicks to have are a Poisson number.
func expectedPay(clicks, budget, bid, reserve float64) (sum float64) {
	p := math.Exp(-clicks)
	for n := 0; n < 40+int(4*clicks); n++ {
		sum += p * paidOf(n, budget, bid, reserve)
		p *= clicks / float64(n+1)
	}
	return sum
}

// thinDays is what advertisers of a market paid a day, and what its clicks should have made them pay when so many Pinners come.
func thinDays(r *results.Result, views, pinners, bid float64) (paid, want float64) {
	const reserve, clickRate = 0.25, 0.02
	n := float64(len(r.Days) * len(r.Campaigns))
	for i := range r.Campaigns {
		x := &r.Campaigns[i]
		paid += x.Spend.Float() / n
		want += expectedPay(views*pinners*clickRate, x.Daily.Float(), bid, reserve) / float64(len(r.Campaigns))
	}
	return paid, want
}

// checkG22 has budgets of four clicks and of forty. The readings are told what share of Pinners fell to each side.
func checkG22(c *Check) {
	const bid, dear, views = 0.25, 0.325, 0.04
	for _, clicks := range []float64{4, 40} {
		times := clicks / 4
		days := max(5, c.Scaled(int(400/times)))
		t := c.Test("theory/g22-thin-budgets", fmt.Sprintf("run.horizon=%dd", days), fmt.Sprintf("market.pinners.count=%g", 4_000*times),
			fmt.Sprintf("market.campaigns.groups.own.daily_budget={kind: uniform, min: %g USD, max: %g USD}", 0.8*times, 1.2*times))
		what, want, noise := fmt.Sprintf("budgets of %g clicks: ", clicks), [4]float64{}, [4]float64{}
		sides := t.Layout.Designs[0]
		for k, x := range []struct {
			what string
			arm  int
			bid  float64
		}{{"whole market, control", 0, bid}, {"whole market, treated", 1, dear}, {"side of control", sides[0], bid}, {"treated side", sides[1], dear}} {
			pinners := 0.0
			for range t.Units[x.arm].Pinners.All() {
				pinners++
			}
			var paid float64
			paid, want[k] = thinDays(t.Results[x.arm], views, pinners, x.bid)
			// Clicks vary by at most their root, and views, which all advertisers share, by theirs.
			noise[k] = math.Sqrt(want[k]*x.bid/12+want[k]*want[k]/(pinners*views)) / math.Sqrt(float64(days))
			c.Within(what+x.what+", USD an advertiser and day", paid, want[k], 4*noise[k])
		}
		// Both markets have the same views and clicks to have.
		c.Within(what+"true effect", t.Truth["revenue"], want[1]/want[0]-1, c.widened(0.012))
		c.Within(what+"budget split", t.reading("budgets", experiment.Difference, "revenue"), want[3]/want[2]-1, 4*want[3]/want[2]*math.Hypot(noise[2]/want[2], noise[3]/want[3]))
	}
}
