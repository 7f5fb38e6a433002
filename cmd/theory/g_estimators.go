package theory

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate"
	"marketsim/sim/rng"
)

// Estimators of experiments, on simulated units.

func init() {
	add(Entry{"G6", "Pre-period adjustment (CUPED) and A/A tests", "Deng, Xu, Kohavi & Walker (2013), WSDM", nil, checkG6})
	add(Entry{"G10", "Impressions of assigned Pinners are no independent units; ratio metrics", "Kish (1965); Deng, Knoblich & Lu (2018), KDD", nil, checkG10})
	add(Entry{"G12", "Shadow prices undo a shared budget", "Bright, Delarue & Lobel (2025), Management Science", nil, checkG12})
	add(Entry{"G13", "Differences in Q's", "Farias, Li, Peng & Zheng (2022), Markovian interference in experiments", nil, checkG13})
	add(Entry{"G14", "Local experimentation finds the slope of revenue", "Wager & Xu (2021), Management Science 67", nil, checkG14})
	add(Entry{"G20", "Only exposed units", "Johnson, Lewis & Nubbemeyer (2017), J. Marketing Research 54", nil, checkG20})
	add(Entry{"G21", "Relative effect of given aggregates", "GrowthBook's statistics package, public test value", nil, checkG21})
}

// stream is a sequence of draws.
type stream struct {
	key rng.Key
	n   uint64
}

func newStream(seed uint64) *stream { return &stream{key: rng.Root(seed, 0)} }

func (s *stream) uniform() float64 { s.n++; return s.key.Uniform(s.n) }

func (s *stream) normal() float64 { return distuv.UnitNormal.Quantile(s.uniform()) }

func (s *stream) coin() bool { return s.uniform() < 0.5 }

// sample repeats a draw and gives the moments of what came out.
func sample(n int, draw func() float64) *estimate.Moments {
	m := estimate.NewMoments(1)
	for range n {
		m.Add(draw())
	}
	return m
}

// sampled holds a mean of draws against its expectation, within 4 of its standard errors.
func (c *Check) sampled(what string, m *estimate.Moments, want float64) {
	c.Near(what, m.Mean[0], want, math.Sqrt(m.Variance(0)), m.N)
}

// share holds the share of n tests in which something happened.
func (c *Check) share(what string, count, n, want float64) {
	c.Near(what, count/n, want, math.Sqrt(want*(1-want)), n)
}

func checkG6(c *Check) {
	s, n := newStream(6), c.Scaled(4000)
	for _, rho := range []float64{0.7, 0.5} {
		plain, adjusted := estimate.NewMoments(1), estimate.NewMoments(1)
		rejections, p := 0.0, []float64(nil)
		for range n {
			control, treatment := s.covariate(1000, rho, 0), s.covariate(1000, rho, 0.1)
			plain.Add(estimate.Difference(control.Point(estimate.Mean(0)), treatment.Point(estimate.Mean(0)), 0.95).Value)
			adjusted.Add(adjustedDifference(control, treatment).Value)
			if rho != 0.7 {
				continue
			}
			aa := adjustedDifference(control, s.covariate(1000, rho, 0))
			p = append(p, aa.P)
			if aa.P < 0.05 {
				rejections++
			}
		}
		ratio := adjusted.Variance(0) / plain.Variance(0)
		c.Within("variance left at correlation "+digits(rho), ratio, 1-rho*rho, c.widened(0.05))
		c.sampled("plain effect", plain, 0.1)
		c.sampled("adjusted effect", adjusted, 0.1)
		if rho == 0.7 {
			c.share("A/A tests that reject", rejections, float64(n), 0.05)
			d := kolmogorov(p, func(x float64) float64 { return x })
			c.Holds("p values of A/A tests are uniform, p > 1e-4", d*math.Sqrt(float64(n)) < 2.23, "KS distance %.4f of %d tests", d, n)
		}
	}
}

// covariate is an arm of units whose outcome has a correlation with the pre-period.
func (s *stream) covariate(n int, rho, effect float64) *estimate.Moments {
	m := estimate.NewMoments(2)
	for range n {
		x := s.normal()
		m.Add(effect+rho*x+math.Sqrt(1-rho*rho)*s.normal(), x)
	}
	return m
}

func adjustedDifference(control, treatment *estimate.Moments) estimate.Effect {
	a, err := estimate.Adjust(estimate.Mean(0), []int{1}, control, treatment)
	if err != nil {
		panic(failure{err})
	}
	return estimate.Difference(a.Point(control), a.Point(treatment), 0.95)
}

