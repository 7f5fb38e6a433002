package estimate

import (
	"math"
	"strings"
	"testing"
)

// replications and the bounds of their shares: 4 standard errors of 5% over 4,000.
const replications = 4000

// TestErrorAndCoverage runs each estimator on units whose effect is known: without one it rejects 5% +- 1.4%, and its interval covers 93.5% to
// 96.5% of the time.
func TestErrorAndCoverage(t *testing.T) {
	for name, test := range map[string]func(s *normals, effect float64) Effect{
		"difference":        differenceTest,
		"relative":          relativeTest,
		"ratio":             ratioTest,
		"cuped":             cupedTest,
		"cuped of a ratio":  cupedRatioTest,
		"post-stratified":   stratifiedTest,
		"Horvitz-Thompson":  func(s *normals, e float64) Effect { return weightedTest(s, e).HorvitzThompson(0.95) },
		"Hajek":             func(s *normals, e float64) Effect { return weightedTest(s, e).Hajek(0.95) },
		"clusters":          clusterTest,
		"switchback":        switchbackTest,
		"switchback, pairs": func(s *normals, e float64) Effect { return SwitchbackPairs(hours(s, e), 0, 0.95) },
		"budget split":      budgetTest,
		"slope":             slopeTest,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rejected, covered, mean := 0.0, 0.0, 0.0
			null, real := draws(11), draws(12)
			for range replications {
				if test(null, 0).P < 0.05 {
					rejected++
				}
				e := test(real, 0.3)
				mean += e.Value / replications
				if e.Covers(0.3) {
					covered++
				}
			}
			near(t, "false rejections", rejected/replications, 0.05, 0.014)
			near(t, "coverage", covered/replications, 0.95, 0.015)
			near(t, "mean effect", mean, 0.3, 0.02)
		})
	}
}

func arms(fill func(m *Moments, arm float64)) (control, treatment *Moments) {
	control, treatment = NewMoments(3), NewMoments(3)
	fill(control, 0)
	fill(treatment, 1)
	return control, treatment
}

func differenceTest(s *normals, effect float64) Effect {
	c, t := arms(func(m *Moments, arm float64) {
		for range 60 {
			m.Add(arm*effect+(1+arm)*s.next(), 0, 0)
		}
	})
	return Difference(c.Point(Mean(0)), t.Point(Mean(0)), 0.95)
}

func relativeTest(s *normals, effect float64) Effect {
	c, t := arms(func(m *Moments, arm float64) {
		for range 100 {
			m.Add(10+arm*effect*10+s.next(), 0, 0)
		}
	})
	return Relative(c.Point(Mean(0)), t.Point(Mean(0)), 0.95)
}

// ratioTest has clicks over impressions of Pinners with click rates of their own.
func ratioTest(s *normals, effect float64) Effect {
	c, t := arms(func(m *Moments, arm float64) {
		for range 150 {
			n := 1 + math.Floor(10*s.uniform())
			m.Add(n*(1+arm*effect+0.5*s.next())+s.next(), n, 0)
		}
	})
	return Difference(c.Point(Ratio(0, 1)), t.Point(Ratio(0, 1)), 0.95)
}

func cupedTest(s *normals, effect float64) Effect {
	c, t := arms(func(m *Moments, arm float64) {
		for range 100 {
			x := s.next()
			m.Add(arm*effect+0.7*x+0.7*s.next(), x, 0)
		}
	})
	return adjusted(Mean(0), 1, c, t)
}

func cupedRatioTest(s *normals, effect float64) Effect {
	c, t := arms(func(m *Moments, arm float64) {
		for range 150 {
			n, own := 1+math.Floor(10*s.uniform()), s.next()
			m.Add(n*(1+arm*effect+0.5*own+0.3*s.next()), n, n*(1+own))
		}
	})
	return adjusted(Ratio(0, 1), 2, c, t)
}

func adjusted(metric Metric, covariate int, c, t *Moments) Effect {
	a, err := Adjust(metric, []int{covariate}, c, t)
	if err != nil {
		panic(err)
	}
	return Difference(a.Point(c), a.Point(t), 0.95)
}

func stratifiedTest(s *normals, effect float64) Effect {
	var strata [2][]*Moments
	for arm := range strata {
		strata[arm] = []*Moments{NewMoments(1), NewMoments(1), NewMoments(1)}
	}
	for range 240 {
		arm, stratum := int(2*s.uniform()), int(3*s.uniform())
		strata[arm][stratum].Add(float64(arm)*effect + 4*float64(stratum) + s.next())
	}
	shares := StratumShares(strata[0], strata[1])
	var p [2]Point
	for arm := range strata {
		a, err := PostStratify(strata[arm], shares)
		if err != nil {
			panic(err)
		}
		p[arm] = a.Point(Mean(0))
	}
	return Difference(p[0], p[1], 0.95)
}

