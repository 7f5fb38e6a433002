package theory

import (
	"fmt"
	"math"

	"marketsim/reports/estimate"
)

// Blocks of time that switch between arms.

func init() {
	add(Entry{"G5", "Carry-over between blocks of a switchback", "Bojinov, Simchi-Levi & Zhao (2023), Management Science; Hu & Wager (2022)", nil, checkG5})
	add(Entry{"G15", "Blocks aligned with the day", "Bojinov, Simchi-Levi & Zhao (2023), Management Science", nil, checkG15})
}

// blocks are periods of coin-tossed blocks whose outcome is 10 plus an effect of the assignment so far plus noise.
func (s *stream) blocks(number, length int, effect func(treated float64) float64) []estimate.Period {
	var out []estimate.Period
	for b := range number {
		treated := s.coin()
		for range length {
			z := 0.0
			if treated {
				z = 1
			}
			out = append(out, estimate.Period{Y: 10 + effect(z) + s.normal(), Block: b, Treated: treated})
		}
	}
	return out
}

func switchback(periods []estimate.Period, burnIn int) float64 {
	e, err := estimate.Switchback(periods, burnIn, 0.95)
	if err != nil {
		panic(failure{err})
	}
	return e.Value
}

func checkG5(c *Check) {
	// last is the effect of a period plus half of that of the one before it.
	last := func() func(float64) float64 {
		before := 0.0
		return func(z float64) float64 {
			effect := z + 0.5*before
			before = z
			return effect
		}
	}
	// slow is an effect of 2 that builds up by 0.4 of what is missing each period.
	slow := func() func(float64) float64 {
		x := 0.0
		return func(z float64) float64 {
			x = 0.6*x + 0.4*z
			return 2 * x
		}
	}
	s := newStream(5)
	for _, x := range []struct {
		what           string
		effect         func() func(float64) float64
		length, burnIn int
		want           float64
	}{{"one period of carry-over", last, 1, 0, 1}, {"one period of carry-over", last, 4, 0, 1.375}, {"one period of carry-over", last, 10, 0, 1.45},
		{"one period of carry-over", last, 4, 1, 1.5}, {"slow carry-over", slow, 1, 0, 0.8}, {"slow carry-over", slow, 6, 0, 1.523328}, {"slow carry-over", slow, 6, 3, 1.830656}} {
		m := sample(c.Scaled(200), func() float64 { return switchback(s.blocks(500, x.length, x.effect()), x.burnIn) })
		c.sampled(fmt.Sprintf("%s, blocks of %d, burn-in %d", x.what, x.length, x.burnIn), m, x.want)
	}
}

// day are 28 days of two blocks of 12 hours, the first from 8:00, when outcomes are 3 higher; first says whether a day's first block is treated,
// second its second.
func (s *stream) day(first, second func(day int, first bool) bool) []estimate.Period {
	var out []estimate.Period
	for d := range 28 {
		a := first(d, false)
		for half, treated := range []bool{a, second(d, a)} {
			for range 12 {
				p := estimate.Period{Y: 10 + 3*float64(1-half) + s.normal(), Block: 2*d + half, Treated: treated, Pair: d}
				if treated {
					p.Y += 0.5
				}
				out = append(out, p)
			}
		}
	}
	return out
}

func checkG15(c *Check) {
	s, n := newStream(15), c.Scaled(400)
	coin := func(int, bool) bool { return s.coin() }
	other := func(_ int, first bool) bool { return !first }
	always := func(int, bool) bool { return true }
	c.sampled("alternating with the day", sample(n, func() float64 { return switchback(s.day(always, other), 0) }), 3.5)
	c.Within("share of the assignment that the hour explains, then", estimate.Align(s.day(always, other), 24).Explained, 1, 1e-12)
	pairs := sample(n, func() float64 { return switchback(s.day(coin, other), 0) })
	c.sampled("order of day and night at random", pairs, 0.5)
	noise := 4.0 / (28 * 24) // of a difference of two halves of 672 hours
	spread := math.Sqrt(9./28 + noise)
	c.Within("its spread", math.Sqrt(pairs.Variance(0)), spread, 4*spread/math.Sqrt(2*float64(n)))
	within := sample(n, func() float64 {
		periods := s.day(coin, other)
		for i := range periods {
			periods[i].Stratum = periods[i].Block % 2
		}
		return switchback(periods, 0)
	})
	c.sampled("day and night within themselves", within, 0.5)
	c.Holds("its spread is that of the noise", math.Sqrt(within.Variance(0)) < 1.5*math.Sqrt(noise), "%.3f, and of the noise %.3f", math.Sqrt(within.Variance(0)), math.Sqrt(noise))
	c.sampled("coin for each block", sample(n, func() float64 { return switchback(s.day(coin, coin), 0) }), 0.5)
}
