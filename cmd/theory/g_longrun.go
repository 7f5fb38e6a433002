package theory

import (
	"fmt"
	"math"

	"marketsim/reports/estimate"
	"marketsim/reports/estimate/longrun"
	"marketsim/reports/format"
	"marketsim/sim/rng"
)

// Short tests and the long run.

func init() {
	add(Entry{"G16", "Who is in the test so far", "Derived; Pinterest Engineering, Trapped in the present", nil, checkG16})
	add(Entry{"G17", "Winner's curse of launches", "Lee & Shen (2018), KDD", nil, checkG17})
	add(Entry{"G18", "Surrogate index", "Athey, Chetty, Imbens & Kang (2019), The surrogate index", nil, checkG18})
	add(Entry{"G19", "What each read-out sees of a learned effect", "Hohnhold, O'Brien & Tang (2015), KDD", nil, checkG19})
}

// checkG16 plays a test whose effect on a Pinner is its rate of sessions, exponential over Pinners with mean 0.7 a day.
func checkG16(c *Check) {
	const mean = 0.7
	for _, x := range []struct{ days, ratio float64 }{{1, 1.588}, {7, 1.169}, {28, 1.049}} {
		s := newStream(16)
		c.Within("effect after "+format.Count(int(x.days), "day")+" over the population's, derived", 1+longrun.EarlyExcess(mean, x.days), x.ratio, 5e-4)
		var came, weighted [2]estimate.Point
		for arm := range came {
			plain, corrected := estimate.NewMoments(1), longrun.NewArrivals()
			for range c.Scaled(100_000) {
				rate := -mean * math.Log(s.uniform())
				if s.uniform() < math.Exp(-rate*x.days) {
					continue
				}
				y := 1 + float64(arm)*rate/mean
				plain.Add(y)
				corrected.Add(rate, x.days, y)
			}
			came[arm], weighted[arm] = plain.Point(estimate.Mean(0)), corrected.Point()
		}
		c.Within("effect after "+format.Count(int(x.days), "day")+" over the population's", estimate.Difference(came[0], came[1], 0.95).Value, x.ratio, c.widened(0.02))
		e := estimate.Difference(weighted[0], weighted[1], 0.95)
		c.Within(fmt.Sprintf("the same, weighted by who came by day %v", x.days), e.Value, 1, max(4*e.SE, c.widened(0.02)))
	}
}

func checkG17(c *Check) {
	for _, bar := range []float64{0, 0.2} {
		p := longrun.Programme{Launches: c.Scaled(100_000), SD: 0.3, SE: 0.2, Rule: func(read, _ float64) bool { return read > bar }}
		bill := p.Run(rng.Root(17, 0))
		c.Within(fmt.Sprintf("readings over truth of what reads above %v%%", bar), bill.Curse(), 13./9, c.widened(0.02))
		shrunk := longrun.Shrink(bill.Read/float64(bill.Launched), 0.2, 0, 0.3) * float64(bill.Launched)
		c.Within(fmt.Sprintf("shrunk readings over truth of what reads above %v%%", bar), shrunk/bill.TrueShort, 1, c.widened(0.014))
	}
}

func checkG18(c *Check) {
	n := c.Scaled(100_000)
	for _, x := range []struct {
		what   string
		direct float64
	}{{"with a direct path", 0.1}, {"without", 0}} {
		s, earlier := newStream(18), estimate.NewMoments(2)
		var arms [2]*estimate.Moments
		draw := func(m *estimate.Moments, z float64) {
			short := 0.2*z + s.normal()
			m.Add(short, 1.5*short+x.direct*z+1.5*s.normal())
		}
		for range n {
			draw(earlier, 0)
		}
		for arm := range arms {
			arms[arm] = estimate.NewMoments(2)
			for range n {
				draw(arms[arm], float64(arm))
			}
		}
		index, err := longrun.Learn(earlier, 0)
		if err != nil {
			panic(failure{err})
		}
		long := estimate.Difference(arms[0].Point(estimate.Mean(1)), arms[1].Point(estimate.Mean(1)), 0.95)
		short := index.Effect(arms[0], arms[1], 0.95)
		path := index.DirectPath(arms[0], arms[1], 0.95)
		c.Within("long-run effect, "+x.what, long.Value, 0.3+x.direct, 4*long.SE)
		c.Within("effect on the index, "+x.what, short.Value, 0.3, 4*short.SE)
		c.Within("direct path, "+x.what, path.Value, x.direct, 4*path.SE)
		c.Within("standard error of the index over the direct one's, "+x.what, short.SE/long.SE, 0.7071, c.widened(0.02))
	}
}

func checkG19(c *Check) {
	l := longrun.Learning{Rate: 0.012}
	c.Within("share seen at the end of 90 days", l.Seen(90), 0.6604, 1e-4)
	c.Within("share of it that the 14 days after hold", l.Held(0, 14), 0.9205, 1e-4)
	c.Within("share of the long run in the post-period", l.Seen(90)*l.Held(0, 14), 0.6079, 1e-4)
	read := estimate.NewEffect(-0.6079, 0.05, math.Inf(1), 0.95)
	post, err := l.PostPeriod(read, 90, 0, 14)
	if err != nil {
		panic(failure{err})
	}
	c.Within("long run read from a post-period of -.6079", post.Value, -1, 1e-4)
	c.googleLearning()
}

// googleLearning reads the shipped scenario of Google's learning: better pages for good, and for 90 days.
func (c *Check) googleLearning() {
	run := c.Run("google_learning", "run.replications=1", "run.outcomes=expected", c.Size("market.pinners.count", 2000))
	taught := func(arm, from, to int) (sum float64) { // sightedness that the better pages taught, at the ends of days
		for d := from; d < to; d++ {
			for _, x := range []struct {
				arm  int
				sign float64
			}{{arm, 1}, {0, -1}} {
				s := run.Results[0][x.arm].Days[d].State[0]
				sum += x.sign * float64(s.Sightedness) / float64(s.Pinners) / float64(to-from)
			}
		}
		return sum
	}
	const good, for90, late, horizon = 1, 2, 3, 480
	published := longrun.Learning{Rate: 0.012}
	long := taught(good, horizon-1, horizon) / published.Seen(horizon)
	c.Within("on the market: seen at the end of 90 days", taught(for90, 89, 90)/long, 0.6604, c.widened(0.03))
	c.Within("on the market: held over the 14 days after", taught(for90, 90, 104)/taught(for90, 89, 90), 0.9205, c.widened(0.03))
	c.Within("on the market: both", taught(for90, 90, 104)/long, 0.6079, c.widened(0.03))
	// Those who have the pages for the first time on day 90 have learned a day of it by its end, when the others have learned 91: the read-out takes the difference for all of that.
	cookie, err := published.CookieCookieDay(estimate.Effect{Value: taught(good, 90, 91) - taught(late, 90, 91)}, 91)
	if err != nil {
		panic(failure{err})
	}
	c.Within("on the market: long run read from a cookie-cookie-day on day 90", cookie.Value/long, 1-published.Seen(1)/published.Seen(91), c.widened(0.03))
}
