package theory

import (
	"fmt"
	"math"
	"strings"

	"marketsim/reports/format"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func init() {
	add(Entry{"F3", "Learned ad blindness, exponential form", "Hohnhold, O'Brien & Tang (2015), KDD", []string{"f3-learned-blindness"}, checkF3})
	add(Entry{"F4", "Linear demand for ads that relaxes", "Huang, Reiley & Riabov (2018); Goli, Huang, Reiley & Riabov (2025), QME 23; the relaxation is ours",
		[]string{"f4-relaxing-demand"}, checkF4})
	add(Entry{"F5", "Geometric lifetimes with quadratic churn", "derived; cf. Fader & Hardie (2007), J. Interactive Marketing 21", []string{"f5-quadratic-churn"}, checkF5})
	add(Entry{"F6", "Ad blindness: long-run and discounted optimum", "derived; phenomenon: Hohnhold et al. (2015)", []string{"f6-ad-blindness"}, checkF6})
	add(Entry{"F7", "Active and dormant Pinners", "two-state Markov chain", []string{"f7-active-dormant"}, checkF7})
	add(Entry{"F10", "Heterogeneous retention: the shifted beta-geometric law", "Fader & Hardie (2007), J. Interactive Marketing 21", []string{"f10-beta-geometric"}, checkF10})
}

// slots is a change that gives pages the first n positions.
func slots(n int) string {
	var at []string
	for i := range n {
		at = append(at, fmt.Sprint(i+1))
	}
	return "market.surfaces.page.ad_slots=[" + strings.Join(at, ",") + "]"
}

// day sums one day of an arm.
func (r *Run) day(arm, d int) results.Totals {
	return results.Sum(r.Results[0][arm], &r.Scenario.Axes, d, d+1, results.Everything)
}

// checkF3 reads the learned effect off the click rates of the days after the change stopped, when both arms show the same ads. Arms
// share their draws, so that the clicks lost of C are Poisson with mean |u| C, and the SE of the effect u is sqrt(|u| / C).
func checkF3(c *Check) {
	const stop, window = 60, 14
	effect := func(run *Run, from, to int) (u, clicks float64) {
		var a, b results.Totals
		for d := from; d < to; d++ {
			x, y := run.day(0, d), run.day(1, d)
			a.Clicks, b.Clicks, a.Impressions, b.Impressions = a.Clicks+x.Clicks, b.Clicks+y.Clicks, a.Impressions+x.Impressions, b.Impressions+y.Impressions
		}
		rate := func(t *results.Totals) float64 { return float64(t.Clicks) / float64(t.Impressions) }
		return rate(&b)/rate(&a) - 1, float64(a.Clicks) / spec.Unit
	}
	exact := c.Run("theory/f3-learned-blindness", "market.pinners.count=50", "run.outcomes=expected")
	first, _ := effect(exact, stop, stop+1)
	second, _ := effect(exact, stop+1, stop+2)
	mean, _ := effect(exact, stop, stop+window)
	c.Within("in expectation: learned after 60 days", first, -0.069881, 2e-6)
	c.Within("in expectation: mean of the post-period", mean, -0.061561, 2e-6)
	c.Within("in expectation: long run over learned", -0.1/first, 1.431013, 5e-5)
	c.Within("in expectation: half-life, days", math.Ln2/math.Log(first/second), 34.657, 0.05)
	fewer := c.Run("theory/f3-learned-blindness", slots(2), "market.pinners.count=50", "run.outcomes=expected")
	few, many := fewer.day(1, stop-1).State, exact.day(1, stop-1).State
	c.Within("in expectation: half as many equally bad ads teach the same", few.Sightedness/many.Sightedness, 1, 1e-9)
	before, _ := effect(exact, 0, 1)
	c.Within("in expectation: nothing is learned on the first day", before, 0, 1e-9)

	run := c.Run("theory/f3-learned-blindness", c.people(100_000))
	u, clicks := effect(run, stop, stop+1)
	c.Within("sampled: learned after 60 days", u, -0.069881, 4*math.Sqrt(0.069881/clicks))
	u, clicks = effect(run, stop, stop+window)
	c.Within("sampled: mean of the post-period", u, -0.061561, 4*math.Sqrt(0.061561/clicks))
}

func checkF4(c *Check) {
	const lambda = 0.0276595
	loss := map[int][]float64{} // relative to the reference, at the end of each day
	for _, a := range []int{3, 9, 12} {
		run := c.Run("theory/f4-relaxing-demand", slots(a), "market.pinners.count=20")
		for d := range run.Results[0][0].Days {
			t := run.day(0, d)
			loss[a] = append(loss[a], 1-t.State.Activity/t.State.Pinners)
		}
		worst := 0.0
		for d, x := range loss[a] {
			worst = max(worst, math.Abs(x-0.02*float64(a-6)*(1-math.Pow(1-lambda, float64(d+1)))))
		}
		c.Within(fmt.Sprintf("%d ads: largest deviation of the usage index on any of 365 days", a), worst, 0, 2e-6)
	}
	month := 0.0
	for d := range 30 {
		month += loss[9][d] / 30
	}
	c.Within("mean effect of days 1 to 30 over the long run", month/0.06, 1.0/3, 1e-4)
	for day, want := range map[int]float64{30: 0.568927, 90: 0.919896, 365: 0.99996} {
		c.Within(fmt.Sprintf("share of the long run after %d days", day), loss[9][day-1]/0.06, want, 5e-5)
	}
	c.Within("slope from 3 to 9 ads over that from 9 to 12", (loss[9][364]-loss[3][364])/6/((loss[12][364]-loss[9][364])/3), 1, 1e-4)

	// Sampled: sessions of the first month. h is the index at the start of a day; a session is Bernoulli(h).
	n := float64(c.Scaled(100_000))
	run := c.Run("theory/f4-relaxing-demand", slots(9), c.people(100_000), "run.horizon=30d")
	h, sum := 1.0, 0.0
	for range 30 {
		sum += h / 30
		h += lambda * (0.94 - h)
	}
	c.Near("sessions per Pinner-day in the first month, 9 ads", float64(run.Total(0).Sessions)/(30*n), sum, math.Sqrt(sum*(1-sum)), 30*n)

	best, at, six := 0.0, 0, 6.0
	for a := range 57 {
		p := regimes.Pandora{Load: regimes.Load{Per: "session", Reference: &six}, Slope: -0.02, TimeConstant: spec.Day, MeasuredAfter: spec.Day}
		state := spec.SlowState{Activity: 1}
		for range 100 {
			p.Daily(&state, &spec.Exposure{Sessions: 1, Ads: a, Sensitivity: 1, Uniform: 0.5})
		}
		if x := float64(a) * float64(state.Activity); x > best {
			best, at = x, a
		}
	}
	c.Within("ads at which linear demand earns most", float64(at), 28, 0)
}

func checkF5(c *Check) {
	const full = 100_000
	value := func(a, discount float64, sets ...string) float64 {
		run := c.Run("theory/f5-quadratic-churn", append([]string{slots(int(a)), c.people(full)}, sets...)...)
		sum, weight := 0.0, 1.0
		for d := range run.Results[0][0].Days {
			t := run.day(0, d)
			sum += weight * t.Revenue.Float()
			weight *= discount
		}
		return sum / float64(c.Scaled(full))
	}
	n := float64(c.Scaled(full))
	best, at := 0.0, 0.0
	for _, x := range []struct{ a, value, sd float64 }{{2, 1.034483, 1.004}, {4, 1.463415, 1.402}, {5, 1.5, 1.423}, {6, 1.475410, 1.383}, {8, 1.348315, 1.222}, {10, 1.2, 1.039}} {
		got := value(x.a, 1)
		c.Near(fmt.Sprintf("lifetime value at %v ads, USD", x.a), got, x.value, x.sd, n)
		if got > best {
			best, at = got, x.a
		}
	}
	c.Within("best number of ads", at, 5, 0)
	// A session a day: the session's ordinal is the day. The SD of a discounted value is below that of the plain one.
	for _, a := range []float64{3, 5, 6, 8} {
		h := 0.05 + 0.002*a*a
		c.Near(fmt.Sprintf("value discounted by 0.99 a session at %v ads", a), value(a, 0.99), 0.03*a/(1-0.99*(1-h)), 0.03*a*math.Sqrt(1-h)/h, n)
	}
	best, at = 0, 0
	for _, a := range []float64{5, 7, 9} {
		h := 0.04 * math.Exp(0.15*a)
		got := value(a, 1, "market.pinners.long_run={kind: geometric_churn, per_session: 4%, growth_per_ad: 0.15}")
		c.Near(fmt.Sprintf("lifetime value at %v ads, exponential hazard", a), got, 0.03*a/h, 0.03*a*math.Sqrt(1-h)/h, n)
		if got > best {
			best, at = got, a
		}
	}
	c.Within("best of 5, 7 and 9 ads, exponential hazard (continuous: 6.667)", at, 7, 0)
}

func checkF6(c *Check) {
	value := map[int]float64{}
	best, at := 0.0, 0
	for _, a := range []int{5, 10, 12, 13, 14, 15, 16} {
		run := c.Run("theory/f6-ad-blindness", slots(a))
		days := run.Results[0][0].Days
		n, weight, month := 4.0, 1.0, 0.0
		for d := range days {
			t := run.day(0, d)
			value[a] += weight * t.Revenue.Float() / n
			weight *= 0.99
			if d < 30 {
				month += t.Revenue.Float() / n
			}
		}
		last := run.day(0, len(days)-1).Revenue.Float() / n
		c.Within(fmt.Sprintf("steady daily revenue at %d ads", a), last, 0.01*float64(a)*(1-0.04*float64(a)), 1e-6)
		if want, ok := map[int]float64{5: 1.357072, 10: 2.428289}[a]; ok {
			c.Within(fmt.Sprintf("revenue of 30 days at %d ads", a), month, want, 5e-6)
		}
		s1, s2 := 1/(1-0.99), 1/(1-0.99*0.95)
		c.Within(fmt.Sprintf("discounted value at %d ads", a), value[a], 0.01*float64(a)*(s1-0.04*float64(a)*(s1-s2)), 2e-5)
		if value[a] > best {
			best, at = value[a], a
		}
	}
	c.Within("discounted best, whole ads", float64(at), 15, 0)
	// A parabola through three values is the whole function, which is quadratic in a.
	l, m, r := value[14], value[15], value[16]
	top := 15 + (l-r)/(2*(l-2*m+r))
	c.Within("discounted best, from the parabola through 14, 15 and 16", top, 15.025253, 0.002)
	c.Within("value there", m-(l-r)*(l-r)/(8*(l-2*m+r)), 7.512626, 2e-5)
}

func checkF7(c *Check) {
	for _, x := range []struct{ a, share, rho, spell float64 }{{5, 0.571429, 0.825, 13.333}, {10, 0.4, 0.75, 6.667}, {12, 0.340136, 0.706, 5.155}, {15, 0.266667, 0.625, 3.636}} {
		days := max(100, c.Scaled(400))
		run := c.Run("theory/f7-active-dormant", slots(int(x.a)), c.people(5_000), fmt.Sprintf("run.horizon=%dd", days), "run.warmup=60d")
		t := run.Total(0)
		nT := t.State.Pinners
		sd := math.Sqrt(x.share * (1 - x.share) * (1 + x.rho) / (1 - x.rho))
		c.Near(fmt.Sprintf("active share at %v ads", x.a), t.State.Active/nT, x.share, sd, nT)
		c.Near(fmt.Sprintf("revenue per Pinner-day at %v ads", x.a), t.Revenue.Float()/nT, 0.02*x.a*x.share, 0.02*x.a*sd, nT)
	}
	regime := regimes.ActiveDormant{Base: 0.05, PerAd2: 0.001, Return: 0.1}
	for _, x := range []struct {
		ads   int
		spell float64
		rho   float64
	}{{5, 40.0 / 3, 0.825}, {10, 20.0 / 3, 0.75}} {
		c.spells(&regime, x.ads, x.spell, x.rho)
	}
	best, at := 0.0, 0
	for a := range 30 {
		d := 0.05 + 0.001*float64(a*a)
		if v := float64(a) * 0.1 / (0.1 + d); v > best {
			best, at = v, a
		}
	}
	c.Within("best whole number of ads (continuous: 12.247)", float64(at), 12, 0)
}

// spells lets one Pinner live under the regime for a million days.
func (c *Check) spells(regime *regimes.ActiveDormant, ads int, spell, rho float64) {
	days := c.Scaled(1_000_000)
	key, h := rng.Root(7, ads), spec.SlowState{Activity: 1}
	active, slept, both := 0.0, 0.0, 0.0
	for d := range days {
		was := h.Activity
		x := spec.Exposure{Sensitivity: 1, Uniform: key.Uniform(uint64(d))}
		if was > 0 {
			x.Ads, x.Sessions = ads, 1
			active++
		}
		regime.Daily(&h, &x)
		switch {
		case was > 0 && h.Activity > 0:
			both++
		case was > 0:
			slept++
		}
	}
	c.Near(fmt.Sprintf("mean active spell at %d ads, days", ads), active/slept, spell, spell*math.Sqrt(1-1/spell), slept)
	// P(active | active) = pi + rho (1 - pi) for a two-state chain.
	pi := active / float64(days)
	c.Within(fmt.Sprintf("autocorrelation at lag 1, %d ads", ads), (both/active-pi)/(1-pi), rho, 4*math.Sqrt((1-rho*rho)/float64(days)))
}

func checkF10(c *Check) {
	const full = 1_000_000
	run := c.Run("theory/f10-beta-geometric", c.people(full))
	n := float64(c.Scaled(full))
	want := map[int]float64{1: 0.8, 2: 0.658824, 5: 0.413515, 10: 0.238122}
	before := n
	for t := 1; t <= 10; t++ {
		there := run.day(0, t-1).State.Pinners
		if s, ok := want[t]; ok {
			c.Near("survival after "+format.Count(t, "day"), there/n, s, math.Sqrt(s*(1-s)), n)
		}
		r := (6 + float64(t) - 1) / (1.5 + 6 + float64(t) - 1)
		if t == 1 || t == 2 || t == 10 {
			c.Near(fmt.Sprintf("retention on day %d", t), there/before, r, math.Sqrt(r*(1-r)), before)
		}
		before = there
	}
}