func checkG10(c *Check) {
	c.Within("design effect of 10 impressions with correlation .1", estimate.DesignEffect(10, 0.1), 1.9, 1e-12)
	s, n := newStream(10), c.Scaled(20_000)
	naive, right := 0.0, 0.0
	for range n {
		a, b := s.pinners(100), s.pinners(100)
		if estimate.Difference(a[0].Point(estimate.Mean(0)), b[0].Point(estimate.Mean(0)), 0.95).P < 0.05 {
			naive++
		}
		if estimate.Difference(a[1].Point(estimate.Mean(0)), b[1].Point(estimate.Mean(0)), 0.95).P < 0.05 {
			right++
		}
	}
	c.Within("A/A tests that reject, impressions as units", naive/float64(n), 0.155053, c.widened(0.010))
	c.Within("A/A tests that reject, Pinners as units", right/float64(n), 0.05, c.widened(0.010))
	c.clickRates(c.Scaled(3000))
}

// pinners are moments over impressions and over the Pinners they belong to.
func (s *stream) pinners(n int) [2]*estimate.Moments {
	impressions, pinners := estimate.NewMoments(1), estimate.NewMoments(1)
	for range n {
		level, sum := math.Sqrt(0.1)*s.normal(), 0.0
		for range 10 {
			x := level + math.Sqrt(0.9)*s.normal()
			impressions.Add(x)
			sum += x / 10
		}
		pinners.Add(sum)
	}
	return [2]*estimate.Moments{impressions, pinners}
}

// clickRates compares the spread of the click rate of 10,000 Pinners with what the delta method and the binomial formula say of it.
func (c *Check) clickRates(n int) {
	source := rand.NewPCG(10, 10)
	u, rateOf, more := rand.New(source), distuv.Beta{Alpha: 2, Beta: 38, Src: source}, distuv.Poisson{Lambda: 4, Src: source}
	rates, deltas := estimate.NewMoments(1), 0.0
	for range n {
		m := estimate.NewMoments(2)
		for range 10_000 {
			rate, shown, clicks := rateOf.Rand(), 1+int(more.Rand()), 0.0
			for range shown {
				if u.Float64() < rate {
					clicks++
				}
			}
			m.Add(clicks, float64(shown))
		}
		p := m.Point(estimate.Ratio(0, 1))
		rates.Add(p.Value)
		deltas += p.Variance / float64(n)
	}
	c.Within("standard error of the click rate, delta method", math.Sqrt(deltas), 0.00103016, c.widened(0.01*0.00103016))
	spread := math.Sqrt(rates.Variance(0))
	c.Within("spread of the click rate", spread, 0.00103016, c.widened(0.05*0.00103016))
	binomial := 0.05 * 0.95 / 50_000
	c.Within("variance over the binomial one", deltas/binomial, 1.117073, c.widened(0.02*1.117073))
}

// checkG12 splits Pinners over a budget that both arms draw from, where half or all of the traffic belongs to its campaign.
func checkG12(c *Check) {
	for _, x := range []struct {
		what          string
		share, effect float64
	}{{"one campaign that binds", 1, 0}, {"half of the traffic binds", 0.5, 0.4 / 3}} {
		n, s := c.Scaled(200_000), newStream(12)
		budget := 0.5 * x.share * float64(n)
		var revenue, drawn [2]float64
		for range n {
			arm, price := estimate.Control, 1.0
			if s.coin() {
				arm, price = estimate.Treatment, 1.2
			}
			switch binds := s.uniform() < x.share; {
			case !binds:
				revenue[arm] += price
			case drawn[0]+drawn[1]+price <= budget:
				revenue[arm] += price
				drawn[arm] += price
			}
		}
		c.Within(x.what+": naive effect", revenue[1]/revenue[0]-1, 0.2, c.widened(0.034))
		control, treated := estimate.ShadowPrice(revenue[0], revenue[1], 0.5, 0.5,
			[]estimate.Shadow{{Price: 1, Budget: budget, Control: drawn[0], Treatment: drawn[1]}})
		c.Within(x.what+": effect with shadow prices", treated/control-1, x.effect, c.widened(0.027))
	}
}

