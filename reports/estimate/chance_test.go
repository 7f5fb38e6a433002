package estimate

import (
	"math"
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
		var clusters []int
		var units [][]float64
		for c := range 80 {
			level := s.next()
			for range 1 + int(6*s.uniform()) {
				clusters, units = append(clusters, c), append(units, []float64{float64(arm)*effect + level + s.next()})
			}
		}
		p[arm] = ByCluster(clusters, units).Point(Ratio(0, 1))
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
		m.Add(0.3*(size+0.3*s.next()), 0.7*(size+effect+0.3*s.next()))
	}
	return BudgetSplit(m, 0, 1, 0.3, 0.7, 0.95)
}

func slopeTest(s *normals, effect float64) Effect {
	m := NewMoments(2)
	for range 60 {
		x := s.next()
		m.Add(x, effect*x+s.next())
	}
	return Slope(m, 0, 1, 0.95)
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
