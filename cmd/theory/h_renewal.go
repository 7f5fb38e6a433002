package theory

import (
	"fmt"
	"math"

	"marketsim/sim"
	"marketsim/sim/calendar"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

func init() {
	add(Entry{"H5", "Superposition, compound Poisson and the inspection paradox", "Ross, Stochastic Processes; Feller, An Introduction to Probability Theory, vol. II",
		[]string{"h5-superposition", "h5-compound-poisson"}, checkH5})
}

func checkH5(c *Check) {
	c.superposition()
	c.compound()
	c.inspection()
}

// superposition merges the sessions of two Pinners.
func (c *Check) superposition() {
	s := c.Load("theory/h5-superposition", fmt.Sprintf("run.horizon=%dd", c.Scaled(1250)))
	var gaps []float64
	slow, last := 0.0, spec.Time(0)
	err := sim.Potentials(c.ctx, s.Spec, 0, func(p *spec.Potential) error {
		gaps = append(gaps, float64(p.Start-last)/float64(spec.Day)*800)
		last = p.Start
		if p.Segment == 0 {
			slow++
		}
		return nil
	})
	if err != nil {
		panic(failure{err})
	}
	n, sum := float64(len(gaps)), 0.0
	for _, g := range gaps {
		sum += g
	}
	c.Near("merged sessions a day", n/float64(s.Spec.Horizon/spec.Day), 800, math.Sqrt(800), float64(s.Spec.Horizon/spec.Day))
	c.Near("share of the first process", slow/n, 3.0/8, math.Sqrt(15.0/64), n)
	c.Near("merged gap, times 800 a day", sum/n, 1, 1, n)
	d := kolmogorov(gaps, func(x float64) float64 { return 1 - math.Exp(-x) })
	c.Holds("merged gaps are exponential, p > 1e-4", d*math.Sqrt(n) < 2.23, "KS distance %.5f of %.0f gaps", d, n)
	run := c.Run("theory/h5-superposition", fmt.Sprintf("run.horizon=%dd", c.Scaled(250)))
	x, slowly := run.Total(0), run.Sum(0, 0, results.Cut{Segment: 0, Surface: -1, Group: -1})
	c.Near("share of the first process among sessions played", float64(slowly.Sessions)/float64(x.Sessions), 3.0/8, math.Sqrt(15.0/64), float64(x.Sessions))
}

// compound adds up the revenue of days with a Poisson number of exponential payments.
func (c *Check) compound() {
	days, replications := 10_000, c.Scaled(100)
	run := c.Run("theory/h5-compound-poisson", fmt.Sprintf("run.replications=%d", replications))
	n, sum, squares := float64(days*replications), 0.0, 0.0
	for _, r := range run.Results {
		for d := range r[0].Days {
			spent := r[0].Days[d].Groups[0].Revenue.Float()
			sum += spent
			squares += (spent - 16) * (spent - 16)
		}
	}
	c.Near("revenue of a day", sum/n, 16, 8, n)
	// The fourth cumulant is 8 E[price^4] = 8 x 24 x 16.
	c.Near("variance of the revenue of a day", squares/n, 64, math.Sqrt(8*24*16+2*64*64), n)
}

// inspection looks at a renewal process with gaps uniform on [0, 2] at random times, 20 on average apart, on the engine's calendar.
func (c *Check) inspection() {
	const renewal, look = 0, 1
	var q calendar.Queue
	key, law := rng.Root(19, 0), &dist.Uniform{Max: 2}
	n := c.Scaled(1_000_000)
	gap := func(i uint64) int64 { return int64(law.Quantile(key.With(renewal).Uniform(i)) * second) }
	pause := func(i uint64) int64 { return int64(key.With(look).Exp(i) * 20 * second) }
	began, ends, gaps, looks := int64(0), gap(0), uint64(0), 0
	covering, residual := 0.0, 0.0
	q.Push(ends, renewal)
	q.Push(pause(0), look)
	for looks < n {
		now, id, _ := q.Pop()
		if id == renewal {
			gaps++
			began, ends = now, now+gap(gaps)
			q.Push(ends, renewal)
			continue
		}
		looks++
		covering += float64(ends-began) / second
		residual += float64(ends-now) / second
		q.Push(now+pause(uint64(looks)), look)
	}
	sd := math.Sqrt(2) / 3
	c.Near("gap that covers a random time", covering/float64(n), 4.0/3, sd, float64(n))
	c.Near("time from then to its end", residual/float64(n), 2.0/3, sd, float64(n))
}