// checkG13 solves a market of one unit of stock, and plays it.
func checkG13(c *Check) {
	const refill = 0.2
	buy := [2]float64{0.30, 0.36}
	chain := &estimate.Chain{}
	for a, p := range buy {
		chain.Next[a] = mat.NewDense(2, 2, []float64{1 - refill, refill, p, 1 - p})
		chain.Reward[a] = []float64{0, p}
	}
	number := func(x float64, err error) float64 {
		if err != nil {
			panic(failure{err})
		}
		return x
	}
	truth := number(chain.Average(1)) - number(chain.Average(0))
	c.Within("true effect", truth, 0.0085714, 1e-6)
	c.Within("naive difference, solved", number(chain.Naive(0.5)), 0.0226415, 1e-6)
	c.Within("difference in Q's, solved", number(chain.DifferenceInQ(0.5)), 0.0085440, 1e-6)
	s, steps, stock := newStream(13), estimate.NewSteps(2), 1
	for range c.Scaled(4_000_000) {
		treated, next, sold := s.coin(), stock, 0.0
		rate := buy[0]
		if treated {
			rate = buy[1]
		}
		switch u := s.uniform(); {
		case stock == 0 && u < refill:
			next = 1
		case stock == 1 && u < rate:
			next, sold = 0, 1
		}
		steps.Add(stock, treated, sold, next)
		stock = next
	}
	c.Within("naive difference, played", steps.NaiveMeans(), 0.0226415, c.widened(0.0012))
	seen, err := steps.Chain()
	if err != nil {
		panic(failure{err})
	}
	c.Within("difference in Q's, played", number(seen.DifferenceInQ(0.5)), 0.0085440, c.widened(0.0012))
}

// checkG14 perturbs the reserve of single auctions by 0.03 up or down.
func checkG14(c *Check) {
	s := newStream(14)
	for _, x := range []struct{ reserve, slope float64 }{{0.3, 0.24}, {0.5, 0}, {0.7, -0.56}} {
		m := estimate.NewMoments(2)
		for range c.Scaled(1_000_000) {
			shift := 0.03
			if s.coin() {
				shift = -shift
			}
			a, b, revenue := s.uniform(), s.uniform(), 0.0
			if r := x.reserve + shift; max(a, b) >= r {
				revenue = max(min(a, b), r)
			}
			m.Add(shift, revenue)
		}
		e := estimate.Slope(m, 0, 1, 0.95)
		c.Within("slope at reserve "+digits(x.reserve), e.Value, x.slope, 4*e.SE)
	}
}

// checkG20 compares two readings of the same tests in which a tenth of the units could see the treated ad.
func checkG20(c *Check) {
	const exposed = 0.1
	s := newStream(20)
	all, triggered := estimate.NewMoments(1), estimate.NewMoments(1)
	for range c.Scaled(2000) {
		var whole, reached [2]*estimate.Moments
		for arm := range whole {
			whole[arm], reached[arm] = estimate.NewMoments(1), estimate.NewMoments(1)
			for range 1000 {
				y := s.normal()
				if s.uniform() < exposed {
					y += 0.3 * float64(arm)
					reached[arm].Add(y)
				}
				whole[arm].Add(y)
			}
		}
		mean := estimate.Mean(0)
		all.Add(estimate.Rescaled(estimate.Difference(whole[0].Point(mean), whole[1].Point(mean), 0.95), exposed).Value)
		triggered.Add(estimate.Triggered(reached[0].Point(mean), reached[1].Point(mean), 0.95).Value)
	}
	c.sampled("effect on the exposed, read from all", all, 0.3)
	c.sampled("effect on the exposed, read from them", triggered, 0.3)
	ratio := math.Sqrt(all.Variance(0) / triggered.Variance(0))
	c.Within("standard error, all over exposed", ratio, math.Sqrt(10), c.widened(0.09*math.Sqrt(10)))
}

func checkG21(c *Check) {
	var p [2]estimate.Point
	for arm, x := range [][3]float64{{3407, 1396.87, 52377.9767}, {3461, 2422.7, 134698.29}} {
		m, err := estimate.FromSums(x[0], x[1:2], x[2:])
		if err != nil {
			panic(failure{err})
		}
		p[arm] = m.Point(estimate.Mean(0))
	}
	e := estimate.Relative(p[0], p[1], 0.95)
	c.Within("relative effect", e.Value, 0.70732, 1e-4)
	c.Within("low end", e.Lo, -0.03526, 1e-4)
	c.Within("high end", e.Hi, 1.44989, 1e-4)
	c.Within("p value", e.P, 0.06191, 1e-4)
	c.Within("degrees of freedom", e.DF, 5842, 0.5)
}
