package theory

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"marketsim/sim"
	"marketsim/sim/spec"
)

// Section H: events and queues.

func init() {
	add(Entry{"H1", "Diurnal Poisson arrivals by thinning", "Lewis & Shedler (1979), Naval Research Logistics Quarterly 26; Brown et al. (2002)",
		[]string{"h1-diurnal-arrivals"}, checkH1})
	add(Entry{"H4", "Concurrent sessions, and the time at which a budget is gone", "M/G/infinity; Poisson thinning (Kingman, Poisson Processes)",
		[]string{"h4-concurrent-sessions", "h4-budget-exhaustion"}, checkH4})
}

func checkH1(c *Check) {
	run := c.Run("theory/h1-diurnal-arrivals", fmt.Sprintf("run.horizon=%dd", c.Scaled(400)))
	var hours [24]float64
	daily, squares := 0.0, 0.0
	days := run.Results[0][0].Days
	n := float64(len(days))
	for _, d := range days {
		sum := 0.0
		for h := range d.Hours {
			hours[h] += float64(d.Hours[h].Sessions)
			sum += float64(d.Hours[h].Sessions)
		}
		daily += sum
		squares += (sum - 2400) * (sum - 2400)
	}
	chi := 0.0
	for h := range hours {
		a, b := 2*math.Pi*float64(h)/24, 2*math.Pi*float64(h+1)/24
		want := 100 * (1 + 0.6*(math.Cos(a)-math.Cos(b))*24/(2*math.Pi))
		c.Near(fmt.Sprintf("sessions in hour %d", h), hours[h]/n, want, math.Sqrt(want), n)
		chi += (hours[h] - want*n) * (hours[h] - want*n) / (want * n)
	}
	c.Holds("chi-square over hours, p > 1e-4", chi < 58.6, "%.1f with 24 degrees of freedom", chi)
	c.Near("sessions a day", daily/n, 2400, math.Sqrt(2400), n)
	c.Within("variance over mean of the daily count", squares/n/2400, 1, 4*math.Sqrt(2/n))
	x := run.Total(0)
	c.Near("share of potential sessions that happens", float64(x.Sessions)/float64(x.Potential), 0.625, math.Sqrt(0.625*0.375), float64(x.Potential))
	c.exponentialGaps(run)
}

// exponentialGaps is a Kolmogorov-Smirnov test of 20,000 gaps of the envelope's Poisson process, 160 an hour.
func (c *Check) exponentialGaps(run *Run) {
	const n = 20_000
	var gaps []float64
	last := spec.Time(0)
	enough := errors.New("enough")
	err := sim.Potentials(c.ctx, run.Scenario.Spec, 0, func(p *spec.Potential) error {
		gaps = append(gaps, float64(p.Start-last)/float64(spec.Hour)*160)
		last = p.Start
		if len(gaps) == n {
			return enough
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		panic(failure{err})
	}
	d := kolmogorov(gaps, func(x float64) float64 { return 1 - math.Exp(-x) })
	c.Holds("gaps of the envelope are exponential, p > 1e-4", d*math.Sqrt(float64(len(gaps))) < 2.23, "KS distance %.5f of %d gaps", d, len(gaps))
}

// kolmogorov is the distance between the empirical distribution of a sample and a law.
func kolmogorov(sample []float64, cdf func(float64) float64) float64 {
	sorted := slices.Sorted(slices.Values(sample))
	n, worst := float64(len(sorted)), 0.0
	for i, x := range sorted {
		f := cdf(x)
		worst = max(worst, math.Abs(f-float64(i)/n), math.Abs(f-float64(i+1)/n))
	}
	return worst
}

func checkH4(c *Check) {
	run := c.Run("theory/h4-concurrent-sessions", fmt.Sprintf("run.horizon=%dd", max(2, c.Scaled(840))))
	n, mean, squares := 0.0, 0.0, 0.0
	for i, d := range run.Results[0][0].Days {
		if i == 0 {
			continue // the market opens empty
		}
		for h := range d.Hours {
			x := float64(d.Hours[h].Concurrent)
			n++
			mean += x
			squares += x * x
		}
	}
	mean /= n
	c.Within("sessions running, mean", mean, 10, 0.11*math.Sqrt(20_000/n))
	c.Within("sessions running, variance", squares/n-mean*mean, 10, 0.5*math.Sqrt(20_000/n))

	run = c.Run("theory/h4-budget-exhaustion", c.Size("run.replications", 10_000))
	n, mean, squares = float64(len(run.Results)), 0, 0
	whole := true
	for _, r := range run.Results {
		x := r[0].Campaigns[0]
		whole = whole && x.ExhaustedAt != spec.Never && x.Spend == 50*spec.Unit
		hours := float64(x.ExhaustedAt) / float64(spec.Hour)
		mean += hours / n
		squares += (hours - 10) * (hours - 10) / n
	}
	c.Holds("the whole budget is spent, and no more", whole, "%v campaigns", n)
	c.Near("hours until the budget is gone", mean, 10, 1.414214, n)
	c.Within("SD of the hours", math.Sqrt(squares), 1.414214, 4*1.414214/math.Sqrt(2*n))
}