// weightedTest treats units with a probability that follows their level, so that plain means would be biased.
func weightedTest(s *normals, effect float64) *Weighted {
	w := NewWeighted()
	for range 400 {
		level := s.uniform()
		p := 0.3 + 0.4*level
		arm := Control
		if s.uniform() < p {
			arm = Treatment
		} else {
			p = 1 - p
		}
		if err := w.Add(arm, p, 2*level+float64(arm)*effect+0.5*s.next()); err != nil {
			panic(err)
		}
	}
	return w
}

// clusterTest assigns clusters of unequal sizes whose units share a level.
func clusterTest(s *normals, effect float64) Effect {
	var p [2]Point
	for arm := range p {
		m := NewMoments(2) // sums of a cluster, and its units
		for range 80 {
			level, units := s.next(), 1+math.Floor(6*s.uniform())
			m.Add(units*(float64(arm)*effect+level)+math.Sqrt(units)*s.next(), units)
		}
		p[arm] = m.Point(Ratio(0, 1))
	}
	return Difference(p[0], p[1], 0.95)
}

// hours are 80 pairs of blocks of 4 hours with a rhythm of the day, the order within a pair by a coin.
func hours(s *normals, effect float64) []Period {
	var out []Period
	for pair := range 80 {
		first := s.uniform() < 0.5
		for half := range 2 {
			treated, block := first == (half == 0), 0.4*s.next()
			for range 4 {
				p := Period{Block: 2*pair + half, Pair: pair, Treated: treated, Stratum: half, Y: 3*float64(half) + block + s.next()}
				if treated {
					p.Y += effect
				}
				out = append(out, p)
			}
		}
	}
	return out
}

func switchbackTest(s *normals, effect float64) Effect {
	e, err := Switchback(hours(s, effect), 1, 0.95)
	if err != nil {
		panic(err)
	}
	return e
}

func budgetTest(s *normals, effect float64) Effect {
	m := NewMoments(2)
	for range 80 {
		size := 1 + s.uniform()
		m.Add(0.3*(size+0.3*s.next()), 0.7*((1+effect)*size+0.3*s.next()))
	}
	return PairedRelative(m, Mean(0), Mean(1), 0.3/0.7, 0.95)
}

func slopeTest(s *normals, effect float64) Effect {
	m := NewMoments(2)
	for range 60 {
		x := s.next()
		m.Add(x, effect*x+s.next())
	}
	return Slope(m, 0, 1, 0.95)
}

// TestLocalSlope: of two values of x the regression is the difference over twice the step, and what is relative is over its intercept.
func TestLocalSlope(t *testing.T) {
	const step = 0.2
	s, both, side := draws(41), NewMoments(2), [2]*Moments{NewMoments(1), NewMoments(1)}
	for i := range 2000 {
		x := step * float64(2*(i%2)-1)
		y := 10 + 3*x + s.next()
		both.Add(x, y)
		side[i%2].Add(y)
	}
	want, got := Slope(both, 0, 1, 0.95), LocalSlope(Relative(side[0].Point(Mean(0)), side[1].Point(Mean(0)), 0.95), step, 0.95)
	near(t, "slope over the middle", got.Value, want.Value/both.Mean[1], 1e-12)
	near(t, "its standard error", got.SE/(want.SE/both.Mean[1]), 1, 0.01)
	if known := 0.3; math.Abs(got.Value-known) > 4*got.SE || !got.Covers(got.Value) {
		t.Errorf("a slope of %v is read as %+v", known, got)
	}
	b := LocalSlope(Effect{Value: 0.1, SE: 0.02, DF: math.Inf(1), Lo: 0.05, Hi: 0.16}, step, 0.95) // limits that are not symmetric stay so
	near(t, "upper limit", b.Hi-b.Value, 0.06/(2*step*1.05*1.05), 1e-12)
	near(t, "lower limit", b.Value-b.Lo, 0.05/(2*step*1.05*1.05), 1e-12)
}

// days are the hours of days that want a noisy amount each. Half of it comes from a budget: what a treated hour takes more of that is missing later.
func days(s *normals, effect, budget float64) (periods []Period, spent []float64) {
	for range 14 {
		left := budget
		for hour := range 6 {
			p, wish := Period{Block: len(periods), Treated: s.uniform() < 0.5, Stratum: hour}, 1.0
			if p.Treated {
				wish += effect
			}
			bound := math.Min(left, wish*(5+s.next()))
			left -= bound
			p.Y = bound + wish*(5+s.next())
			periods, spent = append(periods, p), append(spent, p.Y)
		}
	}
	return periods, spent
}

// TestDifferencesInQ: with a budget that lasts for two thirds of the day a dearer hour brings what it takes from no budget, and without a budget all that it takes.
func TestDifferencesInQ(t *testing.T) {
	for budget, want := range map[float64]float64{20: 1, 1000: 2} {
		s, naive, read, covered := draws(40), NewMoments(1), NewMoments(1), 0.0
		const tests = 100
		for range tests {
			periods, spent := days(s, 0.2, budget)
			e, err := DifferencesInQ(periods, spent, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			plain, _ := Switchback(periods, 0, 0.95)
			read.Add(e.Value)
			naive.Add(plain.Value)
			if e.Covers(want) {
				covered++
			}
		}
		bias := 4 * math.Sqrt(read.Variance(0)/tests)
		near(t, "effect of an hour", read.Mean[0], want, bias)
		near(t, "coverage", covered/tests, 0.95, 0.051)
		if budget < 1000 && naive.Mean[0] < want+2*bias {
			t.Errorf("without what hours leave to others the difference is %v", naive.Mean[0])
		}
	}
	periods, spent := days(draws(1), 0, 30)
	if _, err := DifferencesInQ(periods[:18], spent[:18], 0.95); err == nil || !strings.Contains(err.Error(), "3 days are too few") {
		t.Errorf("three days: %v", err)
	}
}

// TestBootstrapCovers the effect on the mean of a skewed law, and agrees with the formula's standard error.
func TestBootstrapCovers(t *testing.T) {
	s := draws(20)
	covered := 0.0
	const tests = 400
	for r := range tests {
		arms := [][][]float64{units(s, 0), units(s, 0.5)}
		b := Bootstrap{Draws: 200, Key: s.key.With(uint64(r)), Level: 0.95}
		e := b.Interval(arms, func(m []*Moments) float64 { return m[1].Mean[0] - m[0].Mean[0] })
		if e.Covers(0.5) {
			covered++
		}
		if r > 0 {
			continue
		}
		f := Difference(of(arms[0]).Point(Mean(0)), of(arms[1]).Point(Mean(0)), 0.95)
		near(t, "standard error over the formula's", e.SE/f.SE, 1, 0.2)
		if again := b.Interval(arms, func(m []*Moments) float64 { return m[1].Mean[0] - m[0].Mean[0] }); again != e {
			t.Errorf("the same key gives %+v and %+v", e, again)
		}
	}
	near(t, "coverage", covered/tests, 0.94, 0.04)
}

// TestBootstrapOfClusters: the units of a cluster are all alike, so that what 100 clusters of 9 know is what 100 units know: three times the standard error that 900 independent units
// would have. Drawn whole, clusters say so. The mean of a cluster has a standard deviation of 1, so that of the difference is the root of 2/100.
func TestBootstrapOfClusters(t *testing.T) {
	const clusters, tests = 100, 100
	s, covered, se := draws(21), 0.0, 0.0
	for r := range tests {
		var arms [2][][]float64
		for a := range arms {
			for range clusters {
				level := 10 + s.next()
				arms[a] = append(arms[a], []float64{9 * level, 9}) // sums of a cluster: its outcome and its units
			}
		}
		b := Bootstrap{Draws: 200, Key: s.key.With(uint64(r)), Level: 0.95}
		e := b.Interval(arms[:], func(m []*Moments) float64 { return m[1].Point(Ratio(0, 1)).Value - m[0].Point(Ratio(0, 1)).Value })
		if se += e.SE / tests; e.Covers(0) {
			covered++
		}
	}
	near(t, "standard error", se, math.Sqrt(2./clusters), 0.005)
	near(t, "coverage", covered/tests, 0.95, 0.05)
}

// TestBootstrapOfFewClusters: of four clusters a side some draws have none, which are drawn again; where control is 0 in some draws there is no interval, and it is said.
func TestBootstrapOfFewClusters(t *testing.T) {
	ratio := func(m []*Moments) float64 { return m[1].Point(Ratio(0, 1)).Value/m[0].Point(Ratio(0, 1)).Value - 1 }
	b := Bootstrap{Draws: 1000, Key: draws(22).key, Level: 0.95}
	arms := [][][]float64{{{1, 1}, {2, 1}, {3, 1}, {4, 1}}, {{2, 1}, {3, 1}, {4, 1}, {5, 1}}}
	if e := b.Interval(arms, ratio); !(e.Lo < e.Value && e.Value < e.Hi && e.SE > 0 && e.Lo >= -0.5 && e.Hi <= 4 && e.P > 0.05) {
		t.Errorf("%+v", e)
	}
	arms[0] = [][]float64{{0, 1}, {0, 1}, {0, 1}, {4, 1}}
	if e := b.Interval(arms, ratio); e.Value != 2.5 || !math.IsNaN(e.P) || !math.IsNaN(e.Lo) || e.Why == "" {
		t.Errorf("%+v", e)
	}
}

func units(s *normals, shift float64) (out [][]float64) {
	for range 100 {
		out = append(out, []float64{shift - math.Log(s.uniform())})
	}
	return out
}

func of(units [][]float64) *Moments {
	m := NewMoments(len(units[0]))
	for _, x := range units {
		m.Add(x...)
	}
	return m
}

// TestJackknifeOfAMean is the formula's standard error, when groups are units.
func TestJackknifeOfAMean(t *testing.T) {
	x := []float64{3, 1, 4, 1, 5, 9, 2, 6}
	var without []float64
	for i := range x {
		m := NewMoments(1)
		for j, v := range x {
			if j != i {
				m.Add(v)
			}
		}
		without = append(without, m.Mean[0])
	}
	p := ofValues(x).Point(Mean(0))
	near(t, "standard error", Jackknife(p.Value, without, 0.95).SE, math.Sqrt(p.Variance), 1e-12)
}
